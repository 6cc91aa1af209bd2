"""Boxes [n, 4] as left, top, width, height: overlap and non-maximum suppression, as the daemon does them."""

import numpy as np


def overlaps(boxes: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Intersection over union of every pair, [n, m]."""
    low = np.maximum(boxes[:, None, :2], others[None, :, :2])
    high = np.minimum((boxes[:, :2] + boxes[:, 2:])[:, None], (others[:, :2] + others[:, 2:])[None])
    common = np.prod(np.clip(high - low, 0, None), axis=2)
    areas = np.prod(boxes[:, 2:], axis=1)[:, None] + np.prod(others[:, 2:], axis=1)[None]
    return common / np.maximum(areas - common, 1e-9)


def suppress(boxes: np.ndarray, scores: np.ndarray, max_overlap: float) -> list[int]:
    """Greedy suppression: indices of the boxes kept, best first."""
    order = list(np.argsort(-scores, kind="stable"))
    kept: list[int] = []
    while order:
        best = order.pop(0)
        kept.append(best)
        if order:
            near = overlaps(boxes[best : best + 1], boxes[order])[0]
            order = [index for index, value in zip(order, near) if value <= max_overlap]
    return kept
