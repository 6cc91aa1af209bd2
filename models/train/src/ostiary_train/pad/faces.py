"""Where the face is in every picture, found once and kept in one file for each set of pictures."""

import json
import logging
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from ..finder import Finder, most_central
from ..prepare import read_picture
from ..progress import Progress
from .pictures import Picture

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Face:
    """turns: of 90° clockwise that set the picture upright; box: left, top, width, height in the upright picture; points [5, 2]."""

    picture: Picture
    turns: int
    box: np.ndarray
    points: np.ndarray

    def pixels(self) -> np.ndarray:
        """The upright picture, uint8 RGB, at the size in which box and points are told."""
        return _turned(_sized(read_picture(self.picture.path), self.picture), self.turns)


def faces_of(pictures: list[Picture], cache: Path, detector: Path) -> list[Face]:
    """The face nearest the middle of each picture; pictures without one are left out and counted in the log.

    Found ones are kept in `cache`/ORIGIN.jsonl; a picture that is not named there is looked at again.
    """
    cache.mkdir(parents=True, exist_ok=True)
    found: list[Face] = []
    finder = Finder(detector)
    for origin in dict.fromkeys(picture.origin for picture in pictures):
        own = [picture for picture in pictures if picture.origin == origin]
        file = cache / f"{origin}.jsonl".replace(" ", "-")
        known = {line["path"]: line for line in map(json.loads, file.read_text().splitlines())} if file.exists() else {}
        with file.open("a") as out:
            for picture in Progress(f"faces of {origin}", len(own)).over(own):
                line = known.get(str(picture.path))
                if line is None:
                    line = _look(picture, finder)
                    out.write(json.dumps(line) + "\n")
                if "box" in line:
                    found.append(Face(picture, line["turns"], np.array(line["box"]), np.array(line["points"])))
        log.info("%s: a face in %d of %d pictures", origin, sum(face.picture.origin == origin for face in found), len(own))
    return found


def _look(picture: Picture, finder: Finder) -> dict:
    pixels = _sized(read_picture(picture.path), picture)
    for turns in (0, 1, 3) if picture.side else (0,):
        upright = _turned(pixels, turns)
        # Tight crops show less than a terminal's frame, which the detector learnt from: around them goes what their edge shows.
        margin = max(upright.shape) // 2 if picture.side else 0
        seen = cv2.copyMakeBorder(upright, margin, margin, margin, margin, cv2.BORDER_REPLICATE)
        faces = finder.find(seen)
        central = most_central(faces, seen)
        if central is not None:
            box = faces.boxes[central] - [margin, margin, 0, 0]
            points = faces.points[central] - margin
            numbers = {"box": box.round(2).tolist(), "points": points.round(2).tolist()}
            return {"path": str(picture.path), "turns": turns, **numbers}
    return {"path": str(picture.path)}


def _sized(pixels: np.ndarray, picture: Picture) -> np.ndarray:
    """Crops at their set's common size, after the same JPEG: neither tells what they show."""
    longest = max(pixels.shape[:2])
    if picture.side is None:
        return pixels
    if longest > picture.side:
        scale = picture.side / longest
        pixels = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    coded = cv2.imencode(".jpg", pixels[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 75])[1]
    return np.ascontiguousarray(cv2.imdecode(coded, cv2.IMREAD_COLOR)[..., ::-1])


def _turned(pixels: np.ndarray, turns: int) -> np.ndarray:
    return np.ascontiguousarray(np.rot90(pixels, -turns)) if turns else pixels
