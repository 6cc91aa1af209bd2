"""What a training by torch leaves behind, so that it can be stopped anywhere."""

from pathlib import Path

import keras
import torch


def save(folder: Path, state: dict, model: keras.Model, average: list[torch.Tensor]) -> None:
    """`latest.pt`: `state`, weights and their average, whole or not at all; `average.weights.h5`: the average alone, as Keras reads it."""
    weights = [weight.value.detach() for weight in model.weights]
    torch.save(state | {"average": average, "weights": weights}, folder / "latest.tmp")
    (folder / "latest.tmp").replace(folder / "latest.pt")
    live = model.get_weights()
    model.set_weights([value.numpy() for value in average])
    model.save_weights(folder / "average.weights.h5")
    model.set_weights(live)
