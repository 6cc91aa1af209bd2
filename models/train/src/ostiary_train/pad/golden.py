"""Inputs by formula and what the model answers to them: the daemon's tests compute the same and compare."""

import hashlib

import numpy as np

from .looks import stacked
from .runtime import PadModel, scores

PICTURE = (640, 480)
"""Width and height of the picture by formula."""
FORMULA = (
    "red = (3x + 5y) mod 256, green = ((x times y) div 64) mod 256, blue = 255 where (x div 16 + y div 16) is even, else (7x + y) mod 128; "
    "x to the right, y down, whole numbers from 0"
)
BOXES = ([250.4, 140.2, 120.5, 150.8], [-20.0, 300.5, 90.0, 110.0], [560.25, 10.75, 100.5, 128.0], [300.0, 200.0, 28.0, 36.0])
"""Left, top, width, height: inside; over the left, the right and the lower edge; small."""


def picture() -> np.ndarray:
    """[480, 640, 3] uint8, as `FORMULA` says."""
    x, y = np.meshgrid(np.arange(PICTURE[0]), np.arange(PICTURE[1]))
    blue = np.where((x // 16 + y // 16) % 2 == 0, 255, (7 * x + y) % 128)
    return np.stack([(3 * x + 5 * y) % 256, x * y // 64 % 256, blue], 2).astype(np.uint8)


def golden(model: PadModel, digest: str) -> dict:
    """The content of golden.json; digest: of the model's file."""
    cases = []
    for box in BOXES:
        looks = stacked(picture(), np.array(box))
        answer = model.answer(looks)
        cases.append(
            {
                "box": box,
                "inputSha256": hashlib.sha256(looks.tobytes()).hexdigest(),
                "inputSamples": [{"row": row, "column": column, "rgb": looks[row, column].tolist()} for row, column in ((0, 0), (56, 56), (111, 90), (112, 3), (168, 56), (223, 111))],
                "output": np.round(answer.astype(float), 3).tolist(),
                "score": round(float(scores(answer[None])[0]), 3),
            }
        )
    told = {"width": PICTURE[0], "height": PICTURE[1], "formula": FORMULA}
    about = "input: RGB bytes of the 224 rows of 112 pixels, before 128 is taken off; output: real values, within `tolerance` of another runtime's"
    return {"model": digest, "picture": told, "about": about, "tolerance": 0.5, "cases": cases}
