"""Full-int8 export, per channel, by TensorFlow's converter with representative scenes."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras
import numpy as np
import tensorflow as tf
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

from .network import Shape, build, normalised


def load(weights: Path, shape: Shape, height: int, width: int) -> keras.Model:
    model = build(shape, height, width)
    model.load_weights(weights)
    return model


def to_int8(model: keras.Model, scenes: Iterable[np.ndarray], normalised: Callable[[np.ndarray], np.ndarray] = normalised) -> bytes:
    """
    The `.tflite`: int8 input, pixel - 128 (for the detector's `normalised`: scale 1/128, zero point -128), and int8 outputs.

    The first representative scene is a ramp over all grey levels, so that the input's range is exact whatever the scenes hold.
    """

    def representative():
        height, width = model.input_shape[1:3]
        ramp = np.resize(np.arange(256, dtype=np.uint8), (height, width, 1)).repeat(3, axis=2)
        yield [normalised(ramp[None])]
        for scene in scenes:
            yield [normalised(scene[None])]

    # One picture an invoke: a free batch size would leave shape arithmetic that no delegate takes. Frozen, because the calibrator
    # cannot read Keras 3's resource variables.
    run = tf.function(lambda image: model(image, training=False))
    frozen = convert_variables_to_constants_v2(run.get_concrete_function(tf.TensorSpec((1, *model.input_shape[1:]), tf.float32)))
    converter = tf.lite.TFLiteConverter.from_concrete_functions([frozen])
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = representative
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = converter.inference_output_type = tf.int8
    return converter.convert()
