"""From pictures to a face detector's bundle: label, train, evaluate and export, or one of them."""

import argparse
import importlib

from . import steps

STEPS = {"label": "tensorflow", "train": "torch", "export": "tensorflow", "evaluate": "tensorflow"}
"""Torch trains this network three times as fast on a CPU; only TensorFlow converts it."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    steps.add_arguments(parser, STEPS, "models/train/configs/detector.yaml")


def run(arguments: argparse.Namespace) -> None:
    def one(step: str) -> None:
        from ..config import load_config
        from ..detector.recipe import Recipe

        module = importlib.import_module(f"..detector.steps.{step}", __package__)
        module.run(load_config(arguments.config, Recipe, arguments.set))

    steps.run(arguments, STEPS, one)
