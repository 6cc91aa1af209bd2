"""Runs a script on Keras' torch backend."""

import os
import subprocess
import sys
import textwrap


def on_torch(script: str) -> None:
    """A process keeps the Keras backend that it began with, so the script has one of its own."""
    environment = {**os.environ, "KERAS_BACKEND": "torch"}
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
