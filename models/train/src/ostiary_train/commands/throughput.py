"""Prints how many augmented faces per second the data pipeline delivers without training: the upper limit for a GPU."""

import argparse
import time
from pathlib import Path

from ..config import load_config


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("config", type=Path, help="the embedder's YAML file; its pictures must be prepared")
    parser.add_argument("--batches", type=int, default=50, help="number of batches (default 50)")


def run(arguments: argparse.Namespace) -> None:
    from ..data import DataOptions, TrainingData
    from ..pipeline import Pipeline

    options = load_config(arguments.config, Pipeline)
    data = options.training.data if options.training else DataOptions()
    source = TrainingData(options.data.cache, data, options.seed)
    for epoch, state in enumerate(("from the shards", "from the cache" if data.cache else "again")):
        start, count = time.monotonic(), 0
        for batch in source.epoch(epoch).take(arguments.batches):
            count += len(batch["person"])
        print(f"{count} faces {state}: {count / (time.monotonic() - start):.0f} a second")
