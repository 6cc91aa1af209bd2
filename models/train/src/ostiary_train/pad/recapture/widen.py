"""A photograph laid out around the face, and carried on softly where it ends: web pictures are cut tighter than a terminal's frame."""

import cv2
import numpy as np

from ...detector.scenes.backgrounds import drawn

SMALL = 96
"""What lies outside a picture is made at this size."""


def laid_out(random: np.random.Generator, picture: np.ndarray, box: np.ndarray, side: int, unit: float, angle: float = 0.0) -> np.ndarray:
    """
    [side, side, 3] float32 around the middle of the face in `box`, which becomes `unit` pixels long, turned by `angle`.

    Beyond the picture's ends its edge goes on, blurrier, and often into another place: no line tells where it ends.
    """
    size, centre = max(box[2], box[3]), box[:2] + box[2:] / 2
    scale = unit / size
    if scale < 0.8:  # the warp below takes single pixels
        picture, centre, scale = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), centre * scale, 1.0
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) * scale
    into = np.concatenate([turn, (side / 2 - turn @ centre)[:, None]], 1)
    canvas = cv2.warpAffine(picture, into, (side, side), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE).astype(np.float32)
    rows, columns = picture.shape[:2]
    corners = np.array([[0, 0], [columns, 0], [columns, rows], [0, rows]]) @ into[:, :2].T + into[:, 2]
    outside = np.full((SMALL, SMALL), 255, np.uint8)
    cv2.fillConvexPoly(outside, (corners * SMALL / side).astype(np.int32), 0)
    return _carried_on(random, canvas, outside, unit) if outside.any() else canvas


def room_of(random: np.random.Generator, side: int) -> np.ndarray:
    """[side, side, 3] float32: a drawn background in the colours of rooms rather than of toys."""
    room = drawn(random, side).astype(np.float32)
    grey = room.mean(2, keepdims=True)
    return grey + (room - grey) * random.uniform(0, 0.8) ** 1.5


def _carried_on(random, canvas, outside, unit):
    side = canvas.shape[0]
    far = cv2.distanceTransform(outside, cv2.DIST_L2, 3) * (side / SMALL / unit)
    soft = cv2.GaussianBlur(cv2.resize(canvas, (SMALL, SMALL), interpolation=cv2.INTER_AREA), (0, 0), 3)
    beyond = np.clip(far / 0.2, 0, 1)
    if random.random() < 0.65:
        room = cv2.GaussianBlur(room_of(random, SMALL), (0, 0), random.uniform(0.3, 2))
        away = np.clip((far - random.uniform(0, 0.2)) / random.uniform(0.15, 1.2), 0, 1)
        at = (np.arange(SMALL) + 0.5 - SMALL / 2) * (side / SMALL / unit)
        # Below a head its body goes on.
        body = np.clip((at[:, None] - 0.6) * 4, 0, 1) * np.exp(-((at[None] / random.uniform(0.8, 1.3)) ** 4))
        away = (away * (1 - body))[..., None].astype(np.float32)
        soft = soft * (1 - away) + room * away
    soft, beyond = (cv2.resize(part.astype(np.float32), (side, side), interpolation=cv2.INTER_LINEAR) for part in (soft, beyond))
    return cv2.blendLinear(canvas, soft, 1 - beyond, beyond)
