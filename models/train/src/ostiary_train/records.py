"""Aligned faces in sharded TFRecords: millions of pictures stream from disk, each face cut once."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import tensorflow as tf

from .align import CROP, MARGIN
from .errors import TrainingFault

WIDE = CROP + 2 * MARGIN
UNKNOWN = -1


@dataclass(frozen=True)
class Face:
    """A wide crop [136, 136, 3] uint8 RGB; person is an index into the index's people, or UNKNOWN."""

    wide: np.ndarray
    person: int
    name: str


@dataclass(frozen=True)
class Index:
    """What a folder of shards holds. `counts` are faces per person, for balanced sampling; `recipe` says what they were cut from."""

    people: list[str]
    counts: list[int]
    faces: int
    missed: int
    shards: list[str] = field(default_factory=list)
    recipe: str = ""


def write_shards(folder: Path, faces: Iterable[Face], shard_size: int) -> list[str]:
    """Writes `faces` in order; returns the shards' file names. Crops are PNG: nothing is lost."""
    folder.mkdir(parents=True, exist_ok=True)
    names: list[str] = []
    writer = None
    for count, face in enumerate(faces):
        if count % shard_size == 0:
            if writer:
                writer.close()
            names.append(f"faces-{len(names):05d}.tfrecord")
            writer = tf.io.TFRecordWriter(str(folder / names[-1]))
        writer.write(_example(face).SerializeToString())
    if writer:
        writer.close()
    return names


def _example(face: Face) -> tf.train.Example:
    png = tf.io.encode_png(face.wide, compression=3).numpy()
    features = {
        "face": tf.train.Feature(bytes_list=tf.train.BytesList(value=[png])),
        "person": tf.train.Feature(int64_list=tf.train.Int64List(value=[face.person])),
        "name": tf.train.Feature(bytes_list=tf.train.BytesList(value=[face.name.encode()])),
    }
    return tf.train.Example(features=tf.train.Features(feature=features))


def parse(record: tf.Tensor) -> dict[str, tf.Tensor]:
    """One serialised example → wide [136, 136, 3] uint8, person int32, name string."""
    features = {
        "face": tf.io.FixedLenFeature([], tf.string),
        "person": tf.io.FixedLenFeature([], tf.int64),
        "name": tf.io.FixedLenFeature([], tf.string),
    }
    example = tf.io.parse_single_example(record, features)
    wide = tf.ensure_shape(tf.io.decode_png(example["face"], channels=3), (WIDE, WIDE, 3))
    return {"wide": wide, "person": tf.cast(example["person"], tf.int32), "name": example["name"]}


def write_index(folder: Path, index: Index) -> None:
    (folder / "index.json").write_text(json.dumps(asdict(index), indent=1))


def read_index(folder: Path) -> Index:
    """Raises TrainingFault where the folder was not prepared, or not to the end."""
    try:
        return Index(**json.loads((folder / "index.json").read_text()))
    except (OSError, ValueError, TypeError) as error:
        raise TrainingFault(f"{folder} contains no prepared faces", "Run ostiary-train prepare with this configuration first.") from error
