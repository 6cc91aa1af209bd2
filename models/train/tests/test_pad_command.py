"""The command's faults name the place and the remedy; labelled pictures are known by their folders."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from ostiary_train.cli import main
from ostiary_train.errors import TrainingFault
from ostiary_train.pad.card import rows
from ostiary_train.pad.evaluate import at
from ostiary_train.pad.pictures import Picture, held_out, labelled, portraits
from ostiary_train.pad.prepare import Simulation, simulate
from ostiary_train.pad.presentations import Scored
from ostiary_train.pad.shards import Faces
from ostiary_train.pad.steps.train import visible

CONFIG = str(Path(__file__).parents[1] / "configs" / "pad.yaml")


@pytest.mark.parametrize(
    ("step", "override", "fault"),
    [
        ("prepare", "data.folder=/no/such/folder", "/no/such/folder"),
        ("prepare", "training.batches=4", "training.batches is unknown"),
        ("export", "run=/no/such/run", "average.weights.h5 is missing"),
        ("evaluate", "bundle=/no/such/bundle", "pad-ostiary.tflite is missing"),
    ],
)
def test_faults_are_told_with_a_remedy(step, override, fault, capsys, monkeypatch):
    monkeypatch.setenv("KERAS_BACKEND", "tensorflow")
    assert main(["pad", CONFIG, "--only", step, "--set", override]) == 1
    message, remedy = capsys.readouterr().err.strip().splitlines()[-2:]
    assert fault in message and remedy.strip()


def test_nothing_to_simulate_from_is_a_fault(tmp_path):
    with pytest.raises(TrainingFault, match="no picture to simulate from"):
        simulate(Simulation([], 1), tmp_path, 1, 1, 1)


def put(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), np.zeros((8, 8, 3), np.uint8))


def test_pictures_are_labelled_by_where_they_lie(tmp_path):
    for name in (
        "nuaa-dev/ClientRaw/0001/0001_2.jpg", "nuaa-dev/ClientRaw/0001/0001_10.jpg", "nuaa-dev/ImposterRaw/0001/0001_1.jpg", "pad/thanglong/live/0.webp",
        "pad/thanglong/phone-replay/0.webp", "pad/tranvanluyt-frames/live/0.jpg", "scenes/minivision/image_F2.jpg", "scenes/minivision/image_F2_result.jpg",
    ):  # fmt: skip
        put(tmp_path / name)
    told = [(picture.path.name, picture.origin, picture.kind, picture.species, picture.side) for picture in labelled(tmp_path)]
    assert told == [
        ("0001_2.jpg", "nuaa", "live", "live", None),
        ("0001_10.jpg", "nuaa", "live", "live", None),
        ("0001_1.jpg", "nuaa", "print", "print", None),
        ("0.webp", "thanglong", "live", "live", 160),
        ("0.webp", "thanglong", "screen", "phone-replay", 160),
        ("0.jpg", "tranvanluyt", "live", "live, whole frames", None),
        ("image_F2.jpg", "public examples", "screen", "tablet", None),
    ]


def test_a_folder_without_labelled_pictures_is_a_fault(tmp_path):
    with pytest.raises(TrainingFault, match="no labelled pictures"):
        labelled(tmp_path)


def test_the_demos_cast_and_a_limit_hold_pictures_back(tmp_path):
    for seed in ("0012", "0100", "0200"):
        put(tmp_path / "drawn" / seed / "01.jpg")
    for number in range(9):
        put(tmp_path / "utkface" / f"{number}.jpg")
    found = portraits(tmp_path, tmp_path / "drawn", 5)
    assert sum(picture.origin == "utkface" for picture in found) == 5
    tell = held_out(tmp_path)
    assert {picture.subject: tell(picture) for picture in found if picture.origin == "drawn"} == {"0012": True, "0100": False, "0200": True}
    assert tell(Picture(Path("x"), "drawn", "live", "live", "0160")) is False


def test_the_table_tells_which_error_a_row_counts():
    subjects = np.array(["a"] * 5)
    table = rows(at([Scored("set", "live", np.ones(5), subjects), Scored("set", "print", -np.ones(5), subjects)], 0.0)).splitlines()
    assert [cell.strip() for cell in table[2].split("|")][1:5] == ["set", "live", "0.00", "BPCER"]
    assert [cell.strip() for cell in table[3].split("|")][4:6] == ["APCER", "0.0 % (0.0–43.4) of 5"]
    assert len({len(line) for line in table}) == 1


def test_faces_that_nobody_could_judge_are_not_learnt_from():
    random = np.random.default_rng(0)
    tight = random.integers(0, 256, (4, 32, 32, 3)).astype(np.uint8)
    tight[1], tight[2] = 250, tight[2] // 12
    words = np.array(["a", "b", "c", "d"])
    faces = Faces(tight, tight, np.zeros(4, int), words, words, words, np.zeros((0, 1, 1, 3), np.uint8))
    assert visible(faces).subject.tolist() == ["a", "d"]
