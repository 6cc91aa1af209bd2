"""
The detector: plain convolutions where the picture is large, depthwise ones where it is small, a top-down pyramid, three grids.

Anchor-free with five landmarks in the manner of YuNet (Wu et al. 2023). ReLU6 only: every operation has an int8 XNNPACK kernel, and no
single large answer can coarsen the 255 steps of all others.
"""

from dataclasses import dataclass

import keras
import numpy as np
from keras import layers

from ..blocks import conv, residual, separable

STRIDES = (8, 16, 32)
OUTPUTS = ("face", "quality", "box", "points")
VALUES = {"face": 1, "quality": 1, "box": 4, "points": 10}


@dataclass(frozen=True)
class Shape:
    """Channels of the stem, of stride 4, 8, 16 and 32, and of the pyramid; separable blocks at stride 8, 16 and 32, and before each grid's points."""

    stem: int = 16
    channels: tuple[int, int, int, int] = (24, 48, 64, 80)
    pyramid: int = 48
    blocks: tuple[int, int, int] = (2, 5, 5)
    point_blocks: int = 2


def normalised(pixels: np.ndarray) -> np.ndarray:
    """BGR 0..255 [n, height, width, 3] → the network's input, float32."""
    return pixels.astype(np.float32) / 128


def build(shape: Shape = Shape(), height: int | None = None, width: int | None = None) -> keras.Model:
    """
    Input: BGR, pixel / 128, [n, height, width, 3], sides divisible by 32 (any, where not given).
    Outputs per stride, [n, cells, values]: `face` and `quality` 0..1, `box` (centre from the cell's corner in cells, log of the size
    in cells), `points` (five, from the cell's corner in cells), named `face_8` and so on.
    """
    image = keras.Input((height, width, 3), name="image")
    x = conv(image, shape.stem, 3, 2, "stem")
    x = conv(x, shape.channels[0], 3, 2, "stage4")
    x = residual(x, "stage4_1")
    x = conv(x, shape.channels[1], 3, 2, "stage8")
    levels = []
    for stride, channels, blocks in zip(STRIDES, shape.channels[1:], shape.blocks):
        if stride > STRIDES[0]:
            x = separable(x, channels, 2, f"stage{stride}")
        for block in range(blocks):
            x = residual(x, f"stage{stride}_{block + 1}")
        levels.append(x)
    levels = _pyramid(levels, shape.pyramid)
    return keras.Model(image, {name: value for level in zip(STRIDES, levels) for name, value in _head(*level, shape.point_blocks).items()}, name="detector")


def _pyramid(levels: list, channels: int) -> list:
    merged = [conv(level, channels, 1, 1, f"lateral{stride}") for stride, level in zip(STRIDES, levels)]
    for index in (1, 0):
        above = layers.UpSampling2D(2, interpolation="bilinear", name=f"up{STRIDES[index]}")(merged[index + 1])
        merged[index] = layers.Add(name=f"merge{STRIDES[index]}")([merged[index], above])
    return [separable(level, channels, 1, f"smooth{stride}") for stride, level in zip(STRIDES, merged)]


def _head(stride: int, level, point_blocks: int) -> dict:
    before = dict.fromkeys(OUTPUTS, residual(level, f"head{stride}"))
    for block in range(point_blocks):
        before["points"] = residual(before["points"], f"points{stride}_{block + 1}")
    found = {}
    for kind in OUTPUTS:
        score = VALUES[kind] == 1
        bias = keras.initializers.Constant(-3.0) if score else "zeros"
        x = layers.Conv2D(VALUES[kind], 1, bias_initializer=bias, name=f"{kind}{stride}")(before[kind])
        x = layers.Reshape((-1, VALUES[kind]), name=f"{kind}_{stride}" if not score else f"{kind}_{stride}_logit")(x)
        found[f"{kind}_{stride}"] = layers.Activation("sigmoid", name=f"{kind}_{stride}")(x) if score else x
    return found
