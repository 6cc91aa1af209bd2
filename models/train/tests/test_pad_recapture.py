"""Simulated attacks and people: repeatable, within the picture, and told apart by nothing but the attack."""

import numpy as np
import pytest

from ostiary_train.pad.pictures import LIVE, PRINT, SCREEN
from ostiary_train.pad.recapture.camera import photograph
from ostiary_train.pad.recapture.compose import SPAN, Photograph, attack, person
from ostiary_train.pad.recapture.medium import print_of, screen_of
from ostiary_train.pad.recapture.plane import held
from ostiary_train.pad.recapture.surroundings import frame_ends
from ostiary_train.pad.recapture.widen import laid_out


def somebody(seed: int = 0) -> Photograph:
    random = np.random.default_rng(seed)
    picture = random.integers(60, 200, (12, 12, 3)).astype(np.uint8).repeat(15, 0).repeat(15, 1)
    return Photograph(picture, np.array([50.0, 45.0, 70.0, 90.0]), np.array([[70, 75], [100, 75], [85, 95], [72, 115], [98, 115]], float))


def seen(kind: str, seed: int):
    random = np.random.default_rng(seed)
    if kind == LIVE:
        return person(random, somebody())
    return attack(random, kind, somebody(), somebody(1), frame_ends(random, somebody(2).picture, somebody(2).box))


@pytest.mark.parametrize("kind", [LIVE, PRINT, SCREEN])
def test_the_same_seed_gives_the_same_picture(kind):
    first, again, other = seen(kind, 3), seen(kind, 3), seen(kind, 4)
    assert first.kind == kind and np.array_equal(first.picture, again.picture) and np.array_equal(first.box, again.box)
    assert first.picture.shape != other.picture.shape or not np.array_equal(first.picture, other.picture)


@pytest.mark.parametrize("kind", [LIVE, PRINT, SCREEN])
def test_the_face_is_in_the_middle_and_of_the_size_that_the_picture_spans(kind):
    for seed in range(12):
        found = seen(kind, seed)
        side = found.picture.shape[0]
        assert found.picture.shape == (side, side, 3) and found.picture.dtype == np.uint8
        assert found.box[:2] + found.box[2:] / 2 == pytest.approx([side / 2] * 2, abs=1)
        assert 0.6 < side / SPAN / max(found.box[2:]) < 1.7


def test_every_medium_covers_the_face():
    for seed in range(20):
        shown = somebody(seed)
        for medium in (print_of(np.random.default_rng(seed), shown.picture, shown.box, shown.points), screen_of(np.random.default_rng(seed), shown.picture, shown.box)):
            middle = medium.cover.shape[0] // 2
            reach = int(0.3 * medium.unit)
            assert medium.cover[middle - reach : middle + reach, middle - reach : middle + reach].min() > 0.95, medium.species
            assert medium.picture.dtype == medium.cover.dtype == np.float32


def test_a_plane_is_seen_where_it_is_projected():
    view = held(np.random.default_rng(5), 0.0)
    u, v = view.plane_points(100, 20.0)
    at = view.in_camera(np.array([[u[30, 70], v[30, 70]]]))[0] * 20 + 50
    assert at == pytest.approx([70.5, 30.5], abs=1e-3)


def test_a_laid_out_picture_is_itself_inside_and_has_no_line_at_its_end():
    shown = somebody()
    flat = np.full_like(shown.picture, 120)
    canvas = laid_out(np.random.default_rng(1), flat, shown.box, 400, 60.0)
    assert canvas.shape == (400, 400, 3) and canvas.dtype == np.float32
    assert np.abs(canvas[180:220, 180:220] - 120).max() < 1
    assert np.abs(np.diff(canvas[200], axis=0)).max() < 60


def test_a_camera_keeps_the_size_of_what_it_sees():
    picture = photograph(np.random.default_rng(0), np.full((90, 120, 3), 128, np.float32), 20.0)
    assert picture.shape == (90, 120, 3) and picture.dtype == np.uint8
