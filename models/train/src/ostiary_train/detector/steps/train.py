"""Trains, from the last checkpoint where there is one."""

import logging

import torch

from ..recipe import Recipe, composer, labels
from ..scenes.rounds import Rounds
from ..train import Training

log = logging.getLogger(__name__)


def run(recipe: Recipe) -> None:
    """Raises TrainingFault where pictures or teachers are missing."""
    torch.set_num_threads(recipe.threads)
    plan = recipe.training
    chosen = [label for label in labels(recipe) if not label[0].held_out]
    training = Training(plan, recipe.network)
    if (recipe.run / "latest.pt").exists():
        training.load(recipe.run)
        log.info("going on after round %d of %d", training.round, plan.rounds)
    rounds = Rounds(composer(recipe, chosen, plan.size, plan.seed), plan.scenes, recipe.workers)
    try:
        training.run(rounds, recipe.run)
    finally:
        rounds.close()
