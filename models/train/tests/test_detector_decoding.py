"""Reading a detector's outputs and judging what they say: by hand-computed values."""

import cv2
import numpy as np
import pytest

from ostiary_train.detector.boxes import blend, overlaps
from ostiary_train.detector.card import figures_table
from ostiary_train.detector.decode import Faces, decode
from ostiary_train.detector.evaluate import Tally, by_group, point_error

POINTS = np.array([[0.0, 0], [10, 0], [5, 5], [1, 9], [9, 9]])


def test_overlap_of_boxes():
    boxes = np.array([[0.0, 0, 10, 10], [5, 0, 10, 10], [20, 20, 4, 4]])
    assert overlaps(boxes, boxes)[0] == pytest.approx([1, 1 / 3, 0])


def test_blending_hears_every_candidate_of_the_best_of_each_heap():
    boxes = np.array([[0.0, 0, 10, 10], [1, 0, 10, 10], [4.5, 0, 10, 10], [50, 0, 10, 10]])
    points = np.stack([POINTS, POINTS + 4, POINTS + 99, POINTS])
    found, where, scores = blend(boxes, points, np.array([0.3, 0.9, 0.2, 0.8]), 0.3)
    assert scores.tolist() == [0.9, 0.8]
    assert found[:, 0] == pytest.approx([0.75, 50]) and found[:, 2] == pytest.approx([10, 10])
    assert where[0] == pytest.approx(POINTS + 3) and where[1] == pytest.approx(POINTS)


def test_a_cell_is_decoded_as_the_daemon_does():
    cells = {8: 16, 16: 4, 32: 1}
    outputs = [np.zeros((n, values), np.float32) for n in cells.values() for values in (1, 1, 4, 10)]
    scores, others, box, points = outputs[:4]
    # Column 1, row 2 of the grid of stride 8.
    scores[9], others[9] = 0.81, 1.0
    box[9] = [0.5, 0.25, np.log(2), np.log(3)]
    points[9] = np.arange(10)
    faces = decode(outputs, (32, 32), (8, 16, 32), 0.5)
    assert faces.scores == pytest.approx([0.9])
    assert faces.boxes[0] == pytest.approx([12 - 8, 18 - 12, 16, 24])
    assert faces.points[0, 1] == pytest.approx([(1 + 2) * 8, (2 + 3) * 8])


def test_outputs_of_another_input_are_refused():
    with pytest.raises(ValueError, match="grid of 4x4 cells of stride 8"):
        decode([np.zeros((9, 1))], (32, 32), (8,), 0.5)


def test_point_error_is_in_distances_between_the_eyes():
    assert point_error(POINTS + [3, 4], POINTS) == pytest.approx(0.5)


def test_weak_labels_need_not_be_found_and_are_no_false_detections():
    labels = Faces(np.array([[0.0, 0, 10, 10], [40, 0, 10, 10]]), np.stack([POINTS, POINTS]), np.array([0.9, 0.3]))
    tally = Tally()
    tally.add(Faces(np.array([[1.0, 0, 10, 10], [41, 0, 10, 10], [80, 0, 10, 10]]), np.stack([POINTS] * 3), np.ones(3)), labels)
    tally.add(Faces(np.zeros((0, 4)), np.zeros((0, 5, 2)), np.zeros(0)), labels)
    assert (tally.faces, tally.found, tally.false, tally.pictures) == (2, 1, 1, 2)
    assert tally.report()["recall"] == 0.5


def test_portraits_are_counted_by_the_groups_of_their_names(tmp_path):
    for name in ("20_1_0_a.png", "70_1_2_b.png", "nobody.png"):
        cv2.imwrite(str(tmp_path / name), np.zeros((40, 40, 3), np.uint8))
    found = iter([[30.0, 30, 20, 20], [50.0, 50, 9, 9], [0.0, 0, 80, 80]])
    tallies = by_group(lambda _: Faces(np.array([next(found)]), POINTS[None], np.ones(1)), sorted(tmp_path.iterdir()))
    assert {name: (tally.found, tally.faces) for name, tally in tallies.items()} == {
        "age 18 to 39": (1, 1), "age 65 and more": (0, 1), "women": (1, 2), "ethnicity: White": (1, 1), "ethnicity: Asian": (0, 1),
    }  # fmt: skip
    assert "| –" in figures_table({"women": tallies["women"].report()}).splitlines()[-1]
