"""Batches are what was stored, the same for the same seed, and balanced where asked."""

import numpy as np
import pytest
import tensorflow as tf
from faces import pattern, shards

from ostiary_train import augment
from ostiary_train.data import DataOptions, TrainingData, faces, normalised
from ostiary_train.errors import TrainingFault
from ostiary_train.prepare import Preparation, prepared
from ostiary_train.records import UNKNOWN, Face, Index, write_index, write_shards
from ostiary_train.sources import Source


def taken(data: TrainingData, epoch: int) -> list[dict]:
    return list(data.epoch(epoch).as_numpy_iterator())


def test_nothing_is_lost_in_the_shards(tmp_path):
    folder = shards(tmp_path)
    stored = {face["name"].decode(): face["wide"] for face in faces(folder).as_numpy_iterator()}
    assert len(stored) == 32 and len(list(folder.glob("*.tfrecord"))) == 4
    assert (stored["2-3"] == pattern(2, 3)).all()


def test_without_augmentation_the_daemons_crop_comes_out(tmp_path):
    folder = write(tmp_path, [pattern(0, 0)])
    [batch] = taken(TrainingData(folder, DataOptions(batch=1, augmentation=0), seed=1), 0)
    assert (batch["image"][0] == pattern(0, 0)[12:124, 12:124]).all()


def write(folder, crops):
    names = write_shards(folder, [Face(crop, UNKNOWN, "x") for crop in crops], 5)
    write_index(folder, Index([], [], len(crops), 0, names))
    return folder


def test_seed_and_epoch_decide_every_pixel(tmp_path):
    folder = shards(tmp_path)
    first, again = (TrainingData(folder, DataOptions(batch=8), seed=3) for _ in range(2))
    for one, other in zip(taken(first, 1), taken(again, 1)):
        assert (one["image"] == other["image"]).all() and (one["person"] == other["person"]).all()
    assert any((one["image"] != other["image"]).any() for one, other in zip(taken(first, 1), taken(first, 2)))


def test_balance_evens_people_out(tmp_path):
    crops = [Face(pattern(0, view), 0, "") for view in range(60)] + [Face(pattern(1, view), 1, "") for view in range(4)]
    write_index(tmp_path, Index(["a", "b"], [60, 4], 64, 0, write_shards(tmp_path, crops, 64)))
    data = TrainingData(tmp_path, DataOptions(batch=1, balance=1.0, augmentation=0), seed=1)
    people = np.concatenate([batch["person"] for epoch in range(40) for batch in taken(data, epoch)])
    # On average one picture of each a epoch.
    assert 20 < (people == 0).sum() < 65 and 20 < (people == 1).sum() < 65


def test_faces_cut_before_somebody_was_left_out_are_refused(tmp_path):
    def options(*leave_out):
        return Preparation([Source(tmp_path, "none", leave_out=[*leave_out])], tmp_path / "detector", tmp_path)

    assert not prepared(options())
    write_index(tmp_path, Index([], [], 5, 0, [], options().recipe()))
    assert prepared(options())
    with pytest.raises(TrainingFault, match="another configuration"):
        prepared(options("a.jpg"))


def test_faces_of_named_people_come_as_often_as_asked(tmp_path):
    data = TrainingData(shards(tmp_path, unlabelled=8), DataOptions(batch=8, labelled_times=3, augmentation=0), seed=1)
    people = np.concatenate([batch["person"] for batch in taken(data, 0)])
    assert (people != UNKNOWN).sum() == 3 * 32 and (people == UNKNOWN).sum() == 8


def test_labelled_only_leaves_strangers_out(tmp_path):
    data = TrainingData(shards(tmp_path, unlabelled=9), DataOptions(batch=1, labelled_only=True), seed=1)
    assert len(taken(data, 0)) == 32


def test_every_augmentation_keeps_shape_and_type():
    view = tf.function(augment.augment)
    wide = tf.constant(pattern(1, 1))
    seen = {view(wide, tf.constant([5, number])).numpy().tobytes() for number in range(40)}
    assert len(seen) == 40
    assert (view(wide, tf.constant([5, 1])).numpy() == view(wide, tf.constant([5, 1])).numpy()).all()


@pytest.mark.parametrize("part", ["_occlude", "_low_resolution", "_blur", "_noise"])
def test_each_disturbance_disturbs(part):
    image = tf.constant(augment.clean(pattern(1, 1)), tf.float32)
    changed = getattr(augment, part)(image, augment._Dice(tf.constant([1, 2])))
    assert changed.shape == (112, 112, 3) and float(tf.reduce_mean(tf.abs(changed - image))) > 0.5


def test_normalisation_is_the_daemons():
    assert normalised(tf.constant([0, 255], tf.uint8)).numpy() == pytest.approx([-1, 1])


def test_an_unprepared_folder_is_refused(tmp_path):
    with pytest.raises(TrainingFault):
        TrainingData(tmp_path, DataOptions(), seed=1)
