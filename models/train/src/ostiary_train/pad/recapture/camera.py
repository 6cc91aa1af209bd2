"""What light, lens, sensor and compression do, to people and to attacks alike: none of it may tell them apart."""

import cv2
import numpy as np

from .chance import about, grain, tint


def photograph(random: np.random.Generator, scene: np.ndarray, unit: float) -> np.ndarray:
    """Light [h, w, 3] float32, 0..255, RGB → the camera's picture, uint8; unit: size of the face in pixels."""
    light = _lens(random, scene, unit)
    if random.random() < 0.5:
        light = light * falloff(random, light.shape[:2], 0.25)
    noise = random.uniform(0, 4)
    exposure = about(random, 0.18)
    if random.random() < 0.15:
        exposure, noise = random.uniform(0.2, 0.6), random.uniform(2, 9)
    light = light * (exposure * tint(random, 0.06))
    if random.random() < 0.15:
        light = light + (random.uniform(60, 220) - light) * random.uniform(0.03, 0.25)  # a dirty lens, a light behind
    light = 255 * np.clip(light / 255, 0, 1) ** about(random, 0.15)
    light = _sensor(random, light, noise)
    if random.random() < 0.35:
        light = light + random.uniform(0.3, 1.2) * (light - cv2.GaussianBlur(light, (0, 0), random.uniform(0.7, 1.6)))
    picture = np.clip(light, 0, 255).astype(np.uint8)
    if random.random() < 0.06:
        picture = np.repeat(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)[..., None], 3, axis=2)
    if random.random() < 0.85:
        coded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(35, 97))])[1]
        picture = cv2.imdecode(coded, cv2.IMREAD_COLOR)
    return picture


def falloff(random: np.random.Generator, size: tuple[int, int], strength: float) -> np.ndarray:
    """Light from one side, as a smooth factor [h, w, 1]."""
    corners = np.exp(random.normal(0, strength, (int(random.integers(2, 4)),) * 2)).astype(np.float32)
    return cv2.resize(corners, size[::-1], interpolation=cv2.INTER_LINEAR)[..., None]


def _lens(random, light, unit):
    dice = random.random()
    if dice < 0.4:
        light = cv2.GaussianBlur(light, (0, 0), random.uniform(0.3, 0.3 + unit / 60))
    elif dice < 0.55:
        share = max(24 / unit, random.uniform(0.35, 0.9))
        rows, columns = light.shape[:2]
        small = cv2.resize(light, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
        light = cv2.resize(small, (columns, rows), interpolation=random.choice((cv2.INTER_LINEAR, cv2.INTER_CUBIC)))
    if random.random() < 0.15:
        light = cv2.filter2D(light, -1, _motion(random, unit))
    return light


def _motion(random, unit):
    length = 2 * int(random.uniform(1, 1 + unit / 30)) + 1  # odd, so that nothing is moved
    kernel = np.zeros((length, length), np.float32)
    angle = random.uniform(0, np.pi)
    middle = (length - 1) / 2
    reach = np.array([np.cos(angle), np.sin(angle)]) * middle
    cv2.line(kernel, np.rint(middle - reach).astype(int).tolist(), np.rint(middle + reach).astype(int).tolist(), 1.0)
    return kernel / kernel.sum()


def _sensor(random, light, noise):
    speckle = grain(random, light.shape[:2])
    if random.random() < 0.5:
        speckle = 1.6 * cv2.GaussianBlur(speckle, (0, 0), random.uniform(0.5, 1.0))  # what a camera's own smoothing leaves of it
    if random.random() < 0.3:
        speckle = speckle[..., :1]
    return light + speckle * (noise * (0.5 + light / 255))
