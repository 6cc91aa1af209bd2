"""Labels every picture once, in parallel, into one cache file a source."""

import hashlib
import logging
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import cv2
import numpy as np

from .decode import Faces
from .looks import looks
from .pictures import Picture, pictures

log = logging.getLogger(__name__)
_teachers = None


def label_all(data: Path, teachers: list[Path], cache: Path, workers: int, sources: list[str]) -> list[tuple[Picture, Faces]]:
    """
    Pictures of these sources with the teachers' consensus, in a fixed order; read from `cache`/SOURCE.npz where that exists.

    Raises ValueError when a cache file was made of other pictures, by other teachers or from other looks.
    """
    cache.mkdir(parents=True, exist_ok=True)
    every, recipe = pictures(data), _recipe(teachers)
    labels = []
    for source in sources:
        own = [picture for picture in every if picture.source == source]
        file = cache / f"{source}.npz"
        if own and not file.exists():
            _write(file, data, own, _label_with(teachers, own, workers), recipe)
        labels += _read(file, data, own, recipe) if own else []
    return labels


def _recipe(teachers: list[Path]) -> str:
    """Changes with whatever a label depends on besides its picture."""
    models = [hashlib.sha256(path.read_bytes()).hexdigest() for path in teachers]
    return f"{models} {looks(len(teachers))}"


def _write(file: Path, data: Path, own: list[Picture], faces: list[Faces], recipe: str) -> None:
    values = {key: np.concatenate([getattr(found, key) for found in faces]).astype(np.float32) for key in ("boxes", "points", "scores")}
    unfinished = file.with_suffix(".tmp")
    with unfinished.open("wb") as out:
        np.savez(out, recipe=recipe, names=_names(data, own), counts=[len(found) for found in faces], **values)
    unfinished.replace(file)


def _read(file: Path, data: Path, own: list[Picture], recipe: str) -> list[tuple[Picture, Faces]]:
    with np.load(file) as labels:
        if list(labels["names"]) != _names(data, own):
            raise ValueError(f"{file} was made from other pictures: delete it to label them again")
        if "recipe" not in labels or str(labels["recipe"]) != recipe:
            raise ValueError(f"{file} was made by other teachers or from other looks: delete it to label them again")
        ends = np.cumsum(labels["counts"])[:-1]
        parts = [np.split(labels[key], ends) for key in ("boxes", "points", "scores")]
    return [(picture, Faces(*values)) for picture, *values in zip(own, *parts)]


def _names(data: Path, own: list[Picture]) -> list[str]:
    return [str(picture.path.relative_to(data)) for picture in own]


def _label_with(teachers: list[Path], own: list[Picture], workers: int) -> list[Faces]:
    faces: list[Faces] = []
    with ProcessPoolExecutor(workers, initializer=_start, initargs=(teachers,)) as pool:
        for found in pool.map(_label, (picture.path for picture in own), chunksize=8):
            faces.append(found)
            if len(faces) % 500 == 0:
                log.info("labelled %d of %d pictures of %s", len(faces), len(own), own[0].source)
    return faces


def _start(teachers: list[Path]) -> None:
    global _teachers
    from .teacher import Teachers

    cv2.setNumThreads(1)
    _teachers = Teachers(teachers)


def _label(path: Path) -> Faces:
    picture = cv2.imread(str(path))
    if picture is None:
        raise ValueError(f"cannot decode the picture {path}")
    return _teachers.label(picture)
