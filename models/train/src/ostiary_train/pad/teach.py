"""What the public teacher says of every prepared face, asked once and kept."""

from pathlib import Path

import cv2
import numpy as np

from ..progress import Progress
from .looks import TIGHT
from .patches import MARGIN
from .runtime import MiniFasNet
from .shards import lesson

SEES = 1.5
"""The teacher's cut, in lengths of the face box; it fits into the tight patch."""


def teach(files: list[Path], folder: Path, model: Path) -> None:
    """Writes `folder`/KIND-NAME.npy for every shard that has none: log odds of a person, one a face."""
    folder.mkdir(parents=True, exist_ok=True)
    missing = [file for file in files if not lesson(file, folder).exists()]
    teacher = MiniFasNet(model) if missing else None
    for file in Progress("asking the teacher", len(missing)).over(missing):
        answers = np.array([teacher.score(_cut(patch)) for patch in np.load(file)["tight"]], np.float32)
        unfinished = lesson(file, folder).with_suffix(".tmp")
        with unfinished.open("wb") as out:
            np.save(out, answers)
        unfinished.replace(lesson(file, folder))


def _cut(patch: np.ndarray) -> np.ndarray:
    side = patch.shape[0]
    wide = round(side * SEES / (TIGHT * MARGIN))
    edge = (side - wide) // 2
    return cv2.resize(patch[edge : edge + wide, edge : edge + wide], (128, 128), interpolation=cv2.INTER_AREA)
