"""Rates are counted as their definitions say, on numbers small enough to count by hand."""

import numpy as np
import pytest

from ostiary_train.lfw import identities, read_pairs, verify
from ostiary_train.openset import comparisons, interval, rates, search, similarity_at
from ostiary_train.parity import compare, unit_rows


def test_verification_by_hand():
    similarities = np.array([0.9, 0.8, 0.3, 0.4, 0.2, 0.1])
    genuine = np.array([True, True, True, False, False, False])
    found = verify(similarities, genuine)
    assert found.accuracy == pytest.approx(5 / 6)
    assert found.tar_at_1e3 == pytest.approx(2 / 3)
    assert found.area == pytest.approx(8 / 9)
    assert 0.4 < found.threshold <= 0.8 or 0.2 < found.threshold <= 0.3


def test_pairs_file(tmp_path):
    lines = ["1\t300", *["A\t1\t2"] * 300, *["B\t1\tC\t3"] * 300, "D\t1\t2"]
    (tmp_path / "pairs.txt").write_text("\n".join(lines))
    pairs = read_pairs(tmp_path)
    assert (pairs[0].genuine, pairs[300].genuine, pairs[600].fold) == (True, False, 2)
    assert identities(pairs, 1) == {"A", "B", "C"}


def test_people_who_differ_are_found_and_strangers_are_not():
    random = np.random.default_rng(1)
    centres = unit_rows(random.normal(size=(30, 64)))
    people = np.repeat(np.arange(30), 4)
    probes = unit_rows(centres[people] + 0.02 * random.normal(size=(120, 64)))
    others = unit_rows(random.normal(size=(500, 64)))
    searches = search(probes, people, others, 100, galleries=5, seed=1)
    genuine, impostor = comparisons(probes, people, others)
    assert len(genuine) == 30 * 6 and len(impostor) == 120 * 119 / 2 - 180 + 120 * 500
    at = rates(similarity_at(0.01, searches), searches, genuine, impostor)
    assert at.fpir <= 0.01 and at.fnir == 0 and at.fnmr == 0 and at.fmr < 1e-3
    assert similarity_at(0.001, searches) >= similarity_at(0.1, searches)


def test_larger_galleries_accept_more_strangers():
    random = np.random.default_rng(2)
    probes, others = unit_rows(random.normal(size=(60, 16))), unit_rows(random.normal(size=(2000, 16)))
    people = np.repeat(np.arange(30), 2)
    small, large = (search(probes, people, others, size, 5, seed=1) for size in (50, 1500))
    assert (large.strangers > 0.7).mean() > (small.strangers > 0.7).mean()


def test_wilson_interval_of_the_textbook():
    # 10 of 100: 5.5 % to 17.4 %.
    assert interval(10, 100) == pytest.approx((0.0552, 0.1744), abs=1e-4)
    assert interval(0, 300)[0] == 0 and interval(0, 300)[1] == pytest.approx(0.0126, abs=1e-3)


def test_parity_does_not_mind_length():
    vectors = np.random.default_rng(3).normal(size=(4, 8))
    assert compare(vectors, 3 * vectors).worst == pytest.approx(1)
