"""A public embedder as teacher: its embeddings, and its inner feature maps as hints (Romero et al. 2015, FitNets)."""

import math
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import tensorflow as tf
from tensorflow.lite.tools import flatbuffer_utils

from .errors import TrainingFault
from .ops import read_tflite


@dataclass(frozen=True)
class Quantised:
    """One of the teacher's tensors: real value = (stored − zero_point) · scale."""

    shape: tuple[int, ...]
    scale: float
    zero_point: int


class Teacher:
    """A `.tflite` embedder of fixed batch one, int8 or float32 in and out, that also answers the tensors named as hints."""

    def __init__(self, path: Path, hints: tuple[int, ...] = (), threads: int = 1) -> None:
        """Raises TrainingFault where the file is no model or has no such tensor."""
        model = read_tflite(path)
        graph = model.subgraphs[0]
        wrong = [hint for hint in hints if not 0 <= hint < len(graph.tensors)]
        if wrong:
            raise TrainingFault(f"{path} has no tensor {wrong}", f"Use tensor numbers below {len(graph.tensors)}.")
        answer = list(graph.outputs)
        # As outputs they survive the delegate, which otherwise keeps inner tensors to itself.
        graph.outputs = np.array([*answer, *(hint for hint in hints if hint not in answer)], np.int32)
        model.signatureDefs = None
        self._interpreter = tf.lite.Interpreter(
            model_content=bytes(flatbuffer_utils.convert_object_to_bytearray(model)), num_threads=threads
        )
        self._interpreter.allocate_tensors()
        details = {detail["index"]: detail for detail in self._interpreter.get_output_details()}
        self._input = self._interpreter.get_input_details()[0]
        self._outputs = [answer[0], *hints]
        self.tensors = [_quantised(details[index]) for index in self._outputs]
        self.tensors[0] = replace(self.tensors[0], shape=(math.prod(self.tensors[0].shape),))
        self.dtype = details[answer[0]]["dtype"]
        self._table = _pixel_table(self._input)

    def answer(self, crop: np.ndarray) -> list[np.ndarray]:
        """[112, 112, 3] uint8 RGB → the embedding and the hints as stored (int8 or float32), without the batch axis."""
        self._interpreter.set_tensor(self._input["index"], self._table[crop][None])
        self._interpreter.invoke()
        embedding, *hints = (self._interpreter.get_tensor(index)[0] for index in self._outputs)
        return [embedding.reshape(-1), *hints]

    def embeddings(self, images: tf.Tensor) -> tf.Tensor:
        """[batch, 112, 112, 3] uint8 RGB → [batch, dimension] float32, inside a tf.data pipeline."""
        dimension = self.tensors[0].shape[-1]
        return tf.ensure_shape(tf.numpy_function(self.real_embeddings, [images], tf.float32, stateful=False), (None, dimension))

    def real_embeddings(self, images: np.ndarray) -> np.ndarray:
        """[n, 112, 112, 3] uint8 RGB → [n, dimension] float32."""
        end = self.tensors[0]
        return np.stack([(self.answer(image)[0].astype(np.float32) - end.zero_point) * np.float32(end.scale) for image in images])


def _quantised(detail: dict) -> Quantised:
    scale, zero_point = detail["quantization"]
    return Quantised(tuple(int(side) for side in detail["shape"][1:]), float(scale) or 1.0, int(zero_point))


def _pixel_table(detail: dict) -> np.ndarray:
    """Pixel value → input value: (pixel − 127.5) / 127.5, quantised as the tensor declares; the daemon's pixelTable."""
    real = (np.arange(256) - 127.5) / 127.5
    if detail["dtype"] == np.float32:
        return real.astype(np.float32)
    scale, zero_point = detail["quantization"]
    limits = np.iinfo(detail["dtype"])
    return np.clip(np.floor(real / scale + 0.5) + zero_point, limits.min, limits.max).astype(detail["dtype"])
