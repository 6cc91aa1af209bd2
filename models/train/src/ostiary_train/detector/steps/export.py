"""Quantises the averaged weights and writes the bundle's model and manifest; the card comes with `evaluate`."""

import hashlib

from ...bundle import json_text
from ...errors import TrainingFault
from ...ops import inspect
from ..export import load, to_int8
from ..network import STRIDES
from ..recipe import Recipe, composer, labels


def run(recipe: Recipe) -> None:
    """Raises TrainingFault where nothing was trained yet, or the converter left an operation that no delegate takes."""
    weights = recipe.run / "average.weights.h5"
    if not weights.exists():
        raise TrainingFault(f"{weights} is missing", "Run the train step first.")
    export = recipe.export
    model = load(weights, recipe.network, export.height, export.width)
    chosen = [label for label in labels(recipe) if not label[0].held_out]
    scenes = composer(recipe, chosen, max(export.width, export.height), recipe.training.seed + 1)
    parts = (scenes.scene(number).pixels[: export.height, : export.width] for number in range(export.calibration))
    tflite = to_int8(model, parts)
    report = inspect(tflite)
    if report.not_xnnpack or report.float_tensors or not report.per_channel:
        raise TrainingFault(f"the converted model is not int8 throughout: {report}", "Use only layers that ops.py lists.")
    recipe.bundle.mkdir(parents=True, exist_ok=True)
    file = f"{recipe.name}.tflite"
    (recipe.bundle / file).write_bytes(tflite)
    manifest = {
        "name": recipe.name,
        "version": recipe.card.version,
        "role": "detector",
        "file": file,
        "sha256": hashlib.sha256(tflite).hexdigest(),
        "licence": recipe.card.licence,
        "source": recipe.card.source,
        "input": {
            "width": export.width, "height": export.height, "channels": "bgr", "type": "int8", "mean": 0, "scale": 128, "layout": "nhwc",
        },
        "output": {"decoder": "yunet", "strides": list(STRIDES), "minConfidence": export.min_confidence, "nmsOverlap": 0.3},
    }  # fmt: skip
    (recipe.bundle / "bundle.json").write_bytes(json_text(manifest))
    print(f"{recipe.bundle / file}: {len(tflite)} bytes, {model.count_params()} parameters, {report.counts}")
