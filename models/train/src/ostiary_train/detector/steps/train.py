"""Trains, from the last checkpoint where there is one."""

import logging

import numpy as np
import torch

from ..recipe import Recipe, composer, labels
from ..scenes.rounds import Rounds
from ..train import Training

log = logging.getLogger(__name__)
SEEN = 64
"""Scenes that a begun network measures its statistics on."""


def run(recipe: Recipe) -> None:
    """Raises TrainingFault where pictures or teachers are missing."""
    torch.set_num_threads(recipe.threads)
    plan = recipe.training
    chosen = [label for label in labels(recipe) if not label[0].held_out]
    training = Training(plan, recipe.network)
    if (recipe.run / "latest.pt").exists():
        training.load(recipe.run)
        log.info("resuming after round %d of %d", training.round, plan.rounds)
    scenes = composer(recipe, chosen, plan.size, plan.seed)
    if training.step == 0 and plan.begin:
        training.begin(plan.begin, np.stack([scenes.scene(number).pixels for number in range(SEEN)]))
    rounds = Rounds(scenes, plan.scenes, recipe.workers)
    try:
        training.run(rounds, recipe.run)
    finally:
        rounds.close()
