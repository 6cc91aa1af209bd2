"""Prepared faces on disk: plain arrays in files of some hundred, each written whole or not at all."""

from dataclasses import dataclass, field, fields
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class Faces:
    """
    tight, wide: patches (`patches.py`), uint8; kind: number in `network.CLASSES`; origin, species, subject:
    words, one a face; looks: the network's exact view, [n, 224, 112, 3], where it is measured on, else [0, …]; taught: the teacher's log odds (`teach.py`), not in the file.
    """

    tight: np.ndarray
    wide: np.ndarray
    kind: np.ndarray
    origin: np.ndarray
    species: np.ndarray
    subject: np.ndarray
    looks: np.ndarray
    taught: np.ndarray = field(default_factory=lambda: np.zeros(0, np.float32))

    def __len__(self) -> int:
        return len(self.kind)

    def where(self, chosen: np.ndarray) -> "Faces":
        return Faces(**{name: value[chosen] if len(value) else value for name, value in vars(self).items()})


def write(file: Path, faces: Faces) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(".tmp")
    with unfinished.open("wb") as out:
        np.savez(out, **{name: value for name, value in vars(faces).items() if name != "taught"})
    unfinished.replace(file)


def lesson(file: Path, folder: Path) -> Path:
    """Where the teacher's answers to a shard are kept."""
    return folder / f"{file.parent.name}-{file.stem}.npy"


def read(files: list[Path], lessons: Path | None = None) -> Faces:
    """All of them, joined; lessons: folder of what the teacher says of them."""
    parts = [dict(np.load(file)) for file in files]
    if lessons:
        parts = [{**part, "taught": np.load(lesson(file, lessons))} for part, file in zip(parts, files)]
    names = [one.name for one in fields(Faces) if one.name in parts[0]]
    return Faces(**{name: np.concatenate([part[name] for part in parts]) for name in names})
