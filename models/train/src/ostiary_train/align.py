"""The daemon's alignment, pixel for pixel: a port of src/vision/aligner*.ts and warp.ts. The golden test holds the two together."""

import numpy as np

CROP = 112
"""Width and height of an aligned face."""
MARGIN = 12
"""Pixels around an aligned face that training keeps, so that views can be turned and shifted without black corners."""
ALIGNMENT_VERSION = "a1"

TEMPLATE = np.array(
    [[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]]
)
"""Where the five landmarks of an aligned face lie: eye, eye, nose, mouth corner, mouth corner; image left first."""


def fit_similarity(source: np.ndarray, target: np.ndarray) -> tuple[float, float, float, float] | None:
    """The (a, b, tx, ty) of x' = a·x − b·y + tx, y' = b·x + a·y + ty with the least squared error (Umeyama 1991).

    Both [n, 2]. None when all of `source` is one point.
    """
    f, t = source.mean(0), target.mean(0)
    p, q = source - f, target - t
    spread = (p * p).sum()
    if not spread > 0:
        return None
    a = (p * q).sum() / spread
    b = (p[:, 0] * q[:, 1] - p[:, 1] * q[:, 0]).sum() / spread
    return a, b, t[0] - (a * f[0] - b * f[1]), t[1] - (b * f[0] + a * f[1])


def invert(similarity: tuple[float, float, float, float]) -> tuple[float, float, float, float] | None:
    """None for a similarity that shrinks everything to a point."""
    a, b, tx, ty = similarity
    square = a * a + b * b
    if not square > 1e-12:
        return None
    ia, ib = a / square, -b / square
    return ia, ib, -(ia * tx - ib * ty), -(ib * tx + ia * ty)


def align(image: np.ndarray, landmarks: np.ndarray, margin: int = 0) -> np.ndarray:
    """[height, width, 3] uint8 and [5, 2] landmarks → the upright face, [112 + 2·margin, …, 3] uint8 in the same channel order.

    Landmarks without geometry give a black crop. With a margin, the middle 112×112 are the crop without.
    """
    side = CROP + 2 * margin
    to_crop = fit_similarity(landmarks, TEMPLATE)
    to_source = to_crop and invert(to_crop)
    if to_source is None:
        return np.zeros((side, side, 3), np.uint8)
    a, b, tx, ty = to_source
    return warp(image, (a, b, tx - margin * (a - b), ty - margin * (a + b)), side)


def warp(image: np.ndarray, to_source: tuple[float, float, float, float], side: int) -> np.ndarray:
    """The square seen through `to_source`: bilinear; from a factor of 2 on, blocks are averaged first. Outside is black."""
    a, b, tx, ty = to_source
    factor = int(np.hypot(a, b))
    if factor < 2:
        return _sample(image, to_source, side)
    x, y, width, height = _covered_region(image, to_source, side, factor)
    if width < 1 or height < 1:
        return np.zeros((side, side, 3), np.uint8)
    region = image[y : y + height * factor, x : x + width * factor]
    sums = region.reshape(height, factor, width, factor, 3).sum((1, 3), dtype=np.int64)
    shrunk = (sums * (1 / factor**2) + 0.5).astype(np.uint8)
    inset = (factor - 1) / 2
    return _sample(shrunk, (a / factor, b / factor, (tx - x - inset) / factor, (ty - y - inset) / factor), side)


def _covered_region(image, to_source, side: int, factor: int) -> tuple[int, int, int, int]:
    """Left and top in pixels, width and height in blocks, of what the crop can see."""
    a, b, tx, ty = to_source
    far = side - 1
    corners = np.array([[a * u - b * v + tx, b * u + a * v + ty] for u, v in ((0, 0), (far, 0), (0, far), (far, far))])
    low, high = corners.min(0), corners.max(0)
    margin = 2 * factor
    left, top = (max(0, int(np.floor(value)) - margin) for value in low)
    right = min(image.shape[1], int(np.ceil(high[0])) + margin)
    bottom = min(image.shape[0], int(np.ceil(high[1])) + margin)
    return left, top, (right - left) // factor, (bottom - top) // factor


def _sample(image: np.ndarray, to_source, side: int) -> np.ndarray:
    """Bilinear, fractions in 8-bit fixed point inside the picture and exact at its border, as the daemon does."""
    a, b, tx, ty = to_source
    v, u = np.mgrid[0:side, 0:side]
    x, y = tx - b * v + a * u, ty + a * v + b * u
    left, top = np.floor(x).astype(np.int64), np.floor(y).astype(np.int64)
    height, width = image.shape[:2]
    inside = (left >= 0) & (top >= 0) & (left < width - 1) & (top < height - 1)
    fx, fy = np.where(inside, ((x - left) * 256).astype(np.int64) / 256, x - left), np.where(
        inside, ((y - top) * 256).astype(np.int64) / 256, y - top
    )
    padded = np.pad(image, ((1, 1), (1, 1), (0, 0)))
    column, row = np.clip(left + 1, 0, width), np.clip(top + 1, 0, height)
    near = (left >= -1) & (top >= -1) & (left < width) & (top < height)
    fx, fy = fx[..., None], fy[..., None]
    value = (
        padded[row, column] * ((1 - fx) * (1 - fy))
        + padded[row, column + 1] * (fx * (1 - fy))
        + padded[row + 1, column] * ((1 - fx) * fy)
        + padded[row + 1, column + 1] * (fx * fy)
    )
    return np.where(near[..., None], value + 0.5, 0).astype(np.uint8)
