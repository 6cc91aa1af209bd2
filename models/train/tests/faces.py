"""Small made-up faces: coloured patterns, one per person, that a tiny network can tell apart."""

from pathlib import Path

import numpy as np

from ostiary_train.records import UNKNOWN, WIDE, Face, Index, write_index, write_shards


def pattern(person: int, view: int) -> np.ndarray:
    """[136, 136, 3] uint8: waves that belong to the person, under noise that belongs to the view."""
    y, x = np.mgrid[0:WIDE, 0:WIDE] / WIDE
    own = np.random.default_rng([1, person])
    waves = np.stack([np.sin(x * own.uniform(5, 40) + y * own.uniform(5, 40) + own.uniform(0, 6)) for _ in range(3)], -1)
    noise = np.random.default_rng([2, person, view]).normal(0, 12, (WIDE, WIDE, 3))
    return np.clip(128 + 90 * waves + noise, 0, 255).astype(np.uint8)


def shards(folder: Path, people: int = 4, views: int = 8, unlabelled: int = 0, shard_size: int = 10) -> Path:
    faces = [Face(pattern(person, view), person, f"{person}-{view}") for view in range(views) for person in range(people)]
    faces += [Face(pattern(100 + number, 0), UNKNOWN, f"unknown-{number}") for number in range(unlabelled)]
    names = write_shards(folder, faces, shard_size)
    write_index(folder, Index([f"person {n}" for n in range(people)], [views] * people, len(faces), 0, names))
    return folder
