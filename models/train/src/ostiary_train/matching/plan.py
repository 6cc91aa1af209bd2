"""How long, how fast and on what an embedder matches its teacher."""

from dataclasses import dataclass
from pathlib import Path

from ..errors import TrainingFault


@dataclass(frozen=True)
class Matching:
    """
    teacher: a .tflite embedder. decay_from: step from which the learning rate falls to 0 at the last step.
    blended: share of the views that show two people at once, whose embedding only the teacher knows. reshaped: share whose features are moved, likewise.
    Raises TrainingFault for a share outside 0..1, and for named people who never come.
    labelled_times: how often a face of a named person comes for one time of any other.
    report: steps between checkpoints, each with a line of `curve.jsonl`. threads: of the network; the views take another process.
    """

    teacher: Path
    steps: int
    decay_from: int
    batch: int = 32
    learning_rate: float = 1e-3
    weight_decay: float = 1e-4
    averaging: float = 0.998
    augmentation: float = 0.7
    blended: float = 0.3
    reshaped: float = 0.5
    labelled_times: int = 1
    report: int = 250
    threads: int = 1

    def __post_init__(self) -> None:
        for name in ("blended", "reshaped"):
            if not 0 <= getattr(self, name) <= 1:
                raise TrainingFault(f"matching.{name}: {getattr(self, name)} is not a share", "Use a number from 0 to 1.")
        if self.labelled_times < 1:
            raise TrainingFault(f"matching.labelled_times: {self.labelled_times} excludes the named people", "Use 1 or more.")

    def rate(self, step: int) -> float:
        """The learning rate after a warm-up of 100 steps."""
        left = (self.steps - step) / max(1, self.steps - self.decay_from)
        return self.learning_rate * min(1.0, (step + 1) / 100) * min(1.0, max(0.005, left))
