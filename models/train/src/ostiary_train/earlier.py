"""Adding people to a finished run without forgetting: its embedder teaches the new one, its centres are kept.

Learning without Forgetting (Li & Hoiem 2016): on every picture, old people's or new, the embedding must stay where it was.
"""

import json
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from .data import TrainingData, normalised
from .errors import TrainingFault


class Earlier:
    """A finished run's folder. Teaches like a Teacher."""

    def __init__(self, folder: Path) -> None:
        """Raises TrainingFault where the run is not finished."""
        try:
            self._people = json.loads((folder / "state.json").read_text())["people"]
            model = keras.saving.load_model(folder / "final.keras", compile=False)
        except (OSError, ValueError) as error:
            raise TrainingFault(f"{folder} is not a finished run: {error}", "Give the folder of a completed training run.") from error
        self._file = folder / "embedder.keras"
        self._embedder = model.get_layer("embedder")
        self._embedder.trainable = False
        named = {layer.name: layer for layer in model.layers}
        self._centres = np.array(named["logits"].kernel) if "logits" in named else None

    def embedder_copy(self) -> keras.Model:
        return keras.saving.load_model(self._file, compile=False)

    def embeddings(self, images: tf.Tensor) -> tf.Tensor:
        """[batch, 112, 112, 3] uint8 RGB → [batch, dimension] float32."""
        return tf.cast(self._embedder(normalised(images), training=False), tf.float32)

    def centres_for(self, people: list[str], fresh: np.ndarray, data: TrainingData) -> np.ndarray:
        """[centres, people, dimension]: the earlier run's for whom it knew, the mean embedding for whom it did not."""
        centres = np.array(fresh)
        known = {person: number for number, person in enumerate(self._people)} if self._centres is not None else {}
        means = np.zeros(centres.shape[1:], np.float32)
        for batch in data.epoch(0):
            vectors = tf.math.l2_normalize(self.embeddings(batch["image"]), -1).numpy()
            persons = batch["person"].numpy()
            np.add.at(means, persons[persons >= 0], vectors[persons >= 0])
        for number, person in enumerate(people):
            if person in known and self._centres.shape[0] == centres.shape[0]:
                centres[:, number] = self._centres[:, known[person]]
            elif means[number].any():
                centres[:, number] = means[number] / np.linalg.norm(means[number])
        return centres
