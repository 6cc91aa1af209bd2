"""Distillation stage by stage: each stage of the student learns to give the teacher's feature map where it ends.

Shallow problems with a target at every place of a map learn from far fewer pictures than one deep problem with one target
per picture (hints: Romero et al. 2015; blockwise: Li et al. 2020). Stages first learn from the teacher's own maps, each alone;
then from what the stages before them really give, so that they make up for those errors. The last stage learns the embedding.
"""

import logging
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np

from .errors import TrainingFault
from .losses import Distillation
from .networks import Stage, join, normalisations, stage_model
from .views import Views

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Step:
    """Trains neighbouring stages together. source: `teacher` or `student`, whose map they begin from (the first begins from pixels).

    Only the first `views` are used. hint_weight: of the maps beside the embedding, in a step that ends in it.
    """

    stages: list[str]
    source: str
    views: int
    epochs: float
    learning_rate: float
    batch: int = 32
    hint_weight: float = 0.3


class HintTrainer:
    """Carries out the steps and keeps the weights after each in `folder`: a run that was stopped goes on with the next."""

    def __init__(self, stages: list[Stage], hints: list[int], steps: list[Step], views: Views, folder: Path) -> None:
        """hints: the teacher's tensor at the end of every stage but the last. Raises TrainingFault where the parts do not fit together."""
        self._names = [stage.name for stage in stages]
        if len(hints) != len(stages) - 1:
            raise TrainingFault(f"{len(hints)} hints for {len(stages)} stages", f"Give one for each of {', '.join(self._names[:-1])}.")
        self._steps, self._views, self._folder = [self._checked(step) for step in steps], views, folder
        folder.mkdir(parents=True, exist_ok=True)
        shapes = [(112, 112, 3), *(tensor.shape for tensor in views.tensors[:-1])]
        self._models = [stage_model(stage, shape) for stage, shape in zip(stages, shapes)]
        for model, tensor in zip(self._models, views.tensors):
            if model.output_shape[-len(tensor.shape) :] != tensor.shape:
                raise TrainingFault(
                    f"stage {model.name} ends in {model.output_shape[1:]}, the teacher's tensor is {tensor.shape}", "Choose another hint, or width 1.0."
                )

    def _checked(self, step: Step) -> Step:
        found = [self._names.index(name) for name in step.stages if name in self._names]
        if not found or found != list(range(found[0], found[0] + len(step.stages))) or step.source not in ("teacher", "student"):
            raise TrainingFault(f"step {step.stages} from {step.source!r} is impossible", f"Use neighbouring stages of {', '.join(self._names)}, from teacher or student.")
        return step

    def run(self) -> keras.Model:
        """The whole embedder after the last step."""
        for number, step in enumerate(self._steps):
            first = self._names.index(step.stages[0])
            models = self._models[first : first + len(step.stages)]
            files = [self._folder / f"{number:02d}-{model.name}.weights.h5" for model in models]
            if all(file.exists() for file in files):
                for model, file in zip(models, files):
                    model.load_weights(file)
                continue
            source = self._source(step, first, number)
            if step.source == "teacher":
                for offset, model in enumerate(models):
                    self._start_near(model, first + offset)
            self._train(step, models, first, source)
            for model, file in zip(models, files):
                model.save_weights(file)
        return join(self._models)

    def _source(self, step: Step, first: int, number: int) -> str:
        if first == 0:
            return "pixels"
        if step.source == "teacher":
            return f"hint{first - 1}"
        name, count = f"student{number}", min(step.views, self._views.count)
        before = join(self._models[:first], flat=False)
        given = self._views.store(name, (count, *before.output_shape[1:]), np.float16)
        for start in range(0, count, 256):
            block = slice(start, min(start + 256, count))
            given[block] = before.predict(real(self._views, "pixels", block), batch_size=32, verbose=0)
        return name

    def _train(self, step: Step, models: list[keras.Model], first: int, source: str) -> None:
        x = start = keras.Input(models[0].input_shape[1:])
        targets = self._views.names()[first : first + len(models)]
        group = keras.Model(start, {target: (x := model(x)) for target, model in zip(targets, models)})
        rows = Rows(self._views, source, targets, step)
        parts = {target: distilled if target == "embedding" else hinted(self._spread(target)[1]) for target in targets}
        weights = {target: step.hint_weight if targets[-1] == "embedding" != target else 1.0 for target in targets}
        steps = max(1, int(step.epochs * len(rows)))
        warm_up = max(1, steps // 20)
        schedule = keras.optimizers.schedules.CosineDecay(
            step.learning_rate / 20, max(1, steps - warm_up), alpha=0.01, warmup_target=step.learning_rate, warmup_steps=warm_up
        )
        optimizer = keras.optimizers.AdamW(schedule, weight_decay=1e-4, clipnorm=1.0, use_ema=True, ema_momentum=0.96)
        group.compile(optimizer, loss=parts, loss_weights=weights, jit_compile=False)
        log.info("%s from %s: %d steps of %d", "+".join(step.stages), source, steps, step.batch)
        whole, rest = divmod(steps, len(rows))
        for epoch in range(whole + (rest > 0)):
            rows.epoch = epoch
            group.fit(rows, epochs=1, steps_per_epoch=None if epoch < whole else rest, verbose=2, shuffle=False)
        optimizer.finalize_variable_values(group.trainable_variables)
        settle_statistics(group, [rows[place][0] for place in range(min(24, len(rows)))])

    def _start_near(self, model: keras.Model, number: int) -> None:
        """A map that already has the target's mean and spread saves the first hundreds of steps; a shortcut starts close to
        passing its input on."""
        if number + 1 == len(self._models):
            return
        mean, deviation = self._spread(f"hint{number}")
        for layer in normalisations(model):
            after = [node.operation for node in layer._outbound_nodes]
            if any(isinstance(operation, keras.layers.ReLU) for operation in after):
                continue
            add = next((operation for operation in after if isinstance(operation, keras.layers.Add)), None)
            if add is not None and add.input[1] is layer.output:
                layer.gamma.assign(0.3 * deviation)
            else:
                layer.gamma.assign(deviation)
                layer.beta.assign(mean)

    def _spread(self, target: str) -> tuple[np.ndarray, np.ndarray]:
        """Mean and deviation per channel, [channels] each."""
        sample = real(self._views, target, slice(0, min(256, self._views.count)))
        axes = tuple(range(sample.ndim - 1))
        return sample.mean(axes), np.maximum(sample.std(axes), 1e-3)


class Rows(keras.utils.PyDataset):
    """Batches of a step: input map and targets as float32, in an order that belongs to the epoch."""

    def __init__(self, views: Views, source: str, targets: list[str], step: Step) -> None:
        super().__init__(workers=1, use_multiprocessing=False)
        self.epoch = 0
        self._views, self._source, self._targets = views, source, targets
        self._count = min(step.views, views.count)
        self._batch = min(step.batch, self._count)

    def __len__(self) -> int:
        return self._count // self._batch

    def __getitem__(self, place: int):
        order = np.random.default_rng([7, self.epoch]).permutation(self._count)
        chosen = np.sort(order[place * self._batch : (place + 1) * self._batch])
        return real(self._views, self._source, chosen), {target: real(self._views, target, chosen) for target in self._targets}


def real(views: Views, name: str, rows) -> np.ndarray:
    """Rows of an array as float32 reals: pixels normalised, the teacher's answers dequantised."""
    stored = views.array(name)[rows].astype(np.float32)
    if name == "pixels":
        return (stored - 127.5) / 127.5
    if name.startswith("student"):
        return stored
    tensor = views.tensors[views.names().index(name)]
    return (stored - tensor.zero_point) * np.float32(tensor.scale)


def hinted(deviation: np.ndarray):
    """Loss: mean squared difference of the maps in units of the teacher's deviation per channel."""
    return lambda target, end: keras.ops.mean(keras.ops.square((end - target) / deviation))


def distilled(target, end):
    return Distillation()(target, keras.ops.reshape(end, keras.ops.shape(target)))


def settle_statistics(model: keras.Model, batches: list[np.ndarray]) -> None:
    """Batch normalisation's averages for weights that were themselves averaged and never ran: measured afresh."""
    layers = [layer for part in model.layers for layer in (normalisations(part) if isinstance(part, keras.Model) else [])]
    before = [layer.momentum for layer in layers]
    for layer in layers:
        layer.momentum = 0.9
    for batch in batches:
        model(batch, training=True)
    for layer, momentum in zip(layers, before):
        layer.momentum = momentum
