"""Quantises the network that learnt from all sets and writes the model; manifest and card come with `evaluate`."""

import numpy as np

from ...errors import TrainingFault
from ...ops import inspect
from ..export import exported, load
from ..recipe import Recipe
from ..shards import read


def run(recipe: Recipe) -> None:
    """Raises TrainingFault where nothing was trained yet, or the converter left an operation that no delegate takes."""
    weights = recipe.run / "all" / "average.weights.h5"
    if not weights.exists():
        raise TrainingFault(f"{weights} is missing", "Run the train step first.")
    looks = calibration(recipe)
    tflite = exported(load(weights, recipe.network), looks)
    report = inspect(tflite)
    if report.not_xnnpack or report.not_edge_tpu or report.float_tensors or not report.per_channel:
        raise TrainingFault(f"the converted model is not int8 throughout: {report}", "Use only layers that ops.py lists.")
    recipe.bundle.mkdir(parents=True, exist_ok=True)
    (recipe.bundle / f"{recipe.name}.tflite").write_bytes(tflite)
    print(f"{recipe.bundle / recipe.name}.tflite: {len(tflite)} bytes, {report.counts}")


def calibration(recipe: Recipe) -> np.ndarray:
    """Looks of both kinds, labelled and simulated, half each."""
    cache, random = recipe.data.cache, np.random.default_rng(recipe.training.seed)
    parts = []
    for folder in ("labelled", "simulated-held-out"):
        files = sorted((cache / folder).glob("*.npz"))
        if not files:
            raise TrainingFault(f"{cache / folder} has no prepared faces", "Run the prepare step first.")
        looks = read(files).looks
        parts.append(looks[random.choice(len(looks), min(len(looks), recipe.export.calibration // 2), replace=False)])
    return np.concatenate(parts)
