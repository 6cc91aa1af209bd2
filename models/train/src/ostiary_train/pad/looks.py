"""The network's view of one face: square cuts of the frame around its box, one below the other, pixel for pixel as the daemon makes them."""

import numpy as np

from ..letterbox import letterbox

SIDE = 112
"""Width and height of one look, pixels."""
TIGHT, WIDE = 1.3, 4.0
"""Sides of the two looks in lengths of the face box's longer side: skin and texture; borders, bezels and hands."""
LEAST = 16


def look(picture: np.ndarray, box: np.ndarray, factor: float, side: int = SIDE) -> np.ndarray:
    """[h, w, 3] uint8 and (left, top, width, height) → [side, side, 3] uint8: a square of `factor` × the longer side of the box around its
    centre, black where the picture ends."""
    length = max(LEAST, _round(factor * max(box[2], box[3])))
    left, top = _round(box[0] + box[2] / 2 - length / 2), _round(box[1] + box[3] / 2 - length / 2)
    square = np.zeros((length, length, 3), np.uint8)
    rows, columns = picture.shape[:2]
    part = picture[max(0, top) : max(0, min(rows, top + length)), max(0, left) : max(0, min(columns, left + length))]
    down, across = max(0, -top), max(0, -left)
    square[down : down + part.shape[0], across : across + part.shape[1]] = part
    return letterbox(square, side, side)[0]


def stacked(picture: np.ndarray, box: np.ndarray) -> np.ndarray:
    """The network's input before normalisation, [224, 112, 3] uint8: the tight look above the wide one."""
    return np.concatenate([look(picture, box, TIGHT), look(picture, box, WIDE)])


def normalised(pixels: np.ndarray) -> np.ndarray:
    """RGB 0..255 → the network's input, −1..1 float32."""
    return (pixels.astype(np.float32) - 127.5) / 127.5


def _round(value: float) -> int:
    """Half up, as JavaScript's Math.round."""
    return int(np.floor(value + 0.5))
