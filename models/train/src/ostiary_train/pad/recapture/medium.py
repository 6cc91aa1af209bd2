"""A sheet or a screen with a face on it: its picture, its outline, and the finest structure that it shows."""

from dataclasses import dataclass

import cv2
import numpy as np

from ...detector.scenes.shapes import lettering
from .chance import about, grain, spread, tint
from .widen import laid_out

REACH = 2.9
"""A medium is drawn as far as this from the middle of the face, units."""


@dataclass
class Medium:
    """
    picture: [side, side, 3] float32 0..255, the face upright in its middle; cover: [side, side] float32, 1 where the medium is;
    unit: pixels of `picture` a unit; shows: light of its own (a screen); edges: left, top, right, bottom in units;
    grid: lines of sub-pixels a unit, 0 for none.
    """

    picture: np.ndarray
    cover: np.ndarray
    unit: float
    species: str
    shows: bool
    edges: tuple[float, float, float, float]
    grid: float = 0.0
    bend: float = 0.0


def print_of(random: np.random.Generator, photograph: np.ndarray, box: np.ndarray, points: np.ndarray) -> Medium:
    """A print of some kind of the photograph (RGB) around the face in `box`; a few have holes for eyes."""
    species = str(random.choice(["sheet", "sheet", "sheet", "card", "cut-out", "poster"]))
    shown, extent, unit = _laid_out(random, photograph, box)
    width = {"sheet": spread(random, 1.25, 5), "card": random.uniform(2.5, 6.5), "cut-out": 3.0, "poster": random.uniform(4, 9)}[species]
    height = width / 1.58 if species == "card" else width * random.uniform(0.75, 1.5)
    across = random.uniform(0.15, 0.4) if species == "card" else random.uniform(0.38, 0.62)
    edges = _edges(width, height, across, random.uniform(0.3, 0.6), least=0.62 if species != "cut-out" else 0.8)
    if species == "card":
        extent = tuple(np.clip(extent, -0.95, 0.95) * random.uniform(0.85, 1))
    picture = _filled(random, shown, extent, edges, unit, paper=True)
    if species == "card":
        _letter(random, picture, extent, unit)
    picture = _inked(random, picture)
    cover = _outline(picture.shape[0], unit, edges, 0.0)
    if species == "cut-out":
        cover *= _head(random, picture.shape[0], unit)
    medium = Medium(picture, cover, unit, species, False, edges, bend=random.normal(0, 0.03) if random.random() < 0.6 else 0.0)
    if species in ("cut-out", "sheet") and random.random() < 0.1:
        _eye_holes(random, medium, shown, points, box)
    return medium


def screen_of(random: np.random.Generator, photograph: np.ndarray, box: np.ndarray) -> Medium:
    """A telephone, tablet, laptop or monitor that shows the photograph."""
    species = str(random.choice(["telephone", "telephone", "tablet", "laptop"]))
    shown, extent, unit = _laid_out(random, photograph, box)
    if species == "telephone":
        width, ratio = spread(random, 1.15, 3.4), random.uniform(1.7, 2.2)
    elif species == "tablet":
        width, ratio = spread(random, 1.3, 4.8), random.uniform(1.25, 1.6)
    else:
        width, ratio = spread(random, 1.8, 9), 1 / random.uniform(1.3, 1.8)
    if species != "laptop" and random.random() < 0.2:
        width, ratio = width * 1.5, 1 / ratio
    edges = _edges(width, width * ratio, random.uniform(0.4, 0.6), random.uniform(0.33, 0.6), least=0.56)
    bezel = min(width, width * ratio) * random.uniform(0.015, 0.11)
    picture = _filled(random, shown, extent, edges, unit, paper=False)
    if random.random() < 0.3:
        _controls(random, picture, edges, unit)
    picture = _glowing(random, picture)
    uneven = random.uniform(0.3, 1.5, 4) if random.random() < 0.5 else 1
    frame = tuple((np.array(edges) + bezel * np.array([-1, -1, 1, 1]) * uneven).tolist())
    body = float(random.choice((random.uniform(5, 40), random.uniform(5, 40), random.uniform(120, 235)))) * tint(random, 0.05)
    inside = _outline(picture.shape[0], unit, edges, 0.02)[..., None]
    picture = picture * inside + body * (1 - inside)
    cover = _outline(picture.shape[0], unit, frame, random.uniform(0, 0.12))
    if species == "laptop" and random.random() < 0.6:
        _keys(random, picture, cover, frame, unit)
    # Screens of 90 to 460 dots an inch, faces of 4 to 20 centimetres on them.
    return Medium(picture, cover, unit, species, True, frame, grid=spread(random, 90, 900))


def _laid_out(random, photograph, box):
    """The photograph around the face's middle; how far it reaches (left, top, right, bottom); pixels a unit."""
    size = max(box[2], box[3])
    unit = float(np.clip(size, 60, 78))
    shown = laid_out(random, photograph, box, int(2 * REACH * unit), unit)
    ends = np.array([0, 0, photograph.shape[1], photograph.shape[0]])
    return shown, tuple((ends - np.tile(box[:2] + box[2:] / 2, 2)) / size), unit


