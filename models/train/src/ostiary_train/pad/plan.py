"""How long and how fast the network learns, and of what."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """
    steps: from nothing, on simulation alone; fine_tune: on with real attacks, once without each set and once with all;
    real_share: of a batch then; taught and taught_real: weights of the teacher's log odds in the loss on simulated and real faces; the rate falls to nothing over the last `decay` of each; averaging: of the weights that are kept.
    """

    seed: int
    steps: int
    batch: int
    learning_rate: float
    fine_tune: int
    fine_tune_rate: float
    real_share: float = 0.4
    taught: float = 0.12
    taught_real: float = 0.35
    decay: float = 0.5
    averaging: float = 0.998
    weight_decay: float = 1e-3
    report: int = 200

    def rate(self, step: int, steps: int, peak: float) -> float:
        warm = min(1.0, (step + 1) / 100)
        left = (steps - step) / max(1.0, self.decay * steps)
        return peak * warm * min(1.0, max(0.01, left))
