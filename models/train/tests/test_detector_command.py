"""The command's faults name the place and the remedy; the card's table reads as it should."""

from pathlib import Path

import pytest

from ostiary_train.cli import main
from ostiary_train.detector.card import figures_table

CONFIG = str(Path(__file__).parents[1] / "configs" / "detector.yaml")


@pytest.mark.parametrize(
    ("step", "override", "fault"),
    [
        ("label", "data.folder=/no/such/folder", "/no/such/folder"),
        ("label", "training.batches=4", "training.batches is unknown"),
        ("evaluate", "bundle=/no/such/bundle", "detector-wicket.tflite is missing"),
        ("export", "run=/no/such/run", "average.weights.h5 is missing"),
    ],
)
def test_faults_are_told_with_a_remedy(step, override, fault, capsys, monkeypatch):
    monkeypatch.setenv("KERAS_BACKEND", "tensorflow")
    assert main(["detector", CONFIG, "--only", step, "--set", override]) == 1
    message, remedy = capsys.readouterr().err.strip().splitlines()[-2:]
    assert fault in message and remedy.strip()


def test_the_table_has_a_row_for_every_kind_of_picture():
    figures = {
        "LFW": {"pictures": 100, "faces": 100, "recall": 0.95, "point error": 0.031, "p95": 0.06, "false": 2},
        "empty": {"pictures": 300, "false": 1},
    }
    rows = figures_table(figures).splitlines()
    assert [cell.strip() for cell in rows[2].split("|")] == ["", "LFW", "100", "95.00 % (88.8–97.8)", "3.1 % (p95 6.0)", "2 in 100", ""]
    assert [cell.strip() for cell in rows[3].split("|")] == ["", "empty", "–", "–", "–", "1 in 300", ""]
    assert len({len(row) for row in rows}) == 1
