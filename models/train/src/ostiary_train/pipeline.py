"""The configuration of one embedder, and the steps that make it a bundle: prepare, train, export."""

import logging
from dataclasses import dataclass, field
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from . import export as exports
from .augment import clean
from .begin import begin_as
from .bundle import CardFacts, golden_vector, write_bundle
from .card import Measured, render
from .data import DataOptions, TrainingData, faces, normalised
from .errors import TrainingFault
from .evaluate import GOLDEN_LANDMARKS, HeldOut, Validation, golden_crop, held_out_faces, protocol
from .groups import strict_enough
from .hints import HintTrainer, Step
from .lfw import Verification
from .matching.plan import Matching
from .networks import NetworkOptions, embedder, stages
from .openset import SIZES, comparisons, rates, search, similarity_at
from .ops import inspect
from .others import other_people
from .parity import TfliteEmbedder, compare, embed_with
from .prepare import Preparation, prepared
from .prepare import prepare as cut
from .quantise import fine_tune
from .teacher import Teacher
from .trainer import Trainer, Training
from .views import make_views
from .watching import callbacks

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class HintDistillation:
    """Where set, the network is made stage by stage from the teacher's feature maps, before `training` where that is set too.

    tensors: of the teacher, one at the end of each stage but the last. mixed_precision: for example mixed_bfloat16."""

    teacher: Path
    tensors: list[int]
    views: int
    steps: list[Step]
    augmentation: float = 1.0
    mixed_precision: str | None = None


@dataclass(frozen=True)
class Shipping:
    """bundle: the folder to write. representative: faces that set the int8 ranges. max_loss: points of accuracy that quantisation
    may cost; where post-training quantisation costs more, `fine_tune_epochs` of quantisation-aware training follow before it is refused.
    fpir: the share of strangers accepted, at 1,000 people, that the default threshold must not exceed. group_fmr: nor the share of false
    matches within any group of adults, where the names of the faces tell groups."""

    bundle: Path
    card: CardFacts
    representative: int = 256
    max_loss: float = 0.2
    fpir: float = 0.001
    group_fmr: float = 0.0001
    fine_tune_epochs: int = 1


@dataclass(frozen=True)
class Pipeline:
    """One YAML file. runs: where checkpoints, logs and exported models go. begin: an int8 `.tflite` of the same network, or
    of one with fewer blocks, to go on from instead of `hints`."""

    seed: int
    runs: Path
    data: Preparation
    validation: Validation
    shipping: Shipping
    network: NetworkOptions = field(default_factory=NetworkOptions)
    hints: HintDistillation | None = None
    training: Training | None = None
    matching: Matching | None = None
    begin: Path | None = None

    @property
    def trained(self) -> Path:
        """What the step `train` makes."""
        return self.runs / "embedder.keras"

    @property
    def final(self) -> Path:
        """What is exported."""
        return self.runs / "matched.keras" if self.matching else self.trained


def prepare(options: Pipeline) -> None:
    """Faces are cut once: where the cache holds them, nothing is done. Raises TrainingFault where it holds those of another configuration."""
    if not prepared(options.data):
        cut(options.data, options.seed)


def match(options: Pipeline) -> None:
    """Goes on from the trained embedder, to answer as its teacher; nothing where the configuration has no `matching`."""
    if options.matching is None:
        return
    from .matching.step import match

    prepared(options.data)
    folder = options.runs / "matched"
    match(options.matching, options.network, options.data.cache, options.validation, options.trained, folder, options.seed).save(options.final)


def train(options: Pipeline) -> keras.Model:
    """The trained embedder, in float32; saved as `embedder.keras` in `runs`. Goes on where an earlier run stopped."""
    if not (options.begin or options.hints or options.training):
        raise TrainingFault("the configuration contains no training", "Add begin:, hints: or training:.")
    prepared(options.data)
    model = None
    if options.begin:
        model = embedder(stages(options.network))
        begin_as(model, options.begin, _sample(options, 128))
    elif options.hints:
        plan = options.hints
        teacher = Teacher(plan.teacher, tuple(plan.tensors))
        views = make_views(options.runs / "views", options.data.cache, teacher, plan.views, options.seed, plan.augmentation)
        keras.utils.set_random_seed(options.seed)
        keras.mixed_precision.set_global_policy(plan.mixed_precision or "float32")
        model = HintTrainer(stages(options.network), plan.tensors, plan.steps, views, options.runs / "stages").run()
    if options.training:
        trainer = Trainer(options.training, options.network, options.data.cache, options.runs / "training", options.seed, start=model)
        watched = callbacks(options.runs / "tensorboard", held_out_faces(options.validation), options.validation) if options.training.tensorboard else ()
        model = trainer.run(watched)
    model = exports.in_float32(model, lambda: embedder(stages(options.network)))
    options.runs.mkdir(parents=True, exist_ok=True)
    model.save(options.trained)
    return model


