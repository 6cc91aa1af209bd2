"""Shards into batches: parallel decoding, cache, shuffle, balance, augmentation. The same seed and epoch give the same batches."""

from dataclasses import dataclass
from pathlib import Path

import tensorflow as tf

from . import augment
from .records import UNKNOWN, parse, read_index


@dataclass(frozen=True)
class DataOptions:
    """balance: 0 takes every face as often as any other, 1 every person; between, count^−balance. cache: decoded faces stay in memory.
    labelled_times: how often a face of a named person comes in an epoch, for one time of any other."""

    batch: int = 64
    shuffle: int = 16384
    augmentation: float = 1.0
    balance: float = 0.0
    labelled_only: bool = False
    cache: bool = True
    labelled_times: int = 1


def faces(folder: Path, shuffle_shards: int | None = None) -> tf.data.Dataset:
    """Every prepared face, decoded in parallel; shards in the order of the seed `shuffle_shards`, else as written."""
    files = [str(folder / name) for name in read_index(folder).shards]
    paths = tf.data.Dataset.from_tensor_slices(files)
    if shuffle_shards is not None:
        paths = paths.shuffle(len(files), seed=shuffle_shards, reshuffle_each_iteration=False)
    records = paths.interleave(tf.data.TFRecordDataset, cycle_length=4, num_parallel_calls=tf.data.AUTOTUNE, deterministic=True)
    return records.map(parse, num_parallel_calls=tf.data.AUTOTUNE, deterministic=True)


class TrainingData:
    """The training set of one folder of shards."""

    def __init__(self, folder: Path, options: DataOptions, seed: int) -> None:
        """Raises TrainingFault where the folder was not prepared."""
        self.index = read_index(folder)
        self._options, self._seed = options, seed
        self._faces = faces(folder, shuffle_shards=seed)
        if options.labelled_only:
            self._faces = self._faces.filter(lambda face: face["person"] != UNKNOWN)
        if options.cache:
            self._faces = self._faces.cache()

    def epoch(self, number: int) -> tf.data.Dataset:
        """Batches of image [batch, 112, 112, 3] uint8 and person [batch] int32; the last, smaller one is dropped."""
        options, seed = self._options, self._seed + number
        repeated = self._faces if options.labelled_times == 1 else self._faces.flat_map(self._repeated)
        chosen = repeated.shuffle(options.shuffle, seed=seed, reshuffle_each_iteration=False).enumerate()
        if options.balance > 0:
            chosen = chosen.filter(self._balanced(seed))
        views = chosen.map(
            lambda place, face: {"image": self._view(face["wide"], place, number), "person": face["person"]},
            num_parallel_calls=tf.data.AUTOTUNE, deterministic=True,
        )  # fmt: skip
        return views.batch(options.batch, drop_remainder=True).prefetch(tf.data.AUTOTUNE)

    def _view(self, wide: tf.Tensor, place: tf.Tensor, epoch: int) -> tf.Tensor:
        if self._options.augmentation == 0:
            return augment.clean(wide)
        seed = tf.stack([tf.constant(self._seed * 1000 + epoch, tf.int32), tf.cast(place, tf.int32)])
        return augment.augment(wide, seed, self._options.augmentation)

    def _repeated(self, face: dict[str, tf.Tensor]) -> tf.data.Dataset:
        times = tf.where(face["person"] == UNKNOWN, 1, self._options.labelled_times)
        return tf.data.Dataset.from_tensors(face).repeat(tf.cast(times, tf.int64))

    def _balanced(self, seed: int):
        counts = tf.constant(self.index.counts or [1], tf.float32)

        def kept(place: tf.Tensor, face: dict[str, tf.Tensor]) -> tf.Tensor:
            count = tf.where(face["person"] == UNKNOWN, 1.0, counts[tf.maximum(face["person"], 0)])
            dice = tf.random.stateless_uniform((), tf.stack([tf.constant(seed, tf.int64), place]))
            return dice < count ** -self._options.balance

        return kept


def normalised(image: tf.Tensor) -> tf.Tensor:
    """uint8 pixels → float32 −1..1, the input of every embedder: (pixel − 127.5) / 127.5."""
    return (tf.cast(image, tf.float32) - 127.5) / 127.5
