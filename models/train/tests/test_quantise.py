"""Rounded copies answer nearly the same, on the grid that int8 has, and can be trained through the rounding."""

import numpy as np
import pytest
import tensorflow as tf

from ostiary_train.networks import NetworkOptions, embedder, stages
from ostiary_train.parity import compare
from ostiary_train.quantise import _rounded, fine_tune, rounded_copy


@pytest.fixture(scope="module")
def images():
    return np.random.default_rng(1).uniform(-1, 1, (8, 112, 112, 3)).astype(np.float32)


def test_kernels_have_255_values_a_channel_and_slopes_pass():
    kernel = tf.Variable(np.random.default_rng(2).normal(size=(3, 3, 4, 5)), dtype=tf.float32)
    with tf.GradientTape() as tape:
        rounded = _rounded(kernel, 3)
        total = tf.reduce_sum(rounded)
    steps = rounded.numpy() / (np.abs(kernel.numpy()).max((0, 1, 2)) / 127)
    assert steps == pytest.approx(np.round(steps), abs=1e-3)
    assert tape.gradient(total, kernel).numpy() == pytest.approx(1.0)


def test_a_rounded_copy_learns_to_answer_as_in_float(images):
    tf.config.run_functions_eagerly(True)
    model = embedder(stages(NetworkOptions(width=0.25, dimension=32)))
    for _ in range(20):
        model(images, training=True)
    before = np.array(model(images, training=False))
    copy = rounded_copy(model)
    for _ in range(80):
        copy(images[:2], training=True)
    assert [one.shape for one in copy.trainable_weights] == [one.shape for one in model.trainable_weights]
    fine_tune(model, tf.data.Dataset.from_tensors(images), learning_rate=1e-5, epochs=1)
    assert compare(before, np.array(model(images, training=False))).worst > 0.9
    tf.config.run_functions_eagerly(False)
