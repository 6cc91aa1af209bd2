"""Matching a teacher: blends of faces, the fused forward pass of the embedder, and a student that comes nearer and goes on after a stop."""

from pathlib import Path

import numpy as np
import pytest
from torching import on_torch

from ostiary_train.errors import TrainingFault
from ostiary_train.matching.blend import blended
from ostiary_train.matching.plan import Matching
from ostiary_train.matching.reshape import reshaped

pytest.importorskip("torch", reason="torch is not installed: pip install -e models/train[torch]")


def test_blends_show_two_faces_and_leave_the_rest_alone():
    random = np.random.default_rng(1)
    pixels = np.stack([np.full((112, 112, 3), value, np.uint8) for value in (0, 200, 40, 80)])
    mixed = blended(random, pixels, 0.5)
    assert (mixed[2:] == pixels[2:]).all()
    assert 0 < mixed[0].mean() < 200 and mixed.dtype == np.uint8
    assert (blended(random, pixels, 0.0) == pixels).all()


@pytest.mark.parametrize("share", [{"blended": 7.0}, {"reshaped": -0.1}, {"labelled_times": 0}])
def test_a_share_that_is_none_is_refused_by_name(share):
    (name,) = share
    with pytest.raises(TrainingFault, match=f"matching.{name}"):
        Matching(Path("none"), steps=1, decay_from=1, **share)


def test_reshaping_moves_what_a_face_shows_and_keeps_its_colours():
    grid = np.zeros((4, 112, 112, 3), np.uint8)
    grid[:, ::8] = grid[:, :, ::8] = 200
    bent = reshaped(np.random.default_rng(1), grid, 0.5)
    changed = [not np.array_equal(before, after) for before, after in zip(grid, bent)]
    assert sum(changed) == 2 and bent.dtype == np.uint8
    flat = np.full((2, 112, 112, 3), (10, 120, 230), np.uint8)
    assert np.array_equal(reshaped(np.random.default_rng(1), flat, 1.0), flat)
    assert np.array_equal(reshaped(np.random.default_rng(1), grid, 0.5), bent)
    assert reshaped(np.random.default_rng(1), grid, 0.0) is grid


def test_matrices_take_orthogonal_steps_of_adams_size_and_the_rest_takes_adams():
    on_torch("""
        import torch
        from ostiary_train.optimizer import MatrixOptimizer
        from ostiary_train.networks import NetworkOptions, embedder, stages
        torch.manual_seed(1)
        model = embedder(stages(NetworkOptions(width=0.25, dimension=16)))
        before = {weight.path: weight.value.detach().clone() for weight in model.trainable_weights}
        for weight in model.trainable_weights:
            weight.value.grad = torch.randn(weight.shape)
        MatrixOptimizer(model, 0.01, 0.0).step(0.01)
        matrices = 0
        for weight in model.trainable_weights:
            assert weight.value.grad is None
            moved = weight.value.detach() - before[weight.path]
            if len(weight.shape) == 4 and "depthwise" not in weight.path:
                matrices += 1
                step = moved.view(-1, weight.shape[-1])
                values = torch.linalg.svdvals(step)
                assert values.quantile(0.1) > 0.4 * values.max(), (weight.path, values)
                # Muon's 0.2 is the root mean square of Adam's steps in practice, for a matrix whose long side decides.
                expected = 0.01 * 0.2 * max(step.shape) ** 0.5
                assert 0.6 * expected < values.mean() < 1.3 * expected, (weight.path, values.mean(), expected)
            else:
                torch.testing.assert_close(moved.abs(), torch.full_like(moved, 0.01), rtol=1e-3, atol=1e-4)
        assert matrices > 10
    """)


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
