"""Finds faces with a bundle's detector, as the daemon does: same letterbox, same decoding, same blending."""

import json
from pathlib import Path

import numpy as np
import tensorflow as tf

from .config import SHARED, shared_folder
from .detector.decode import Faces, decode
from .errors import TrainingFault
from .letterbox import letterbox


class Finder:
    """The detector of one bundle folder (`models/<name>`, decoder `yunet`). Not safe to share between threads."""

    def __init__(self, bundle: Path, threads: int = 1) -> None:
        """Raises TrainingFault where the bundle is missing, names an absent model, or is no detector of the family."""
        try:
            manifest = json.loads((bundle / "bundle.json").read_text())
        except (OSError, ValueError) as error:
            raise TrainingFault(f"cannot read {bundle}/bundle.json: {error}", "Give a detector bundle from models/.") from error
        if manifest.get("output", {}).get("decoder") != "yunet":
            raise TrainingFault(f"{bundle} is not a detector of the yunet family", "Use a yunet bundle: alignment needs its five points.")
        file = model_file(bundle, manifest["file"])
        self._interpreter = tf.lite.Interpreter(str(file), num_threads=threads)
        self._interpreter.allocate_tensors()
        self._input = self._interpreter.get_input_details()[0]
        self._outputs = self._interpreter.get_output_details()
        self._output = manifest["output"]
        self._bgr = manifest["input"]["channels"] == "bgr"
        self._zero = self._input["quantization"][1] if self._input["dtype"] == np.int8 else 0

    def find(self, picture: np.ndarray) -> Faces:
        """[height, width, 3] uint8 RGB → faces in its pixels, most confident first."""
        _, height, width, _ = (int(side) for side in self._input["shape"])
        canvas, (scale_x, scale_y) = letterbox(picture, width, height)
        tensor = canvas[..., ::-1] if self._bgr else canvas
        self._interpreter.set_tensor(self._input["index"], (tensor.astype(np.int16) + self._zero).astype(self._input["dtype"])[None])
        self._interpreter.invoke()
        outputs = [self._real(detail) for detail in self._outputs]
        found = decode(outputs, (width, height), self._output["strides"], self._output["minConfidence"], self._output["nmsOverlap"])
        scale = np.array([scale_x, scale_y])
        return Faces(found.boxes * np.tile(scale, 2), found.points * scale, found.scores)

    def _real(self, detail: dict) -> np.ndarray:
        values = self._interpreter.get_tensor(detail["index"])[0]
        scale, zero = detail["quantization"]
        return values if scale == 0 else (values.astype(np.float32) - zero) * scale


def model_file(bundle: Path, name: str) -> Path:
    """The file that a manifest names: in the bundle's folder, or below `$OSTIARY_SHARED`."""
    file = shared_folder() / name.removeprefix(SHARED) if name.startswith(SHARED) else bundle / name
    if not file.is_file():
        raise TrainingFault(f"{file}, the model of {bundle.name}, is missing", "Copy the bundle again, or set OSTIARY_SHARED.")
    return file


def most_central(faces: Faces, picture: np.ndarray) -> int | None:
    """Number of the face nearest the picture's middle, which is whom a portrait shows; None where there is no face."""
    if len(faces) == 0:
        return None
    middle = np.array(picture.shape[1::-1]) / 2
    return int(np.linalg.norm(faces.boxes[:, :2] + faces.boxes[:, 2:] / 2 - middle, axis=1).argmin())
