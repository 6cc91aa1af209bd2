"""`ostiary-train embedder --only match`."""

import logging
from pathlib import Path

import keras
import numpy as np
import torch

from ..errors import TrainingFault
from ..evaluate import HeldOut, Validation, held_out_faces, protocol
from ..networks import NetworkOptions, embedder, stages
from ..parity import unit_rows
from ..teacher import Teacher
from .plan import Matching
from .train import Student
from .views import views

log = logging.getLogger(__name__)


def match(plan: Matching, network: NetworkOptions, cache: Path, validation: Validation, begun: Path, folder: Path, seed: int) -> keras.Model:
    """The student that began as the model file `begun`, from `folder`'s last checkpoint where there is one.

    Raises TrainingFault where `begun` is missing or another network.
    """
    if not begun.exists():
        raise TrainingFault(f"{begun} is missing", "Run the train step first.")
    torch.set_num_threads(plan.threads)
    model = embedder(stages(network))
    weights = keras.saving.load_model(begun, compile=False).get_weights()
    if [given.shape for given in weights] != [tuple(own.shape) for own in model.weights]:
        raise TrainingFault(f"{begun} is not the configured network", "Set network: to the values that it was trained with, or choose another runs: folder.")
    model.set_weights(weights)
    student = Student(plan, model)
    if (folder / "latest.pt").exists():
        student.load(folder)
        log.info("resuming after step %d of %d", student.step, plan.steps)
    held_out = held_out_faces(validation)
    student.run(views(plan, cache, seed * 1000 + student.step), folder, _measure(held_out, validation, Teacher(plan.teacher)))
    return student.finished()


def _measure(held_out: HeldOut, validation: Validation, teacher: Teacher):
    wanted = unit_rows(teacher.real_embeddings(held_out.faces))

    def measure(embed) -> dict:
        vectors = embed(held_out.faces)
        pairs = protocol(vectors, held_out.names, validation)
        near = float(np.mean(np.sum(unit_rows(vectors) * wanted, axis=1)))
        return {"held out": round(near, 4), "accuracy": round(pairs.accuracy, 4), "tar": round(pairs.tar_at_1e3, 4)}

    return measure
