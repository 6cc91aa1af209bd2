"""Learns from simulation, then on with real attacks: once without each set, to be measured on it, and once with all."""

import logging
from pathlib import Path

import numpy as np
import torch

from ...errors import TrainingFault
from ..evaluate import last_fifth
from ..recipe import Recipe
from ..shards import Faces, lesson, read
from ..train import Training

log = logging.getLogger(__name__)
NEVER_LEARNT = ("public examples",)
"""Nine pictures: too few to learn from, worth measuring on."""
DARK, BRIGHT, FLAT = 30, 225, 14
"""Mean and standard deviation of grey levels of a face, 0..255, beyond which a simulated one is not learnt from."""


def run(recipe: Recipe) -> None:
    """Each network from its last report on. Raises TrainingFault where nothing was prepared."""
    torch.set_num_threads(recipe.threads)
    cache, plan = recipe.data.cache, recipe.training
    simulated = visible(_read("simulated", cache))
    base = recipe.run / "base"
    _learn(recipe, base, recipe.data.detector, plan.steps, plan.learning_rate, simulated, None)
    real = _read("labelled", cache)
    real = real.where(~last_fifth(real) & ~np.isin(real.origin, NEVER_LEARNT))
    for origin in ["", *dict.fromkeys(real.origin.tolist())]:
        folder = recipe.run / (f"without-{origin}" if origin else "all")
        others = real.where(real.origin != origin)
        _learn(recipe, folder, base / "average.weights.h5", plan.fine_tune, plan.fine_tune_rate, simulated, others)


def visible(faces: Faces) -> Faces:
    """Without faces that are too dark, too bright or too flat to tell anything: the daemon's gates refuse them too."""
    side = faces.tight.shape[1]
    middle = faces.tight[:, side // 4 : -side // 4 : 2, side // 4 : -side // 4 : 2].reshape(len(faces), -1)
    light, contrast = middle.mean(1), middle.std(1)
    return faces.where((light > DARK) & (light < BRIGHT) & (contrast > FLAT))


def _learn(recipe: Recipe, folder: Path, begin: Path, steps: int, rate: float, simulated: Faces, real: Faces | None) -> None:
    training = Training(recipe.training, recipe.network, steps, rate)
    if (folder / "latest.pt").exists():
        training.load(folder)
        log.info("%s: going on after step %d of %d", folder.name, training.step, steps)
    elif begin.is_dir():
        training.begin_as_detector(begin / f"{begin.name}.tflite", simulated)
    else:
        training.begin(begin)
    training.run(simulated, real, folder)


def _read(kind: str, cache: Path) -> Faces:
    files = sorted((cache / kind).glob("*.npz"))
    if not files or not all(lesson(file, cache / "teacher").exists() for file in files):
        raise TrainingFault(f"{cache / kind} has no prepared faces, or not all were shown to the teacher", "Run the prepare step first.")
    return read(files, cache / "teacher")
