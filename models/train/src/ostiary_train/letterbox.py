"""The daemon's way of fitting a picture into a detector's input, pixel for pixel: a port of src/vision/resize*.ts."""

from functools import cache

import numpy as np

_WEIGHT_BITS = 12
_ONE = 1 << _WEIGHT_BITS


def letterbox(image: np.ndarray, width: int, height: int) -> tuple[np.ndarray, tuple[float, float]]:
    """[h, w, 3] uint8 → [height, width, 3] uint8, top left, the rest black; and the picture's pixels per canvas pixel (x, y).

    The mean over the covered area when shrinking, linear between pixel centres when growing.
    """
    rows, columns = image.shape[:2]
    scale = min(width / columns, height / rows)
    fitted_width = max(1, min(width, _round(columns * scale)))
    fitted_height = max(1, min(height, _round(rows * scale)))
    canvas = np.zeros((height, width, 3), np.uint8)
    block = columns // fitted_width
    if block * fitted_width == columns and block * fitted_height == rows:
        sums = image.reshape(fitted_height, block, fitted_width, block, 3).sum((1, 3), dtype=np.int64)
        fitted = sums / block**2 + 0.5
    else:
        starts, weights = _axis(columns, fitted_width)
        wide = sum(weights[:, k, None] * image[:, starts + k].astype(np.int64) for k in range(weights.shape[1]))
        wide = (wide + 8) >> 4
        starts, weights = _axis(rows, fitted_height)
        tall = sum(weights[:, k, None, None] * wide[starts + k] for k in range(weights.shape[1]))
        fitted = tall / (1 << (_WEIGHT_BITS + 8)) + 0.5
    canvas[:fitted_height, :fitted_width] = fitted.astype(np.uint8)
    return canvas, (columns / fitted_width, rows / fitted_height)


@cache
def _axis(source: int, length: int) -> tuple[np.ndarray, np.ndarray]:
    """First source pixel [length] and 12-bit weights [length, taps] of every target pixel along one axis."""
    step = source / length
    count = min(source, (int(step) if step.is_integer() else int(step) + 2) if step >= 1 else 2)
    starts = np.zeros(length, np.int64)
    weights = np.zeros((length, count), np.int64)
    for i in range(length):
        first, shares = _area(i, step) if step >= 1 else _linear(i, step)
        start = max(0, min(first, source - count))
        starts[i] = start
        # Beyond either edge the edge pixel is repeated.
        for k, share in enumerate(shares):
            tap = min(count - 1, max(0, min(source - 1, first + k) - start))
            weights[i, tap] += _round(share * _ONE)
        # The rounding error goes to the heaviest tap: a plain area keeps its exact value.
        weights[i, weights[i].argmax()] += _ONE - weights[i].sum()
    return starts, weights


def _area(i: int, step: float) -> tuple[int, list[float]]:
    begin, end = i * step, i * step + step
    first = int(np.floor(begin + 1e-9))
    pixels = range(first, int(np.ceil(end - 1e-9)))
    return first, [(min(pixel + 1, end) - max(pixel, begin)) / step for pixel in pixels]


def _linear(i: int, step: float) -> tuple[int, list[float]]:
    centre = (i + 0.5) * step - 0.5
    first = int(np.floor(centre))
    return first, [1 - (centre - first), centre - first]


def _round(value: float) -> int:
    """Half up, as JavaScript's Math.round."""
    return int(np.floor(value + 0.5))
