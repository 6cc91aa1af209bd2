"""Crops and detector inputs equal the daemon's within one grey level: the files are those of test/golden/alignment."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ostiary_train.align import MARGIN, align, fit_similarity
from ostiary_train.letterbox import letterbox

GOLDEN = Path(__file__).parents[3] / "test" / "golden" / "alignment"
CASES = json.loads((GOLDEN / "cases.json").read_text())


def read(name: str) -> np.ndarray:
    return np.asarray(Image.open(GOLDEN / name).convert("RGB"))


def worst(first: np.ndarray, second: np.ndarray) -> int:
    return int(np.abs(first.astype(int) - second).max())


@pytest.mark.parametrize("case", CASES["crops"], ids=lambda case: case["file"])
def test_a_crop_is_the_daemons(case):
    crop = align(read(CASES["picture"]), np.array(case["landmarks"]))
    assert worst(crop, read(case["file"])) <= 1


@pytest.mark.parametrize("case", CASES["crops"], ids=lambda case: case["file"])
def test_the_middle_of_a_wide_crop_is_the_crop(case):
    picture, landmarks = read(CASES["picture"]), np.array(case["landmarks"])
    wide = align(picture, landmarks, MARGIN)
    assert worst(wide[MARGIN:-MARGIN, MARGIN:-MARGIN], align(picture, landmarks)) <= 1


@pytest.mark.parametrize("case", CASES["tensors"], ids=lambda case: case["file"])
def test_a_detector_input_is_the_daemons(case):
    left, top, width, height = case["region"]
    part = read(CASES["picture"])[top : top + height, left : left + width]
    canvas, (scale_x, scale_y) = letterbox(part, case["width"], case["height"])
    assert worst(canvas, read(case["file"])) <= 1
    assert scale_x == pytest.approx(max(width / case["width"], height / case["height"]), rel=0.01)
    assert scale_y == pytest.approx(scale_x, rel=0.01)


def test_landmarks_in_one_point_give_a_black_crop():
    assert not align(read(CASES["picture"]), np.full((5, 2), 100.0)).any()


def test_a_known_similarity_is_found_again():
    points = np.array([[0.0, 0], [10, 0], [5, 5], [2, 9], [8, 9]])
    turned = np.stack([0.6 * points[:, 0] - 0.8 * points[:, 1] + 3, 0.8 * points[:, 0] + 0.6 * points[:, 1] - 7], 1)
    assert fit_similarity(points, turned) == pytest.approx((0.6, 0.8, 3, -7))
