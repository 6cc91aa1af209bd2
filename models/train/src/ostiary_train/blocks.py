"""Blocks of the detector's trunk, with which the presentation attack detector begins too: their layers must keep their names."""

from keras import layers


def conv(x, channels: int, size, stride: int, name: str, padding: str = "same"):
    x = layers.Conv2D(channels, size, stride, padding, use_bias=False, name=name)(x)
    return layers.ReLU(6.0, name=f"{name}_relu")(_norm(x, name))


def separable(x, channels: int, stride: int, name: str):
    x = layers.DepthwiseConv2D(3, stride, "same", use_bias=False, name=f"{name}_depth")(x)
    return conv(_norm(x, f"{name}_depth"), channels, 1, 1, name)


def residual(x, name: str):
    return layers.Add(name=f"{name}_add")([x, separable(x, x.shape[-1], 1, name)])


def _norm(x, name: str):
    return layers.BatchNormalization(momentum=0.97, epsilon=1e-3, name=f"{name}_norm")(x)
