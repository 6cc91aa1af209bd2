"""Several devices learn one network together, and a stopped run goes on there. GPUs are stood in for by two logical processors."""

import json
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
from faces import shards

from ostiary_train.losses import ArcFace

RUN = """
import sys
from pathlib import Path
import keras, tensorflow as tf
tf.config.set_logical_device_configuration(tf.config.list_physical_devices("CPU")[0], [tf.config.LogicalDeviceConfiguration()] * 2)
from ostiary_train import trainer
from test_trainer import NETWORK, OPTIONS, Phase, replace, Optimisation

trainer._gpus = lambda: ["CPU:0", "CPU:1"]

class Watch(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        if epoch == int(sys.argv[2]):
            raise KeyboardInterrupt
    def on_epoch_end(self, epoch, logs=None):
        print("replicas", tf.distribute.get_strategy().num_replicas_in_sync)

options = replace(OPTIONS, optimisation=Optimisation([Phase("all", 2, 2e-3)]))
folder = Path(sys.argv[1])
try:
    trainer.Trainer(options, NETWORK, folder / "shards", folder / "run", seed=1).run((Watch(),))
except KeyboardInterrupt:
    print("stopped")
"""


def run(folder: Path, stop_before: int) -> str:
    """In a process of its own: the collectives of a second strategy in one process would meet those of the first."""
    ended = subprocess.run([sys.executable, "-c", RUN, folder, str(stop_before)], cwd=Path(__file__).parent, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr[-2000:]
    return ended.stdout


def test_a_run_on_two_devices_stops_and_goes_on(tmp_path):
    shards(tmp_path / "shards", people=4, views=4)
    state = tmp_path / "run" / "state.json"
    first = run(tmp_path, 1)
    assert "replicas 2" in first and "stopped" in first and json.loads(state.read_text())["epochs"] == 1
    before = keras.saving.load_model(tmp_path / "run" / "model.keras", {"ArcFace": ArcFace}).get_layer("embedder").get_weights()
    rest = run(tmp_path, 2)
    assert rest.count("replicas 2") == 1 and "stopped" not in rest and json.loads(state.read_text())["epochs"] == 2
    after = keras.saving.load_model(tmp_path / "run" / "embedder.keras").get_weights()
    assert all(np.isfinite(values).all() for values in after)
    assert any((one != other).any() for one, other in zip(before, after))
