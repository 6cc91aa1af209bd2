"""A detector `.tflite` of the `yunet` family on the TFLite interpreter: teachers, and our own after export."""

from pathlib import Path

import numpy as np
import tensorflow as tf

from ..letterbox import letterbox
from .decode import Faces, decode
from .network import STRIDES


class TfliteDetector:
    """One interpreter; not safe to share between threads."""

    def __init__(self, path: Path, min_score: float = 0.6, threads: int = 1) -> None:
        self._interpreter = tf.lite.Interpreter(str(path), num_threads=threads)
        self._interpreter.allocate_tensors()
        self._input = self._interpreter.get_input_details()[0]
        self._outputs = self._interpreter.get_output_details()
        self._min_score = min_score
        _, self.height, self.width, _ = self._input["shape"]

    def detect(self, picture: np.ndarray) -> Faces:
        """Faces of a picture (uint8 BGR, any size), in its pixels."""
        canvas, scale = letterbox(picture, int(self.width), int(self.height))
        faces = decode(self.outputs(canvas), (self.width, self.height), STRIDES, self._min_score)
        return Faces(faces.boxes * np.tile(scale, 2), faces.points * scale, faces.scores)

    def outputs(self, canvas: np.ndarray) -> list[np.ndarray]:
        """Real values of every output, [rows, values], for a canvas (uint8 BGR) of the input's size."""
        zero = self._input["quantization"][1] if self._input["dtype"] == np.int8 else 0
        tensor = (canvas.astype(np.int16) + zero).astype(self._input["dtype"])
        self._interpreter.set_tensor(self._input["index"], tensor[None])
        self._interpreter.invoke()
        return [self._real(detail) for detail in self._outputs]

    def _real(self, detail: dict) -> np.ndarray:
        values = self._interpreter.get_tensor(detail["index"])[0]
        scale, zero = detail["quantization"]
        return values if scale == 0 else (values.astype(np.float32) - zero) * scale
