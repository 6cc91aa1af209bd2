"""Which pictures are held out of training."""

import pytest

from ostiary_train.errors import TrainingFault
from ostiary_train.sources import Source, pictures


def folder(path, *names):
    path.mkdir()
    for name in names:
        (path / name).touch()
    return path


def test_a_picture_that_is_left_out_is_held_out(tmp_path):
    found = pictures(Source(folder(tmp_path / "faces", "a.jpg", "b.jpg"), labels="none", leave_out=["b.jpg"]))
    assert {picture.path.name: picture.held_out for picture in found} == {"a.jpg": False, "b.jpg": True}


def test_a_name_that_is_not_there_is_a_mistake(tmp_path):
    with pytest.raises(TrainingFault, match="names c.jpg"):
        pictures(Source(folder(tmp_path / "faces", "a.jpg"), labels="none", leave_out=["c.jpg"]))
