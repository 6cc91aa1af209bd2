"""Labels come from looks that favour no side, and are read again only for what they were made of."""

import os
from pathlib import Path

import cv2
import numpy as np
import pytest

from ostiary_train.detector import label
from ostiary_train.detector.decode import Faces
from ostiary_train.detector.looks import looks
from ostiary_train.detector.points import MIRRORED

FACE = Faces(np.array([[1, 2, 3, 4]], np.float32), np.arange(10, dtype=np.float32).reshape(1, 5, 2), np.array([0.9], np.float32))
NOTHING = Faces(np.zeros((0, 4), np.float32), np.zeros((0, 5, 2), np.float32), np.zeros(0, np.float32))


@pytest.mark.parametrize("teachers", [1, 2, 3])
def test_every_teacher_sees_a_picture_as_often_mirrored_as_not(teachers):
    seen = looks(teachers)
    assert len(set(seen)) == len(seen) == 8 * teachers
    for teacher in range(teachers):
        straight, mirrored = ({look.zoom for look in seen if look.teacher == teacher and look.mirrored == side} for side in (False, True))
        assert straight == mirrored and 0.6 < min(straight) and max(straight) <= 1


@pytest.fixture
def labelled(tmp_path, monkeypatch):
    """(data, teachers, cache) with labels of two pictures, of which one shows a face."""
    for name in ("a", "b"):
        (tmp_path / "data" / "scenes" / "site").mkdir(parents=True, exist_ok=True)
        (tmp_path / "data" / "scenes" / "site" / f"{name}.png").touch()
    (tmp_path / "teacher.tflite").write_bytes(b"weights")
    monkeypatch.setattr(label, "_label_with", lambda *_: [FACE, NOTHING])
    paths = tmp_path / "data", [tmp_path / "teacher.tflite"], tmp_path / "labels"
    label.label_all(*paths, 1, ["scenes"])
    monkeypatch.setattr(label, "_label_with", lambda *_: pytest.fail("labelled again"))
    return paths


def test_labels_are_made_once(labelled):
    (first, face), (second, nothing) = label.label_all(*labelled, 1, ["scenes"])
    assert (first.path.name, second.path.name) == ("a.png", "b.png")
    np.testing.assert_array_equal(face.points, FACE.points)
    assert len(nothing) == 0 and [file.name for file in labelled[2].iterdir()] == ["scenes.npz"]


def test_labels_of_other_pictures_are_refused(labelled):
    (labelled[0] / "scenes" / "site" / "c.png").touch()
    with pytest.raises(ValueError, match="scenes.npz was made from other pictures: delete it"):
        label.label_all(*labelled, 1, ["scenes"])


def test_labels_of_other_teachers_are_refused(labelled):
    labelled[1][0].write_bytes(b"other weights")
    with pytest.raises(ValueError, match="scenes.npz was made by other teachers or from other looks: delete it"):
        label.label_all(*labelled, 1, ["scenes"])


def test_a_mirrored_picture_has_mirrored_labels():
    shared = Path(os.environ.get("OSTIARY_SHARED", "/no/such"))
    if not shared.is_dir():
        pytest.skip("needs the public detectors and pictures: set OSTIARY_SHARED")
    from ostiary_train.detector.teacher import Teachers

    teachers = Teachers([shared / "models" / "detect" / f"yunet_{size}_320_int8.tflite" for size in "ns"])
    picture = cv2.imread(str(sorted((shared / "data" / "lfw-dev").rglob("*.jpg"))[0]))
    straight, mirrored = (teachers.label(pixels) for pixels in (picture, np.ascontiguousarray(picture[:, ::-1])))
    back = mirrored.points[0][MIRRORED]
    back[:, 0] = picture.shape[1] - back[:, 0]
    np.testing.assert_allclose(back, straight.points[0], atol=0.01)
