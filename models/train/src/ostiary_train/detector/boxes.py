"""Boxes [n, 4] as left, top, width, height: overlap, and one box for each face, as the daemon does them (`src/vision/detect/blend.ts`)."""

import numpy as np


def overlaps(boxes: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Intersection over union of every pair, [n, m]."""
    low = np.maximum(boxes[:, None, :2], others[None, :, :2])
    high = np.minimum((boxes[:, :2] + boxes[:, 2:])[:, None], (others[:, :2] + others[:, 2:])[None])
    common = np.prod(np.clip(high - low, 0, None), axis=2)
    areas = np.prod(boxes[:, 2:], axis=1)[:, None] + np.prod(others[:, 2:], axis=1)[None]
    return common / np.maximum(areas - common, 1e-9)


SAME_FACE = 0.5
"""Overlap from which a candidate saw the same face from another cell, and is heard."""


def blend(boxes: np.ndarray, points: np.ndarray, scores: np.ndarray, max_overlap: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """
    Greedy suppression with blending (Bazarevsky et al. 2019): boxes, points [n, 5, 2] and scores of the best of each heap, best first,
    boxes and points as the mean of the candidates of that face, weighted by score.
    """
    order = list(np.argsort(-scores, kind="stable"))
    found = []
    while order:
        best = order[0]
        same = np.flatnonzero(overlaps(boxes[best : best + 1], boxes)[0] > SAME_FACE)
        weights = scores[same] / scores[same].sum()
        found.append((weights @ boxes[same], np.einsum("n,nij->ij", weights, points[same]), scores[best]))
        near = overlaps(boxes[best : best + 1], boxes[order])[0]
        order = [index for index, value in zip(order[1:], near[1:]) if value <= max_overlap]
    if not found:
        return boxes, points, scores
    return tuple(np.stack(part) for part in zip(*found))
