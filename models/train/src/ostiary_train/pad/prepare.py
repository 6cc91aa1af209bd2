"""Labelled pictures, and simulated ones by the thousand, into shards of faces."""

import logging
import multiprocessing
from collections import Counter
from pathlib import Path

import cv2
import numpy as np

from ..errors import TrainingFault
from ..progress import Progress
from .faces import Face
from .looks import SIDE, stacked
from .network import CLASSES
from .patches import patches
from .pictures import LIVE, PRINT, SCREEN
from .recapture.compose import Photograph, Seen, attack, person
from .recapture.surroundings import frame_ends
from .shards import Faces, write

log = logging.getLogger(__name__)
SHARES = {"lfw-dev": 4.0, "faces-celeba": 3.0, "drawn": 3.0, "faces-portraits": 2.0, "faces-utk2": 1.5, "scenes": 1.5, "utkface": 1.0}
"""How often each origin is drawn from: those whose pictures show more than a face more often than their number says."""
KINDS = {LIVE: 0.4, PRINT: 0.25, SCREEN: 0.35}
LARGEST = 150
"""Photographs are kept with faces of at most so many pixels."""


def prepare_labelled(faces: list[Face], file: Path) -> None:
    """All faces of one set with their exact looks."""
    rows = []
    for face in Progress(f"cutting {file.stem}", len(faces)).over(faces):
        pixels = face.pixels()
        picture = face.picture
        rows.append((*patches(pixels, face.box), CLASSES.index(picture.kind), picture.origin, picture.species, picture.subject, stacked(pixels, face.box)))
    write(file, Faces(*map(np.array, zip(*rows))))


class Simulation:
    """Simulated faces by number: each is a function of faces, seed and number alone."""

    def __init__(self, faces: list[Face], seed: int) -> None:
        self.faces, self._seed = faces, seed
        origins = Counter(face.picture.origin for face in faces)
        weights = np.array([SHARES[face.picture.origin] / origins[face.picture.origin] for face in faces])
        self._weights = weights / weights.sum()

    def one(self, number: int) -> tuple[Seen, Face]:
        """What is seen, and whose photograph it shows."""
        random = np.random.default_rng((self._seed, number))
        shown, other, third = (self.faces[i] for i in random.choice(len(self.faces), 3, p=self._weights))
        kind = str(random.choice(list(KINDS), p=list(KINDS.values())))
        if kind == LIVE:
            return person(random, _photograph(shown)), shown
        framed = _photograph(third)
        return attack(random, kind, _photograph(shown), _photograph(other), frame_ends(random, framed.picture, framed.box)), shown


def simulate(simulation: Simulation, folder: Path, shards: int, size: int, workers: int, exact: bool = False) -> None:
    """Writes `folder`/NNNN.npz, of `size` faces each, those that are missing. exact: with the looks to measure on.

    Raises TrainingFault where there is nothing to simulate from.
    """
    if not simulation.faces:
        raise TrainingFault("there is no picture to simulate from", "Set OSTIARY_SHARED, or correct data.folder.")
    missing = [number for number in range(shards) if not (folder / f"{number:04}.npz").exists()]
    with multiprocessing.get_context("spawn").Pool(workers, _start, (simulation, folder, size, exact)) as pool:
        for _ in Progress(f"simulating {folder.name}", len(missing)).over(pool.imap_unordered(_shard, missing)):
            pass


def _start(*given) -> None:
    global _given
    cv2.setNumThreads(1)
    _given = given


def _shard(number: int) -> None:
    simulation, folder, size, exact = _given
    rows = []
    for seen, face in map(simulation.one, range(number * size, (number + 1) * size)):
        kind = CLASSES.index(seen.kind)
        words = (face.picture.origin, seen.species, face.picture.subject)
        rows.append((*patches(seen.picture, seen.box), kind, *words, stacked(seen.picture, seen.box) if exact else 0))
    columns = [np.array(column) for column in zip(*rows)]
    if not exact:
        columns[-1] = np.zeros((0, 2 * SIDE, SIDE, 3), np.uint8)
    write(folder / f"{number:04}.npz", Faces(*columns))


_kept: dict[Path, Photograph] = {}


def _photograph(face: Face) -> Photograph:
    """The picture without black bars at its ends, at a size that is quick to work on; kept, as each is used often."""
    path = face.picture.path
    if path not in _kept:
        pixels, shift = _trimmed(face.pixels())
        scale = min(1.0, LARGEST / max(face.box[2:]))
        if scale < 1:
            pixels = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        box = (face.box - [*shift, 0, 0]) * scale
        _kept[path] = Photograph(pixels, box, (face.points - shift) * scale)
    return _kept[path]


def _trimmed(pixels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What lies between black bars, and where it begins (x, y)."""
    bright = pixels.max(2) > 12
    rows, columns = (np.flatnonzero(bright.mean(axis) > 0.1) for axis in (1, 0))
    if len(rows) < 8 or len(columns) < 8:
        return pixels, np.zeros(2)
    return np.ascontiguousarray(pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]), np.array([columns[0], rows[0]], float)
