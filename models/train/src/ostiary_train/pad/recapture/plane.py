"""A plane before a camera: which point of it every pixel of a picture sees."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class View:
    """
    Of a plane with its origin in the picture's middle. to_camera: 3×3, from units on the plane to units in the picture; bend: how fast
    a rolled sheet comes nearer away from its middle; axis: direction across the roll.
    """

    to_camera: np.ndarray
    bend: float
    axis: np.ndarray

    def plane_points(self, side: int, unit: float) -> tuple[np.ndarray, np.ndarray]:
        """Points of the plane, units, [side, side] each, for a square picture of `unit` pixels a unit."""
        at = (np.arange(side, dtype=np.float32) + 0.5 - side / 2) / unit
        back = np.linalg.inv(self.to_camera).astype(np.float32)
        x, y = at[None], at[:, None]
        depth = back[2, 0] * x + back[2, 1] * y + back[2, 2]
        u = (back[0, 0] * x + back[0, 1] * y + back[0, 2]) / depth
        v = (back[1, 0] * x + back[1, 1] * y + back[1, 2]) / depth
        if self.bend:
            nearer = 1 + np.float32(self.bend) * (u * np.float32(self.axis[0]) + v * np.float32(self.axis[1])) ** 2
            u, v = u * nearer, v * nearer
        return u, v

    def in_camera(self, points: np.ndarray) -> np.ndarray:
        """Points of the plane [n, 2], units → units in the picture (without the roll, which the middle hardly feels)."""
        seen = np.concatenate([points, np.ones((len(points), 1))], 1) @ self.to_camera.T
        return seen[:, :2] / seen[:, 2:]


def held(random: np.random.Generator, bend: float) -> View:
    """A medium as a hand holds it: tilted by up to 30°, rolled, four to fourteen units away."""
    tilt = random.normal(0, 11) if random.random() < 0.9 else random.uniform(-30, 30)
    turn = random.normal(0, 12) if random.random() < 0.9 else random.uniform(-35, 35)
    roll = random.normal(0, 5)
    a, b, c = np.radians(np.clip([tilt, turn, roll], -40, 40))
    about_x = np.array([[1, 0, 0], [0, np.cos(a), -np.sin(a)], [0, np.sin(a), np.cos(a)]])
    about_y = np.array([[np.cos(b), 0, np.sin(b)], [0, 1, 0], [-np.sin(b), 0, np.cos(b)]])
    about_z = np.array([[np.cos(c), -np.sin(c), 0], [np.sin(c), np.cos(c), 0], [0, 0, 1]])
    rotation = about_z @ about_y @ about_x
    distance = random.uniform(5, 14)
    to_camera = np.stack([[*rotation[0, :2], 0], [*rotation[1, :2], 0], [*(rotation[2, :2] / distance), 1]])
    angle = random.choice((0.0, np.pi / 2)) + random.normal(0, 0.2)
    return View(to_camera, bend, np.array([np.cos(angle), np.sin(angle)]))
