"""One picture of a person, or of an attack with that person's photograph, as a camera sees it."""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from ..pictures import LIVE, PRINT
from .camera import falloff, photograph
from .chance import spread, tint
from .medium import REACH, Medium, print_of, screen_of
from .plane import held
from .surroundings import clutter, frame_ends, hand, scene
from .widen import laid_out

SPAN = 4.9
"""Side of what is composed, units."""


@dataclass(frozen=True)
class Seen:
    """picture: uint8 RGB; box: left, top, width, height of the face in it."""

    picture: np.ndarray
    box: np.ndarray
    kind: str
    species: str


@dataclass(frozen=True)
class Photograph:
    """Of a person, RGB, with the face's box and points in it."""

    picture: np.ndarray
    box: np.ndarray
    points: np.ndarray


def person(random: np.random.Generator, shown: Photograph) -> Seen:
    """The person before the camera."""
    size = max(shown.box[2], shown.box[3])
    unit = spread(random, 36, float(np.clip(size * 1.3, 60, 105)))
    side = int(SPAN * unit)
    canvas = laid_out(random, shown.picture, shown.box, side, unit, np.radians(random.normal(0, 4)))
    if random.random() < 0.35:
        clutter(random, canvas, unit)
    if random.random() < 0.12:
        _stray_hand(random, canvas, unit)
    if random.random() < 0.5:
        canvas *= falloff(random, (side, side), 0.25)
    if random.random() < 0.12:
        _gloss(random, canvas, unit, np.ones((side, side, 1), np.float32), 0.5)
    ends = frame_ends(random, shown.picture, shown.box)
    width, height = shown.box[2:] * unit / size
    return _seen(random, canvas, np.array([width, height]), unit, ends, LIVE, LIVE)


def attack(random: np.random.Generator, kind: str, shown: Photograph, behind: Photograph, ends: np.ndarray) -> Seen:
    """`shown`, printed or displayed (`kind`), before a camera; `behind`: what the rest of the picture is made of; `ends`: where the frame
    ends, of a picture of a person."""
    medium = print_of(random, shown.picture, shown.box, shown.points) if kind == PRINT else screen_of(random, shown.picture, shown.box)
    unit = spread(random, 36, 105)
    side = int(SPAN * unit)
    view = held(random, medium.bend)
    u, v = view.plane_points(side, unit)
    canvas = scene(random, behind.picture, behind.box, side, unit)
    if random.random() < 0.25:
        clutter(random, canvas, unit)
    canvas = _placed(random, medium, u, v, unit, canvas)
    for _ in range(int(random.choice((0, 1, 1, 2)))):
        _holding_hand(random, canvas, medium, view, unit)
    if random.random() < 0.5:
        canvas *= falloff(random, (side, side), 0.2)
    half = shown.box[2:] / max(shown.box[2:]) / 2
    corners = view.in_camera(np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * half)
    size = np.ptp(corners, axis=0) * unit
    return _seen(random, canvas, size, unit, ends, kind, medium.species)


