"""The margins give the published formulas' values, keep their slopes finite, and fall where they must."""

import math

import keras
import numpy as np
import pytest
import tensorflow as tf

from ostiary_train.losses import AdaFace, ArcFace, Distillation, add_angle, relational_distillation


def arcface(people: int, centres: np.ndarray, **options) -> ArcFace:
    """centres [centres, people, dimension]."""
    layer = ArcFace(people, centres=len(centres), **options)
    layer.build((None, centres.shape[-1]))
    layer.kernel.assign(centres)
    return layer


def test_hand_computed_logits():
    # Embedding at 60° to person 0 and 30° to person 1, any length; margin 0.5 rad, scale 64.
    layer = arcface(2, np.array([[[5.0, 0.0], [0.0, 0.1]]]))
    embedding = 3 * np.array([[math.cos(math.radians(60)), math.sin(math.radians(60))]], np.float32)
    logits = np.array(layer(embedding, np.array([0])))
    # cos(1.047198 + 0.5) = cos(1.547198) = 0.0235965; cos 30° = 0.8660254
    assert logits == pytest.approx(np.array([[64 * 0.0235965, 64 * 0.8660254]]), abs=2e-3)


def test_published_formula_over_all_angles_below_the_guard():
    angles = np.linspace(0.01, math.pi - 0.51, 200).astype(np.float32)
    assert np.array(add_angle(np.cos(angles), 0.5)) == pytest.approx(np.cos(angles + 0.5), abs=1e-3)


def test_the_guard_keeps_falling_to_the_opposite_side():
    angles = np.linspace(0.01, math.pi - 0.01, 500).astype(np.float32)
    values = np.array(add_angle(np.cos(angles), 0.5))
    assert (np.diff(values) < 0).all()
    # Without it, the cosine at π would have risen again: cos(π + 0.5) = −0.878 > cos(π − 0.5 + 0.5) = −1.
    assert values[-1] == pytest.approx(math.cos(math.pi - 0.01) - 0.5 * math.sin(0.5), abs=1e-3)


@pytest.mark.parametrize("cosine", [1.0, -1.0, 0.0])
def test_the_slope_is_finite_at_the_ends(cosine):
    x = tf.Variable([cosine])
    with tf.GradientTape() as tape:
        y = add_angle(x, 0.5)
    assert np.isfinite(tape.gradient(y, x).numpy()).all()


def test_zero_embedding_and_half_precision_stay_finite():
    layer = arcface(3, np.random.default_rng(1).normal(size=(1, 3, 4)))
    assert np.isfinite(np.array(layer(np.zeros((2, 4), np.float16), np.array([0, 2])))).all()


def test_no_label_no_margin():
    centres = np.random.default_rng(2).normal(size=(1, 3, 4))
    layer, plain = arcface(3, centres), arcface(3, centres, margin=0.0)
    embedding = np.random.default_rng(3).normal(size=(2, 4)).astype(np.float32)
    unlabelled = np.array([-1, -1])
    assert np.array(layer(embedding, unlabelled)) == pytest.approx(np.array(plain(embedding, unlabelled)))


def test_the_nearest_sub_centre_counts():
    layer = arcface(1, np.array([[[1.0, 0.0]], [[0.0, 1.0]]]))
    assert np.array(layer.cosines(np.array([[0.6, 0.8]], np.float32))) == pytest.approx(np.array([[0.8]]))


def test_adaface_is_softer_on_poor_pictures():
    layer = AdaFace(2)
    layer.build((None, 2))
    layer.kernel.assign([[[1.0, 0.0], [0.0, 1.0]]])
    layer.mean.assign(20.0)
    layer.deviation.assign(10.0)
    direction = np.array([math.cos(0.6), math.sin(0.6)], np.float32)
    quality = np.clip((np.array([5.0, 60.0]) - 20.0 * 0.99 - 0.01 * 32.5) / (9.9 + 0.01 * 27.5 + 1e-3) * 0.333, -1, 1)
    logits = np.array(layer(np.stack([5 * direction, 60 * direction]), np.array([0, 0])))[:, 0]
    expected = 64 * (np.cos(0.6 - 0.4 * quality) - (0.4 * quality + 0.4))
    assert logits == pytest.approx(expected, abs=0.3)


def test_distillation_of_the_teacher_itself_is_nothing():
    vectors = np.random.default_rng(4).normal(size=(5, 8)).astype(np.float32)
    assert float(Distillation(1.0, 1.0)(vectors, 7 * vectors)) == pytest.approx(0, abs=1e-5)
    # Turned as a whole, the relations stay though every cosine changes.
    turn = np.linalg.qr(np.random.default_rng(5).normal(size=(8, 8)))[0].astype(np.float32)
    assert float(relational_distillation(vectors, vectors @ turn)) == pytest.approx(0, abs=1e-5)
    assert float(Distillation()(vectors, vectors @ turn)) > 0.3


def test_layers_survive_saving():
    for layer in (ArcFace(7, centres=3), AdaFace(5)):
        assert keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(layer)).get_config() == layer.get_config()
