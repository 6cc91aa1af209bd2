"""A network that begins as a finished int8 model: the same answers, also while it trains, and clear refusals."""

import keras
import numpy as np
import pytest

from ostiary_train.begin import begin_as
from ostiary_train.errors import TrainingFault
from ostiary_train.export import fixed_input_scale, to_tflite
from ostiary_train.networks import NetworkOptions, embedder, stages
from ostiary_train.parity import unit_rows


def network(name: str = "mobilefacenet", width: float = 0.25, blocks=(2, 1, 2, 1)) -> keras.Model:
    return embedder(stages(NetworkOptions(name, width, 32, blocks)))


@pytest.fixture(scope="module")
def images():
    return np.random.default_rng(1).uniform(-1, 1, (24, 112, 112, 3)).astype(np.float32)


def finished(name: str, images: np.ndarray) -> keras.Model:
    keras.utils.set_random_seed(2)
    model = network(name)
    for _ in range(40):
        model(images, training=True)
    return model


@pytest.mark.parametrize("name, more", [("mobilefacenet", {}), ("mobilenetv2", {}), ("mobilefacenet", {"blocks": (2, 2, 4, 3)})])
def test_it_answers_as_the_model_does_and_as_it_does_while_training(name, more, images, tmp_path):
    old = finished(name, images)
    (tmp_path / "int8.tflite").write_bytes(to_tflite(old, list(fixed_input_scale(image[None] for image in images))))
    begun = network(name, **more)
    begin_as(begun, tmp_path / "int8.tflite", images)
    wanted, plain, training = (unit_rows(np.array(found)) for found in (old(images), begun(images), begun(images, training=True)))
    assert np.sum(plain * wanted, axis=1).min() > 0.98
    assert np.sum(plain * training, axis=1).min() > 0.98


def test_another_network_and_a_float_model_are_refused(images, tmp_path):
    model = finished("mobilefacenet", images)
    (tmp_path / "float.tflite").write_bytes(to_tflite(model))
    (tmp_path / "int8.tflite").write_bytes(to_tflite(model, list(fixed_input_scale(image[None] for image in images[:4]))))
    (tmp_path / "junk.tflite").write_bytes(b"junk")
    with pytest.raises(TrainingFault, match="not an int8 weight"):
        begin_as(network(), tmp_path / "float.tflite", images)
    for other in ({"width": 0.5}, {"blocks": (1, 1, 2, 1)}):
        with pytest.raises(TrainingFault, match="another network"):
            begin_as(network(**other), tmp_path / "int8.tflite", images)
    with pytest.raises(TrainingFault, match="another network"):
        begin_as(network("mobilenetv2"), tmp_path / "int8.tflite", images)
    with pytest.raises(TrainingFault, match="junk.tflite"):
        begin_as(network(), tmp_path / "junk.tflite", images)
