"""Asks the teachers about every picture."""

import numpy as np

from ..recipe import Recipe, labels
from ..scenes.compose import FACE_SCORE


def run(recipe: Recipe) -> None:
    """Raises TrainingFault where pictures or teachers are missing."""
    counts: dict[tuple[str, bool], list[int]] = {}
    for picture, faces in labels(recipe):
        count = counts.setdefault((picture.source, picture.held_out), [0, 0])
        count[0] += 1
        count[1] += int(np.sum(faces.scores >= FACE_SCORE))
    for (source, held_out), (pictures, faces) in counts.items():
        print(f"{source}{' (held out)' if held_out else ''}: {pictures} pictures, {faces} faces")
