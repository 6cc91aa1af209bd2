"""Networks have the shapes, sizes and operations that they are meant to have."""

import keras
import numpy as np
import pytest

from ostiary_train.errors import TrainingFault
from ostiary_train.networks import NetworkOptions, embedder, scaled, stages


@pytest.mark.parametrize("network", ["mobilefacenet", "mobilenetv2"])
@pytest.mark.parametrize("width", [0.25, 1.0])
def test_shapes_and_layers(network, width):
    model = embedder(stages(NetworkOptions(network, width, 128)))
    assert model.output_shape == (None, 128)
    allowed = {"Conv2D", "DepthwiseConv2D", "BatchNormalization", "ReLU", "Add", "ZeroPadding2D", "GlobalAveragePooling2D", "InputLayer", "Activation"}
    for part in model.layers:
        if isinstance(part, keras.Model):
            assert {type(layer).__name__ for layer in part.layers} <= allowed


def test_parameters_as_published():
    # MobileNetV2's convolutions up to the pooling: 2,223,872 (Keras' own, without top), plus 1280 × 512 + 512 for the embedding.
    assert embedder(stages(NetworkOptions("mobilenetv2", 1.0, 512))).count_params() == 2_257_984 + 1280 * 512 + 512


def test_a_picture_alone_or_in_a_batch_gives_the_same_embedding():
    model = embedder(stages(NetworkOptions(width=0.25, dimension=64)))
    pictures = np.random.default_rng(1).uniform(-1, 1, (3, 112, 112, 3)).astype(np.float32)
    together = np.array(model(pictures, training=False))
    assert np.array(model(pictures[1:2], training=False))[0] == pytest.approx(together[1], abs=1e-4)


def test_widths_round_to_multiples_of_eight():
    assert [scaled(64, width) for width in (0.25, 0.5, 0.75, 1.0)] == [16, 32, 48, 64]
    assert scaled(24, 0.25) == 8


@pytest.mark.parametrize("options", [NetworkOptions("resnet"), NetworkOptions(width=0.1), NetworkOptions(width=2.0), NetworkOptions(blocks=(3, 2, -1, 3))])
def test_unknown_networks_widths_and_depths_are_refused(options):
    with pytest.raises(TrainingFault):
        stages(options)
