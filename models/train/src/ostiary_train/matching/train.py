"""The student's training loop; stops anywhere and goes on from the last checkpoint, on views of its own."""

import json
import logging
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import keras
import numpy as np
import torch
from torch.nn import functional as F

from ..optimizer import MatrixOptimizer
from ..torch_forward import forward
from .plan import Matching

log = logging.getLogger(__name__)
CLIP = 1.0


class Student:
    """Owns network, optimiser and average; `save` and `load` hold everything that the next step depends on, except the views."""

    def __init__(self, plan: Matching, model: keras.Model) -> None:
        self.plan, self.model = plan, model
        self.parameters = [weight.value for weight in model.trainable_weights]
        self.average = [weight.value.detach().clone() for weight in model.weights]
        self.optimizer = MatrixOptimizer(model, plan.learning_rate, plan.weight_decay)
        self.step = 0

    def run(self, batches: Iterable, folder: Path, measure: Callable[[Callable], dict]) -> None:
        """Goes on to the plan's last step; `measure` gets a function from pixels to embeddings and gives figures for the curve."""
        folder.mkdir(parents=True, exist_ok=True)
        started, cosines = time.monotonic(), []
        for pixels, wanted in batches:
            if self.step >= self.plan.steps:
                return
            cosines.append(self.learn(pixels, wanted))
            if self.step % self.plan.report == 0 or self.step == self.plan.steps:
                facts = {"step": self.step, "cosine": round(float(np.mean(cosines)), 4), "rate": self.plan.rate(self.step)}
                facts |= {"seconds": round(time.monotonic() - started), **measure(self.averaged)}
                self.save(folder, facts)
                log.info("%s", facts)
                started, cosines = time.monotonic(), []

    def learn(self, pixels: np.ndarray, wanted: np.ndarray) -> float:
        """One step; the mean cosine to the teacher before it."""
        cosine = F.cosine_similarity(_embed(self.model, pixels, True), torch.from_numpy(wanted)).mean()
        (1 - cosine).backward()
        torch.nn.utils.clip_grad_norm_(self.parameters, CLIP)
        self.optimizer.step(self.plan.rate(self.step))
        self.step += 1
        keep = min(self.plan.averaging, (1 + self.step) / (10 + self.step))
        torch._foreach_lerp_(self.average, [weight.value.detach() for weight in self.model.weights], 1 - keep)
        return cosine.item()

    @torch.no_grad()
    def averaged(self, pixels: np.ndarray) -> np.ndarray:
        """Embeddings [n, dimension] by the averaged weights."""
        live = self.model.get_weights()
        self.model.set_weights([value.numpy() for value in self.average])
        found = [_embed(self.model, pixels[at : at + 64], False).numpy() for at in range(0, len(pixels), 64)]
        self.model.set_weights(live)
        return np.concatenate(found)

    def finished(self) -> keras.Model:
        """The model with the averaged weights."""
        self.model.set_weights([value.numpy() for value in self.average])
        return self.model

    def save(self, folder: Path, facts: dict) -> None:
        state = {"step": self.step, "average": self.average, "optimizer": self.optimizer.state_dict()}
        torch.save(state | {"weights": [weight.value.detach() for weight in self.model.weights]}, folder / "latest.tmp")
        (folder / "latest.tmp").replace(folder / "latest.pt")
        with (folder / "curve.jsonl").open("a") as curve:
            curve.write(json.dumps(facts) + "\n")

    def load(self, folder: Path) -> None:
        state = torch.load(folder / "latest.pt")
        self.model.set_weights([value.numpy() for value in state["weights"]])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step, self.average = state["step"], state["average"]


def _embed(model: keras.Model, pixels: np.ndarray, training: bool) -> torch.Tensor:
    images = torch.from_numpy((pixels.astype(np.float32) - 127.5) / 127.5).permute(0, 3, 1, 2)
    (embeddings,) = forward(model, images.to(torch.bfloat16 if training else torch.float32), training).values()
    return embeddings.float()
