"""Training in rounds: compose, learn, mine false detections, average, save; stops anywhere and goes on exactly there."""

import json
import logging
import os
import time
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "torch")

import keras
import numpy as np
import torch

from ..begin import begin_by_names
from ..checkpoint import save
from ..optimizer import MatrixOptimizer
from ..torch_forward import forward
from .losses import detection_loss
from .network import STRIDES, Shape, build, normalised
from .plan import Plan
from .scenes.rounds import Rounds
from .targets import cells

log = logging.getLogger(__name__)
WEIGHTS = {"face": 1.0, "quality": 1.0, "box": 1.5, "points": 36.0}
MINED_SCORE = 0.3
"""An empty scene in which the network finds this much of a face comes back until it no longer does."""


class Training:
    """Owns network, optimiser and average; `save` and `load` hold everything that the next round depends on."""

    def __init__(self, plan: Plan, shape: Shape) -> None:
        keras.utils.set_random_seed(plan.seed)
        self.plan, self.model = plan, build(shape)
        self.parameters = [weight.value for weight in self.model.trainable_weights]
        self.average = [weight.value.detach().clone() for weight in self.model.weights]
        self.optimizer = MatrixOptimizer(self.model, plan.learning_rate, plan.weight_decay)
        self.round = self.step = 0
        self.mined: list[int] = []

    def begin(self, path: Path, scenes: np.ndarray) -> None:
        """As the int8 model at `path`; scenes: uint8 [n, size, size, 3], to measure statistics on. Raises TrainingFault where it is another network."""
        begin_by_names(self.model, path, normalised(scenes))
        self.average = [weight.value.detach().clone() for weight in self.model.weights]

    def run(self, rounds: Rounds, folder: Path) -> None:
        """Goes on to the plan's last round; after each writes `latest.pt`, `average.weights.h5` and a line of `curve.jsonl`."""
        folder.mkdir(parents=True, exist_ok=True)
        while self.round < self.plan.rounds:
            started = time.monotonic()
            pixels, targets = rounds.take(self.round)
            waited = time.monotonic() - started
            pixels, targets = self._with_mined(pixels, targets, rounds)
            rounds.prepare(self.round + 1)
            losses = self._learn(pixels, targets)
            fresh = self._mine(rounds)
            self.round += 1
            facts = {"round": self.round, "step": self.step, **losses, "false": fresh, "mined": len(self.mined)}
            facts |= {"rate": self._rate(), "seconds": round(time.monotonic() - started), "waited": round(waited)}
            with (folder / "curve.jsonl").open("a") as curve:
                curve.write(json.dumps(facts) + "\n")
            log.info("%s", facts)
            self.save(folder)

    def _with_mined(self, pixels: np.ndarray, targets: np.ndarray, rounds: Rounds) -> tuple[np.ndarray, np.ndarray]:
        if not self.mined:
            return pixels, targets
        chosen = np.random.default_rng((self.plan.seed, self.round, 2)).permutation(self.mined)[: int(self.plan.mined_share * len(pixels))]
        nothing = np.zeros((len(chosen), *targets.shape[1:]), np.float32)
        return np.concatenate([pixels, rounds.empty(chosen.tolist())]), np.concatenate([targets, nothing])

    def _learn(self, pixels: np.ndarray, targets: np.ndarray) -> dict[str, float]:
        plan = self.plan
        random = np.random.default_rng((plan.seed, self.round, 3))
        grid = cells(pixels.shape[1])
        sums: dict[str, float] = {}
        order = np.concatenate([random.permutation(len(pixels)) for _ in range(plan.repeats)])
        for first in range(0, plan.steps_a_round * plan.batch, plan.batch):
            chosen = order[first : first + plan.batch]
            for name, value in self._step(varied(random, pixels[chosen]), targets[chosen], grid).items():
                sums[name] = sums.get(name, 0) + value / plan.steps_a_round
        return {name: round(value, 4) for name, value in sums.items()}

    def _step(self, pixels: np.ndarray, targets: np.ndarray, grid) -> dict[str, float]:
        losses = detection_loss(forward(self.model, _images(pixels), True), grid, torch.from_numpy(targets))
        sum(WEIGHTS[name] * value for name, value in losses.items()).backward()
        torch.nn.utils.clip_grad_norm_(self.parameters, 10.0)
        self.optimizer.step(self._rate())
        self.step += 1
        keep = min(self.plan.averaging, (1 + self.step) / (10 + self.step))
        torch._foreach_lerp_(self.average, [weight.value.detach() for weight in self.model.weights], 1 - keep)
        return {name: value.item() for name, value in losses.items()}

    def _rate(self) -> float:
        plan = self.plan
        warm = min(1.0, (self.step + 1) / 150)
        left = (plan.steps - self.step) / max(1, plan.steps - plan.decay_from)
        return plan.learning_rate * warm * min(1.0, max(0.01, left))

    @torch.no_grad()
    def _mine(self, rounds: Rounds) -> int:
        """Looks at fresh empty scenes and again at those mined before; keeps those that still look like faces."""
        first = self.round * self.plan.empty
        numbers = list(range(first, first + self.plan.empty)) + self.mined[-self.plan.empty :]
        pixels = rounds.empty(numbers)
        scores = np.concatenate([self._best(pixels[at : at + 32]) for at in range(0, len(pixels), 32)])
        hard = {number for number, score in zip(numbers, scores) if score > MINED_SCORE}
        self.mined = [number for number in self.mined if number not in numbers] + sorted(hard)
        return int((scores[: self.plan.empty] > MINED_SCORE).sum())

    def _best(self, pixels: np.ndarray) -> np.ndarray:
        found = forward(self.model, _images(pixels), False)
        scores = [torch.sigmoid(found[f"face_{s}"]) * torch.sigmoid(found[f"quality_{s}"]) for s in STRIDES]
        return torch.cat(scores, 1).amax((1, 2)).sqrt().numpy()

    def save(self, folder: Path) -> None:
        state = {"round": self.round, "step": self.step, "mined": self.mined, "optimizer": self.optimizer.state_dict()}
        save(folder, state, self.model, self.average)

    def load(self, folder: Path) -> None:
        state = torch.load(folder / "latest.pt")
        self.model.set_weights([value.numpy() for value in state["weights"]])
        self.optimizer.load_state_dict(state["optimizer"])
        self.round, self.step, self.mined, self.average = (state[key] for key in ("round", "step", "mined", "average"))


def varied(random: np.random.Generator, pixels: np.ndarray) -> np.ndarray:
    """A cheap change of light for a scene shown again; uint8 → float32."""
    gain = np.exp(random.normal(0, 0.15, (len(pixels), 1, 1, 3))).astype(np.float32)
    shift = random.normal(0, 10, (len(pixels), 1, 1, 1)).astype(np.float32)
    return np.clip(pixels * gain + shift, 0, 255)


def _images(pixels: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(normalised(pixels)).permute(0, 3, 1, 2)
