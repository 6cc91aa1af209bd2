"""Faces of nobody: two aligned faces in one picture, as an overlay or with a soft seam."""

import numpy as np


def blended(random: np.random.Generator, pixels: np.ndarray, share: float) -> np.ndarray:
    """pixels: uint8 [n, height, width, 3]. This share of them mixed with a neighbour, half of these evenly, half along a seam."""
    count = round(share * len(pixels))
    if count == 0:
        return pixels
    mixed = pixels.copy()
    for row in range(count):
        other = pixels[(row + 1) % len(pixels)].astype(np.float32)
        weight = random.uniform(0.3, 0.7) if random.random() < 0.5 else _seam(random, *pixels.shape[1:3])
        mixed[row] = np.rint(pixels[row] * weight + other * (1 - weight))
    return mixed


def _seam(random: np.random.Generator, height: int, width: int) -> np.ndarray:
    """[height, width, 1]: 1 on one side of a line near the middle, 0 on the other, a soft step between."""
    angle = random.uniform(0, 2 * np.pi)
    y, x = np.mgrid[:height, :width]
    side = (x / width - random.uniform(0.4, 0.6)) * np.cos(angle) + (y / height - random.uniform(0.4, 0.6)) * np.sin(angle)
    return (1 / (1 + np.exp(-side / random.uniform(0.02, 0.12))))[..., None]
