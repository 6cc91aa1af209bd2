"""Begins a network as a finished int8 model, so that training goes on where only the bundle is left.

Its convolutions carry normalisation folded in. Any mean m and variance v give the same network again with
gamma = √(v + ε) and beta = bias + m; those measured on faces also keep it the same network while it trains.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np
from keras import layers
from tensorflow.lite.python import schema_py_generated as schema

from .errors import TrainingFault
from .networks import normalisations
from .ops import kinds, read_tflite

FRESH = 0.3
"""Scale of a new block's initial kernels (only the last one in an embedder, all in a detector): its output stays below a tenth of its input."""
CONVOLVING = layers.Conv2D | layers.DepthwiseConv2D
CONVOLUTIONS = (schema.BuiltinOperator.CONV_2D, schema.BuiltinOperator.DEPTHWISE_CONV_2D)


def begin_as(network: keras.Model, path: Path, images: np.ndarray) -> None:
    """Gives `network`, made by `networks.embedder`, the weights of the `.tflite` at `path`. Residual blocks that the file lacks start with almost no effect.

    images: [n, 112, 112, 3] faces, normalised to −1..1, to measure the statistics on. Raises TrainingFault if the file is not an int8 model of this network, or of one with fewer blocks.
    """
    parts = [part for part in network.layers if isinstance(part, keras.Model)]
    stored, kept = convolutions_of(path), []
    for part in parts:
        for unit in _units(part):
            if len(unit) == 1 or _sizes(unit) == [given.kernel.shape for given in stored[len(kept) : len(kept) + len(unit)]]:
                kept += unit
            else:
                unit[-1].kernel.assign(unit[-1].kernel * FRESH)
    _give(kept, stored, path)
    for part in parts:
        images = _measured(part, images)


def begin_by_names(network: keras.Model, path: Path, images: np.ndarray) -> None:
    """The same for a network of one part, whose layers' names the file keeps, in whatever order the converter put them. Residual blocks that
    the file lacks begin by adding next to nothing.

    images: [n, height, width, channels], as the network takes them. Raises TrainingFault if the file is not an int8 model of this network, or of one with fewer blocks.
    """
    by_name = {found.layer: found for found in convolutions_of(path)}
    own = _convolutions(network)
    fresh = [layer for layer in own if layer.name not in by_name and _in_residual(network, layer)]
    for layer in fresh:
        layer.kernel.assign(layer.kernel * FRESH)
    kept = [layer for layer in own if layer not in fresh]
    # What the network lacks comes last, so that it is refused.
    _give(kept, [by_name.pop(layer.name) for layer in kept if layer.name in by_name] + list(by_name.values()), path)
    _measured(network, images)


def _in_residual(network: keras.Model, layer: layers.Layer) -> bool:
    """Whether the layer is one of a block `name`: `name_depth` and `name`, whose end `name_add` adds to the block's start."""
    return any(isinstance(other, layers.Add) and other.name == f"{layer.name.removesuffix('_depth')}_add" for other in network.layers)


@dataclass(frozen=True)
class Stored:
    """layer: its name in Keras. kernel in Keras' layout and bias, as reals."""

    layer: str
    kernel: np.ndarray
    bias: np.ndarray


def _convolutions(part: keras.Model) -> list[layers.Layer]:
    return [layer for layer in part.layers if isinstance(layer, CONVOLVING)]


def _units(part: keras.Model) -> list[list[layers.Layer]]:
    """The part's convolutions in order: those of a residual block together, any other alone."""
    units = []
    for layer in part.layers:
        if isinstance(layer, CONVOLVING):
            units.append([layer])
        elif isinstance(layer, layers.Add):
            # Narrow, filter, widen: what a bottleneck adds.
            units[-3:] = [[convolution for unit in units[-3:] for convolution in unit]]
    return units


def _sizes(own: list[layers.Layer]) -> list[tuple[int, ...]]:
    return [tuple(layer.kernel.shape) for layer in own]


def _give(own: list[layers.Layer], stored: list[Stored], path: Path) -> None:
    if [given.kernel.shape for given in stored] != _sizes(own):
        raise TrainingFault(
            f"{path} is another network: its convolutions differ from this one's in number, name or size",
            "Set network: to the values that the model was trained with.",
        )
    for layer, given in zip(own, stored):
        layer.kernel.assign(given.kernel)
        normalisation = normalisation_after(layer)
        if normalisation is None:
            layer.bias.assign(given.bias)
        else:
            channels = np.ones(given.bias.shape, np.float32)
            normalisation.set_weights([channels * np.sqrt(1 + normalisation.epsilon), given.bias, channels * 0, channels])


def _measured(part: keras.Model, images: np.ndarray) -> np.ndarray:
    """The part's answer, its normalisation's statistics set to what it saw."""
    measured = normalisations(part)
    probe = keras.Model(part.inputs, [*(layer.input for layer in measured), part.outputs[0]])
    *seen, answer = (np.asarray(found) for found in probe.predict(images, batch_size=32, verbose=0))
    for layer, values in zip(measured, seen):
        mean, variance = values.mean((0, 1, 2), np.float64), values.var((0, 1, 2), np.float64)
        bias = layer.beta.numpy()
        layer.set_weights([np.sqrt(variance + layer.epsilon), bias + mean, mean, variance])
    return answer


def normalisation_after(layer: keras.layers.Layer) -> layers.BatchNormalization | None:
    after = [node.operation for node in layer._outbound_nodes]
    return next((operation for operation in after if isinstance(operation, layers.BatchNormalization)), None)


def convolutions_of(path: Path) -> list[Stored]:
    """Every convolution, in the order of execution."""
    model = read_tflite(path)
    graph = model.subgraphs[0]
    found = []
    for operator, kind in zip(graph.operators, kinds(model)):
        if kind in CONVOLUTIONS:
            kernel, bias = (_real(model, graph.tensors[index], path) for index in operator.inputs[1:3])
            # [out, height, width, in] becomes [height, width, in, out]; of a depthwise one, [1, height, width, channel] [height, width,
            # channel, 1].
            found.append(Stored(_layer_of(graph.tensors[operator.outputs[0]].name.decode()), kernel.transpose(1, 2, 3, 0), bias))
    return found


def _layer_of(tensor: str) -> str:
    """`stem` of "detector_1/stem_relu_1/Relu6;detector_1/stem_1/convolution"; the number after it is the converter's own."""
    found = re.search(r"([^/;]+?)_\d+/(?:convolution|depthwise)", tensor)
    return found[1] if found else tensor


def _real(model: schema.ModelT, tensor: schema.TensorT, path: Path) -> np.ndarray:
    kind = {schema.TensorType.INT8: np.int8, schema.TensorType.INT32: np.int32}.get(tensor.type)
    data = model.buffers[tensor.buffer].data
    if kind is None or data is None:
        raise TrainingFault(f"{path}: {tensor.name!r} is not an int8 weight", "Give an int8 .tflite as written by the export step.")
    stored = np.frombuffer(bytes(data), kind).reshape(tensor.shape)
    scale = np.asarray(tensor.quantization.scale, np.float32)
    along = [1] * stored.ndim
    along[tensor.quantization.quantizedDimension] = -1
    return stored.astype(np.float32) * (scale.reshape(along) if len(scale) > 1 else scale)
