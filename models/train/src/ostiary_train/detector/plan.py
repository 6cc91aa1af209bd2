"""How long, how fast and on what the detector learns."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Plan:
    """
    size: side of a scene in pixels; scenes: composed a round; repeats: how often each is shown;
    decay_from: step from which the learning rate falls to 0 at the last step; empty: faceless scenes searched for false detections
    after each round; mined_share: of those found, how many come back, as a share of a round; begin: an int8 `.tflite` of this network
    to begin as, where no checkpoint is left.
    """

    seed: int
    size: int
    rounds: int
    scenes: int
    repeats: int
    batch: int
    learning_rate: float
    decay_from: int
    empty: int = 128
    mined_share: float = 0.12
    averaging: float = 0.998
    weight_decay: float = 1e-4
    begin: Path | None = None

    @property
    def steps(self) -> int:
        return self.rounds * self.steps_a_round

    @property
    def steps_a_round(self) -> int:
        return self.scenes * self.repeats // self.batch
