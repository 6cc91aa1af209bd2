"""CARD.md of a detector: what was measured, in words and a table, and where it came from."""

from ..bundle import CardFacts
from ..card import aligned
from ..openset import interval


def render(name: str, facts: CardFacts, size: int, parameters: int, side: tuple[int, int], table: str) -> str:
    """size: of the model file in bytes; side: width and height of the input in pixels; table: of `figures_table`."""
    training, limits = ("\n".join(f"- {line}" for line in lines) for lines in (facts.training, facts.limits))
    return f"""# {name}

Face detector with five landmarks, int8, {side[0]}×{side[1]}, {parameters:,} parameters, {size / 1e6:.2f} MB. Made by `models/train` of this repository.

- Licence: {facts.licence}.
- Data: {facts.data}
- Teachers: {facts.teacher}
- Intended use: {facts.intended_use}

## Measured

On pictures and people that were never trained on. A face is found where the boxes overlap by half. The point error is the mean distance of the
five landmarks to the teachers', in distances between the eyes. A false detection is one that no teacher supports even weakly; where faces are in
the picture, some of these are people in the background whom the teachers miss. Ages, genders and ethnicities are UTKFace's own guesses at whom its
portraits show; genders and ethnicities are of adults.

{table}
## Training, and what would help next

{training}

## Limits

{limits}
"""


def figures_table(figures: dict[str, dict]) -> str:
    """One row a kind of picture, as `evaluate` reports it."""
    rows = [["pictures", "faces", "found (95 % confidence)", "point error", "false detections"]]
    for name, report in figures.items():
        faces = report.get("faces", 0)
        share = "–"
        if faces:
            low, high = interval(round(report["recall"] * faces), faces)
            share = f"{report['recall'] * 100:.2f} % ({low * 100:.1f}–{high * 100:.1f})"
        error = f"{report['point error'] * 100:.1f} % (p95 {report['p95'] * 100:.1f})" if "point error" in report else "–"
        false = "–" if report["false"] is None else f"{report['false']} in {report['pictures']}"
        rows.append([name, str(faces or "–"), share, error, false])
    return aligned(rows) + "\n"
