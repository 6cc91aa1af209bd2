"""Networks that judge faces: ours after export, on TFLite, and the public one that it is measured against."""

from pathlib import Path

import numpy as np
import tensorflow as tf

LIMIT = 8.0
"""Log odds beyond this tell no more than this."""


class PadModel:
    """A `.tflite` of this network, in memory. Its input is quantised as the daemon does it."""

    def __init__(self, model: bytes, threads: int = 1) -> None:
        self._interpreter = tf.lite.Interpreter(model_content=model, num_threads=threads)
        self._interpreter.allocate_tensors()
        self._input = self._interpreter.get_input_details()[0]
        self._output = self._interpreter.get_output_details()[0]

    def answer(self, looks: np.ndarray) -> np.ndarray:
        """uint8 [224, 112, 3] → [3]: logits of `CLASSES`."""
        self._interpreter.set_tensor(self._input["index"], (looks.astype(np.int16) - 128).astype(np.int8)[None])
        self._interpreter.invoke()
        scale, zero = self._output["quantization"]
        return (self._interpreter.get_tensor(self._output["index"])[0].astype(np.float32) - zero) * np.float32(scale)

    def answers(self, looks: np.ndarray) -> np.ndarray:
        return np.stack([self.answer(one) for one in looks])


def scores(answers: np.ndarray) -> np.ndarray:
    """[n, 3] → log odds of a person against any attack, −8..8."""
    live, attacks = answers[:, 0], answers[:, 1:]
    return np.clip(live - np.logaddexp.reduce(attacks, 1), -LIMIT, LIMIT)


class MiniFasNet:
    """The public `jr_minifas_98.20.onnx`: RGB/255, 128×128, 1.5 times the box. onnxruntime is asked for only here."""

    def __init__(self, path: Path) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(path), options)

    def score(self, cut: np.ndarray) -> float:
        """uint8 [128, 128, 3] → logit of real less that of spoof."""
        real, spoof = self._session.run(None, {"input": cut.transpose(2, 0, 1)[None].astype(np.float32) / 255})[0][0]
        return float(real - spoof)
