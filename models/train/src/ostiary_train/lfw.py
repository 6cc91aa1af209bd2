"""Labeled Faces in the Wild (Huang et al. 2007): who is held back for validation, and the verification protocol's figures."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

PAIRS_PER_FOLD = 600

SAME_PERSON = {
    "847bcc3aad2e": "d8c2638274f4",
    "4e0144e6fe62": "89243b515bde",
    "9fa94582426f": "be95bb7618b5",
    "ddb6bcc8dfe8": "cee808ecad4b",
}
"""Labels of LFW that are one person, by the first digits of their SHA-256, as in test/bench/lfw.ts: names stay out of the project."""


@dataclass(frozen=True)
class Pair:
    """Two pictures as (name, number); genuine where the names are the same."""

    fold: int
    first: tuple[str, int]
    second: tuple[str, int]

    @property
    def genuine(self) -> bool:
        return self.first[0] == self.second[0]


def read_pairs(folder: Path) -> list[Pair]:
    """The pairs of `pairs.txt`, folds counted from 1."""
    pairs = []
    for index, line in enumerate((folder / "pairs.txt").read_text().strip().split("\n")[1:]):
        parts = line.split("\t")
        second = (parts[0], int(parts[2])) if len(parts) == 3 else (parts[2], int(parts[3]))
        pairs.append(Pair(1 + index // PAIRS_PER_FOLD, (parts[0], int(parts[1])), second))
    return pairs


def identities(pairs: list[Pair], fold: int) -> frozenset[str]:
    """Everyone who occurs in the fold. Training must not see them when the fold validates."""
    return frozenset(name for pair in pairs if pair.fold == fold for name, _ in (pair.first, pair.second))


def person_key(name: str) -> str:
    """The same for two labels of one person."""
    digest = hashlib.sha256(name.encode()).hexdigest()[:12]
    return SAME_PERSON.get(digest, digest)


def picture_name(picture: tuple[str, int]) -> str:
    return f"{picture[0]}_{picture[1]:04d}"


@dataclass(frozen=True)
class Verification:
    """Accuracy at the best threshold of these very pairs, and the true accept rate where 1 in 1,000 impostors is accepted."""

    pairs: int
    accuracy: float
    threshold: float
    tar_at_1e3: float
    area: float


def verify(similarities: np.ndarray, genuine: np.ndarray) -> Verification:
    """[n] cosines and [n] bool → figures. With 300 impostors a FAR of 1e-3 means: none accepted."""
    order = np.argsort(-similarities)
    hits, misses = np.cumsum(genuine[order]), np.cumsum(~genuine[order])
    positives, negatives = genuine.sum(), (~genuine).sum()
    correct = (hits + negatives - misses) / len(genuine)
    best = int(correct.argmax())
    below = similarities[order][best + 1] if best + 1 < len(order) else similarities[order][best]
    strictest = np.quantile(similarities[~genuine], 0.999, method="higher")
    ranks = np.argsort(np.argsort(similarities)) + 1
    area = (ranks[genuine].sum() - positives * (positives + 1) / 2) / (positives * negatives)
    return Verification(
        pairs=len(genuine),
        accuracy=float(correct[best]),
        threshold=float((similarities[order][best] + below) / 2),
        tar_at_1e3=float((similarities[genuine] > strictest).mean()),
        area=float(area),
    )
