"""Training: from nothing on simulation, and on from there with real attacks; stops anywhere and goes on from the last report."""

import json
import logging
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "torch")

import keras
import numpy as np
import torch
from torch.nn import functional as F

from ..checkpoint import save
from ..optimizer import MatrixOptimizer
from ..torch_forward import forward
from .begin import begin_as_detector
from .data import balanced, views
from .looks import normalised
from .network import Shape, build
from .plan import Plan
from .shards import Faces

log = logging.getLogger(__name__)
SMOOTHING = 0.05
SEEN = 96
"""Faces that a begun network measures its statistics on."""
SURE = 6.0
"""The teacher's log odds beyond this are taken for this."""


@dataclass(frozen=True)
class Batch:
    """pixels: views, 0..255; kind: number of the class; taught: the teacher's log odds, which count by weight."""

    pixels: np.ndarray
    kind: np.ndarray
    taught: np.ndarray
    weight: np.ndarray


class Training:
    """Owns network, optimiser and average; `save` and `load` hold everything that the next step depends on."""

    def __init__(self, plan: Plan, shape: Shape, steps: int, peak: float) -> None:
        keras.utils.set_random_seed(plan.seed)
        self.plan, self.steps, self.peak, self.step = plan, steps, peak, 0
        self.model = build(shape)
        self.parameters = [weight.value for weight in self.model.trainable_weights]
        self.average = [weight.value.detach().clone() for weight in self.model.weights]
        self.optimizer = MatrixOptimizer(self.model, peak, plan.weight_decay)

    def begin(self, weights: Path) -> None:
        """With all weights of an earlier network."""
        self.model.load_weights(weights)
        self._begun()

    def begin_as_detector(self, path: Path, faces: Faces) -> None:
        """With the trunk of the detector's `.tflite` and statistics of some of these faces."""
        looks = views(np.random.default_rng(self.plan.seed), faces, np.arange(min(SEEN, len(faces))))
        log.info("%d layers begin as the detector's", begin_as_detector(self.model, path, normalised(looks)))
        self._begun()

    def _begun(self) -> None:
        self.average = [weight.value.detach().clone() for weight in self.model.weights]

    def run(self, simulated: Faces, real: Faces | None, folder: Path) -> None:
        """Goes on to the last step; at each report writes `latest.pt`, `average.weights.h5` and a line of `curve.jsonl`."""
        folder.mkdir(parents=True, exist_ok=True)
        started, seen = time.monotonic(), []
        for batch in _ahead(self._batches(simulated, real)):
            seen.append(self.learn(batch))
            if self.step % self.plan.report == 0 or self.step == self.steps:
                loss, right = np.mean(seen, 0).round(4).tolist()
                facts = {"step": self.step, "loss": loss, "right": right, "seconds": round(time.monotonic() - started)}
                with (folder / "curve.jsonl").open("a") as curve:
                    curve.write(json.dumps(facts) + "\n")
                log.info("%s %s", folder.name, facts)
                self.save(folder)
                started, seen = time.monotonic(), []

    def _batches(self, simulated: Faces, real: Faces | None) -> Iterator[Batch]:
        plan = self.plan
        for step in range(self.step, self.steps):
            random = np.random.default_rng((plan.seed, step, self.steps))
            count = round(plan.batch * plan.real_share) if real is not None else 0
            parts = [(simulated, random.integers(len(simulated), size=plan.batch - count))]
            parts += [(real, balanced(random, real, count))] if real is not None else []
            pixels = np.concatenate([views(random, faces, chosen) for faces, chosen in parts])
            kind, taught = (np.concatenate([getattr(faces, name)[chosen] for faces, chosen in parts]) for name in ("kind", "taught"))
            weight = np.repeat([plan.taught, plan.taught_real][: len(parts)], [len(chosen) for _, chosen in parts])
            yield Batch(pixels, kind, taught, weight)

    def learn(self, batch: Batch) -> tuple[float, float]:
        """One step; loss and share of right answers before it."""
        answer = forward(self.model, images(batch.pixels).to(torch.bfloat16), True)["logits"].float()
        wanted = torch.from_numpy(batch.kind.astype(np.int64))
        taught, weight = (torch.from_numpy(values.astype(np.float32)) for values in (batch.taught, batch.weight))
        score = answer[:, 0] - torch.logsumexp(answer[:, 1:], 1)
        distance = F.smooth_l1_loss(score, taught.clamp(-SURE, SURE), reduction="none")
        loss = F.cross_entropy(answer, wanted, label_smoothing=SMOOTHING) + (weight * distance).mean()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.parameters, 5.0)
        self.optimizer.step(self.plan.rate(self.step, self.steps, self.peak))
        self.step += 1
        keep = min(self.plan.averaging, (1 + self.step) / (10 + self.step))
        torch._foreach_lerp_(self.average, [weight.value.detach() for weight in self.model.weights], 1 - keep)
        right = (answer.argmax(1) == wanted).float().mean()
        return loss.item(), right.item()

    def save(self, folder: Path) -> None:
        save(folder, {"step": self.step, "optimizer": self.optimizer.state_dict()}, self.model, self.average)

    def load(self, folder: Path) -> None:
        state = torch.load(folder / "latest.pt")
        self.model.set_weights([value.numpy() for value in state["weights"]])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step, self.average = state["step"], state["average"]


def images(pixels: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(normalised(pixels)).permute(0, 3, 1, 2)


def _ahead(batches: Iterator) -> Iterator:
    """The batches, each made while the one before is learnt from."""
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(next, batches, None)
        while (batch := coming.result()) is not None:
            coming = pool.submit(next, batches, None)
            yield batch
