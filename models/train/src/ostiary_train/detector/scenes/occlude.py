"""Masks, glasses, caps, hands and edges in front of a face, drawn by its five points, in place."""

import cv2
import numpy as np


def occlude(random: np.random.Generator, canvas: np.ndarray, points: np.ndarray, kind: str | None = None) -> None:
    """points: [5, 2] in canvas pixels; kind: one of KINDS, any of them where not given."""
    KINDS[kind or random.choice(list(KINDS))](random, canvas, points)


def _frame(points):
    across = points[1] - points[0]
    down = (points[3] + points[4]) / 2 - (points[0] + points[1]) / 2
    return (points[0] + points[1]) / 2, across, down


def _fill(random, canvas, corners, shade=None):
    colour = random.uniform(0, 255, 3) if shade is None else np.clip(shade + random.normal(0, 10, 3), 0, 255)
    cv2.fillPoly(canvas, [np.rint(corners).astype(np.int32).reshape(-1, 1, 2)], colour.tolist(), cv2.LINE_AA)


def _mask(random, canvas, points):
    middle, across, down = _frame(points)
    top = middle + down * random.uniform(0.4, 0.6)
    low = middle + down * random.uniform(1.4, 1.7)
    _fill(random, canvas, np.stack([top - across, top + across, low + across * 0.6, low - across * 0.6]), random.choice((230, 160, 40)))


def _glasses(random, canvas, points):
    _, across, down = _frame(points)
    length = float(np.hypot(*across))
    dark = random.random() < 0.5
    colour = (random.uniform(0, 60, 3) if dark else random.uniform(0, 255, 3)).tolist()
    axes = (max(1, int(length * random.uniform(0.28, 0.42))), max(1, int(length * random.uniform(0.2, 0.36))))
    angle = float(np.degrees(np.arctan2(across[1], across[0])))
    thick = -1 if dark else max(1, int(length * 0.05))
    for eye in points[:2]:
        cv2.ellipse(canvas, np.rint(eye).astype(int).tolist(), axes, angle, 0, 360, colour, thick, cv2.LINE_AA)
    cv2.line(canvas, *np.rint(points[:2]).astype(int).tolist(), colour, max(1, int(length * 0.06)), cv2.LINE_AA)


def _cap(random, canvas, points):
    middle, across, down = _frame(points)
    brim = middle - down * random.uniform(0.25, 0.5)
    top = middle - down * random.uniform(0.9, 1.5)
    _fill(random, canvas, np.stack([brim - across * 1.2, brim + across * 1.2, top + across * 0.8, top - across * 0.8]))


def _bar(random, canvas, points):
    """Anything else, over at most a third of the face."""
    middle, across, down = _frame(points)
    span = max(float(np.hypot(*across)), float(np.hypot(*down)))
    centre = middle + across * random.uniform(-1, 1) + down * random.uniform(-0.5, 1.5)
    reach = random.uniform(0.15, 0.45, 2) * span
    angle = random.uniform(0, np.pi)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    _fill(random, canvas, centre + (np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * reach) @ turn)


KINDS = {"mask": _mask, "glasses": _glasses, "cap": _cap, "bar": _bar}