def _edges(width, height, across, down, least):
    """Left, top, right, bottom, none nearer to the middle than `least`, so that the face is on it."""
    return (min(-least, -width * across), min(-least, -height * down), max(least, width * (1 - across)), max(least, height * (1 - down)))


def _filled(random, shown, extent, edges, unit, paper):
    """The photograph where there is one, and what surrounds it on the medium."""
    side = shown.shape[0]
    if random.random() < 0.5:  # it fills the medium
        extent = (-9.0, -9.0, 9.0, 9.0)
    elif paper and random.random() < 0.5:  # a photograph with a border
        border = random.uniform(0, 0.12) * (edges[2] - edges[0])
        extent = tuple(np.array(edges) + border * np.array([1, 1, -1, -1])) if min(np.abs(edges)) - border > 0.5 else extent
    low = np.maximum(np.array(extent[:2]), edges[:2])
    high = np.minimum(np.array(extent[2:]), edges[2:])
    around = _surrounding(random, shown, paper)
    left, top, right, bottom = np.clip(np.concatenate([low, high]) * unit + side / 2, 0, side).astype(int)
    around[top:bottom, left:right] = shown[top:bottom, left:right]
    return around


def _surrounding(random, shown, paper):
    dice = random.random()
    if dice < 0.2:
        small = cv2.resize(shown, (12, 12), interpolation=cv2.INTER_AREA)
        return cv2.resize(small, shown.shape[1::-1], interpolation=cv2.INTER_CUBIC)
    level = random.uniform(215, 255) if paper or dice > 0.75 else random.uniform(0, 50)
    return np.full(shown.shape, np.minimum(level * tint(random, 0.03), 255), np.float32)


def _letter(random, picture, extent, unit):
    """Fields of a card beside the photograph."""
    side = picture.shape[0]
    paint = tint(random, 0.12) * random.uniform(180, 245)
    right = int(np.clip(extent[2] * unit + side / 2 + 0.1 * unit, 0, side))
    picture[:, right:] = np.clip(paint, 0, 255)
    canvas = picture.astype(np.uint8)
    for _ in range(int(random.integers(2, 8))):
        lettering(random, canvas)
    picture[:, right:] = canvas[:, right:]


