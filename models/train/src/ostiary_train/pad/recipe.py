"""The configuration file of a presentation attack detector, and the faces that every step begins with."""

from dataclasses import dataclass
from pathlib import Path

from ..bundle import CardFacts
from ..errors import TrainingFault
from .faces import Face, faces_of
from .network import Shape
from .pictures import held_out, labelled, portraits
from .plan import Plan


@dataclass(frozen=True)
class Data:
    """
    folder: with the sets of `pictures.py`; teacher: a public network to learn from and to be measured beside; drawn: frames of people who do not exist, FOLDER/SEED/N.jpg; limit: web pictures of each origin;
    cache: where prepared faces go; shards and size: of simulated faces; measured: shards of them from people held out.
    """

    folder: Path
    detector: Path
    teacher: Path
    cache: Path
    drawn: Path | None = None
    limit: int = 1800
    shards: int = 120
    size: int = 128
    measured: int = 10
    workers: int = 2


@dataclass(frozen=True)
class Export:
    """calibration: representative faces; shares of live presentations below the thresholds."""

    calibration: int = 300
    bona_fide_share: float = 0.05
    attack_share: float = 0.01


@dataclass(frozen=True)
class Recipe:
    """run: folder of weights and curves; bundle: folder to write."""

    name: str
    bundle: Path
    run: Path
    data: Data
    training: Plan
    card: CardFacts
    export: Export = Export()
    network: Shape = Shape()
    threads: int = 1


def labelled_faces(recipe: Recipe) -> list[Face]:
    """Raises TrainingFault where pictures or models are missing."""
    _present(recipe)
    return faces_of(labelled(recipe.data.folder), recipe.data.cache / "faces", recipe.data.detector)


def portrait_faces(recipe: Recipe) -> tuple[list[Face], list[Face]]:
    """To learn from, and to measure on. Raises TrainingFault where pictures or models are missing."""
    _present(recipe)
    data = recipe.data
    faces = faces_of(portraits(data.folder, data.drawn, data.limit), data.cache / "faces", data.detector)
    out = held_out(data.folder)
    return [face for face in faces if not out(face.picture)], [face for face in faces if out(face.picture)]


def _present(recipe: Recipe) -> None:
    data = recipe.data
    missing = [path for path in (data.folder, data.detector, data.teacher, data.drawn) if path and not path.exists()]
    if missing:
        raise TrainingFault(f"{', '.join(map(str, missing))}: no such file or folder", "Set OSTIARY_SHARED, or correct the data section.")
