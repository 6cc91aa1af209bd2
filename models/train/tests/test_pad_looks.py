"""The two looks are cut to the pixel as the daemon's rule says."""

import numpy as np
import pytest

from ostiary_train.letterbox import letterbox
from ostiary_train.pad.golden import picture
from ostiary_train.pad.looks import SIDE, look, normalised, stacked
from ostiary_train.pad.patches import SIDES, patches


def test_a_look_inside_the_frame_is_the_square_around_the_box_resampled():
    frame = picture()
    cut = look(frame, np.array([200.0, 100.0, 80.0, 100.0]), 1.3)
    # 130 pixels around (240, 150).
    assert np.array_equal(cut, letterbox(frame[85:215, 175:305], SIDE, SIDE)[0])


def test_halves_are_rounded_up_below_zero_too():
    frame = picture()
    # A side of 16, from −8.5 and 12.5 on: −8 and 13.
    cut = look(frame, np.array([-5.5, 15.5, 10.0, 10.0]), 1.0, 16)
    assert not cut[:, :8].any()
    assert np.array_equal(cut[:, 8:], frame[13:29, :8])


def test_beyond_the_frame_is_black():
    frame = np.full((60, 80, 3), 200, np.uint8)
    looks = stacked(frame, np.array([20.0, 10.0, 40.0, 40.0]))
    tight, wide = looks[:SIDE], looks[SIDE:]
    assert (tight == 200).all()
    assert not wide[0].any() and not wide[:, 0].any() and (wide[56, 56] == 200).all()


def test_a_box_outside_the_frame_gives_black_looks():
    assert not stacked(np.full((60, 80, 3), 200, np.uint8), np.array([500.0, 500.0, 40.0, 40.0])).any()


def test_normalised_pixels_reach_from_minus_one_to_one():
    assert normalised(np.array([0, 255], np.uint8)).tolist() == [-1, 1]


@pytest.mark.parametrize("box", [[200.0, 100.0, 80.0, 100.0], [-30.0, 400.0, 120.0, 130.0], [300.0, 200.0, 20.0, 20.0]])
def test_patches_show_what_the_looks_show(box):
    frame = np.repeat((np.indices((480, 640)).sum(0) // 5 % 256).astype(np.uint8)[..., None], 3, 2)
    looks = stacked(frame, np.array(box))
    for patch, side, shown in zip(patches(frame, np.array(box)), SIDES, (looks[:SIDE], looks[SIDE:])):
        middle = slice(round(side / 2 - side / 2.56), round(side / 2 + side / 2.56))
        assert patch.shape == (side, side, 3)
        assert abs(patch[middle, middle].mean() - shown.mean()) < 6
