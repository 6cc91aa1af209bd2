"""From pictures to a face detector's bundle: label, train, evaluate and export, or one of them."""

import argparse
import importlib
import os
import subprocess
import sys
from pathlib import Path

STEPS = {"label": "tensorflow", "train": "torch", "export": "tensorflow", "evaluate": "tensorflow"}
"""Each with the Keras backend that it runs on: torch trains this network three times as fast on a CPU, only TensorFlow converts it."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("config", type=Path, help="YAML file, for example models/train/configs/detector.yaml")
    parser.add_argument("--only", choices=list(STEPS), action="append", help="do this step only (may be repeated)")
    parser.add_argument("--set", action="append", default=[], metavar="a.b=VALUE", help="override a setting of the file")


def run(arguments: argparse.Namespace) -> None:
    steps = arguments.only or list(STEPS)
    if len(steps) == 1:
        os.environ["KERAS_BACKEND"] = STEPS[steps[0]]
        from ..config import load_config
        from ..detector.recipe import Recipe

        step = importlib.import_module(f"..detector.steps.{steps[0]}", __package__)
        step.run(load_config(arguments.config, Recipe, arguments.set))
        return
    # A process keeps the backend that it began with.
    overrides = [word for value in arguments.set for word in ("--set", value)]
    for step in steps:
        command = [sys.executable, "-m", "ostiary_train", "detector", str(arguments.config), "--only", step, *overrides]
        code = subprocess.run(command, check=False).returncode
        if code != 0:
            raise SystemExit(code)
