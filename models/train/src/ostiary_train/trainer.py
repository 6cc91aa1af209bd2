"""The training loop: staged, resumable to the bit, on one device or several."""

import json
import logging
import os
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import keras
import tensorflow as tf

from .data import DataOptions, TrainingData, normalised
from .earlier import Earlier
from .errors import TrainingFault
from .losses import AdaFace, ArcFace, Distillation
from .networks import NetworkOptions, embedder, stages
from .records import UNKNOWN
from .teacher import Teacher

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Phase:
    """frozen: only the heads learn (the embedding layer, the people's centres). learning_rate: at the peak, after the warm-up."""

    name: str
    epochs: int
    learning_rate: float
    frozen: bool = False


@dataclass(frozen=True)
class LossOptions:
    """margin_loss: arcface, adaface or none. centres: more than 1 makes it sub-centre. The weights add the parts up.

    teacher: a .tflite whose embeddings of the same views are learnt too (cosine, and relations within the batch).
    """

    margin_loss: str = "arcface"
    margin: float = 0.5
    scale: float = 64.0
    centres: int = 1
    teacher: Path | None = None
    margin_weight: float = 1.0
    cosine_weight: float = 1.0
    relational_weight: float = 0.0


@dataclass(frozen=True)
class Optimisation:
    phases: list[Phase]
    warm_up: float = 0.05
    clipnorm: float = 1.0
    weight_decay: float = 1e-4
    average: float | None = 0.995
    mixed_precision: str | None = None


@dataclass(frozen=True)
class Training:
    """How the loop learns. incremental_from: an earlier run's `training` folder, whose people and embeddings are kept.

    tensorboard: write loss, verification of the held-out people, and their embeddings after every epoch.
    """

    data: DataOptions = field(default_factory=DataOptions)
    loss: LossOptions = field(default_factory=LossOptions)
    optimisation: Optimisation = field(default_factory=lambda: Optimisation([Phase("all", 10, 1e-3)]))
    incremental_from: Path | None = None
    tensorboard: bool = False


