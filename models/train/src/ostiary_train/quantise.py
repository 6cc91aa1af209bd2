"""Quantisation-aware fine-tuning: weights and activations are rounded to 8 bits in the forward pass, learnt in float.

The straight-through estimator (Bengio et al. 2013) as in Jacob et al. 2018. Kernels are rounded per output channel, symmetric,
which commutes with the batch normalisation that is folded into them later; the fine-tuned weights go through the ordinary
post-training conversion and lose less there.
"""

import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops

from .losses import Distillation


def _rounded(kernel, channel_axis: int):
    """To 127 steps per channel either side of 0; the slope passes through as if nothing had happened."""
    axes = [axis for axis in range(len(kernel.shape)) if axis != channel_axis]
    step = ops.maximum(ops.max(ops.abs(kernel), axis=axes, keepdims=True), 1e-8) / 127.0
    return kernel + ops.stop_gradient(ops.round(kernel / step) * step - kernel)


class RoundedConv2D(layers.Conv2D):
    def convolution_op(self, inputs, kernel):
        return super().convolution_op(inputs, _rounded(kernel, 3))


class RoundedDepthwiseConv2D(layers.DepthwiseConv2D):
    """Without bias and activation, as networks.py uses them."""

    def call(self, inputs):
        return ops.depthwise_conv(inputs, _rounded(self.kernel, 2), strides=self.strides, padding=self.padding, data_format=self.data_format)


class RoundedReLU(layers.ReLU):
    """Its output in 255 steps from 0 to a running maximum."""

    def build(self, input_shape) -> None:
        self.highest = self.add_weight(shape=(), initializer="ones", trainable=False, name="highest")

    def call(self, inputs, training=False):
        active = super().call(inputs)
        if training:
            self.highest.assign(0.95 * self.highest + 0.05 * ops.cast(ops.max(active), "float32"))
        step = ops.cast(self.highest, active.dtype) / 255.0
        return active + ops.stop_gradient(ops.minimum(ops.round(active / step), 255.0) * step - active)


_ROUNDED = {layers.Conv2D: RoundedConv2D, layers.DepthwiseConv2D: RoundedDepthwiseConv2D, layers.ReLU: RoundedReLU}


def rounded_copy(model: keras.Model) -> keras.Model:
    """The embedder with every convolution and activation rounding, and the same weights."""

    def clone(layer: keras.layers.Layer) -> keras.layers.Layer:
        if isinstance(layer, keras.Model):
            return rounded_copy(layer)
        return _ROUNDED.get(type(layer), type(layer)).from_config(layer.get_config())

    copy = keras.models.clone_model(model, clone_function=clone)
    _copy_weights(model, copy)
    return copy


def fine_tune(model: keras.Model, batches: tf.data.Dataset, learning_rate: float, epochs: int) -> keras.Model:
    """The embedder after learning, in rounded form, to answer as it did in float. batches: normalised images [batch, 112, 112, 3]."""
    rounded = rounded_copy(model)
    for layer in _layers(rounded):
        if isinstance(layer, layers.BatchNormalization):
            layer.trainable = False
    rounded.compile(keras.optimizers.Adam(learning_rate, clipnorm=1.0), loss=Distillation(), jit_compile=False)
    rounded.fit(batches.map(lambda images: (images, model(images, training=False))), epochs=epochs, verbose=2)
    _copy_weights(rounded, model)
    return model


def _copy_weights(source: keras.Model, target: keras.Model) -> None:
    for one, other in zip(_layers(source), _layers(target)):
        values = {weight.path.split("/")[-1]: np.array(weight) for weight in one.weights}
        for weight in other.weights:
            name = weight.path.split("/")[-1]
            if name in values:
                weight.assign(values[name])


def _layers(model: keras.Model) -> list[keras.layers.Layer]:
    return [inner for layer in model.layers for inner in (_layers(layer) if isinstance(layer, keras.Model) else [layer])]
