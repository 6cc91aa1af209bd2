"""How far eyes are open, from the 468 landmarks of MediaPipe's face mesh."""

from pathlib import Path

import cv2
import numpy as np
import tensorflow as tf

EYES = ((33, 160, 158, 133, 153, 144), (362, 385, 387, 263, 373, 380))
"""Of each eye: corner, two points of the upper lid, corner, two of the lower lid (Soukupová & Čech 2016)."""
CLOSED, OPEN = 0.10, 0.28
"""Height over width of the eye that count as 0 and as 1."""


class EyeTeacher:
    def __init__(self, model: Path) -> None:
        self._interpreter = tf.lite.Interpreter(str(model), num_threads=1)
        self._interpreter.allocate_tensors()

    def openness(self, picture: np.ndarray, box: np.ndarray) -> float:
        """Of the face in `box` (left, top, width, height) of an RGB picture, 0..1, the mean of both eyes."""
        side = 1.5 * max(box[2], box[3])
        left, top = box[0] + box[2] / 2 - side / 2, box[1] + box[3] / 2 - side / 2
        into = np.array([[192 / side, 0, -left * 192 / side], [0, 192 / side, -top * 192 / side]])
        cut = cv2.warpAffine(picture, into, (192, 192), flags=cv2.INTER_LINEAR)
        self._interpreter.set_tensor(self._interpreter.get_input_details()[0]["index"], (cut[None].astype(np.float32) / 127.5) - 1)
        self._interpreter.invoke()
        points = next(answer for answer in map(self._answer, self._interpreter.get_output_details()) if answer.size == 1404)
        return float(np.mean([_ratio(points.reshape(468, 3)[list(eye), :2]) for eye in EYES]))

    def _answer(self, detail: dict) -> np.ndarray:
        return self._interpreter.get_tensor(detail["index"])


def _ratio(eye: np.ndarray) -> float:
    """0..1 of six points, as `EYES` orders them."""
    height = np.linalg.norm(eye[1] - eye[5]) + np.linalg.norm(eye[2] - eye[4])
    ratio = height / (2 * np.linalg.norm(eye[0] - eye[3]) + 1e-6)
    return float(np.clip((ratio - CLOSED) / (OPEN - CLOSED), 0, 1))
