"""Error rates in the terms of ISO/IEC 30107-3, a frame and a presentation at a time."""

from dataclasses import dataclass

import numpy as np

from ..openset import interval

FRAMES = 5
"""Scores of as many frames are joined, by their mean."""


@dataclass(frozen=True)
class Scored:
    """Of one set and species: a score each frame, in the order of its recording, and whom it shows."""

    origin: str
    species: str
    scores: np.ndarray
    subjects: np.ndarray

    @property
    def live(self) -> bool:
        return self.species.startswith("live")

    def presentations(self) -> np.ndarray:
        """The mean score of every five frames in a row of one subject; what is left over is a presentation where it has three or more."""
        means = []
        for subject in dict.fromkeys(self.subjects):
            own = self.scores[self.subjects == subject]
            parts = [own[at : at + FRAMES] for at in range(0, len(own), FRAMES)]
            means += [part.mean() for part in parts if len(part) >= 3]
        return np.array(means)


@dataclass(frozen=True)
class Rate:
    """errors of trials: attacks taken for people (APCER) or people not taken for such (BPCER)."""

    errors: int
    trials: int

    def __str__(self) -> str:
        if not self.trials:
            return "–"
        low, high = interval(self.errors, self.trials)
        return f"{self.errors / self.trials * 100:.1f} % ({low * 100:.1f}–{high * 100:.1f}) of {self.trials}"


def rate(scores: np.ndarray, threshold: float, live: bool) -> Rate:
    """At or above the threshold is taken for a person."""
    wrong = scores < threshold if live else scores >= threshold
    return Rate(int(wrong.sum()), len(scores))


def threshold(pools: list[np.ndarray], share: float) -> float:
    """Below it lies this share of live scores, each pool counting alike however many it holds, so that no set outvotes another."""
    values = np.concatenate(pools)
    weights = np.concatenate([np.full(len(pool), 1 / (len(pool) * len(pools))) for pool in pools])
    order = np.argsort(values)
    below = np.cumsum(weights[order])
    return float(values[order][min(len(values) - 1, int(np.searchsorted(below, share + 1e-12, side="right")))])
