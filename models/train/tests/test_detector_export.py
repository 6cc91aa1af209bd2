"""The int8 model: every operation in XNNPACK's list, pixels enter as they are, answers near the float network's."""

import numpy as np
import pytest

from ostiary_train.begin import begin_by_names
from ostiary_train.detector.export import to_int8
from ostiary_train.detector.network import Shape, build, normalised
from ostiary_train.detector.runtime import TfliteDetector
from ostiary_train.errors import TrainingFault
from ostiary_train.ops import inspect


SMALL = Shape(8, (8, 8, 8, 8), 8, (1, 1, 1), 1)
DEEPER = Shape(8, (8, 8, 8, 8), 8, (1, 2, 1), 2)


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    random = np.random.default_rng(0)
    model = build(SMALL, 64, 96)
    scenes = [random.integers(0, 256, (64, 96, 3), dtype=np.uint8) for _ in range(8)]
    file = tmp_path_factory.mktemp("export") / "model.tflite"
    file.write_bytes(to_int8(model, scenes))
    return model, scenes, file


def test_every_operation_is_delegated(exported):
    report = inspect(exported[2].read_bytes())
    assert (report.not_xnnpack, report.not_edge_tpu, report.float_tensors, report.per_channel) == ([], [], 0, True)


def test_the_outputs_are_those_of_the_float_network(exported):
    model, scenes, file = exported
    outputs = TfliteDetector(file).outputs(scenes[0])
    wanted = {name: np.asarray(value)[0] for name, value in model(normalised(scenes[0][None])).items()}
    assert sorted(value.shape for value in wanted.values()) == sorted(value.shape for value in outputs)
    for name, value in wanted.items():
        nearest = min(np.abs(output - value).max() for output in outputs if output.shape == value.shape)
        assert nearest < 0.15 * max(np.ptp(value), 0.05), name


@pytest.mark.parametrize("shape", [SMALL, DEEPER])
def test_a_network_begins_as_the_model_though_the_converter_has_another_order_and_though_it_is_deeper(shape, exported):
    model, scenes, file = exported
    begun = build(shape, 64, 96)
    images = normalised(np.stack(scenes))
    begin_by_names(begun, file, images)
    wanted, plain, training = model(images), begun(images), begun(images, training=True)
    for name, value in wanted.items():
        allowed = 0.1 * max(np.ptp(value), 0.05)
        assert np.abs(plain[name] - value).max() < allowed, name
        assert np.abs(training[name] - plain[name]).max() < allowed, name


@pytest.mark.parametrize(
    "shape",
    [
        Shape(8, (8, 8, 8, 16), 8, (1, 1, 1), 1),  # wider
        Shape(8, (8, 8, 8, 8), 8, (1, 0, 1), 1),  # shallower: what the file knows would be lost
    ],
)
def test_another_network_is_refused(shape, exported):
    with pytest.raises(TrainingFault, match="another network"):
        begin_by_names(build(shape), exported[2], np.zeros((1, 64, 64, 3), np.float32))
