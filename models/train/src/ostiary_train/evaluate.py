"""An embedder on people whom it never saw: the LFW protocol, and false positive identifications at several gallery sizes.

`ostiary model evaluate` prints the same on the daemon's runtime; the figures of a card come from there. This is the view from
inside training, for checkpoints and for the choice of a threshold.
"""

import logging
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .align import align
from .errors import TrainingFault
from .finder import Finder, most_central
from .lfw import Verification, identities, person_key, picture_name, read_pairs, verify
from .parity import unit_rows
from .prepare import read_picture
from .progress import Progress

log = logging.getLogger(__name__)

DRAWN_FACE = Path(__file__).resolve().parents[4] / "test" / "golden" / "alignment" / "drawn-face.png"
GOLDEN_LANDMARKS = np.array([[276.545, 211.555], [372.146, 211.555], [324.346, 261.528], [285.236, 304.983], [359.11, 307.176]])


@dataclass(frozen=True)
class Validation:
    """folder: LFW with pairs.txt. fold: whose people were held out. detector: a bundle, for the alignment."""

    folder: Path
    detector: Path
    fold: int = 5


@dataclass(frozen=True)
class HeldOut:
    """Aligned faces [n, 112, 112, 3] uint8 of everyone in the fold, their people and picture names."""

    faces: np.ndarray
    people: np.ndarray
    names: list[str]
    identities: list[str]
    missed: int


def held_out_faces(options: Validation) -> HeldOut:
    """Cuts the faces as the daemon does. Raises TrainingFault where the folder or its pairs are missing."""
    if not (options.folder / "pairs.txt").is_file():
        raise TrainingFault(f"{options.folder}/pairs.txt is missing", "Set validation.folder to LFW's folder.")
    finder = Finder(options.detector)
    people = sorted(identities(read_pairs(options.folder), options.fold))
    keys = [person_key(person) for person in people]
    paths = [(keys.index(key), path) for person, key in zip(people, keys) for path in sorted((options.folder / person).glob("*.jpg"))]
    crops, numbers, names, missed = [], [], [], 0
    for number, path in Progress("validation", len(paths)).over(paths):
        pixels = read_picture(path)
        found = finder.find(pixels)
        central = most_central(found, pixels)
        if central is None:
            missed += 1
            continue
        crops.append(align(pixels, found.points[central]))
        numbers.append(number)
        names.append(path.stem)
    return HeldOut(np.stack(crops), np.array(numbers), names, people, missed)


def protocol(embeddings: np.ndarray, names: list[str], options: Validation) -> Verification:
    """The fold's 600 pairs; a pair whose face was not found counts as the least similar."""
    return verify(*similarities(embeddings, names, options))


def similarities(embeddings: np.ndarray, names: list[str], options: Validation) -> tuple[np.ndarray, np.ndarray]:
    """Cosine [pairs] and genuine or not [pairs] of the fold's pairs; embeddings [n, d] belong to the pictures `names`."""
    row = {name: number for number, name in enumerate(names)}
    vectors = unit_rows(embeddings)
    pairs = [pair for pair in read_pairs(options.folder) if pair.fold == options.fold]
    scores = [_similarity(vectors, row, picture_name(pair.first), picture_name(pair.second)) for pair in pairs]
    return np.array(scores), np.array([pair.genuine for pair in pairs])


def _similarity(vectors: np.ndarray, row: dict[str, int], first: str, second: str) -> float:
    if first not in row or second not in row:
        return -1.0
    return float(vectors[row[first]] @ vectors[row[second]])


def golden_crop() -> np.ndarray:
    """The aligned face [112, 112, 3] uint8 of the project's drawn face, which is no person: what golden vectors are made of."""
    return align(read_picture(DRAWN_FACE), GOLDEN_LANDMARKS)
