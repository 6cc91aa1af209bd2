"""Face embedders as a row of stages; a stage can end where a teacher's feature map is compared with it.

Only convolution, depthwise convolution, ReLU6, addition, padding, mean and dense layers, with batch normalisation that folds
into the convolutions: every op of the quantised model is one that XNNPACK and the Edge TPU take. ReLU6, so that no single large answer
coarsens the 255 steps of all others.
"""

from collections.abc import Callable
from dataclasses import dataclass

import keras
from keras import layers

from .align import CROP
from .errors import TrainingFault


@dataclass(frozen=True)
class Stage:
    """One part of a network; `build` maps a KerasTensor to the next."""

    name: str
    build: Callable[[keras.KerasTensor], keras.KerasTensor]


@dataclass(frozen=True)
class NetworkOptions:
    """network: a name of NETWORKS. width: 0.25 to 1.0, the multiplier of every channel count. dimension: of the embedding.
    blocks: of mobilefacenet's stages low, middle, upper and late, residual ones; mobilenetv2 has its paper's."""

    network: str = "mobilefacenet"
    width: float = 1.0
    dimension: int = 512
    blocks: tuple[int, int, int, int] = (3, 2, 4, 3)


def stages(options: NetworkOptions) -> list[Stage]:
    """The parts of the network, in order. Raises TrainingFault for an unknown name, width or number of blocks."""
    if options.network not in NETWORKS:
        raise TrainingFault(f"network {options.network!r} is unknown", f"Use one of {', '.join(NETWORKS)}.")
    if not 0.25 <= options.width <= 1.0:
        raise TrainingFault(f"width {options.width} is outside 0.25..1.0", "Use a width in that range.")
    if min(options.blocks) < 0:
        raise TrainingFault(f"network.blocks {list(options.blocks)} contains a negative number", "Give the number of residual blocks of each stage.")
    return NETWORKS[options.network](options)


def embedder(parts: list[Stage]) -> keras.Model:
    """[batch, 112, 112, 3] normalised to −1..1 → embeddings [batch, dimension], not yet of length one."""
    models, shape = [], (CROP, CROP, 3)
    for part in parts:
        models.append(stage_model(part, shape))
        shape = models[-1].output_shape[1:]
    return join(models)


def stage_model(part: Stage, shape: tuple[int, ...]) -> keras.Model:
    """One stage alone: [batch, *shape] → its end in float32, whatever the policy."""
    start = layers.Input(shape)
    end = layers.Activation("linear", dtype="float32", name="end")(part.build(start))
    return keras.Model(start, end, name=part.name)


def join(models: list[keras.Model], flat: bool = True) -> keras.Model:
    """Stages in a row as one model that shares their weights. flat: the last one ends in [1, 1, dimension], which becomes [dimension]."""
    x = start = layers.Input(models[0].input_shape[1:], name="image")
    for model in models:
        x = model(x)
    return keras.Model(start, layers.Reshape((x.shape[-1],), name="embedding")(x) if flat else x, name="embedder")


def normalisations(model: keras.Model) -> list[layers.BatchNormalization]:
    """Those of one stage, in order."""
    return [layer for layer in model.layers if isinstance(layer, layers.BatchNormalization)]


def mobilefacenet(options: NetworkOptions) -> list[Stage]:
    """MobileFaceNet (Chen et al. 2018) with ReLU6, wider; a global depthwise convolution instead of pooling."""
    width, blocks = options.width, options.blocks
    low, high = scaled(128, width), scaled(256, width)

    def front(x):
        x = convolution(x, scaled(64, width), kernel=3, stride=2)
        return bottleneck(depthwise(x), low, low, stride=2)

    def row(channels: int, count: int, expand: int = 0):
        def build(x):
            if expand:
                x = bottleneck(x, channels, expand, stride=2)
            for _ in range(count):
                x = bottleneck(x, channels, channels)
            return x

        return build

    def head(x):
        x = convolution(x, 2 * high)
        x = depthwise(x, kernel=x.shape[1], active=False, padding="valid")
        return layers.Conv2D(options.dimension, 1)(x)

    return [
        Stage("front", front),
        Stage("low", row(low, blocks[0])),
        Stage("middle", row(high, blocks[1], expand=high)),
        Stage("upper", row(high, blocks[2])),
        Stage("late", row(high, blocks[3], expand=2 * high)),
        Stage("head", head),
    ]


def mobilenetv2(options: NetworkOptions) -> list[Stage]:
    """The reference: MobileNetV2 (Sandler et al. 2018) at 112×112, global average pooling, linear embedding."""
    width = options.width

    def body(x):
        x = convolution(x, scaled(32, width), kernel=3, stride=2)
        for expand, channels, blocks, stride in _MOBILENETV2:
            for block in range(blocks):
                x = bottleneck(x, scaled(channels, width), expand * x.shape[-1], stride if block == 0 else 1, expands=expand > 1)
        return convolution(x, 1280)

    def head(x):
        return layers.Conv2D(options.dimension, 1)(layers.GlobalAveragePooling2D(keepdims=True)(x))

    return [Stage("body", body), Stage("head", head)]


_MOBILENETV2 = [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]
"""Expansion, channels, blocks, first stride: table 2 of the paper."""

NETWORKS = {"mobilefacenet": mobilefacenet, "mobilenetv2": mobilenetv2}


def convolution(x, channels: int, kernel: int = 1, stride: int = 1, active: bool = True):
    x, padding = _padded(x, kernel, stride)
    return _normalised(layers.Conv2D(channels, kernel, stride, padding=padding, use_bias=False)(x), active)


def depthwise(x, kernel: int = 3, stride: int = 1, active: bool = True, padding: str = "same"):
    x, padding = _padded(x, kernel, stride, padding)
    return _normalised(layers.DepthwiseConv2D(kernel, stride, padding=padding, use_bias=False)(x), active)


def bottleneck(x, channels: int, expand: int, stride: int = 1, expands: bool = True):
    """Inverted residual with a linear end (Sandler et al. 2018); the shortcut where the shape allows it."""
    y = convolution(x, expand) if expands else x
    y = depthwise(y, stride=stride)
    y = convolution(y, channels, active=False)
    return layers.Add()([x, y]) if stride == 1 and x.shape[-1] == channels else y


def _padded(x, kernel: int, stride: int, padding: str = "same"):
    """Symmetric padding where a stride would make `same` lopsided, so that feature maps lie as the teachers' do."""
    return (layers.ZeroPadding2D(kernel // 2)(x), "valid") if stride > 1 else (x, padding)


def _normalised(x, active: bool):
    x = layers.BatchNormalization(momentum=0.95)(x)
    return layers.ReLU(6.0)(x) if active else x


def scaled(channels: int, width: float) -> int:
    """The nearest multiple of 8, at least 8 and at least 90 % of the product."""
    product = channels * width
    rounded = max(8, int(product + 4) // 8 * 8)
    return rounded + 8 if rounded < 0.9 * product else rounded
