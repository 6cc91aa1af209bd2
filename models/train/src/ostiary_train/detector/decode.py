"""Reads the twelve outputs of the `yunet` decoder family, as `src/vision/detect/yunet.ts` does."""

from dataclasses import dataclass

import numpy as np

from .boxes import blend


@dataclass(frozen=True)
class Faces:
    """Detections, best first: boxes [n, 4] (left, top, width, height), points [n, 5, 2], scores [n], in one picture's pixels."""

    boxes: np.ndarray
    points: np.ndarray
    scores: np.ndarray

    def __len__(self) -> int:
        return len(self.scores)


def decode(outputs: list[np.ndarray], size: tuple[int, int], strides, min_score: float, max_overlap: float = 0.3) -> Faces:
    """
    Faces in model input pixels.

    outputs: real-valued [rows, values] arrays in any order; size: (width, height) of the input.
    Raises ValueError when the outputs do not fit the strides.
    """
    found = [_decode_grid(outputs, size[0] // stride, size[1] // stride, stride, min_score) for stride in strides]
    boxes, points, scores = (np.concatenate(part) for part in zip(*found))
    return Faces(*blend(boxes, points, scores, max_overlap))


def _decode_grid(outputs, columns: int, rows: int, stride: int, min_score: float):
    def of(values: int) -> list[np.ndarray]:
        return [output for output in outputs if output.shape == (columns * rows, values)]

    if (len(of(1)), len(of(4)), len(of(10))) != (2, 1, 1):
        raise ValueError(f"the outputs do not fit a grid of {columns}x{rows} cells of stride {stride}")
    first, second = (np.clip(output[:, 0], 0, 1) for output in of(1))
    scores = np.sqrt(first * second)
    cells = np.flatnonzero(scores >= min_score)
    corner = np.stack([cells % columns, cells // columns], axis=1).astype(np.float32)
    box = of(4)[0][cells]
    size = np.exp(box[:, 2:]) * stride
    boxes = np.concatenate([(corner + box[:, :2]) * stride - size / 2, size], axis=1)
    points = (corner[:, None] + of(10)[0][cells].reshape(-1, 5, 2)) * stride
    return boxes, points, scores[cells]
