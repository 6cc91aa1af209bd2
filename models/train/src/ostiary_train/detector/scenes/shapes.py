"""Things to draw over a background, in place; none of them is a face, some have its colours or its outline."""

import cv2
import numpy as np


def polygons(random: np.random.Generator, canvas: np.ndarray) -> None:
    size = canvas.shape[0]
    for _ in range(random.integers(1, 6)):
        points = random.integers(-size // 4, size + size // 4, (random.integers(3, 7), 1, 2))
        cv2.fillPoly(canvas, [points.astype(np.int32)], _colour(random), cv2.LINE_AA)


def blobs(random: np.random.Generator, canvas: np.ndarray) -> None:
    """Ellipses, often upright and of the colour of skin, some with dark spots: balls, lamps, heads from behind."""
    size = canvas.shape[0]
    for _ in range(random.integers(1, 7)):
        centre = random.integers(0, size, 2)
        wide = random.uniform(0.02, 0.3) * size
        axes = (int(wide) + 1, int(wide * random.uniform(0.7, 1.6)) + 1)
        tone = random.uniform(0.2, 1.1) * np.array([115, 150, 205]) if random.random() < 0.5 else random.uniform(0, 255, 3)
        cv2.ellipse(canvas, centre.tolist(), axes, float(random.uniform(-40, 40)), 0, 360, np.clip(tone, 0, 255).tolist(), -1, cv2.LINE_AA)
        for _ in range(random.integers(0, 5)):
            spot = centre + random.uniform(-0.7, 0.7, 2) * axes
            radius = max(1, int(wide * random.uniform(0.05, 0.3)))
            cv2.circle(canvas, spot.astype(int).tolist(), radius, _colour(random), -1, cv2.LINE_AA)


def lines(random: np.random.Generator, canvas: np.ndarray) -> None:
    size = canvas.shape[0]
    for _ in range(random.integers(1, 15)):
        ends = random.integers(-size // 4, size + size // 4, (2, 2)).tolist()
        cv2.line(canvas, *ends, _colour(random), int(random.integers(1, 6)), cv2.LINE_AA)


def lettering(random: np.random.Generator, canvas: np.ndarray) -> None:
    size = canvas.shape[0]
    for _ in range(random.integers(1, 5)):
        text = "".join(chr(code) for code in random.integers(33, 123, random.integers(1, 9)))
        place = random.integers(0, size, 2).tolist()
        cv2.putText(canvas, text, place, int(random.integers(0, 8)), float(random.uniform(0.4, 3)), _colour(random), int(random.integers(1, 4)))


def _colour(random: np.random.Generator) -> list[float]:
    return random.uniform(0, 255, 3).tolist()
