"""Begins the trunk as the detector's: what finds faces in any light already knows skin, edges and texture, and learns attacks in a few steps."""

from pathlib import Path

import keras
import numpy as np
from keras import layers

from ..begin import CONVOLVING, convolutions_of, normalisation_after
from ..errors import TrainingFault

HALF = 127.5


def begin_as_detector(model: keras.Model, path: Path, looks: np.ndarray) -> int:
    """
    Gives every convolution that has a namesake of the same size in the detector's int8 `.tflite` its weights; the number of these.

    looks: [n, 224, 112, 3], normalised, to measure their statistics on. Raises TrainingFault where the file has no layer in common.
    """
    stored = {found.layer: found for found in convolutions_of(path)}
    kept = [layer for layer in model.layers if isinstance(layer, CONVOLVING) and layer.name in stored and stored[layer.name].kernel.shape == layer.kernel.shape]
    if not kept:
        raise TrainingFault(f"{path} has no layer in common with this network", "Give a detector of models/, and its channels as network.")
    norms = []
    for layer in kept:
        kernel, bias = stored[layer.name].kernel, stored[layer.name].bias
        if layer.name == "stem":
            # It took BGR as pixel / 128; here come RGB, (pixel − 127.5) / 127.5.
            kernel = kernel[:, :, ::-1] * (HALF / 128)
            bias = bias + kernel.sum((0, 1, 2))
        layer.kernel.assign(np.ascontiguousarray(kernel))
        norm = normalisation_after(layer)
        one = np.ones(bias.shape, np.float32)
        norm.set_weights([one * np.sqrt(1 + norm.epsilon), bias, one * 0, one])
        norms.append(norm)
    _measure(model, norms, looks)
    return len(kept)


def _measure(model: keras.Model, norms: list[layers.BatchNormalization], looks: np.ndarray) -> None:
    """Sets their statistics to what they see, and what follows so that they answer as before, also while learning."""
    seen = keras.Model(model.inputs, [norm.input for norm in norms]).predict(looks, batch_size=16, verbose=0)
    for norm, values in zip(norms, seen):
        mean, variance = values.mean((0, 1, 2), np.float64), values.var((0, 1, 2), np.float64)
        _, bias, _, _ = norm.get_weights()
        norm.set_weights([np.sqrt(variance + norm.epsilon), bias + mean, mean, variance])
