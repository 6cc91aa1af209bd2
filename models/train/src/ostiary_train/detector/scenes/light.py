"""What light, lens, sensor and compression do to a scene (uint8 BGR in, uint8 BGR out)."""

import cv2
import numpy as np


def photograph(random: np.random.Generator, scene: np.ndarray) -> np.ndarray:
    """The scene under random light and through a random camera; dark in every fifth picture."""
    if random.random() < 0.25:
        scene = _soften(random, scene)
    light = scene.astype(np.float32)
    if random.random() < 0.35:
        light *= _falloff(random, scene.shape[0])
    if random.random() < 0.1:
        light = np.repeat(light.mean(axis=2, keepdims=True), 3, axis=2)
    light = 255 * np.clip(light / 255, 0, 1) ** np.exp(random.normal(0, 0.3))
    light *= np.exp(random.normal(0, 0.08, 3))
    noise = random.uniform(0, 6)
    if random.random() < 0.2:
        light *= random.uniform(0.06, 0.4)
        noise = random.uniform(1, 12)
    else:
        light = (light - 128) * random.uniform(0.5, 1.3) + 128 + random.normal(0, 20)
    light += random.normal(0, noise, scene.shape) if random.random() < 0.6 else 0
    shot = np.clip(light, 0, 255).astype(np.uint8)
    if random.random() < 0.35:
        shot = cv2.imdecode(cv2.imencode(".jpg", shot, [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(25, 95))])[1], 1)
    return shot


def _soften(random, scene):
    size = scene.shape[0]
    kind = random.integers(3)
    if kind == 0:
        return cv2.GaussianBlur(scene, (0, 0), random.uniform(0.4, 1.8))
    if kind == 1:
        small = int(size * random.uniform(0.35, 0.8))
        return cv2.resize(cv2.resize(scene, (small, small), interpolation=cv2.INTER_AREA), (size, size), interpolation=cv2.INTER_LINEAR)
    length = int(random.choice((3, 5, 7)))  # odd, so that nothing is moved
    kernel = np.zeros((length, length), np.float32)
    angle = random.uniform(0, np.pi)
    reach = np.array([np.cos(angle), np.sin(angle)]) * (length - 1) / 2
    middle = (length - 1) / 2
    cv2.line(kernel, np.rint(middle - reach).astype(int).tolist(), np.rint(middle + reach).astype(int).tolist(), 1.0)
    return cv2.filter2D(scene, -1, kernel / kernel.sum())


def _falloff(random, size):
    """Light from one side, or back light, as a smooth factor."""
    corners = np.exp(random.normal(0, 0.5, (int(random.integers(2, 4)),) * 2)).astype(np.float32)
    return cv2.resize(corners, (size, size), interpolation=cv2.INTER_LINEAR)[..., None]
