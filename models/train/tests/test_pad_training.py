"""It learns, goes on where it stopped, and is the same network on both backends and in int8."""

import numpy as np
import pytest

from ostiary_train.ops import inspect
from ostiary_train.pad.export import exported
from ostiary_train.pad.golden import golden
from ostiary_train.pad.looks import normalised
from ostiary_train.pad.network import Shape, build
from ostiary_train.pad.plan import Plan
from ostiary_train.pad.runtime import PadModel
from torching import on_torch

SMALL = Shape(8, (8, 8, 16), (1, 1, 1), 16, 8)


def test_it_learns_and_goes_on_where_it_stopped(tmp_path):
    on_torch(f"""
        import json
        import numpy as np
        import torch
        from pathlib import Path
        from ostiary_train.pad.network import Shape
        from ostiary_train.pad.plan import Plan
        from ostiary_train.pad.shards import Faces
        from ostiary_train.pad.train import Training

        torch.set_num_threads(1)  # small steps: a second thread only waits
        random = np.random.default_rng(0)
        kind = np.arange(48) % 3
        def patch(side):
            pixels = random.integers(0, 60, (48, side, side, 3)).astype(np.uint8)
            for number, one in zip(kind, pixels):
                one[..., number] += 120
            return pixels
        words = np.array(["set"] * 48)
        faces = Faces(patch(164), patch(160), kind, words, words, words, np.zeros((0, 1, 1, 3), np.uint8), np.zeros(48, np.float32))
        plan, shape = Plan(1, 40, 12, 0.005, 10, 0.001, report=20), Shape(8, (8, 8, 16), (1, 1, 1), 16, 8)
        folder = Path({str(tmp_path)!r})
        short = Training(plan, shape, 40, 0.005)
        short.steps = 20
        short.run(faces, None, folder)
        training = Training(plan, shape, 40, 0.005)
        training.load(folder)
        assert training.step == 20
        training.run(faces, faces, folder)
        lines = [json.loads(line) for line in (folder / "curve.jsonl").read_text().splitlines()]
        assert [line["step"] for line in lines] == [20, 40]
        assert lines[1]["loss"] < lines[0]["loss"], lines
        assert (folder / "average.weights.h5").exists()
    """)


def test_torch_and_tensorflow_give_the_same_answer(tmp_path):
    model = build(SMALL)
    model.save_weights(tmp_path / "w.weights.h5")
    pixels = np.random.default_rng(1).integers(0, 256, (2, 224, 112, 3)).astype(np.float32)
    np.save(tmp_path / "pixels.npy", pixels)
    np.save(tmp_path / "wanted.npy", np.asarray(model(normalised(pixels), training=False)))
    on_torch(f"""
        import numpy as np
        from ostiary_train.pad.network import Shape, build
        from ostiary_train.pad.train import images
        from ostiary_train.torch_forward import forward
        model = build(Shape(8, (8, 8, 16), (1, 1, 1), 16, 8))
        model.load_weights({str(tmp_path / "w.weights.h5")!r})
        found = forward(model, images(np.load({str(tmp_path / "pixels.npy")!r})), False)["logits"].float().detach().numpy()
        wanted = np.load({str(tmp_path / "wanted.npy")!r})
        assert np.abs(found - wanted).max() < 0.05 * max(1, np.abs(wanted).max()), (found, wanted)
    """)


@pytest.fixture(scope="module")
def small():
    random = np.random.default_rng(0)
    model = build(SMALL)
    looks = random.integers(0, 256, (8, 224, 112, 3), dtype=np.uint8)
    return model, looks, exported(model, looks)


def test_every_operation_is_delegated_and_pixels_enter_less_128(small):
    _, _, tflite = small
    report = inspect(tflite)
    assert (report.not_xnnpack, report.not_edge_tpu, report.float_tensors, report.per_channel) == ([], [], 0, True)
    entry = PadModel(tflite)._input
    assert entry["shape"].tolist() == [1, 224, 112, 3] and entry["dtype"] == np.int8
    assert entry["quantization"] == (pytest.approx(1 / 127.5), -1)


def test_int8_answers_as_float(small):
    model, looks, tflite = small
    wanted = np.asarray(model(normalised(looks), training=False))
    assert np.abs(PadModel(tflite).answers(looks) - wanted).max() < 0.15 * max(np.ptp(wanted), 0.05)


def test_golden_inputs_are_told_by_formula(small):
    told = golden(PadModel(small[2]), "abc")
    assert told["model"] == "abc" and len(told["cases"]) == 4
    assert all(len(case["output"]) == 3 and len(case["inputSha256"]) == 64 for case in told["cases"])


def test_the_rate_rises_and_falls():
    plan = Plan(1, 1000, 8, 0.01, 100, 0.001)
    assert plan.rate(0, 1000, 0.01) < 0.001 and plan.rate(400, 1000, 0.01) == 0.01 and plan.rate(999, 1000, 0.01) < 0.001
