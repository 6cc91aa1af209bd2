"""Labels for pictures from public detectors: the mean over models, sizes and mirror images is steadier than any one answer."""

from pathlib import Path

import cv2
import numpy as np

from .boxes import overlaps
from .decode import Faces
from .looks import Look, looks
from .points import MIRRORED
from .runtime import TfliteDetector

LOWEST = 0.2
"""Below this score a teacher sees nothing worth the name."""


class Teachers:
    def __init__(self, paths: list[Path]) -> None:
        self._models = [TfliteDetector(path, min_score=LOWEST) for path in paths]
        self._looks = looks(len(paths))

    def label(self, picture: np.ndarray) -> Faces:
        """The consensus, scores averaged over all looks (one that misses a face counts 0); picture: uint8 BGR."""
        seen = [self._shown(picture, look) for look in self._looks]
        boxes = np.concatenate([faces.boxes for faces in seen])
        points = np.concatenate([faces.points for faces in seen])
        scores = np.concatenate([faces.scores for faces in seen])
        merged = []
        left = np.arange(len(scores))
        while len(left):
            best = left[np.argmax(scores[left])]
            same = left[overlaps(boxes[best : best + 1], boxes[left])[0] > 0.4]
            weight = scores[same] / scores[same].sum()
            merged.append((weight @ boxes[same], np.einsum("n,nij->ij", weight, points[same]), scores[same].sum() / len(self._looks)))
            left = np.setdiff1d(left, same)
        if not merged:
            return Faces(np.zeros((0, 4)), np.zeros((0, 5, 2)), np.zeros(0))
        return Faces(*(np.stack(part) for part in zip(*merged)))

    def _shown(self, picture: np.ndarray, look: Look) -> Faces:
        model = self._models[look.teacher]
        height, width = picture.shape[:2]
        scale = look.zoom * min(model.width / width, model.height / height)
        origin = np.array([(model.width - width * scale) / 2, (model.height - height * scale) / 2])
        shown = picture[:, ::-1] if look.mirrored else picture
        fitted = (min(model.width, round(width * scale)), min(model.height, round(height * scale)))
        small = cv2.resize(shown, fitted, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
        left, top = np.maximum(origin, 0).astype(int)
        canvas = np.zeros((model.height, model.width, 3), np.uint8)
        canvas[top : top + small.shape[0], left : left + small.shape[1]] = small
        faces = model.detect(canvas)
        fit = np.array([width / small.shape[1], height / small.shape[0]])
        boxes = np.concatenate([(faces.boxes[:, :2] - [left, top]) * fit, faces.boxes[:, 2:] * fit], axis=1)
        points = (faces.points - [left, top]) * fit
        if look.mirrored:
            boxes[:, 0] = width - boxes[:, 0] - boxes[:, 2]
            points = points[:, MIRRORED]
            points[..., 0] = width - points[..., 0]
        return Faces(boxes, points, faces.scores)
