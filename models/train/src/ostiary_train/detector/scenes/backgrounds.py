"""Backgrounds without a face: drawn ones, and face-free parts of pictures."""

import cv2
import numpy as np

from .shapes import blobs, lettering, lines, polygons


def drawn(random: np.random.Generator, size: int) -> np.ndarray:
    """A procedural background, uint8 [size, size, 3]."""
    canvas = random.choice((_flat, _gradient, _noise, _noise, _stripes, _checks, _rooms))(random, size)
    for draw in (polygons, blobs, lines, lettering):
        if random.random() < 0.45:
            draw(random, canvas)
    return canvas


def colour(random: np.random.Generator) -> np.ndarray:
    """A BGR colour; every third one is of skin, hair or wood, so that colour alone is no sign of a face."""
    if random.random() < 0.33:
        tone = random.uniform(0.15, 1.0)
        return np.clip(np.array([110, 150, 200]) * tone + random.normal(0, 12, 3), 0, 255)
    return random.uniform(0, 255, 3)


def _flat(random, size):
    return np.full((size, size, 3), colour(random), np.float32).astype(np.uint8)


def _gradient(random, size):
    corners = np.stack([colour(random) for _ in range(4)]).reshape(2, 2, 3).astype(np.float32)
    return cv2.resize(corners, (size, size), interpolation=cv2.INTER_LINEAR).astype(np.uint8)


def _noise(random, size):
    """Octaves of smooth noise (1/f), coloured: clouds, plaster, foliage."""
    field = np.zeros((size, size, 3), np.float32)
    grey = random.random() < 0.5
    cells, weight = int(random.integers(2, 5)), 1.0
    fade = random.uniform(0.4, 0.9)
    while cells < size:
        noise = random.normal(0, weight, (cells, cells, 1 if grey else 3)).astype(np.float32)
        field += cv2.resize(noise, (size, size), interpolation=cv2.INTER_CUBIC).reshape(size, size, -1)
        cells, weight = cells * 2, weight * fade
    field = field / (field.std() + 1e-6)
    return np.clip(colour(random) + field * random.uniform(10, 60), 0, 255).astype(np.uint8)


def _stripes(random, size):
    y, x = np.mgrid[:size, :size].astype(np.float32)
    angle = random.uniform(0, np.pi)
    wave = np.sin((x * np.cos(angle) + y * np.sin(angle)) * random.uniform(0.05, 1.2))
    share = (wave > random.uniform(-0.6, 0.6)).astype(np.float32) if random.random() < 0.5 else wave * 0.5 + 0.5
    return (colour(random) * share[..., None] + colour(random) * (1 - share[..., None])).astype(np.uint8)


def _checks(random, size):
    rows, columns = random.integers(2, 14, 2)
    tiles = np.stack([colour(random) for _ in range(2 if random.random() < 0.5 else rows * columns)])
    grid = tiles[np.add.outer(np.arange(rows), np.arange(columns)) % 2] if len(tiles) == 2 else tiles.reshape(rows, columns, 3)
    return cv2.resize(grid.astype(np.uint8), (size, size), interpolation=cv2.INTER_NEAREST)


def _rooms(random, size):
    """Wall, floor and rectangles: doors, windows, cupboards."""
    canvas = _gradient(random, size)
    horizon = int(size * random.uniform(0.4, 0.9))
    canvas[horizon:] = (canvas[horizon:] * random.uniform(0.3, 0.8)).astype(np.uint8)
    for _ in range(random.integers(1, 9)):
        low = random.integers(-size // 4, size, 2)
        high = low + random.integers(size // 12, size // 2, 2)
        cv2.rectangle(canvas, low.tolist(), high.tolist(), colour(random).tolist(), int(random.choice((-1, -1, 1, 3))))
    return canvas
