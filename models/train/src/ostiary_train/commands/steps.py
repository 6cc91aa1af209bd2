"""The steps of one command, each on the Keras backend that suits it."""

import argparse
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser, steps: dict[str, str], example: str) -> None:
    """steps: names in order, each with its Keras backend."""
    parser.add_argument("config", type=Path, help=f"YAML file, for example {example}")
    parser.add_argument("--only", choices=list(steps), action="append", help="run only this step (may be repeated)")
    parser.add_argument("--set", action="append", default=[], metavar="a.b=VALUE", help="override a setting of the file")


def run(arguments: argparse.Namespace, steps: dict[str, str], one: Callable[[str], None]) -> None:
    """Runs the requested steps; `one` runs a single step in this process."""
    chosen = [step for step in steps if step in (arguments.only or steps)]
    if len(chosen) == 1:
        os.environ["KERAS_BACKEND"] = steps[chosen[0]]
        one(chosen[0])
        return
    # A process keeps the backend that it began with.
    overrides = [word for value in arguments.set for word in ("--set", value)]
    for step in chosen:
        command = [sys.executable, "-m", "ostiary_train", arguments.command, str(arguments.config), "--only", step, *overrides]
        code = subprocess.run(command, check=False).returncode
        if code != 0:
            raise SystemExit(code)
