"""From pictures to a face embedder's bundle: prepare, train and export, or one of them."""

import argparse
from pathlib import Path

from ..config import load_config

STEPS = ("prepare", "train", "export")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("config", type=Path, help="YAML file, for example models/train/configs/embedder.yaml")
    parser.add_argument("--only", choices=STEPS, action="append", help="do this step only (may be repeated)")
    parser.add_argument("--set", action="append", default=[], metavar="a.b=VALUE", help="override a setting of the file")


def run(arguments: argparse.Namespace) -> None:
    from ..pipeline import Pipeline, ship, train
    from ..prepare import prepare
    from ..records import read_index

    options = load_config(arguments.config, Pipeline, arguments.set)
    steps = arguments.only or STEPS
    if "prepare" in steps and (arguments.only or not _prepared(options.data.cache, read_index)):
        prepare(options.data, options.seed)
    if "train" in steps:
        train(options)
    if "export" in steps:
        print(f"bundle: {ship(options)}")


def _prepared(cache: Path, read_index) -> bool:
    """Faces are cut once; `--only prepare` cuts them anew."""
    return (cache / "index.json").exists() and bool(read_index(cache).faces)
