"""Finds the faces, cuts the labelled ones, simulates, and asks the teacher."""

from ..prepare import Simulation, prepare_labelled, simulate
from ..recipe import Recipe, labelled_faces, portrait_faces
from ..teach import teach

WHOLE = ("lfw-dev", "drawn")
"""Of the people held out, those whose pictures show more than a cut-out face: what refusing them costs is measured on them."""


def run(recipe: Recipe) -> None:
    """Goes on where it stopped. Raises TrainingFault where pictures or models are missing."""
    data, seed = recipe.data, recipe.training.seed
    faces = labelled_faces(recipe)
    for origin in dict.fromkeys(face.picture.origin for face in faces):
        file = data.cache / "labelled" / f"{origin.replace(' ', '-')}.npz"
        if not file.exists():
            prepare_labelled([face for face in faces if face.picture.origin == origin], file)
    learnt, measured = portrait_faces(recipe)
    if not (data.cache / "portraits.npz").exists():
        prepare_labelled([face for face in measured if face.picture.origin in WHOLE], data.cache / "portraits.npz")
    simulate(Simulation(learnt, seed), data.cache / "simulated", data.shards, data.size, data.workers)
    teach([*sorted((data.cache / "labelled").glob("*.npz")), *sorted((data.cache / "simulated").glob("*.npz"))], data.cache / "teacher", data.teacher)
    simulate(Simulation(measured, seed + 1), data.cache / "simulated-held-out", data.measured, data.size, data.workers, exact=True)
