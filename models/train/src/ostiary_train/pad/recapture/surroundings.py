"""What is around a face or an attack: rooms, people behind, hands, things at the edge, and where the frame ends."""

import cv2
import numpy as np

from .chance import tint
from .widen import laid_out, room_of


def scene(random: np.random.Generator, picture: np.ndarray, box: np.ndarray, side: int, unit: float) -> np.ndarray:
    """[side, side, 3] float32: behind an attack. The picture with its person as the one who holds it, or as a room; or a drawn room."""
    dice = random.random()
    if dice < 0.3:
        room = cv2.resize(room_of(random, 160), (side, side), interpolation=cv2.INTER_LINEAR)
        return cv2.GaussianBlur(room, (0, 0), random.uniform(0.5, 3))
    if dice < 0.75:  # the holder's face is above, beside or behind the medium
        moved = box - np.array([random.normal(0, 0.9), -random.uniform(0, 2.2), 0, 0]) * max(box[2], box[3])
        shown = laid_out(random, picture, moved, side, unit * random.uniform(0.7, 1.3))
    else:
        scale = side / min(picture.shape[:2]) * random.uniform(1, 2.2)
        spare = np.maximum(0, np.array(picture.shape[1::-1]) * scale - side)
        into = np.array([[scale, 0, -spare[0] * random.random()], [0, scale, -spare[1] * random.random()]])
        shown = cv2.warpAffine(picture, into, (side, side), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101).astype(np.float32)
    return cv2.GaussianBlur(shown, (0, 0), random.uniform(0.3, 0.3 + unit / 30))


def hand(random: np.random.Generator, canvas: np.ndarray, at: np.ndarray, inward: np.ndarray, unit: float) -> None:
    """Fingers that reach from outside over a border: `at` in pixels, `inward` of length one. Drawn in place."""
    mask = np.zeros(canvas.shape[:2], np.uint8)
    along = np.array([-inward[1], inward[0]])
    thick = random.uniform(0.1, 0.22) * unit
    fingers = int(random.choice((1, 1, 3, 4)))
    for finger in range(fingers):
        start = at + along * (finger - (fingers - 1) / 2) * thick * 1.15
        tip = start + inward * random.uniform(0.05, 0.3) * unit + along * random.normal(0, 0.1) * unit
        root = start - inward * unit * random.uniform(0.3, 0.7)
        cv2.line(mask, root.astype(int).tolist(), tip.astype(int).tolist(), 255, max(1, int(thick)), cv2.LINE_AA)
    palm = at - inward * unit * random.uniform(0.5, 0.9)
    broad = unit * random.uniform(0.25, 0.45)
    elbow = palm - inward * unit * 4 + along * unit * random.normal(0, 1)
    cv2.circle(mask, palm.astype(int).tolist(), max(1, int(broad)), 255, -1, cv2.LINE_AA)
    cv2.line(mask, palm.astype(int).tolist(), elbow.astype(int).tolist(), 255, max(1, int(1.5 * broad)), cv2.LINE_AA)
    left, top, width, height = cv2.boundingRect(mask)
    if not width:
        return
    part = np.s_[top : top + height, left : left + width]
    cover = cv2.GaussianBlur(mask[part], (0, 0), 0.8).astype(np.float32)[..., None] / 255
    round_ = cv2.GaussianBlur(mask[part], (0, 0), max(1.0, 0.35 * thick)).astype(np.float32)[..., None] / 255
    tone = np.array([225, 170, 140], np.float32) * random.uniform(0.25, 1.05) * tint(random, 0.06)
    canvas[part] = canvas[part] * (1 - cover) + tone * (0.45 + 0.6 * round_) * cover


def clutter(random: np.random.Generator, canvas: np.ndarray, unit: float) -> None:
    """Frames, screens and posters beside a face, never around it, in place: an edge alone is no attack."""
    side = canvas.shape[0]
    for _ in range(int(random.integers(1, 4))):
        width, height = (unit * np.exp(random.uniform(-1, 1.2, 2))).tolist()
        towards = random.choice((-1, 1))
        near = side / 2 + towards * unit * random.uniform(0.75, 2)
        left = near if towards > 0 else near - width
        top = side / 2 + unit * random.uniform(-2.4, 1.5)
        low, high = np.clip([left, top], 0, side).astype(int), np.clip([left + width, top + height], 0, side).astype(int)
        if (high - low).min() < 2:
            continue
        inside = cv2.resize(room_of(random, 48), (high - low).tolist(), interpolation=cv2.INTER_LINEAR)
        part = np.s_[low[1] : high[1], low[0] : high[0]]
        canvas[part] = inside if random.random() < 0.6 else 0.5 * canvas[part] + 0.5 * inside.mean((0, 1))
        if random.random() < 0.5:
            cv2.rectangle(canvas, low.tolist(), high.tolist(), (float(random.uniform(0, 255)),) * 3, max(1, int(unit * random.uniform(0.02, 0.1))))


def frame_ends(random: np.random.Generator, picture: np.ndarray, box: np.ndarray) -> np.ndarray:
    """Left, top, right, bottom in units from the face's middle at which a camera's picture ends, as this picture does, or tighter, or not
    at all. Drawn for attacks as for people, so that black borders tell nothing."""
    centre, size = box[:2] + box[2:] / 2, max(box[2], box[3])
    ends = (np.array([0, 0, picture.shape[1], picture.shape[0]]) - np.tile(centre, 2)) / size
    dice = random.random()
    if dice < 0.15:
        tight = random.uniform(0.5, 1.0, 4) * [-1, -1, 1, 1]
        return np.where([True, True, False, False], np.maximum(ends, tight), np.minimum(ends, tight))
    if dice < 0.7:
        return np.array([-9.0, -9.0, 9.0, 9.0])
    return ends
