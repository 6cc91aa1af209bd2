"""Training on torch: targets, the fused forward pass, and a resume that changes nothing. Each runs on Keras' torch backend."""

import pytest
from torching import on_torch

pytest.importorskip("torch", reason="torch is not installed: pip install -e models/train[detector]")


def test_the_fused_forward_pass_is_keras_own():
    on_torch("""
        import torch
        from ostiary_train.detector.network import build
        from ostiary_train.torch_forward import forward
        torch.manual_seed(1)
        model = build()
        assert model.count_params() <= 150_000
        for weight in model.weights:
            weight.assign(weight.value + torch.rand(weight.shape) * 0.1)
        images = torch.rand(2, 64, 96, 3) * 2
        slow = model(images, training=False)
        fast = forward(model, images.permute(0, 3, 1, 2), False)
        assert slow.keys() == fast.keys() and len(slow) == 12
        for name, value in slow.items():
            other = torch.sigmoid(fast[name]) if name.startswith(("face", "quality")) else fast[name]
            torch.testing.assert_close(other, value, rtol=1e-4, atol=1e-4)
    """)


def test_each_face_has_cells_of_the_grid_for_its_size():
    on_torch("""
        import torch
        from ostiary_train.detector.targets import assign, cells
        targets = torch.zeros(1, 12, 15)
        targets[0, 0] = torch.tensor([90.0, 90, 14, 16] + [0] * 10 + [1])
        targets[0, 1] = torch.tensor([0.0, 0, 112, 120] + [0] * 10 + [1])
        targets[0, 2] = torch.tensor([100.0, 10, 20, 20] + [0] * 10 + [-1])
        state, face = assign(cells(128), targets)
        fine, middle, coarse = state[0, :256].reshape(16, 16), state[0, 256:320].reshape(8, 8), state[0, 320:].reshape(4, 4)
        assert fine[12, 12] == 1 and face[0, 12 * 16 + 12] == 0 and (fine == 1).sum() == 1
        assert (middle[1:4, 1:4] == 1).any() and (coarse == 1).any()
        assert fine[2, 13] == -1, "a place that is left out of the loss"
        assert fine[15, 0] == 0 and coarse[3, 0] == 0
    """)


def test_a_perfect_answer_costs_next_to_nothing():
    on_torch("""
        import torch
        from ostiary_train.detector.losses import detection_loss
        from ostiary_train.detector.targets import assign, cells
        grid = cells(64)
        target = torch.zeros(1, 12, 15)
        target[0, 0] = torch.tensor([10.0, 12, 30, 40, 20, 25, 35, 25, 27, 33, 21, 42, 34, 42, 1])
        positive = assign(grid, target)[0][0] > 0
        score = torch.where(positive, 12.0, -12.0)[:, None]
        stride = grid.stride[:, None]
        box = torch.cat([torch.tensor([25.0, 32]) / stride - grid.corner, (torch.tensor([30.0, 40]) / stride).log()], 1)
        points = (target[0, 0, 4:14].reshape(5, 2) / stride[:, None] - grid.corner[:, None]).reshape(-1, 10)
        parts = {"face": score, "quality": score, "box": box, "points": points}
        outputs = {}
        for stride, (first, end) in {8: (0, 64), 16: (64, 80), 32: (80, 84)}.items():
            outputs |= {f"{kind}_{stride}": value[None, first:end] for kind, value in parts.items()}
        losses = detection_loss(outputs, grid, target)
        assert all(value < 1e-3 for value in losses.values()), losses
    """)


def test_a_resumed_training_is_the_uninterrupted_one(tmp_path):
    on_torch(f"""
        from pathlib import Path
        import numpy as np, torch
        from ostiary_train.detector.network import Shape
        from ostiary_train.detector.plan import Plan
        from ostiary_train.detector.train import Training

        class Scenes:
            def take(self, number):
                random = np.random.default_rng(number)
                targets = np.zeros((8, 12, 15), np.float32)
                targets[:, 0] = [10, 12, 30, 40, 20, 25, 35, 25, 27, 33, 21, 42, 34, 42, 1]
                return random.integers(0, 256, (8, 64, 64, 3), dtype=np.uint8), targets
            def prepare(self, number):
                pass
            def empty(self, numbers):
                return np.stack([np.random.default_rng(number).integers(0, 256, (64, 64, 3), dtype=np.uint8) for number in numbers])

        torch.set_num_threads(1)
        def training(rounds):
            plan = Plan(seed=3, size=64, rounds=rounds, scenes=8, repeats=1, batch=4, learning_rate=0.01, decay_from=1000, empty=4)
            return Training(plan, Shape(8, (8, 8, 8, 8), 8, (1, 1, 1)))
        whole, folder = training(3), Path({str(tmp_path)!r})
        whole.run(Scenes(), folder / "whole")
        training(1).run(Scenes(), folder / "parts")
        resumed = training(3)
        resumed.load(folder / "parts")
        resumed.run(Scenes(), folder / "parts")
        assert resumed.step == whole.step == 6 and resumed.mined == whole.mined
        for mine, other in zip(resumed.average + resumed.parameters, whole.average + whole.parameters):
            assert torch.equal(mine, other)
        assert len((folder / "parts" / "curve.jsonl").read_text().splitlines()) == 3
    """)