def _inked(random, picture):
    """Ink on paper: gamut, halftone or dither, fibres, bands of the printing head."""
    tone = picture / 255
    if random.random() < 0.12:
        tone = np.repeat(tone.mean(2, keepdims=True), 3, axis=2)
    tone = _saturated(tone, random.uniform(0.6, 1.15)) ** about(random, 0.2)
    if random.random() < 0.35:
        tone = _halftoned(random, tone)
    dither = cv2.GaussianBlur(grain(random, tone.shape[:2]), (0, 0), random.uniform(0.4, 1.2))
    tone = tone + (dither if random.random() < 0.5 else dither[..., :1]) * random.uniform(0, 0.09)
    if random.random() < 0.15:
        rows = np.arange(tone.shape[0], dtype=np.float32)
        tone = tone * (1 + random.uniform(0.01, 0.05) * np.sin(rows * random.uniform(0.1, 1.2)))[:, None, None]
    black, white = random.uniform(8, 65), random.uniform(185, 250) * tint(random, 0.03)
    fibre = cv2.resize(grain(random, (tone.shape[0] // 3,) * 2)[..., :1], tone.shape[1::-1])[..., None]
    return (black + (white - black) * np.clip(tone, 0, 1)) * (1 + random.uniform(0, 0.03) * fibre)


def _halftoned(random, tone):
    """Dots of three inks at three angles."""
    rows, columns = tone.shape[:2]
    y, x = np.mgrid[:rows, :columns].astype(np.float32)
    pitch, share = 2 * np.pi / random.uniform(2.2, 6), random.uniform(0.2, 0.8)
    out = np.empty_like(tone)
    for ink, angle in enumerate(np.radians(random.permutation([15, 45, 75])).tolist()):
        across, down = pitch * (x * np.cos(angle) + y * np.sin(angle)), pitch * (y * np.cos(angle) - x * np.sin(angle))
        threshold = 0.5 + 0.25 * (np.cos(across) + np.cos(down))
        out[..., ink] = np.clip((tone[..., ink] - threshold) * 3 + 0.5, 0, 1)
    return tone * (1 - share) + out * share


def _glowing(random, picture):
    """A display's contrast, tint and black."""
    tone = _saturated(picture / 255, random.uniform(0.65, 1.3)) ** about(random, 0.25)
    blue = np.exp(random.normal([-0.06, 0, 0.08], 0.09)).astype(np.float32)
    glow = random.uniform(0, 45) + (265 * about(random, 0.3) * blue) * tone
    if random.random() < 0.25:  # a bright screen before an exposed room
        glow = glow * random.uniform(1.2, 1.9)
    return np.minimum(glow, 400)


def _saturated(tone, factor):
    """0..1, nearer to grey or further from it."""
    to_grey = np.full((3, 3), 1 / 3)
    return np.clip(cv2.transform(tone, factor * np.eye(3) + (1 - factor) * to_grey), 0, 1)


def _controls(random, picture, edges, unit):
    """A play button, a bar of a player, a row of symbols."""
    side = picture.shape[0]
    left, top, right, bottom = np.clip(np.array(edges) * unit + side / 2, 0, side).astype(int).tolist()
    level = float(random.choice((30, 235)))
    if random.random() < 0.4:
        where = (int(side / 2 + random.normal(0, 0.2) * unit), int(side / 2 + random.normal(0.2, 0.4) * unit))
        cv2.circle(picture, where, int(unit * random.uniform(0.08, 0.25)), (level,) * 3, -1 if random.random() < 0.5 else 3, cv2.LINE_AA)
    depth = int(unit * random.uniform(0.05, 0.3))
    if random.random() < 0.5:
        picture[max(0, bottom - depth) : bottom, left:right] *= 0.3
    if random.random() < 0.5:
        picture[top : top + depth // 2, left:right] = level
    for x in np.linspace(left, right, 5)[1:-1].astype(int).tolist():
        cv2.circle(picture, (x, max(0, bottom - depth // 2)), max(2, depth // 4), (255.0 - level,) * 3, -1, cv2.LINE_AA)


def _outline(side, unit, edges, corner):
    """1 inside a rectangle with rounded corners, soft by a pixel."""
    at = (np.arange(side, dtype=np.float32) + 0.5 - side / 2) / unit
    x = np.maximum(edges[0] + corner - at, at - edges[2] + corner)[None]
    y = np.maximum(edges[1] + corner - at, at - edges[3] + corner)[:, None]
    outside = np.hypot(np.maximum(x, 0), np.maximum(y, 0)) + np.minimum(np.maximum(x, y), 0) - corner
    return np.clip(0.5 - outside * unit, 0, 1)


def _head(random, side, unit):
    """A face cut out along its contour, with or without its neck and shoulders."""
    mask = np.zeros((side, side), np.uint8)
    middle = (side // 2, int(side / 2 - 0.06 * unit))
    axes = (int(unit * random.uniform(0.48, 0.7)), int(unit * random.uniform(0.62, 0.85)))
    cv2.ellipse(mask, middle, axes, random.normal(0, 4), 0, 360, 255, -1, cv2.LINE_AA)
    if random.random() < 0.4:
        shoulders = [int(unit * random.uniform(0.9, 1.4)), int(unit * random.uniform(0.5, 0.9))]
        cv2.ellipse(mask, (side // 2, int(side / 2 + 1.3 * unit)), shoulders, 0, 0, 360, 255, -1, cv2.LINE_AA)
    return cv2.GaussianBlur(mask, (0, 0), 1).astype(np.float32) / 255


def _eye_holes(random, medium, shown, points, box):
    """Where holes are cut for the eyes, the wearer's own are seen, deeper and darker."""
    side, unit = medium.picture.shape[0], medium.unit
    behind = shown * random.uniform(0.5, 0.9)
    for point in points[:2]:
        at = (point - box[:2] - box[2:] / 2) / max(box[2], box[3]) * unit + side / 2
        mask = np.zeros((side, side), np.float32)
        axes = (int(unit * random.uniform(0.09, 0.14)), int(unit * random.uniform(0.05, 0.09)))
        cv2.ellipse(mask, at.astype(int).tolist(), axes, 0, 0, 360, 1.0, -1, cv2.LINE_AA)
        shift = np.array([[1, 0, random.normal(0, 2)], [0, 1, random.normal(0, 2)]], np.float32)
        through = cv2.warpAffine(behind, shift, (side, side), borderMode=cv2.BORDER_REFLECT)
        medium.picture = medium.picture * (1 - mask[..., None]) + through * mask[..., None]


def _keys(random, picture, cover, frame, unit):
    """A keyboard below the screen."""
    side = picture.shape[0]
    top = int(np.clip(frame[3] * unit + side / 2, 0, side))
    left, right = np.clip(np.array([frame[0], frame[2]]) * unit + side / 2, 0, side).astype(int)
    base, key = (random.uniform(15, 60), random.uniform(5, 30)) if random.random() < 0.5 else (random.uniform(110, 190), random.uniform(10, 60))
    picture[top:, left:right] = base
    pitch = max(3, int(unit * random.uniform(0.1, 0.3)))
    for y in range(top + pitch, side - pitch, pitch):
        for x in range(left + pitch // 2, right - pitch, pitch):
            picture[y : y + int(pitch * 0.75), x : x + int(pitch * 0.75)] = key
    cover[top:, left:right] = 1
