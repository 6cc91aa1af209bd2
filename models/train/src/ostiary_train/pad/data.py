"""Batches of views: prepared faces, cut, turned, lit and framed anew each time."""

import cv2
import numpy as np

from .looks import SIDE, TIGHT, WIDE
from .patches import MARGIN
from .shards import Faces

SHIFT = 0.05
"""Standard deviation of the box's place, in lengths of its side: a detector is no more exact."""
UNFRAMED = 0.25
"""Share of views around which the frame ends near the face: the wide look then tells little, of people and attacks alike."""


def view(random: np.random.Generator, tight: np.ndarray, wide: np.ndarray) -> np.ndarray:
    """One face's patches → the network's input, [224, 112, 3] float32, 0..255."""
    scale = float(np.exp(np.clip(random.normal(0, 0.06), -0.15, 0.2)))
    shift = np.clip(random.normal(0, SHIFT, 2), -0.1, 0.1)
    flip = random.random() < 0.5
    looks = np.concatenate([_cut(patch, scale, shift / factor, flip) for patch, factor in ((tight, TIGHT), (wide, WIDE))])
    if random.random() < UNFRAMED:
        _frame(random, looks[SIDE:], looks[:SIDE])
    return _lit(random, looks)


def views(random: np.random.Generator, faces: Faces, chosen: np.ndarray) -> np.ndarray:
    return np.stack([view(random, faces.tight[i], faces.wide[i]) for i in chosen])


def balanced(random: np.random.Generator, faces: Faces, count: int) -> np.ndarray:
    """Rows: half of them live, the rest of each kind of attack alike, and within a kind of each set of pictures alike, whatever there is of it."""
    live = [np.flatnonzero((faces.origin == origin) & (faces.kind == 0)) for origin in np.unique(faces.origin)]
    attacks = [
        [np.flatnonzero((faces.origin == origin) & (faces.kind == kind)) for origin in np.unique(faces.origin[faces.kind == kind])]
        for kind in np.unique(faces.kind[faces.kind > 0])
    ]
    kinds = [[rows for rows in live if len(rows)]] * max(1, len(attacks)) + attacks
    return np.array([random.choice(sets[random.integers(len(sets))]) for sets in (kinds[random.integers(len(kinds))] for _ in range(count))])


def _cut(patch: np.ndarray, scale: float, shift: np.ndarray, flip: bool) -> np.ndarray:
    side = patch.shape[0]
    zoom = SIDE * MARGIN / side / scale
    middle = side / 2 + shift * side / MARGIN - 0.5
    across = -zoom if flip else zoom
    into = np.array([[across, 0, SIDE / 2 - 0.5 - across * middle[0]], [0, zoom, SIDE / 2 - 0.5 - zoom * middle[1]]])
    return cv2.warpAffine(patch, into, (SIDE, SIDE), flags=cv2.INTER_LINEAR).astype(np.float32)


def _frame(random, wide, tight):
    """Black outside a rectangle around the face, in place, in both looks alike."""
    ends = random.uniform(0.5, 1.3, 4)  # left, top, right, bottom, in lengths of the box
    ends[random.random(4) < 0.2] = 9
    for part, factor in ((wide, WIDE), (tight, TIGHT)):
        left, top, right, bottom = np.clip(SIDE * (0.5 + ends * [-1, -1, 1, 1] / factor), 0, SIDE).astype(int).tolist()
        kept = part[top:bottom, left:right].copy()
        part[:] = 0
        part[top:bottom, left:right] = kept


def _lit(random, looks):
    """Other light, colours, noise and sharpness; black stays black, as outside the frame."""
    gain = np.exp(random.normal(0, 0.15) + random.normal(0, 0.05, 3)).astype(np.float32)
    looks = looks * gain
    if random.random() < 0.3:
        looks = 255 * np.clip(looks / 255, 0, 1) ** float(np.exp(random.normal(0, 0.2)))
    if random.random() < 0.2:
        sigma = float(random.uniform(0.3, 1.0))
        looks[:SIDE], looks[SIDE:] = (cv2.GaussianBlur(part, (0, 0), sigma) for part in (looks[:SIDE], looks[SIDE:]))
    if random.random() < 0.3:
        looks = looks + random.standard_normal(looks.shape, np.float32) * float(random.uniform(0.5, 4)) * (looks > 4)
    return np.clip(looks, 0, 255)
