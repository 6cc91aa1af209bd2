"""Random numbers in the type that pictures are computed in: NumPy's float64 scalars would turn every picture into float64."""

import math

import numpy as np

_FIELD = np.random.default_rng(0).standard_normal((1400, 1400, 3), np.float32)


def spread(random: np.random.Generator, low: float, high: float) -> float:
    """Between low and high, evenly on a logarithmic scale."""
    return math.exp(random.uniform(math.log(low), math.log(high)))


def about(random: np.random.Generator, deviation: float) -> float:
    """A factor around 1."""
    return math.exp(random.normal(0, deviation))


def tint(random: np.random.Generator, deviation: float) -> np.ndarray:
    """Three factors around 1."""
    return np.exp(random.normal(0, deviation, 3)).astype(np.float32)


def grain(random: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    """[h, w, 3] of standard normal noise: a random part of one large field, mirrored at random, which is faster than to draw it anew."""
    top, left = (int(random.integers(0, 1400 - side + 1)) for side in shape)
    part = _FIELD[top : top + shape[0], left : left + shape[1]]
    flips = (slice(None, None, int(random.choice((-1, 1)))), slice(None, None, int(random.choice((-1, 1)))))
    return part[flips][..., random.permutation(3)]
