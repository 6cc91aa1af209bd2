"""A student of the same shape learns a teacher's maps, and a stopped run keeps the stages that were done."""

import numpy as np
import pytest
import tensorflow as tf
from faces import shards
from tensorflow.lite.tools import flatbuffer_utils

from ostiary_train.errors import TrainingFault
from ostiary_train.export import fixed_input_scale, to_tflite
from ostiary_train.hints import HintTrainer, Step, real
from ostiary_train.networks import NetworkOptions, embedder, stages
from ostiary_train.teacher import Teacher
from ostiary_train.views import make_views

NETWORK = NetworkOptions(width=0.25, dimension=32)
SHAPES = [[28, 28, 32], [28, 28, 32], [14, 14, 64], [14, 14, 64], [7, 7, 64]]


@pytest.fixture(scope="module")
def teacher(tmp_path_factory):
    """An int8 model of the student's shape, and the tensors at the ends of its stages."""
    model = embedder(stages(NETWORK))
    pictures = np.random.default_rng(1).uniform(-1, 1, (8, 112, 112, 3)).astype(np.float32)
    for _ in range(40):
        model(pictures, training=True)
    path = tmp_path_factory.mktemp("teacher") / "teacher.tflite"
    path.write_bytes(to_tflite(model, list(fixed_input_scale(picture[None] for picture in pictures))))
    graph = flatbuffer_utils.read_model(str(path)).subgraphs[0]
    outputs = [int(operator.outputs[0]) for operator in graph.operators]
    ends, place = [], 0
    for shape in SHAPES:
        of_shape = [index for index in outputs[place:] if list(graph.tensors[index].shape) == [1, *shape]]
        ends.append(of_shape[0] if len(ends) in (0,) else of_shape[-1] if len(ends) != 2 else of_shape[len(of_shape) // 2])
        place = outputs.index(ends[-1]) + 1
    return path, ends


def test_a_teacher_names_what_it_lacks(teacher, tmp_path):
    with pytest.raises(TrainingFault, match="no tensor"):
        Teacher(teacher[0], (100_000,))
    (tmp_path / "x.tflite").write_bytes(b"no model")
    with pytest.raises(TrainingFault):
        Teacher(tmp_path / "x.tflite")


def test_hints_leave_the_answer_as_it_is(teacher):
    path, ends = teacher
    picture = np.random.default_rng(2).integers(0, 256, (112, 112, 3), np.uint8)
    assert (Teacher(path).answer(picture)[0] == Teacher(path, tuple(ends)).answer(picture)[0]).all()
    batch = Teacher(path).embeddings(tf.constant(picture[None]))
    assert batch.shape[-1] == 32


def test_stages_learn_and_are_kept(teacher, tmp_path):
    path, ends = teacher
    views = make_views(tmp_path / "views", shards(tmp_path / "shards"), Teacher(path, tuple(ends)), count=64, seed=1, strength=0.5)
    again = make_views(tmp_path / "views", tmp_path / "shards", Teacher(path, tuple(ends)), count=64, seed=1, strength=0.5)
    assert (views.array("pixels")[:] == again.array("pixels")[:]).all()
    parts = stages(NETWORK)
    steps = [
        Step(["head"], "teacher", 64, 30, 1e-2, batch=16),
        Step(["late", "head"], "student", 64, 1, 1e-3, batch=16),
    ]
    trainer = HintTrainer(parts, ends, steps[:1], views, tmp_path / "stages")
    head = trainer._models[-1]
    targets, maps = real(views, "embedding", slice(0, 64)), real(views, "hint4", slice(0, 64))
    before = cosine(np.array(head(maps, training=False)), targets)
    trainer.run()
    assert cosine(np.array(head(maps, training=False)), targets) > before + 0.3
    model = HintTrainer(parts, ends, steps, views, tmp_path / "stages").run()
    resumed = HintTrainer(parts, ends, steps, views, tmp_path / "stages").run()
    for name in ("late", "head"):
        for one, other in zip(model.get_layer(name).get_weights(), resumed.get_layer(name).get_weights()):
            assert one == pytest.approx(other)


def cosine(first: np.ndarray, second: np.ndarray) -> float:
    first, second = (vectors.reshape(len(vectors), -1) for vectors in (first, second))
    return float(((first * second).sum(1) / np.linalg.norm(first, axis=1) / np.linalg.norm(second, axis=1)).mean())


@pytest.mark.parametrize("names, source", [(["late", "front"], "teacher"), (["body"], "teacher"), (["head"], "nobody")])
def test_impossible_steps_are_refused(teacher, tmp_path, names, source):
    path, ends = teacher
    views = make_views(tmp_path / "views", shards(tmp_path / "shards"), Teacher(path, tuple(ends)), count=8, seed=1, strength=0.5)
    with pytest.raises(TrainingFault):
        HintTrainer(stages(NETWORK), ends, [Step(names, source, 8, 1, 1e-3)], views, tmp_path / "stages")
