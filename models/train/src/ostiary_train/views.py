"""Random views of the prepared faces with the teacher's answers to each, on disk as plain arrays: computed once, learnt from often."""

import json
import logging
from pathlib import Path

import numpy as np
import tensorflow as tf

from . import augment
from .data import faces
from .progress import Progress
from .records import read_index
from .teacher import Quantised, Teacher

log = logging.getLogger(__name__)
CLEAN_SHARE = 0.25


class Views:
    """`pixels` [n, 112, 112, 3] uint8, `hint0`… and `embedding` as the teacher stores them; further maps are added by `store`."""

    def __init__(self, folder: Path, count: int, tensors: list[Quantised]) -> None:
        self.folder, self.count, self.tensors = folder, count, tensors

    def array(self, name: str) -> np.ndarray:
        return np.load(self.folder / f"{name}.npy", mmap_mode="r")

    def store(self, name: str, shape: tuple[int, ...], dtype: type) -> np.memmap:
        return np.lib.format.open_memmap(self.folder / f"{name}.npy", "w+", dtype, shape)

    def names(self) -> list[str]:
        """The teacher's hints in order, then its embedding."""
        return [*(f"hint{number}" for number in range(len(self.tensors) - 1)), "embedding"]


def make_views(folder: Path, shards: Path, teacher: Teacher, count: int, seed: int, strength: float) -> Views:
    """The `count` views of the prepared faces, from `folder` where an earlier call with the same arguments finished them.

    Every face comes once before any comes twice; a quarter of the views is the face as it is, or mirrored.
    """
    tensors = [*teacher.tensors[1:], teacher.tensors[0]]
    views = Views(folder, count, tensors)
    key = json.dumps([count, seed, strength, str(shards.resolve()), [list(tensor.shape) for tensor in tensors]])
    mark = folder / "made.json"
    if mark.exists() and mark.read_text() == key:
        return views
    folder.mkdir(parents=True, exist_ok=True)
    pixels = views.store("pixels", (count, 112, 112, 3), np.uint8)
    answers = {name: views.store(name, (count, *tensor.shape), teacher.dtype) for name, tensor in zip(views.names(), tensors)}
    for row, view in enumerate(Progress("views", count).over(_views(shards, count, seed, strength))):
        pixels[row] = view
        embedding, *hints = teacher.answer(view)
        for name, answer in zip(views.names(), [*hints, embedding]):
            answers[name][row] = answer
    mark.write_text(key)
    return views


def _views(shards: Path, count: int, seed: int, strength: float):
    held = read_index(shards).faces
    decoded = faces(shards).map(lambda face: face["wide"]).shuffle(min(held, 16384), seed=seed).repeat().take(count).enumerate()
    for view in decoded.map(lambda row, wide: _view(wide, tf.cast(row, tf.int32), seed, strength), tf.data.AUTOTUNE):
        yield view.numpy()


def _view(wide: tf.Tensor, row: tf.Tensor, seed: int, strength: float) -> tf.Tensor:
    key = tf.stack([tf.constant(seed, tf.int32), row])
    dice = tf.random.stateless_uniform((), key)
    plain = augment.clean(wide)
    return tf.case(
        [
            (dice < CLEAN_SHARE / 2, lambda: plain),
            (dice < CLEAN_SHARE, lambda: tf.image.flip_left_right(plain)),
        ],
        default=lambda: augment.augment(wide, key, strength),
    )
