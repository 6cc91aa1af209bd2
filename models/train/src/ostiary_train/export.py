"""A trained embedder into what is served and shipped: SavedModel, float and int8 .tflite."""

import logging
from collections.abc import Iterable
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

from .align import CROP
from .errors import TrainingFault

log = logging.getLogger(__name__)


def in_float32(model: keras.Model, build) -> keras.Model:
    """The same weights in a model built anew in float32: half precision is for training only."""
    keras.mixed_precision.set_global_policy("float32")
    copy = build()
    copy.set_weights(model.get_weights())
    return copy


def save_served(model: keras.Model, folder: Path) -> Path:
    """A SavedModel in the next version directory (`v1/`, `v2/`, …) of `folder`.

    Signatures: `serving_default` takes normalised `image` [n, 112, 112, 3] float32, `pixels` takes uint8 RGB; both answer
    `embedding` [n, dimension] of length one.
    """
    versions = [int(entry.name[1:]) for entry in folder.glob("v*") if entry.name[1:].isdigit()]
    target = folder / f"v{max(versions, default=0) + 1}"
    shape = (None, CROP, CROP, 3)

    @tf.function(input_signature=[tf.TensorSpec(shape, tf.float32, "image")])
    def serve(image):
        return {"embedding": tf.math.l2_normalize(model(image, training=False), -1)}

    @tf.function(input_signature=[tf.TensorSpec(shape, tf.uint8, "pixels")])
    def pixels(pixels):
        return serve((tf.cast(pixels, tf.float32) - 127.5) / 127.5)

    archive = keras.export.ExportArchive()
    archive.track(model)
    archive.add_endpoint("serving_default", serve)
    archive.add_endpoint("pixels", pixels)
    archive.write_out(str(target), verbose=False)
    return target


def to_tflite(model: keras.Model, representative: Iterable[np.ndarray] | None = None) -> bytes:
    """A .tflite for one face an invoke, ending in [1, 1, 1, dimension]: float32, or fully int8 where representative images
    [1, 112, 112, 3] float32 are given (weights per channel; input and output int8; no op in float).
    """
    bare = keras.Model(model.input, model.get_layer("embedding").input)

    @tf.function(input_signature=[tf.TensorSpec((1, CROP, CROP, 3), tf.float32, "image")])
    def embed(image):
        return bare(image, training=False)

    # Keras 3 variables reach the converter as resources unless they are frozen first, and the calibrator cannot read resources.
    frozen = convert_variables_to_constants_v2(embed.get_concrete_function())
    converter = tf.lite.TFLiteConverter.from_concrete_functions([frozen])
    if representative is not None:
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter.representative_dataset = lambda: ([image] for image in representative)
        converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
        converter.inference_input_type = converter.inference_output_type = tf.int8
    try:
        return converter.convert()
    except Exception as error:
        raise TrainingFault(f"cannot convert the model: {error}", "Use only layers that TFLite supports in int8.") from error


def fixed_input_scale(images: Iterable[np.ndarray]) -> Iterable[np.ndarray]:
    """The images, after one that spans −1..1: the input's scale then does not depend on which pictures are at hand."""
    yield np.linspace(-1, 1, CROP * CROP * 3, dtype=np.float32).reshape(1, CROP, CROP, 3)
    yield from images
