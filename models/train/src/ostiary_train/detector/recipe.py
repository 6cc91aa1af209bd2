"""A detector's configuration file, and the parts that every step builds from it."""

from dataclasses import dataclass, field
from pathlib import Path

from ..bundle import CardFacts
from ..errors import TrainingFault
from .decode import Faces
from .label import label_all
from .network import Shape
from .pictures import KINDS, Picture
from .plan import Plan
from .scenes.compose import Composer


@dataclass(frozen=True)
class Data:
    folder: Path
    teachers: list[Path]
    sources: list[str]
    backgrounds: list[Path] = field(default_factory=list)


@dataclass(frozen=True)
class Export:
    """Input size in pixels, both divisible by 32; calibration: representative scenes; measured: scenes and pictures of each kind."""

    width: int = 320
    height: int = 320
    min_confidence: float = 0.6
    calibration: int = 200
    measured: int = 1000


@dataclass(frozen=True)
class Recipe:
    """run: folder of labels, checkpoints and curve; bundle: folder to write."""

    name: str
    bundle: Path
    run: Path
    data: Data
    training: Plan
    card: CardFacts
    network: Shape = Shape()
    export: Export = Export()
    workers: int = 1
    threads: int = 1


def labels(recipe: Recipe) -> list[tuple[Picture, Faces]]:
    """Raises TrainingFault where pictures or teachers are missing or the labels belong to other pictures."""
    data = recipe.data
    missing = [path for path in [data.folder, *data.teachers, *data.backgrounds] if not path.exists()]
    if missing:
        raise TrainingFault(f"{', '.join(map(str, missing))}: no such file", "Set OSTIARY_SHARED, or correct the data section.")
    try:
        return label_all(data.folder, data.teachers, recipe.run / "labels", recipe.workers, data.sources)
    except (FileNotFoundError, ValueError) as error:
        raise TrainingFault(str(error), "Check data.folder and data.sources; delete stale labels.") from error


def composer(recipe: Recipe, chosen: list[tuple[Picture, Faces]], size: int, seed: int) -> Composer:
    backgrounds = [path for folder in recipe.data.backgrounds for path in sorted(folder.rglob("*")) if path.suffix.lower() in KINDS]
    try:
        return Composer(chosen, size, seed, backgrounds)
    except ValueError as error:
        raise TrainingFault(str(error), "Add pictures of faces to data.sources.") from error
