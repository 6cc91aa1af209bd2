"""The trained network as a full-int8 `.tflite`."""

from collections.abc import Iterable
from pathlib import Path

import keras
import numpy as np

from ..detector.export import to_int8
from .looks import normalised
from .network import Shape, build


def load(weights: Path, shape: Shape) -> keras.Model:
    model = build(shape)
    model.load_weights(weights)
    return model


def exported(model: keras.Model, looks: Iterable[np.ndarray]) -> bytes:
    """looks: representative ones, uint8 [224, 112, 3]. The input's scale is exactly 1/127.5 with zero point −1, so that pixel − 128 is the
    int8 value."""
    return to_int8(model, looks, normalised)
