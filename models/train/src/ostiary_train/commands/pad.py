"""From pictures to a presentation attack detector's bundle: prepare, train, export and evaluate, or one of them."""

import argparse
import importlib

from . import steps

STEPS = {"prepare": "tensorflow", "train": "torch", "export": "tensorflow", "evaluate": "tensorflow"}
"""Torch learns this network faster on a CPU; only TensorFlow converts it."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    steps.add_arguments(parser, STEPS, "models/train/configs/pad.yaml")


def run(arguments: argparse.Namespace) -> None:
    def one(step: str) -> None:
        from ..config import load_config
        from ..pad.recipe import Recipe

        module = importlib.import_module(f"..pad.steps.{step}", __package__)
        module.run(load_config(arguments.config, Recipe, arguments.set))

    steps.run(arguments, STEPS, one)
