"""Composed scenes: what is drawn is where the targets say, and any scene can be made again."""

import subprocess
import sys
import textwrap
import time
from pathlib import Path

import cv2
import numpy as np
import pytest

from ostiary_train.detector.decode import Faces
from ostiary_train.detector.pictures import Picture, fold_identities, pictures
from ostiary_train.detector.scenes.compose import Composer
from ostiary_train.detector.scenes.paste import Patch, moved, place, row
from ostiary_train.detector.scenes.rounds import Rounds

BOX = np.array([[60.0, 50.0, 80.0, 100.0]])
POINTS = np.array([[[80.0, 85.0], [120.0, 85.0], [100.0, 105.0], [85.0, 125.0], [115.0, 125.0]]])
FACES = Faces(BOX, POINTS, np.ones(1))


@pytest.fixture
def marked(tmp_path):
    """A picture whose five points are five colours."""
    picture = np.full((200, 200, 3), 90, np.uint8)
    for point, colour in zip(POINTS[0], MARKS):
        cv2.circle(picture, point.astype(int).tolist(), 8, colour, -1)
    cv2.imwrite(str(tmp_path / "face.png"), picture)
    return Picture(tmp_path / "face.png", "lfw-dev", False)


MARKS = [(0, 0, 255), (255, 0, 0), (0, 255, 255), (255, 0, 255), (0, 255, 0)]


def test_a_placed_face_is_where_its_target_says(marked):
    picture = cv2.imread(str(marked.path))
    for seed in range(20):
        canvas, targets = np.zeros((160, 160, 3), np.uint8), []
        if not place(np.random.default_rng(seed), canvas, targets, Patch(picture, FACES, 0), 90):
            continue
        points = targets[0][4:14].reshape(5, 2)
        mirrored = _colour(canvas, points[0]) == MARKS[1]
        expected = [MARKS[i] for i in ([1, 0, 2, 4, 3] if mirrored else range(5))]
        inside = [i for i, point in enumerate(points) if 3 < point.min() and point.max() < 156]
        assert [_colour(canvas, points[i]) for i in inside] == [expected[i] for i in inside]
        assert targets[0][3] == pytest.approx(90, rel=1e-4)


@pytest.mark.parametrize("height", [25, 55, 90, 150])
def test_a_placed_point_is_where_its_target_says_to_a_tenth_of_a_pixel(height):
    # One soft spot at the nose; its middle pixel's middle is half a pixel from that pixel's corner.
    x, y = np.meshgrid(np.arange(200) + 0.5, np.arange(200) + 0.5)
    spot = np.exp(-((x - POINTS[0, 2, 0]) ** 2 + (y - POINTS[0, 2, 1]) ** 2) / (2 * 6**2))
    picture = np.repeat((250 * spot).astype(np.uint8)[..., None], 3, axis=2)
    apart = []
    for seed in range(30):
        canvas, targets = np.zeros((256, 256, 3), np.uint8), []
        if place(np.random.default_rng(seed), canvas, targets, Patch(picture, FACES, 0), height):
            point, light = targets[0][8:10], canvas[..., 0].astype(float)
            if min(*point, *(256 - point)) > height / 3:
                columns, rows = np.arange(256) + 0.5, np.arange(256) + 0.5
                apart.append(np.array([light.sum(0) @ columns, light.sum(1) @ rows]) / light.sum() - point)
    assert len(apart) > 10
    assert np.abs(apart).max() < 0.1


def test_a_mirrored_face_swaps_its_points():
    found = moved(FACES, np.array([[-1.0, 0, 200], [0, 1, 0]]))
    assert found.points[0, 0].tolist() == [80.0, 85.0]
    assert found.boxes[0].tolist() == [60.0, 50.0, 80.0, 100.0]


@pytest.mark.parametrize(("left", "state"), [(10, 1), (-40, -1), (-95, 0)])
def test_a_face_cut_by_the_edge_counts_less(left, state):
    faces = Faces(np.array([[left, 20.0, 80, 100]]), POINTS, np.ones(1))
    assert row(faces, 0, 160)[14] == state


