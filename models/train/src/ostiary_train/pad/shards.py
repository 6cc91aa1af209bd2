"""Prepared faces on disk: plain arrays in files of some hundred, each written whole or not at all."""

from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class Faces:
    """
    tight, wide: patches (`patches.py`), uint8; kind: number in `network.CLASSES`; origin, species, subject:
    words, one a face; looks: the network's exact view, [n, 224, 112, 3], where it is measured on, else [0, …].
    """

    tight: np.ndarray
    wide: np.ndarray
    kind: np.ndarray
    origin: np.ndarray
    species: np.ndarray
    subject: np.ndarray
    looks: np.ndarray

    def __len__(self) -> int:
        return len(self.kind)

    def where(self, chosen: np.ndarray) -> "Faces":
        return Faces(**{name: value[chosen] if len(value) else value for name, value in vars(self).items()})


def write(file: Path, faces: Faces) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(".tmp")
    with unfinished.open("wb") as out:
        np.savez(out, **vars(faces))
    unfinished.replace(file)


def read(files: list[Path]) -> Faces:
    """All of them, joined."""
    parts = [dict(np.load(file)) for file in files]
    return Faces(**{field.name: np.concatenate([part[field.name] for part in parts]) for field in fields(Faces)})