def _placed(random, medium: Medium, u, v, unit, canvas):
    """The medium in the scene, under the scene's light or with its own."""
    low, scale = medium.picture.shape[0] / 2 - 0.5, medium.unit
    # Shrunk first where the warp would skip pixels.
    share = min(1.0, 1.4 * unit / medium.unit)
    picture, cover = medium.picture, medium.cover
    if share < 1:
        picture, cover = (cv2.resize(part, None, fx=share, fy=share, interpolation=cv2.INTER_AREA) for part in (picture, cover))
        scale, low = scale * (picture.shape[0] / medium.picture.shape[0]), picture.shape[0] / 2 - 0.5
    across, down = u * scale + low, v * scale + low
    seen = cv2.remap(picture, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    covered = cv2.remap(cover, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)[..., None]
    if medium.shows:
        seen = _displayed(random, seen, u, v, unit, medium.grid, canvas)
    else:
        seen = seen * falloff(random, seen.shape[:2], 0.2)
        if medium.bend:
            seen *= (1 + random.normal(0, 0.15) * u)[..., None].clip(0.4, 1.5)
        if random.random() < 0.35:
            _gloss(random, seen, unit, covered, 1.0)
    if random.random() < 0.5:  # its shadow, or its light, on what is behind
        near = cv2.GaussianBlur(cv2.resize(covered, (64, 64)), (0, 0), 4)
        canvas = canvas * (1 + random.uniform(-0.35, 0.15) * cv2.resize(near, canvas.shape[1::-1])[..., None])
    return cv2.blendLinear(canvas, seen, 1 - covered[..., 0], covered[..., 0])


def _displayed(random, seen, u, v, unit, grid, room):
    """Sub-pixels as a sensor samples them, refresh bands, and the room mirrored in the glass."""
    # A pixel of the sensor averages what falls on it, so that a line of the grid keeps sinc(frequency) of its contrast. Where the grid is
    # finer than two pixels, sampling folds it down: moiré.
    contrast = random.uniform(0.1, 0.6)
    for harmonic in (1, 2):
        frequency = harmonic * grid / unit
        left = float(contrast * np.sinc(frequency) / harmonic)
        if abs(left) < 0.002:
            continue
        turn = 2 * math.pi * harmonic * grid
        columns = np.stack([np.cos(u * turn + phase) for phase in (0.0, 2 * math.pi / 3, 4 * math.pi / 3)], 2)
        seen = seen * (1 + left * columns + 0.6 * left * np.cos(v * turn)[..., None])
    if random.random() < 0.25:
        rows = np.arange(seen.shape[0], dtype=np.float32)
        seen = seen * (1 + random.uniform(0.03, 0.2) * np.sin(rows * 2 * np.pi / (unit * random.uniform(0.4, 4)) + random.uniform(0, 6)))[:, None, None]
    if random.random() < 0.4:  # a veil of the room's light over the screen's black
        seen = seen * (1 - (share := random.uniform(0.05, 0.4))) + share * random.uniform(90, 240) * tint(random, 0.08)
    if random.random() < 0.25:
        seen = seen + random.uniform(0.05, 0.25) * room[:, ::-1]
    if random.random() < 0.45:
        _gloss(random, seen, unit, np.ones((*seen.shape[:2], 1), np.float32), 1.0)
    if random.random() < 0.3:  # a screen brighter than the room blooms
        seen = 0.7 * seen + 0.3 * cv2.GaussianBlur(seen, (0, 0), unit * random.uniform(0.01, 0.06))
    return seen


def _gloss(random, seen, unit, cover, strength):
    """A lamp mirrored on the surface, as a spot or a streak, in place."""
    side = seen.shape[0]
    y, x = np.mgrid[:side, :side].astype(np.float32)
    left, top = (side / 2 + unit * random.normal(0, 0.5) for _ in range(2))
    angle = random.uniform(0, math.pi)
    across = ((x - left) * math.cos(angle) + (y - top) * math.sin(angle)) / (unit * spread(random, 0.05, 0.5))
    along = ((y - top) * math.cos(angle) - (x - left) * math.sin(angle)) / (unit * spread(random, 0.08, 2))
    spot = np.exp(-(across**2) - along**2)
    seen += random.uniform(40, 260) * strength * spot[..., None] * cover


def _holding_hand(random, canvas, medium, view, unit):
    """At a border of the medium, if that is in the picture."""
    left, top, right, bottom = np.clip(medium.edges, -REACH, REACH)
    middle = random.uniform(0.2, 0.8)
    side = int(random.choice((0, 1, 2, 2)))
    point, inward = [
        ((left, top + middle * (bottom - top)), (1, 0)), ((right, top + middle * (bottom - top)), (-1, 0)), ((left + middle * (right - left), bottom), (0, -1)),
    ][side]  # fmt: skip
    at = view.in_camera(np.array([point]))[0] * unit + canvas.shape[0] / 2
    lean = np.array(inward, float) + random.normal(0, 0.3, 2)
    hand(random, canvas, at, lean / np.linalg.norm(lean), unit)


def _stray_hand(random, canvas, unit):
    """A hand beside a living face: it is no attack."""
    angle = random.uniform(0, 2 * np.pi)
    outward = np.array([np.cos(angle), np.sin(angle)])
    hand(random, canvas, canvas.shape[0] / 2 + outward * unit * random.uniform(0.8, 2), -outward, unit)


def _seen(random, canvas, size, unit, ends, kind, species) -> Seen:
    picture = photograph(random, canvas, unit)
    side = picture.shape[0]
    left, top, right, bottom = np.clip(ends * unit + side / 2, 0, side).astype(int).tolist()
    framed = np.zeros_like(picture)
    framed[top:bottom, left:right] = picture[top:bottom, left:right]
    return Seen(framed, np.array([*(side / 2 - size / 2), *size]), kind, species)
