"""How far the exported models are from the trained one, how large and how fast they are."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import tensorflow as tf


@dataclass(frozen=True)
class Parity:
    """Cosines between two models' embeddings of the same pictures."""

    mean: float
    worst: float


def compare(first: np.ndarray, second: np.ndarray) -> Parity:
    """Both [n, dimension], of any length."""
    cosines = (unit_rows(first) * unit_rows(second)).sum(1)
    return Parity(float(cosines.mean()), float(cosines.min()))


def unit_rows(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-8)


class TfliteEmbedder:
    """A .tflite embedder in memory; its input is quantised as the daemon does it."""

    def __init__(self, model: bytes, threads: int = 1) -> None:
        self._interpreter = tf.lite.Interpreter(model_content=model, num_threads=threads)
        self._interpreter.allocate_tensors()
        self._input = self._interpreter.get_input_details()[0]
        self._output = self._interpreter.get_output_details()[0]

    def embed(self, images: np.ndarray) -> np.ndarray:
        """[n, 112, 112, 3] float32 −1..1 → [n, dimension] float32, of length one."""
        return unit_rows(np.stack([self._one(image) for image in images]))

    def milliseconds(self, repeats: int = 50) -> float:
        """Processor time an invoke on one thread, the least of five rounds: a busy machine only ever adds to it."""
        rounds = []
        for _ in range(5):
            start = time.process_time()
            for _ in range(repeats // 5):
                self._interpreter.invoke()
            rounds.append((time.process_time() - start) / (repeats // 5) * 1000)
        return min(rounds)

    def _one(self, image: np.ndarray) -> np.ndarray:
        if self._input["dtype"] != np.float32:
            scale, zero = self._input["quantization"]
            limits = np.iinfo(self._input["dtype"])
            image = np.clip(np.floor(image / scale + 0.5) + zero, limits.min, limits.max)
        self._interpreter.set_tensor(self._input["index"], image.astype(self._input["dtype"])[None])
        self._interpreter.invoke()
        answer = self._interpreter.get_tensor(self._output["index"]).reshape(-1).astype(np.float32)
        scale, zero = self._output["quantization"]
        return (answer - zero) * (scale or 1.0)


def embed_with(call: Callable[[np.ndarray], np.ndarray], images: np.ndarray, batch: int = 64) -> np.ndarray:
    """[n, …] → [n, dimension] of length one, in batches."""
    return unit_rows(np.concatenate([np.asarray(call(images[i : i + batch]), np.float32) for i in range(0, len(images), batch)]))
