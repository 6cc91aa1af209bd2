"""TensorBoard: loss and learning rate, verification of held-out people after every epoch, and their embeddings to look at.

`tensorboard --logdir models/train/runs`. People are numbered, not named.
"""

from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from .data import normalised
from .evaluate import HeldOut, Validation, protocol, similarities
from .parity import embed_with

FALSE_ACCEPTS = (0.001, 0.003, 0.01, 0.03, 0.1)


class Verification(keras.callbacks.Callback):
    """Scalars `accuracy`, `area`, `tar` at several false accept rates, a histogram of similarities, and the projector's files."""

    def __init__(self, folder: Path, held_out: HeldOut, options: Validation) -> None:
        super().__init__()
        self._folder, self._held_out, self._options = folder, held_out, options
        self._writer = tf.summary.create_file_writer(str(folder / "verification"))
        self._images = normalised(held_out.faces).numpy()

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        backbone = self.model.get_layer("embedder")
        vectors = embed_with(lambda batch: backbone(batch, training=False), self._images)
        found = protocol(vectors, self._held_out.names, self._options)
        scores, genuine = similarities(vectors, self._held_out.names, self._options)
        with self._writer.as_default(epoch):
            tf.summary.scalar("accuracy", found.accuracy)
            tf.summary.scalar("area", found.area)
            for share in FALSE_ACCEPTS:
                threshold = np.quantile(scores[~genuine], 1 - share, method="higher")
                tf.summary.scalar(f"tar/at_far_{share}", float((scores[genuine] > threshold).mean()))
            tf.summary.histogram("similarity/genuine", scores[genuine])
            tf.summary.histogram("similarity/impostor", scores[~genuine])
        self._project(vectors)

    def _project(self, vectors: np.ndarray) -> None:
        """The embedding projector's own format: two tab-separated tables and a file that names them."""
        folder = self._folder / "verification"
        np.savetxt(folder / "embeddings.tsv", vectors, fmt="%.4f", delimiter="\t")
        np.savetxt(folder / "people.tsv", self._held_out.people, fmt="%d")
        (folder / "projector_config.pbtxt").write_text(
            'embeddings { tensor_name: "held-out" tensor_path: "embeddings.tsv" metadata_path: "people.tsv" }\n'
        )


def callbacks(folder: Path, held_out: HeldOut, options: Validation) -> tuple[keras.callbacks.Callback, ...]:
    return keras.callbacks.TensorBoard(str(folder / "loss"), update_freq=20), Verification(folder, held_out, options)