def export(options: Pipeline) -> Path:
    """SavedModel, .tflite, measurements and bundle of the trained embedder; returns the bundle's folder.

    Raises TrainingFault where nothing is trained, the cache holds faces of another configuration, an operation would not be accelerated,
    or int8 loses more than it may.
    """
    if not options.final.exists():
        raise TrainingFault(f"{options.final} is missing", "First run the earlier steps with this configuration.")
    prepared(options.data)
    keras.mixed_precision.set_global_policy("float32")
    model = keras.saving.load_model(options.final, compile=False)
    held_out, shipping = held_out_faces(options.validation), options.shipping
    models = _convert(options, model, held_out)
    if models.lost > shipping.max_loss and shipping.fine_tune_epochs > 0:
        log.info("int8 loses %.2f points: fine-tuning with simulated quantisation", models.lost)
        images = TrainingData(options.data.cache, DataOptions(batch=32), options.seed).epoch(0).map(lambda batch: normalised(batch["image"]))
        models = _convert(options, fine_tune(model, images, learning_rate=1e-4, epochs=shipping.fine_tune_epochs), held_out)
    if models.lost > shipping.max_loss:
        raise TrainingFault(f"int8 loses {models.lost:.2f} points of accuracy", "Raise shipping.fine_tune_epochs or shipping.max_loss.")
    served = exports.save_served(model, options.runs / "served")
    log.info("SavedModel in %s", served)
    measured = _measure(options, models, served, held_out)
    crop = normalised(golden_crop())[None].numpy()
    golden = golden_vector(GOLDEN_LANDMARKS, TfliteEmbedder(models.int8).embed(crop)[0])
    digest = write_bundle(
        shipping.bundle, models.int8, shipping.card, measured.thresholds, measured.default, measured.measured_on, golden,
        render(shipping.bundle.name, shipping.card, measured),
    )  # fmt: skip
    log.info("%.2f MB, %.1f ms, accuracy %.2f %%, digest %s", measured.size / 1e6, measured.milliseconds, measured.int8.accuracy * 100, digest)
    print(f"bundle: {shipping.bundle}")
    return shipping.bundle


@dataclass(frozen=True)
class Converted:
    """Both .tflite, their embeddings of the held-out faces, and their accuracy there."""

    float_: bytes
    int8: bytes
    float_answers: np.ndarray
    int8_answers: np.ndarray
    float_accuracy: Verification
    int8_accuracy: Verification

    @property
    def lost(self) -> float:
        """Points of accuracy."""
        return round((self.float_accuracy.accuracy - self.int8_accuracy.accuracy) * 100, 6)


def _convert(options: Pipeline, model: keras.Model, held_out: HeldOut) -> Converted:
    float_ = exports.to_tflite(model)
    sample = _sample(options, options.shipping.representative)
    int8 = exports.to_tflite(model, list(exports.fixed_input_scale(image[None] for image in sample)))
    report = inspect(int8)
    if report.not_xnnpack or report.float_tensors or not report.per_channel:
        raise TrainingFault(f"the int8 model is not fully accelerated: {report}", "Use the layers of networks.py.")
    for name, content in (("float", float_), ("int8", int8)):
        (options.runs / f"embedder-{name}.tflite").write_bytes(content)
    images = normalised(held_out.faces).numpy()
    answers = [TfliteEmbedder(content).embed(images) for content in (float_, int8)]
    found = [protocol(vectors, held_out.names, options.validation) for vectors in answers]
    log.info("held-out pairs: float %s, int8 %s", *found)
    return Converted(float_, int8, *answers, *found)


def _sample(options: Pipeline, count: int) -> np.ndarray:
    """[count, 112, 112, 3]: prepared faces as they are, normalised to −1..1."""
    return np.stack(list(faces(options.data.cache).take(count).map(lambda face: normalised(clean(face["wide"]))).as_numpy_iterator()))


def _measure(options: Pipeline, models: Converted, served: Path, held_out: HeldOut) -> Measured:
    endpoint = tf.saved_model.load(str(served)).signatures["serving_default"]
    served_answers = embed_with(lambda batch: endpoint(image=tf.constant(batch))["embedding"], normalised(held_out.faces).numpy())
    int8 = TfliteEmbedder(models.int8)
    thresholds, default, measured_on, groups = _thresholds(options, held_out, models.int8_answers, int8)
    return Measured(
        size=len(models.int8), milliseconds=int8.milliseconds(), ops=inspect(models.int8),
        served_to_float=compare(served_answers, models.float_answers), float_to_int8=compare(models.float_answers, models.int8_answers),
        float_=models.float_accuracy, int8=models.int8_accuracy, thresholds=thresholds, default=default, measured_on=measured_on, groups=groups,
    )  # fmt: skip


def _thresholds(options: Pipeline, held_out: HeldOut, answers: np.ndarray, int8: TfliteEmbedder):
    """At each gallery size the similarities where 1 % and `fpir` of strangers are accepted; the default is that of 1,000 people, or stricter for a group."""
    others = other_people(options.data.cache, held_out, int8, _teacher(options))
    genuine, impostor = comparisons(answers, held_out.people, others.embeddings)
    found, default, usual, groups = [], None, None, {}
    for size in SIZES:
        if size > len(others.names):
            log.warning("no rates for %d people: only %d other faces were prepared", size, len(others.names))
            continue
        searches = search(answers, held_out.people, others.embeddings, size, galleries=20, seed=options.seed)
        for fpir in (0.01, options.shipping.fpir):
            found.append(rates(similarity_at(fpir, searches), searches, genuine, impostor))
        if default is None or size <= 1000:
            default, usual = found[-1].similarity, searches
    if others.teacher is not None and usual is not None:
        default, groups = strict_enough(options.shipping.group_fmr, others.names, others.embeddings, others.teacher, default)
        found.append(rates(default, usual, genuine, impostor))
    people = len(np.unique(held_out.people))
    measured_on = (
        f"{len(answers)} pictures of {people} people of LFW fold {options.validation.fold}, held out of training, searched for in 20 random "
        f"galleries filled from {len(others.names)} other faces; {len(impostor)} impostor and {len(genuine)} genuine comparisons"
    )
    found = sorted({(rate.size, rate.similarity): rate for rate in found}.values(), key=lambda rate: (rate.size, rate.similarity))
    return found, default, measured_on, groups


def _teacher(options: Pipeline) -> Teacher | None:
    plan = options.matching or options.hints
    return Teacher(plan.teacher) if plan else None
