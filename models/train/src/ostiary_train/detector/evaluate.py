"""What a detector finds, misses and imagines, on pictures that it never learnt from."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np

from ..groups import GROUPS, groups_of
from .boxes import overlaps
from .decode import Faces
from .pictures import Picture
from .scenes.compose import FACE_SCORE, Composer
from .scenes.occlude import KINDS as OCCLUSIONS
from .scenes.occlude import occlude
from .scenes.paste import Patch, place

Detect = Callable[[np.ndarray], Faces]
SAME = 0.5
"""Overlap (IoU) from which two boxes are one face."""
SIZES = ((12, 20), (20, 32), (32, 64), (64, 128), (128, 288))
"""Heights of faces, pixels of the model's input."""


@dataclass
class Tally:
    """faces and those found; point errors in inter-ocular distances, one a face found; detections that no teacher supports; pictures."""

    faces: int = 0
    found: int = 0
    false: int | None = 0
    pictures: int = 0
    errors: list[float] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.found / self.faces if self.faces else float("nan")

    def add(self, detected: Faces, wanted: Faces) -> None:
        """Counts one picture; of `wanted`, only faces of FACE_SCORE must be found, the weaker ones may be."""
        self.pictures += 1
        shared = overlaps(wanted.boxes, detected.boxes)
        for index in np.flatnonzero(wanted.scores >= FACE_SCORE):
            self.faces += 1
            if len(detected) and shared[index].max() >= SAME:
                self.found += 1
                self.errors.append(point_error(detected.points[shared[index].argmax()], wanted.points[index]))
        self.false += int((shared.max(axis=0, initial=0) < 0.2).sum())

    def report(self) -> dict:
        report: dict = {"pictures": self.pictures, "false": self.false}
        if self.faces:
            report |= {"faces": self.faces, "recall": round(self.recall, 4)}
        if self.errors:
            report |= {"point error": round(float(np.mean(self.errors)), 4), "p95": round(float(np.quantile(self.errors, 0.95)), 4)}
        return report


def point_error(points: np.ndarray, wanted: np.ndarray) -> float:
    """Mean distance of five points, in distances between the wanted eyes."""
    return float(np.linalg.norm(points - wanted, axis=1).mean() / np.linalg.norm(wanted[1] - wanted[0]))


def subjects(detect: Detect, labels: Iterable[tuple[Picture, Faces]]) -> Tally:
    """The face nearest the middle of every picture (LFW's subject); other faces may be found or not."""
    tally = Tally()
    for picture, faces in labels:
        certain = np.flatnonzero(faces.scores >= FACE_SCORE)
        if not len(certain):
            continue
        pixels = cv2.imread(str(picture.path))
        middle = np.array(pixels.shape[1::-1]) / 2
        centres = faces.boxes[certain, :2] + faces.boxes[certain, 2:] / 2
        subject = certain[np.linalg.norm(centres - middle, axis=1).argmin()]
        scores = np.where(np.arange(len(faces)) == subject, 1.0, FACE_SCORE - 0.01)
        tally.add(detect(pixels), Faces(faces.boxes, faces.points, scores))
    return tally


def altered(detect: Detect, labels, alter: Callable[[np.random.Generator, np.ndarray, np.ndarray], np.ndarray], seed: int = 1) -> Tally:
    """As `subjects`, each picture altered first: `alter` takes random, picture and the subject's points."""
    tally = Tally()
    for number, (picture, faces) in enumerate(labels):
        if len(faces) != 1 or faces.scores[0] < FACE_SCORE:
            continue
        pixels = alter(np.random.default_rng((seed, number)), cv2.imread(str(picture.path)), faces.points[0])
        tally.add(detect(pixels), faces)
    return tally


def darkened(share: float) -> Callable:
    """A sensor that gets this share of the light, with its noise."""
    return lambda random, pixels, _: np.clip(pixels * share + random.normal(0, 2.5, pixels.shape), 0, 255).astype(np.uint8)


def covered(kind: str) -> Callable:
    def alter(random, pixels, points):
        occlude(random, pixels, points, kind)
        return pixels

    return alter


def by_size(detect: Detect, composer: Composer, labels, size: int, count: int, seed: int = 3) -> dict[str, Tally]:
    """One held-out face on a faceless background, for each range of heights."""
    certain = [(picture, faces) for picture, faces in labels if len(faces) == 1 and faces.scores[0] >= FACE_SCORE]
    tallies = {}
    for low, high in SIZES:
        tally = tallies[f"{low}..{high} px"] = Tally()
        for number in range(count):
            random = np.random.default_rng((seed, low, number))
            canvas, targets = composer.background(random), []
            picture, faces = certain[random.integers(len(certain))]
            patch = Patch(cv2.imread(str(picture.path)), faces, 0)
            if place(random, canvas, targets, patch, random.uniform(low, high)) and targets[0][14] > 0:
                target = targets[0]
                tally.add(detect(canvas), Faces(target[None, :4], target[4:14].reshape(1, 5, 2), np.ones(1)))
    return tallies


def by_group(detect: Detect, files: Iterable[Path]) -> dict[str, Tally]:
    """
    Portraits whose names tell groups: whether a face is found where the picture has its middle. They are shown at half the size, for
    they are cut so tight that no terminal sees a face like that. Other faces are not counted as false.
    """
    tallies = {name: Tally(false=None) for name in GROUPS}
    for file in files:
        portrait = cv2.imread(str(file))
        margins = [side // 2 for side in portrait.shape[:2] for _ in range(2)]
        pixels = cv2.copyMakeBorder(portrait, *margins, cv2.BORDER_REPLICATE)
        faces = detect(pixels)
        middle = np.array(pixels.shape[1::-1]) / 2
        inside = (faces.boxes[:, :2] <= middle) & (middle <= faces.boxes[:, :2] + faces.boxes[:, 2:])
        for name in groups_of(file.name):
            tallies[name].pictures += 1
            tallies[name].faces += 1
            tallies[name].found += int(inside.all(axis=1).any())
    return {name: tally for name, tally in tallies.items() if tally.faces}


def empty(detect: Detect, scenes: Iterable[np.ndarray]) -> Tally:
    tally = Tally()
    nothing = Faces(np.zeros((0, 4)), np.zeros((0, 5, 2)), np.zeros(0))
    for scene in scenes:
        tally.add(detect(scene), nothing)
    return tally


def evaluate(
    detect: Detect, held_out: list[tuple[Picture, Faces]], composer: Composer, portraits: Iterable[Path], size: int, count: int
) -> dict[str, dict]:
    """
    Every figure of the card; `composer` draws from held-out pictures at the model's input size. All of LFW and of the portraits, whose
    names tell groups; `count` of the rest.
    """
    faces = [label for label in held_out if label[0].source == "lfw-dev"]
    tallies = {"LFW fold 5": subjects(detect, faces)}
    tallies |= {f"light × {share}": altered(detect, faces[:count], darkened(share)) for share in (0.25, 0.1, 0.05)}
    tallies |= {f"covered: {kind}": altered(detect, faces[:count], covered(kind)) for kind in OCCLUSIONS}
    tallies |= by_size(detect, composer, held_out, size, count // 5)
    tallies["empty, drawn"] = empty(detect, (composer.empty_drawn(number) for number in range(count)))
    tallies["empty, photographed"] = empty(detect, (composer.empty(number).pixels for number in range(count)))
    tallies |= by_group(detect, portraits)
    return {name: tally.report() for name, tally in tallies.items()}
