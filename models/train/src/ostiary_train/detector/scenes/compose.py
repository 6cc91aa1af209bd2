"""
Scenes of faces on faceless backgrounds, each a pure function of (seed, number): any scene can be made again, in any order.
"""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from ..decode import Faces
from ..pictures import Picture
from .backgrounds import drawn
from .light import photograph
from .occlude import occlude
from .paste import Patch, place, whole_picture

MOST_FACES = 12
FACE_SCORE = 0.6
"""Teachers' consensus from which a face is a face; below it, the place is left out of the loss."""
TARGET = 15
"""Values of one target: left, top, width, height (pixels), five points, and 1 for a face, -1 for don't care, 0 for none."""


@dataclass(frozen=True)
class Scene:
    """pixels: uint8 BGR [size, size, 3]; targets: float32 [MOST_FACES, TARGET]."""

    pixels: np.ndarray
    targets: np.ndarray


class Composer:
    def __init__(self, labels: list[tuple[Picture, Faces]], size: int, seed: int, extra_backgrounds: list[Path] = ()) -> None:
        self._size, self._seed = size, seed
        self._labels = labels
        with_faces = [(index, face) for index, (_, faces) in enumerate(labels) for face in np.flatnonzero(faces.scores >= FACE_SCORE)]
        if not with_faces:
            raise ValueError("no picture shows a face that the teachers agree on")
        by_source: dict[str, list] = {}
        for index, face in with_faces:
            by_source.setdefault(labels[index][0].source, []).append((index, face))
        # LFW and webcams show faces as a terminal sees them; tight crops (utkface) give variety of age and origin.
        shares = {"lfw-dev": 0.5, "utkface": 0.33, "nuaa-dev": 0.07, "scenes": 0.1}
        self._sources = [(group, shares.get(source, 0.1)) for source, group in sorted(by_source.items())]
        self._whole = [index for index, (picture, faces) in enumerate(labels) if picture.source != "utkface" and len(faces)]
        self._faceless = [index for index, (picture, _) in enumerate(labels) if picture.source != "utkface"]
        self._extra = sorted(extra_backgrounds)

    def scene(self, number: int) -> Scene:
        random = np.random.default_rng((self._seed, number))
        kind = random.random()
        if kind < 0.3:
            canvas, targets = self._photographed(random)
        else:
            canvas, targets = self.background(random), []
            if kind < 0.85:
                self._populate(random, canvas, targets)
        for target in targets:
            if target[14] > 0 and random.random() < 0.15:
                occlude(random, canvas, target[4:14].reshape(5, 2))
        return self._finished(random, canvas, targets)

    def empty(self, number: int) -> Scene:
        """A scene without any face."""
        random = np.random.default_rng((self._seed, number, 1))
        return self._finished(random, self.background(random), [])

    def empty_drawn(self, number: int) -> np.ndarray:
        """Pixels of a scene without any face nor any photograph."""
        random = np.random.default_rng((self._seed, number, 2))
        return photograph(random, drawn(random, self._size))

    def _finished(self, random, canvas, targets) -> Scene:
        if random.random() < 0.15:
            _letterbox(random, canvas, targets)
        rows = np.zeros((MOST_FACES, TARGET), np.float32)
        # Don't-care places last: they are the ones to drop where there are too many.
        chosen = sorted(targets, key=lambda target: -target[14])[:MOST_FACES]
        if chosen:
            rows[: len(chosen)] = chosen
        return Scene(photograph(random, canvas), rows)

    def _read(self, index: int) -> np.ndarray:
        return cv2.imread(str(self._labels[index][0].path))

    def background(self, random: np.random.Generator) -> np.ndarray:
        """A canvas without a face."""
        kind = random.random()
        if self._extra and kind < 0.3:
            picture = cv2.imread(str(self._extra[random.integers(len(self._extra))]))
            return _patch_of(random, picture, np.zeros((0, 4)), self._size)
        if kind < 0.6:
            index = self._faceless[random.integers(len(self._faceless))]
            patch = _patch_of(random, self._read(index), self._labels[index][1].boxes, self._size)
            if patch is not None:
                return patch
        return drawn(random, self._size)

    def _photographed(self, random):
        index = self._whole[random.integers(len(self._whole))]
        return whole_picture(random, self._read(index), self._labels[index][1], self._size, FACE_SCORE)

    def _populate(self, random, canvas, targets) -> None:
        crowd = random.random()
        count = 1 if crowd < 0.35 else int(random.integers(2, 5)) if crowd < 0.75 else int(random.integers(4, MOST_FACES))
        largest = self._size * (1.05 if count == 1 else 0.6 if count < 4 else 0.35)
        for _ in range(count):
            group = self._sources[random.choice(len(self._sources), p=_shares(self._sources))][0]
            index, face = group[random.integers(len(group))]
            faces = self._labels[index][1]
            patch = Patch(self._read(index), faces, face)
            place(random, canvas, targets, patch, float(np.exp(random.uniform(np.log(14), np.log(largest)))))


def _shares(sources) -> np.ndarray:
    shares = np.array([share for _, share in sources])
    return shares / shares.sum()


def _patch_of(random, picture, boxes, size) -> np.ndarray | None:
    """A random part that touches no face, turned and mirrored at random; None where eight tries found none."""
    height, width = picture.shape[:2]
    grown = np.concatenate([boxes[:, :2] - boxes[:, 2:] * 0.25, boxes[:, 2:] * 1.5], axis=1)
    for _ in range(8):
        side = int(min(height, width) * np.exp(random.uniform(np.log(0.15), np.log(1.0))))
        left, top = random.integers(0, width - side + 1), random.integers(0, height - side + 1)
        low, high = np.maximum(grown[:, :2], [left, top]), np.minimum(grown[:, :2] + grown[:, 2:], [left + side, top + side])
        if side < 16 or ((high - low) > 0).all(axis=1).any():
            continue
        patch = cv2.resize(picture[top : top + side, left : left + side], (size, size), interpolation=cv2.INTER_AREA if side > size else cv2.INTER_LINEAR)
        patch = np.rot90(patch, random.integers(4) if random.random() < 0.3 else 0)
        return np.ascontiguousarray(patch[:, ::-1] if random.random() < 0.5 else patch)
    return None


def _letterbox(random, canvas, targets) -> None:
    """Black to the right or below, as where a picture's proportions are not the input's; faces cut by it count no more."""
    size = canvas.shape[0]
    axis, edge = int(random.integers(2)), int(size * random.uniform(0.6, 0.95))
    (canvas[:, edge:] if axis == 0 else canvas[edge:])[:] = 0
    for target in targets:
        if target[axis] + target[2 + axis] > edge + 0.1 * target[2 + axis]:
            target[14] = 0 if target[axis] + 0.25 * target[2 + axis] > edge else -1