class Trainer:
    """One run in `folder`: model.keras after every epoch, optimiser included; state.json says how far it is."""

    def __init__(
        self, options: Training, network: NetworkOptions, shards: Path, folder: Path, seed: int, start: keras.Model | None = None
    ) -> None:
        """start: an embedder whose weights are the beginning. Raises TrainingFault where options contradict each other or shards are missing."""
        self._options, self._loss, self._network = options, options.loss, network
        self._folder, self._start = folder, start
        keras.utils.set_random_seed(seed)
        keras.mixed_precision.set_global_policy(options.optimisation.mixed_precision or "float32")
        self._data = TrainingData(shards, options.data, seed)
        self._people = self._data.index.people
        if self._loss.margin_loss not in ("none", *MARGINS):
            raise TrainingFault(f"margin_loss {self._loss.margin_loss!r} is unknown", f"Use none, {' or '.join(MARGINS)}.")
        if not options.optimisation.phases:
            raise TrainingFault("optimisation.phases is empty", "Add a phase with epochs and a learning rate.")
        if self._margin and len(self._people) < 2:
            raise TrainingFault("the pictures show fewer than two named people", "Add labelled folders, or set margin_loss: none.")
        self._earlier = Earlier(options.incremental_from) if options.incremental_from else None
        self._teacher = self._earlier or (Teacher(self._loss.teacher) if self._loss.teacher else None)
        if not self._margin and self._teacher is None:
            raise TrainingFault("nothing to learn from: no margin loss and no teacher", "Set loss.margin_loss or loss.teacher.")

    @property
    def _margin(self) -> bool:
        return self._loss.margin_loss != "none"

    def run(self, callbacks: tuple[keras.callbacks.Callback, ...] = ()) -> keras.Model:
        """Trains from where the folder's checkpoint ends; returns the embedder with averaged weights, saved as embedder.keras."""
        folder = self._folder
        folder.mkdir(parents=True, exist_ok=True)
        done = self._epochs_done()
        with _devices():
            model = keras.saving.load_model(folder / "model.keras") if done else self._fresh()
            first = 0
            for phase in self._options.optimisation.phases:
                last = first + phase.epochs
                if done <= first:
                    self._compile(model, phase)
                for epoch in range(max(done, first), last):
                    log.info("%s: epoch %d of %d", phase.name, epoch + 1, last)
                    model.fit(self._batches(epoch), initial_epoch=epoch, epochs=epoch + 1, callbacks=list(callbacks), verbose=2)
                    self._save(model, epoch + 1)
                first = last
        if self._options.optimisation.average:
            model.optimizer.finalize_variable_values(model.trainable_variables)
        model.save(folder / "final.keras")
        trained = model.get_layer("embedder")
        trained.save(folder / "embedder.keras")
        return trained

    def _epochs_done(self) -> int:
        state = self._folder / "state.json"
        if not state.exists():
            return 0
        known = json.loads(state.read_text())
        if known["people"] != self._people:
            raise TrainingFault(
                f"{self._folder} was started with other people", "Use another folder. To add people to a finished run, set incremental_from:."
            )
        return known["epochs"]

    def _save(self, model: keras.Model, epochs: int) -> None:
        """First the weights, then the state: a run killed between the two repeats one epoch and loses none."""
        folder = self._folder
        model.save(folder / "next.keras")
        os.replace(folder / "next.keras", folder / "model.keras")
        (folder / "next.json").write_text(json.dumps({"epochs": epochs, "people": self._people}))
        os.replace(folder / "next.json", folder / "state.json")

    def _fresh(self) -> keras.Model:
        backbone = self._earlier.embedder_copy() if self._earlier else embedder(stages(self._network))
        if self._start is not None:
            backbone.set_weights(self._start.get_weights())
        image, person = keras.Input(backbone.input_shape[1:], name="image"), keras.Input((), dtype="int32", name="person")
        embedding = keras.layers.Activation("linear", dtype="float32", name="embedding")(backbone(image))
        outputs = {"embedding": embedding} if self._teacher else {}
        if self._margin:
            margins = self._margins()
            outputs["logits"] = margins(embedding, person)
            if self._earlier:
                margins.kernel.assign(self._earlier.centres_for(self._people, margins.kernel, self._data))
        return keras.Model({"image": image, "person": person}, outputs)

    def _margins(self) -> ArcFace:
        loss = self._loss
        options = {"centres": loss.centres} if loss.margin_loss == "arcface" else {}
        return MARGINS[loss.margin_loss](len(self._people), loss.margin, loss.scale, name="logits", **options)

    def _compile(self, model: keras.Model, phase: Phase) -> None:
        options, loss = self._options.optimisation, self._loss
        backbone = model.get_layer("embedder")
        for part in backbone.layers:
            part.trainable = not phase.frozen or part.name == "head"
        steps = max(1, phase.epochs * self._steps())
        warm_up = min(int(options.warm_up * steps) + 1, steps)
        schedule = keras.optimizers.schedules.CosineDecay(
            phase.learning_rate / 100, max(1, steps - warm_up), alpha=0.01, warmup_target=phase.learning_rate, warmup_steps=warm_up
        )
        average = {"use_ema": True, "ema_momentum": options.average} if options.average else {}
        optimizer = keras.optimizers.AdamW(schedule, weight_decay=options.weight_decay, clipnorm=options.clipnorm, **average)
        optimizer.exclude_from_weight_decay(var_names=["gamma", "beta", "bias"])
        parts = {"logits": keras.losses.SparseCategoricalCrossentropy(from_logits=True)} if self._margin else {}
        weights = {"logits": loss.margin_weight} if self._margin else {}
        if self._teacher:
            parts["embedding"] = Distillation(loss.cosine_weight, loss.relational_weight)
            weights["embedding"] = 1.0
        # What XLA compiles cannot reach another device's copies of the weights.
        model.compile(optimizer, loss=parts, loss_weights=weights, jit_compile=len(_gpus()) == 1)

    def _steps(self) -> int:
        index, options = self._data.index, self._options.data
        return max(1, (sum(index.counts) if options.labelled_only else index.faces) // options.batch)

    def _batches(self, epoch: int) -> tf.data.Dataset:
        return self._data.epoch(epoch).map(self._prepared).prefetch(tf.data.AUTOTUNE)

    def _prepared(self, batch: dict[str, tf.Tensor]):
        image = normalised(batch["image"])
        inputs = {"image": image, "person": batch["person"]}
        targets, weights = {}, {}
        if self._margin:
            targets["logits"] = tf.maximum(batch["person"], 0)
            weights["logits"] = tf.cast(batch["person"] != UNKNOWN, tf.float32)
        if self._teacher:
            targets["embedding"] = self._teacher.embeddings(batch["image"])
            weights["embedding"] = tf.ones_like(batch["person"], tf.float32)
        return inputs, targets, weights


MARGINS = {"arcface": ArcFace, "adaface": AdaFace}


def _gpus() -> list[str]:
    """Names of the GPUs that TensorFlow trains on."""
    return [device.name for device in tf.config.list_logical_devices("GPU")] if keras.backend.backend() == "tensorflow" else []


def _devices() -> AbstractContextManager:
    """Every GPU of the machine when there are several, else whatever there is."""
    gpus = _gpus()
    return tf.distribute.MirroredStrategy(gpus).scope() if len(gpus) > 1 else nullcontext()
