"""Faces of nobody: one aligned face with its features moved, widened and lengthened."""

import cv2
import numpy as np

GRID = 5
BEND = 2.5  # pixels: standard deviation of the displacement at a point of the grid
STRETCH = 0.06


def reshaped(random: np.random.Generator, pixels: np.ndarray, share: float) -> np.ndarray:
    """pixels: uint8 [n, height, width, 3]. This share of them, in random rows, bent along a smooth field; half of the fields are the same left and right."""
    count = round(share * len(pixels))
    if count == 0:
        return pixels
    bent = pixels.copy()
    for row in random.choice(len(pixels), count, replace=False):
        bent[row] = _bend(random, pixels[row])
    return bent


def _bend(random: np.random.Generator, image: np.ndarray) -> np.ndarray:
    height, width = image.shape[:2]
    field = random.normal(0, BEND, (GRID, GRID, 2))
    if random.random() < 0.5:
        field = (field + field[:, ::-1] * (-1, 1)) / np.sqrt(2)
    field = cv2.resize(field.astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    y, x = np.mgrid[:height, :width].astype(np.float32)
    wide, long = 1 + random.normal(0, STRETCH, 2)
    across = (x - width / 2) * np.float32(wide) + width / 2 + field[..., 0]
    down = (y - height / 2) * np.float32(long) + height / 2 + field[..., 1]
    return cv2.remap(image, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
