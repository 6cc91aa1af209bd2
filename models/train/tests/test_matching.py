"""Matching a teacher: blends of faces, the fused forward pass of the embedder, and a student that comes nearer and goes on after a stop."""

import numpy as np
import pytest
from torching import on_torch

from ostiary_train.matching.blend import blended

pytest.importorskip("torch", reason="torch is not installed: pip install -e models/train[torch]")


def test_blends_show_two_faces_and_leave_the_rest_alone():
    random = np.random.default_rng(1)
    pixels = np.stack([np.full((112, 112, 3), value, np.uint8) for value in (0, 200, 40, 80)])
    mixed = blended(random, pixels, 0.5)
    assert (mixed[2:] == pixels[2:]).all()
    assert 0 < mixed[0].mean() < 200 and mixed.dtype == np.uint8
    assert (blended(random, pixels, 0.0) == pixels).all()


@pytest.mark.parametrize("network", ["mobilefacenet", "mobilenetv2"])
def test_the_fused_forward_pass_is_keras_own(network):
    on_torch(f"""
        import torch
        from ostiary_train.networks import NetworkOptions, embedder, stages
        from ostiary_train.torch_forward import forward
        torch.manual_seed(1)
        model = embedder(stages(NetworkOptions("{network}", 0.25, 32)))
        for weight in model.weights:
            weight.assign(weight.value + torch.rand(weight.shape) * 0.05)
        images = torch.rand(3, 112, 112, 3) * 2 - 1
        slow = model(images, training=False)
        (fast,) = forward(model, images.permute(0, 3, 1, 2), False).values()
        torch.testing.assert_close(fast, slow, rtol=1e-3, atol=1e-3)
        (half,) = forward(model, images.permute(0, 3, 1, 2).to(torch.bfloat16), False).values()
        assert torch.nn.functional.cosine_similarity(half.float(), slow).min() > 0.99
    """)


def test_a_student_comes_nearer_to_its_teacher_and_goes_on_after_a_stop(tmp_path):
    on_torch(f"""
        import itertools, json
        from dataclasses import replace
        from pathlib import Path
        import keras, numpy as np
        from ostiary_train.matching.plan import Matching
        from ostiary_train.matching.train import Student
        from ostiary_train.networks import NetworkOptions, embedder, stages
        keras.utils.set_random_seed(1)
        random = np.random.default_rng(1)
        pixels = random.integers(0, 256, (8, 112, 112, 3)).astype(np.uint8)
        wanted = random.normal(size=(8, 16)).astype(np.float32)
        plan = Matching(Path("none"), steps=40, decay_from=30, learning_rate=3e-3, report=10, averaging=0.9)
        build = lambda: embedder(stages(NetworkOptions(width=0.25, dimension=16)))
        batches = itertools.repeat((pixels, wanted))
        folder, measure = Path("{tmp_path}"), lambda embed: {{"seen": len(embed(pixels))}}

        Student(replace(plan, steps=20), build()).run(batches, folder, measure)
        student = Student(plan, build())
        student.load(folder)
        assert student.step == 20
        student.run(batches, folder, measure)
        curve = [json.loads(line) for line in (folder / "curve.jsonl").read_text().splitlines()]
        assert [line["step"] for line in curve] == [10, 20, 30, 40] and curve[0]["seen"] == 8
        assert curve[-1]["cosine"] > curve[0]["cosine"] + 0.2, curve
    """)
