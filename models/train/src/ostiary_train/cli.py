"""The command line `ostiary-train`: one sub-command per stage, each in a module of `commands` that is imported only when used."""

import argparse
import importlib
import logging
import os
import sys

from .errors import TrainingFault

COMMANDS: dict[str, str] = {
    "embedder": "Prepares pictures, trains a face embedder and exports its bundle.",
    "throughput": "Measures the data pipeline.",
    "detector": "Labels pictures, trains a face detector, exports and measures its bundle.",
    "pad": "Simulates attacks, trains a presentation attack detector, exports and measures its bundle.",
}


def main(arguments: list[str] | None = None) -> int:
    """Runs one command. Exit status: 0 done, 1 an error whose message says how to fix it, 2 usage error."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    parser = argparse.ArgumentParser(prog="ostiary-train", description=__doc__)
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    arguments = sys.argv[1:] if arguments is None else arguments
    for name, summary in COMMANDS.items():
        subparser = subparsers.add_parser(name, help=summary, description=summary)
        if arguments[:1] == [name]:
            module = importlib.import_module(f".commands.{name}", __package__)
            module.add_arguments(subparser)
            subparser.set_defaults(run=module.run)
    parsed = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s", datefmt="%H:%M:%S")
    try:
        parsed.run(parsed)
    except TrainingFault as fault:
        print(f"ostiary-train: {fault}\n  {fault.remedy}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("ostiary-train: interrupted; the last checkpoint is kept", file=sys.stderr)
        return 130
    return 0
