"""Training learns, stops and goes on to the same weights, and new people do not drive out old ones."""

from dataclasses import replace

import keras
import numpy as np
import pytest
import tensorflow as tf
from faces import pattern, shards

from ostiary_train.augment import clean
from ostiary_train.data import DataOptions
from ostiary_train.errors import TrainingFault
from ostiary_train.networks import NetworkOptions, embedder, stages
from ostiary_train.trainer import LossOptions, Optimisation, Phase, Trainer, Training

NETWORK = NetworkOptions(width=0.25, dimension=32)
OPTIONS = Training(
    data=DataOptions(batch=8, augmentation=0.0),
    loss=LossOptions(scale=16.0, margin=0.2),
    optimisation=Optimisation([Phase("head", 1, 2e-3, frozen=True), Phase("all", 2, 2e-3)]),
)


@pytest.fixture(scope="module", autouse=True)
def eager():
    """A dozen steps are done sooner than a graph of them is built."""
    tf.config.run_functions_eagerly(True)
    yield
    tf.config.run_functions_eagerly(False)


class Stop(keras.callbacks.Callback):
    """A power cut in the middle of an epoch."""

    def __init__(self, epoch: int) -> None:
        super().__init__()
        self._epoch = epoch

    def on_epoch_begin(self, epoch, logs=None):
        if epoch == self._epoch:
            raise KeyboardInterrupt


def embedded(model, people: int) -> np.ndarray:
    pictures = np.stack([clean(pattern(person, view)) for person in range(people) for view in (20, 21)])
    vectors = np.array(model((pictures.astype(np.float32) - 127.5) / 127.5, training=False))
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    return shards(tmp_path_factory.mktemp("shards"), people=4, views=4)


@pytest.fixture(scope="module")
def finished(prepared, tmp_path_factory):
    folder = tmp_path_factory.mktemp("finished")
    return folder, Trainer(OPTIONS, NETWORK, prepared, folder, seed=1).run()


def test_a_stopped_run_ends_with_the_same_weights(prepared, finished, tmp_path):
    with pytest.raises(KeyboardInterrupt):
        Trainer(OPTIONS, NETWORK, prepared, tmp_path, seed=1).run((Stop(epoch=2),))
    resumed = Trainer(OPTIONS, NETWORK, prepared, tmp_path, seed=1).run()
    for one, other in zip(finished[1].get_weights(), resumed.get_weights()):
        assert one == pytest.approx(other, abs=1e-6)


def test_a_frozen_phase_moves_the_head_only(prepared, tmp_path):
    frozen = replace(OPTIONS, optimisation=Optimisation([Phase("head", 1, 2e-3, frozen=True)], average=None))
    keras.utils.set_random_seed(1)
    before = embedder(stages(NETWORK))
    after = Trainer(frozen, NETWORK, prepared, tmp_path / "b", seed=1).run()
    for part in ("front", "upper"):
        kernels = [[w for w in model.get_layer(part).trainable_weights] for model in (before, after)]
        assert all((np.array(one) == np.array(other)).all() for one, other in zip(*kernels))
    one, other = (np.array(model.get_layer("head").get_weights()[0]) for model in (before, after))
    assert (one != other).any()


def test_new_people_are_learnt_and_old_embeddings_stay(finished, tmp_path):
    folder, old = finished
    more = shards(tmp_path / "shards", people=6, views=4)
    options = replace(OPTIONS, incremental_from=folder, optimisation=Optimisation([Phase("more", 1, 1e-3)]))
    new = Trainer(options, NETWORK, more, tmp_path / "run", seed=2).run()
    assert (embedded(old, 4) * embedded(new, 4)).sum(1).min() > 0.8


def test_a_run_begun_with_other_people_is_not_continued(finished, tmp_path):
    with pytest.raises(TrainingFault, match="other people"):
        Trainer(OPTIONS, NETWORK, shards(tmp_path, people=5), finished[0], seed=1).run()


@pytest.mark.parametrize(
    "change",
    [{"loss": LossOptions(margin_loss="softmax")}, {"loss": LossOptions(margin_loss="none")}, {"optimisation": Optimisation([])}],
    ids=["unknown loss", "nothing to learn from", "no phase"],
)
def test_contradictions_are_refused(prepared, tmp_path, change):
    with pytest.raises(TrainingFault):
        Trainer(replace(OPTIONS, **change), NETWORK, prepared, tmp_path, seed=1)
