"""From pictures to a face embedder's bundle: prepare, train, match and export, or one of them."""

import argparse

from . import steps

STEPS = {"prepare": "tensorflow", "train": "tensorflow", "match": "torch", "export": "tensorflow"}
"""Torch learns this network in bfloat16 in half the time on a CPU that has it; only TensorFlow converts it."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    steps.add_arguments(parser, STEPS, "models/train/configs/embedder.yaml")


def run(arguments: argparse.Namespace) -> None:
    def one(step: str) -> None:
        from .. import pipeline
        from ..config import load_config

        options = load_config(arguments.config, pipeline.Pipeline, arguments.set)
        getattr(pipeline, step)(options)

    steps.run(arguments, STEPS, one)
