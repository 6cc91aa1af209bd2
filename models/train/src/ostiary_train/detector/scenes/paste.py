"""Places one labelled face, or one whole labelled picture, on a canvas."""

from dataclasses import dataclass

import cv2
import numpy as np

from ..boxes import overlaps
from ..decode import Faces
from ..points import MIRRORED


@dataclass(frozen=True)
class Patch:
    """Face number `face` of a picture."""

    picture: np.ndarray
    faces: Faces
    face: int


def place(random: np.random.Generator, canvas: np.ndarray, targets: list, patch: Patch, height: float) -> bool:
    """Draws the face `height` pixels high somewhere on the canvas where it hides no other; False where eight tries found no room."""
    size = canvas.shape[0]
    box = patch.faces.boxes[patch.face]
    scale = height / box[3]
    for _ in range(8):
        # A face may leave the canvas by up to a quarter; a large one always lies near the middle.
        spot = random.uniform(0.25 * height, size - 0.25 * height, 2) if height < 1.9 * size else np.full(2, size / 2)
        turn = _turn(random, box[:2] + box[2:] / 2, spot, scale)
        found = moved(patch.faces, turn)
        target = row(found, patch.face, size)
        taken = np.array([other[:4] for other in targets]).reshape(-1, 4)
        if target[14] != 0 and not (overlaps(target[None, :4], taken) > 0.03).any():
            break
    else:
        return False
    mask = _mask(random, patch, box)
    shown = _warped(*_shrunk(patch.picture, turn, scale), size, cv2.BORDER_REFLECT_101)
    alpha = _warped(mask, turn, size, cv2.BORDER_CONSTANT)[..., None]
    canvas[:] = (shown * alpha + canvas * (1 - alpha)).astype(np.uint8)
    _hide(targets, alpha[..., 0])
    targets.append(target)
    for other in range(len(found)):
        if other != patch.face:
            _add_neighbour(targets, row(found, other, size), alpha[..., 0])
    return True


def whole_picture(random, picture: np.ndarray, faces: Faces, size: int, face_score: float):
    """The picture itself, moved, turned and zoomed so that one face is somewhere; its canvas and targets."""
    face = int(random.integers(len(faces)))
    box = faces.boxes[face]
    height = float(np.exp(random.uniform(np.log(14), np.log(size * 0.95))))
    scale = max(height / box[3], 0.35 * size / max(picture.shape[:2]))
    turn = _turn(random, box[:2] + box[2:] / 2, random.uniform(0.25, 0.75, 2) * size, scale)
    # Black outside, never mirrored: a mirrored border would show faces that no target names.
    canvas = _warped(*_shrunk(picture, turn, scale), size, cv2.BORDER_CONSTANT)
    found = moved(faces, turn)
    targets = []
    for index in range(len(found)):
        target = row(found, index, size)
        if target[14] > 0 and found.scores[index] < face_score:
            target[14] = -1
        if target[14] != 0:
            targets.append(target)
    return canvas, targets


def moved(faces: Faces, turn: np.ndarray) -> Faces:
    """Faces after a similarity (2×3), whose box stays upright: its centre moves, its size scales; a mirrored one swaps its points."""
    scale = np.sqrt(abs(np.linalg.det(turn[:, :2])))
    centres = (faces.boxes[:, :2] + faces.boxes[:, 2:] / 2) @ turn[:, :2].T + turn[:, 2]
    size = faces.boxes[:, 2:] * scale
    points = faces.points @ turn[:, :2].T + turn[:, 2]
    if np.linalg.det(turn[:, :2]) < 0:
        points = points[:, MIRRORED]
    return Faces(np.concatenate([centres - size / 2, size], axis=1), points, faces.scores)


def row(faces: Faces, index: int, size: int) -> np.ndarray:
    """The target of one face; don't-care (-1) where it is cut by more than a third or tiny, 0 where it is off the canvas."""
    box = faces.boxes[index]
    inside = np.prod(np.clip(np.minimum(box[:2] + box[2:], size) - np.maximum(box[:2], 0), 0, None)) / np.prod(box[2:])
    state = 0 if inside < 0.1 else -1 if inside < 0.66 or box[3] < 9 else 1
    return np.concatenate([box, faces.points[index].ravel(), [state]]).astype(np.float32)


def _turn(random, centre, spot, scale) -> np.ndarray:
    """Similarity that brings `centre` to `spot`: usually upright within 10°, every fourth time anything up to 45°, half mirrored."""
    angle = np.radians(random.uniform(-45, 45) if random.random() < 0.25 else random.normal(0, 8))
    mirror = -1 if random.random() < 0.5 else 1
    linear = scale * np.array([[np.cos(angle) * mirror, -np.sin(angle)], [np.sin(angle) * mirror, np.cos(angle)]])
    return np.concatenate([linear, (spot - linear @ centre)[:, None]], axis=1)


def _shrunk(picture, turn, scale):
    """Picture and similarity after an area resize, so that a strong reduction does not alias."""
    if scale >= 0.6:
        return picture, turn
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    fit = np.array([picture.shape[1] / small.shape[1], picture.shape[0] / small.shape[0]])
    return small, np.concatenate([turn[:, :2] * fit, turn[:, 2:]], axis=1)


def _warped(picture, turn, size, border) -> np.ndarray:
    """The picture under `turn`, on a canvas. Faces are counted from a picture's corner, OpenCV's warp from the middle of its first pixel."""
    linear, move = turn[:, :2], turn[:, 2]
    between_middles = np.column_stack([linear, move + linear.sum(axis=1) / 2 - 0.5])
    return cv2.warpAffine(picture, between_middles, (size, size), flags=cv2.INTER_LINEAR, borderMode=border)


def _mask(random, patch: Patch, box) -> np.ndarray:
    """What of the picture is shown: all, a box or an ellipse around the face, hard or soft; float32 0..1."""
    height, width = patch.picture.shape[:2]
    centre, size = box[:2] + box[2:] / 2, box[2:]
    mask = np.zeros((height, width), np.float32)
    kind = random.random()
    grow = random.uniform(1.15, 2.2)
    if kind < 0.25:
        mask[:] = 1
    elif kind < 0.55:
        low, high = centre - size * grow / 2, centre + size * grow * np.array([0.5, random.uniform(0.5, 0.9)])
        cv2.rectangle(mask, low.astype(int).tolist(), high.astype(int).tolist(), 1.0, -1)
    else:
        axes = (size * random.uniform(1.1, 1.7) / 2).astype(int)
        cv2.ellipse(mask, centre.astype(int).tolist(), axes.tolist(), 0, 0, 360, 1.0, -1)
    if kind >= 0.25 and random.random() < 0.6:
        mask = cv2.blur(mask, (max(1, int(size[0] * 0.12)),) * 2)
    return mask


def _hide(targets, alpha) -> None:
    """Earlier faces under the new patch: gone where nearly covered, don't-care where covered in part."""
    for target in targets:
        covered = _coverage(target, alpha)
        target[14] = 0 if covered > 0.9 else -1 if covered > 0.15 else target[14]
    targets[:] = [target for target in targets if target[14] != 0]


def _add_neighbour(targets, target, alpha) -> None:
    """Another face of the pasted picture, as far as the patch shows it."""
    shown = _coverage(target, alpha)
    if target[14] != 0 and shown > 0.1:
        target[14] = -1
        targets.append(target)


def _coverage(target, alpha) -> float:
    left, top, width, height = target[:4].astype(int)
    part = alpha[max(0, top) : max(0, top + height), max(0, left) : max(0, left + width)]
    return float(part.mean()) if part.size else 0.0
