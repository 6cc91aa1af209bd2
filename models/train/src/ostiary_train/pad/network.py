"""
The network: both looks go through one trunk, as one picture of twice the height; each half is averaged by itself and both are judged
together.

Plain convolutions where the picture is large, separable ones where it is small; ReLU6 only. Layers are named as the detector's,
whose trunk it begins as (`begin.py`).
"""

from dataclasses import dataclass

import keras
from keras import layers

from ..blocks import conv, residual, separable
from .looks import SIDE

CLASSES = ("live", "print", "screen")
STRIDE = 16


@dataclass(frozen=True)
class Shape:
    """Channels of the stem, of stride 4, 8 and 16, and of what is averaged and joined; residual blocks at stride 4, 8 and 16."""

    stem: int = 16
    channels: tuple[int, int, int] = (24, 48, 64)
    blocks: tuple[int, int, int] = (1, 2, 5)
    features: int = 192
    joined: int = 64


def build(shape: Shape = Shape()) -> keras.Model:
    """Input [n, 224, 112, 3], −1..1. Output [n, 3]: logits of `CLASSES`."""
    image = keras.Input((2 * SIDE, SIDE, 3), name="image")
    x = conv(image, shape.stem, 3, 2, "stem")
    for stride, channels, blocks in zip((4, 8, STRIDE), shape.channels, shape.blocks):
        x = conv(x, channels, 3, 2, f"stage{stride}") if stride < STRIDE else separable(x, channels, 2, f"stage{stride}")
        for block in range(blocks):
            x = residual(x, f"stage{stride}_{block + 1}")
    x = conv(x, shape.features, 1, 1, "features")
    x = layers.AveragePooling2D(SIDE // STRIDE, name="halves")(x)
    x = conv(x, shape.joined, (2, 1), 1, "joined", "valid")
    x = layers.Conv2D(len(CLASSES), 1, name="answer")(x)
    return keras.Model(image, layers.Reshape((len(CLASSES),), name="logits")(x), name="pad")