def test_scenes_can_be_made_again_in_any_order(marked):
    first, second = (Composer([(marked, FACES)], 96, seed=5) for _ in range(2))
    ahead = [first.scene(number) for number in range(12)]
    for number in reversed(range(12)):
        again = second.scene(number)
        assert np.array_equal(ahead[number].pixels, again.pixels)
        assert np.array_equal(ahead[number].targets, again.targets)
    assert any((scene.targets[:, 14] > 0).any() for scene in ahead)
    assert not first.empty(3).targets.any()


def test_a_round_is_the_composers_scenes_by_number(marked):
    composer = Composer([(marked, FACES)], 64, seed=5)
    rounds = Rounds(composer, 6, 1)
    try:
        rounds.prepare(1)
        pixels, targets = rounds.take(1)
        wanted = [composer.scene(number) for number in range(6, 12)]
        assert np.array_equal(pixels, np.stack([scene.pixels for scene in wanted]))
        assert np.array_equal(targets, np.stack([scene.targets for scene in wanted]))
        assert np.array_equal(rounds.empty([3, 1])[1], composer.empty(1).pixels)
    finally:
        rounds.close()


def test_the_composing_processes_end_when_their_owner_is_killed(marked, tmp_path):
    script = f"""
        import multiprocessing, os, signal
        from pathlib import Path
        import numpy as np
        from ostiary_train.detector.decode import Faces
        from ostiary_train.detector.pictures import Picture
        from ostiary_train.detector.scenes.compose import Composer
        from ostiary_train.detector.scenes.rounds import Rounds

        if __name__ == "__main__":
            faces = Faces(np.array({BOX.tolist()}), np.array({POINTS.tolist()}), np.ones(1))
            rounds = Rounds(Composer([(Picture(Path({str(marked.path)!r}), "lfw-dev", False), faces)], 64, seed=5), 4, 1)
            rounds.take(0)
            print(*(child.pid for child in multiprocessing.active_children()), flush=True)
            os.kill(os.getpid(), signal.SIGKILL)
    """
    (tmp_path / "owner.py").write_text(textwrap.dedent(script))
    done = subprocess.run([sys.executable, str(tmp_path / "owner.py")], stdout=subprocess.PIPE, text=True, check=False, timeout=60)
    composing = [int(number) for number in done.stdout.split()]
    assert len(composing) == 1
    until = time.monotonic() + 10
    while time.monotonic() < until and _runs(composing[0]):
        time.sleep(0.1)
    assert not _runs(composing[0])


def test_a_composer_without_faces_says_so(marked):
    with pytest.raises(ValueError, match="no picture shows a face"):
        Composer([(marked, Faces(BOX, POINTS, np.array([0.3])))], 96, seed=5)


def test_held_out_identities_are_those_of_the_fold(tmp_path):
    folder = tmp_path / "lfw-dev"
    folder.mkdir()
    lines = ["5\t1"] + [f"same{fold}\t1\t2\nleft{fold}\t1\tright{fold}\t1" for fold in range(1, 6)]
    (folder / "pairs.txt").write_text("\n".join(lines))
    assert fold_identities(folder / "pairs.txt", 5) == {"same5", "left5", "right5"}
    for name in ("same1", "same5", "right5"):
        (folder / name).mkdir()
        (folder / name / f"{name}_0001.jpg").write_bytes(b"")
    assert {picture.path.parent.name for picture in pictures(tmp_path) if picture.held_out} == {"same5", "right5"}
    with pytest.raises(ValueError, match="folds 1..5"):
        fold_identities(folder / "pairs.txt", 6)


def test_a_folder_without_pictures_is_refused(tmp_path):
    with pytest.raises(FileNotFoundError, match="expected lfw-dev"):
        pictures(tmp_path)


def _runs(process: int) -> bool:
    """A zombie, which has no command line, does not."""
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes() != b""
    except OSError:
        return False


def _colour(canvas, point):
    x, y = np.rint(point).astype(int)
    seen = np.median(canvas[y - 1 : y + 2, x - 1 : x + 2].reshape(-1, 3), axis=0)
    return min(MARKS, key=lambda mark: np.abs(np.array(mark) - seen).sum())
