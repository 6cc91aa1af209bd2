"""The pictures to learn from and to measure on, and which is which."""

from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

KINDS = {".jpg", ".jpeg", ".png", ".webp"}
HELD_OUT_FOLD = 5
"""Identities of this LFW fold are never trained on."""


@dataclass(frozen=True)
class Picture:
    path: Path
    source: str
    held_out: bool


def pictures(data: Path) -> list[Picture]:
    """Every picture below `data`, sorted. Raises FileNotFoundError where `data` holds none of the known folders."""
    found: list[Picture] = []
    for source, held_out in (("lfw-dev", _lfw(data)), ("utkface", _utkface), ("nuaa-dev", _nuaa), ("scenes", _scenes)):
        folder = data / source
        files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in KINDS)
        found += [Picture(path, source, held_out(path.relative_to(folder))) for path in files]
    if not found:
        raise FileNotFoundError(f"{data} contains no pictures: expected lfw-dev, utkface, nuaa-dev or scenes in it")
    return found


def fold_identities(pairs: Path, fold: int) -> set[str]:
    """Names of the people in one fold (1-based) of an LFW `pairs.txt`."""
    lines = pairs.read_text().splitlines()
    folds, size = (int(value) for value in lines[0].split())
    if not 1 <= fold <= folds:
        raise ValueError(f"{pairs} has folds 1..{folds}, not {fold}")
    fields = [line.split("\t") for line in lines[1 + (fold - 1) * 2 * size : 1 + fold * 2 * size]]
    return {name for row in fields for name in ([row[0]] if len(row) == 3 else [row[0], row[2]])}


def _lfw(data: Path):
    pairs = data / "lfw-dev" / "pairs.txt"
    names = fold_identities(pairs, HELD_OUT_FOLD) if pairs.exists() else set()
    return lambda path: path.parts[0] in names


def _utkface(path: Path) -> bool:
    return crc32(path.name.encode()) % 4 == 0  # a quarter: the groups among them must be large enough to tell rates


def _nuaa(path: Path) -> bool:
    return path.parts[1] == "0009"


def _scenes(path: Path) -> bool:
    return path.parts[0] in ("facerec", "openface", "vietmoney")
