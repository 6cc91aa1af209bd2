"""
How a teacher is shown a picture.

Shown the same face at another size, at another place or mirrored, a detector says something else: one look of YuNet-n lies 3.5 % of the
distance between the eyes from the mean of its sixteen, one of YuNet-s 4.8 %. The mean of the sixteen looks below lies 1.2 % from that of
thirty-two others (a third of LFW's fold 5).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Look:
    """zoom: the share of the model's input that the picture fills."""

    teacher: int
    zoom: float
    mirrored: bool


def looks(teachers: int) -> list[Look]:
    """Eight of each teacher, four sizes by two sides; the sizes of every other teacher lie between those of the first."""
    return [Look(number, zoom - 0.05 * (number % 2), mirrored) for number in range(teachers) for zoom in (1.0, 0.9, 0.8, 0.7) for mirrored in (False, True)]
