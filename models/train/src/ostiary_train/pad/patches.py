"""What is kept of a picture for training: somewhat more than either look shows, so that views can differ."""

import cv2
import numpy as np

from .looks import TIGHT, WIDE

MARGIN = 1.28
"""A patch is that much larger than its look."""
SIDES = (164, 160)
"""Pixels of the tight and of the wide patch."""


def patches(picture: np.ndarray, box: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """[164, 164, 3] and [160, 160, 3] uint8, black where the picture ends."""
    return tuple(_patch(picture, box, factor * MARGIN, side) for factor, side in zip((TIGHT, WIDE), SIDES))


def _patch(picture, box, factor, side):
    length = max(8, round(factor * max(box[2], box[3])))
    left, top = (round(float(box[i] + box[2 + i] / 2 - length / 2)) for i in (0, 1))
    rows, columns = picture.shape[:2]
    ends = (max(0, -top), max(0, top + length - rows), max(0, -left), max(0, left + length - columns))
    part = picture[max(0, top) : max(0, top + length), max(0, left) : max(0, left + length)]
    square = cv2.copyMakeBorder(part, *ends, cv2.BORDER_CONSTANT)
    return cv2.resize(square, (side, side), interpolation=cv2.INTER_AREA if length > side else cv2.INTER_LINEAR)
