"""What is exported answers like what was trained, runs on the accelerators' operations only, and is the same every time."""

import hashlib
import json

import numpy as np
import pytest
import tensorflow as tf

from ostiary_train.bundle import CardFacts, golden_vector, write_bundle
from ostiary_train.card import Measured, render
from ostiary_train.export import fixed_input_scale, save_served, to_tflite
from ostiary_train.lfw import Verification
from ostiary_train.networks import NetworkOptions, embedder, stages
from ostiary_train.openset import Rates
from ostiary_train.ops import inspect
from ostiary_train.parity import TfliteEmbedder, compare, embed_with, unit_rows

FACTS = CardFacts("MIT", "here", "1.0.0", "None.", "none.", "Tests.", ["One epoch."], ["None known."])
RATES = [Rates(0.4, 100, 1e-6, 0.1, 0.001, 0.12)]


@pytest.fixture(scope="module")
def images():
    return np.random.default_rng(1).uniform(-1, 1, (6, 112, 112, 3)).astype(np.float32)


@pytest.fixture(scope="module")
def model(images):
    made = embedder(stages(NetworkOptions(width=0.25, dimension=32)))
    for _ in range(40):
        made(images, training=True)
    return made


@pytest.fixture(scope="module")
def quantised(model, images):
    return to_tflite(model, list(fixed_input_scale(image[None] for image in images)))


def test_int8_is_accelerated_whole_and_per_channel(quantised):
    report = inspect(quantised)
    assert report.not_xnnpack == report.not_edge_tpu == [] and report.float_tensors == 0 and report.per_channel


def test_float_operations_are_reported(model):
    assert inspect(to_tflite(model)).float_tensors > 0


def test_models_agree(model, quantised, images):
    trained = unit_rows(np.array(model(images, training=False)))
    assert compare(trained, TfliteEmbedder(to_tflite(model)).embed(images)).worst > 0.99999
    assert compare(trained, TfliteEmbedder(quantised).embed(images)).worst > 0.9


def test_input_scale_does_not_depend_on_the_pictures(quantised):
    interpreter = tf.lite.Interpreter(model_content=quantised)
    assert interpreter.get_input_details()[0]["quantization"] == pytest.approx((2 / 255, -1), abs=1e-6)


def test_versions_of_a_saved_model_stand_side_by_side(model, images, tmp_path):
    assert [save_served(model, tmp_path).name for _ in range(2)] == ["v1", "v2"]
    served = tf.saved_model.load(str(tmp_path / "v2")).signatures
    trained = unit_rows(np.array(model(images, training=False)))
    answers = embed_with(lambda batch: served["serving_default"](image=tf.constant(batch))["embedding"], images)
    assert compare(trained, answers).worst > 0.99999
    pixels = np.round(images * 127.5 + 127.5).astype(np.uint8)
    answers = embed_with(lambda batch: served["pixels"](pixels=tf.constant(batch))["embedding"], pixels)
    assert compare(trained, answers).worst > 0.99


def test_the_bundles_digest_is_that_of_its_contents(tmp_path):
    golden = golden_vector(np.zeros((5, 2)), np.full(64, 0.125))

    def written(name: str, model: bytes) -> str:
        return write_bundle(tmp_path / name / "embedder-x", model, FACTS, RATES, 0.4, "nothing", golden, "# card\n")

    first, again, other = written("a", b"model"), written("b", b"model"), written("c", b"other")
    assert first == again != other
    manifest = json.loads((tmp_path / "a/embedder-x/bundle.json").read_text())
    assert manifest["sha256"] == hashlib.sha256(b"model").hexdigest() and manifest["output"] == {"dimension": 64}
    assert max(map(len, (tmp_path / "a/embedder-x/golden.json").read_text().splitlines())) <= 120


def test_the_card_says_what_was_measured(quantised):
    pairs = Verification(600, 0.985, 0.4, 0.91, 0.99)
    parity = compare(np.eye(2), np.eye(2))
    measured = Measured(2_000_000, 3.1, inspect(quantised), parity, parity, pairs, pairs, RATES, 0.4, "nobody", {"men": (3, 1000)})
    card = render("embedder-x", FACTS, measured)
    for part in ("98.50 %", "2.00 MB", "**0.40**", "97.2 to 99.2 %", "None known.", "| men   | 3.0e-03 (1.0e-03–8.8e-03) | 1,000 |"):
        assert part in card
