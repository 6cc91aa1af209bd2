"""The trunk begins as the detector's, though the one takes BGR from 0 on and the other RGB around 0."""

import keras
import numpy as np
import pytest

from ostiary_train.detector import network as detector
from ostiary_train.detector.export import to_int8
from ostiary_train.errors import TrainingFault
from ostiary_train.pad.begin import begin_as_detector
from ostiary_train.pad.looks import normalised
from ostiary_train.pad.network import Shape, build


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    random = np.random.default_rng(0)
    model = detector.build(detector.Shape(8, (8, 8, 8, 8), 8, (1, 1, 1), 1), 224, 128)
    scenes = random.integers(0, 256, (6, 28, 16, 3), dtype=np.uint8).repeat(8, 1).repeat(8, 2)
    file = tmp_path_factory.mktemp("detector") / "model.tflite"
    file.write_bytes(to_int8(model, scenes))
    return model, scenes[:, :, :112], file


def test_it_sees_what_the_detector_sees(found):
    model, looks, file = found
    network = build(Shape(8, (8, 8, 8), (1, 1, 1), 16, 8))
    assert begin_as_detector(network, file, normalised(looks)) == 11
    ours = keras.Model(network.input, network.get_layer("stage8_relu").output)
    theirs = keras.Model(model.input, model.get_layer("stage8_relu").output)
    wide = np.pad(looks, ((0, 0), (0, 0), (0, 16), (0, 0)))
    wanted = np.asarray(theirs(detector.normalised(wide[..., ::-1])))[:, 2:-2, 2:11]
    for training in (False, True):
        answer = np.asarray(ours(normalised(looks), training=training))[:, 2:-2, 2:11]
        assert np.abs(answer - wanted).mean() < 0.05 * max(np.ptp(wanted), 0.05), training


def test_a_network_of_other_sizes_is_refused(found):
    network = build(Shape(16, (24, 24, 24), (0, 0, 0), 16, 8))
    with pytest.raises(TrainingFault, match="no layer in common"):
        begin_as_detector(network, found[2], np.zeros((1, 224, 112, 3), np.float32))
