"""Rates, presentations and thresholds, by numbers that can be followed by hand."""

import numpy as np
import pytest

from ostiary_train.pad.data import balanced
from ostiary_train.pad.evaluate import at, last_fifth, left_out, pools
from ostiary_train.pad.presentations import Rate, Scored, rate, threshold
from ostiary_train.pad.runtime import LIMIT, scores
from ostiary_train.pad.shards import Faces, lesson, read, write


def test_a_score_is_the_log_odds_of_a_person_within_limits():
    answers = np.array([[2.0, 0, 0], [0, 0, 50], [50, 0, 0]])
    assert scores(answers) == pytest.approx([2 - np.log(2), -LIMIT, LIMIT])


def test_presentations_are_five_files_of_one_subject():
    entry = Scored("set", "live", np.array([1.0, 1, 1, 1, 1, 4, 4, 4, 7, 7]), np.array(["a"] * 8 + ["b"] * 2))
    assert entry.presentations().tolist() == [1, 4]


def test_a_rate_counts_attacks_at_the_threshold_as_passing_and_people_below_it_as_refused():
    assert rate(np.array([-1.0, 0, 1]), 0.0, live=True) == Rate(1, 3)
    assert rate(np.array([-1.0, 0, 1]), 0.0, live=False) == Rate(2, 3)
    assert str(Rate(0, 0)) == "–" and str(Rate(1, 20)).startswith("5.0 % (0.9–23.6) of 20")


def test_every_pool_counts_alike_for_a_threshold():
    large, small = np.arange(1000) / 1000, np.array([5.0, 6])
    assert threshold([large], 0.05) == pytest.approx(0.05)
    assert threshold([large, small], 0.05) == pytest.approx(0.1)


def entries():
    five = ["x"] * 5
    return [
        Scored("one", "live", np.array([1.0] * 5), np.array(five)),
        Scored("two", "live", np.array([3.0] * 5), np.array(five)),
        Scored("two", "print", np.array([2.0] * 5), np.array(five)),
    ]


def test_a_left_out_set_is_judged_at_the_threshold_of_the_others():
    table = left_out(entries(), [])
    assert table.thresholds == {"one": 3.0, "two": 1.0}
    live_one, live_two, prints = table.rows
    assert (live_one.presentations, live_two.presentations, prints.presentations) == (Rate(1, 1), Rate(0, 1), Rate(1, 1))
    # At the set's own threshold of 3 no print passes.
    assert prints.strict == Rate(0, 5) and live_one.strict is None
    assert at(entries(), 2.5).rows[2].frames == Rate(0, 5)


def test_pools_are_presentations_or_single_pictures():
    single = Scored("three", "live", np.array([0.5, 0.6]), np.array(["a", "b"]))
    assert [pool.tolist() for pool in pools([*entries(), single], without="two")] == [[1.0], [0.5, 0.6]]


def some_faces(count: int) -> Faces:
    words = np.array(["set"] * count)
    kinds = np.arange(count) % 2
    species = np.where(kinds == 0, "live", "print")
    blank = np.zeros((count, 4, 4, 3), np.uint8)
    return Faces(blank, blank, kinds, words, species, words, np.zeros((0, 4, 4, 3), np.uint8))


def test_the_last_fifth_of_every_species_is_kept_for_measuring():
    assert np.flatnonzero(last_fifth(some_faces(20))).tolist() == [16, 17, 18, 19]


def test_shards_are_read_as_they_were_written(tmp_path):
    for name in ("0.npz", "1.npz"):
        write(tmp_path / name, some_faces(6))
    joined = read([tmp_path / "0.npz", tmp_path / "1.npz"])
    assert len(joined) == 12 and joined.where(joined.kind == 1).species.tolist() == ["print"] * 6
    assert not list(tmp_path.glob("*.tmp"))


def test_batches_hold_as_many_people_as_attacks_however_few_there_are():
    faces = some_faces(40)
    few = faces.where((faces.kind == 0) | (np.arange(40) < 4))
    rows = balanced(np.random.default_rng(0), few, 400)
    assert 150 < (few.kind[rows] == 1).sum() < 250


def test_what_the_teacher_says_is_read_beside_the_shard(tmp_path):
    write(tmp_path / "simulated" / "0000.npz", some_faces(3))
    np.save(lesson(tmp_path / "simulated" / "0000.npz", tmp_path), np.array([1.0, 2, 3], np.float32))
    assert read([tmp_path / "simulated" / "0000.npz"], tmp_path).taught.tolist() == [1, 2, 3]
