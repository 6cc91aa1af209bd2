"""CARD.md of an embedder: what was measured, in words and tables."""

from dataclasses import dataclass

from .bundle import CardFacts
from .lfw import Verification
from .openset import Rates, interval
from .ops import OpReport
from .parity import Parity


@dataclass(frozen=True)
class Measured:
    """size in bytes, milliseconds of processor time an invoke; float_ and int8 on the held-out pairs."""

    size: int
    milliseconds: float
    ops: OpReport
    served_to_float: Parity
    float_to_int8: Parity
    float_: Verification
    int8: Verification
    thresholds: list[Rates]
    default: float
    measured_on: str
    groups: dict[str, tuple[int, int]]


def render(name: str, facts: CardFacts, measured: Measured) -> str:
    v, f = measured.int8, measured.float_
    wrong = round((1 - v.accuracy) * v.pairs)
    low, high = interval(v.pairs - wrong, v.pairs)
    rows = table(measured.thresholds)
    training, limits = ("\n".join(f"- {line}" for line in lines) for lines in (facts.training, facts.limits))
    operations = ", ".join(f"{count} {kind}" for kind, count in measured.ops.counts.items())
    return f"""# {name}

Face embedder, int8, 112×112 → 512 dimensions, {measured.size / 1e6:.2f} MB. One face an invoke. Made by `models/train` of this repository.

- Licence: {facts.licence}.
- Data: {facts.data}
- Teacher: {facts.teacher}
- Intended use: {facts.intended_use}

## Measured

On people and pictures that were never trained on ({measured.measured_on}):

- LFW pairs of the held-out fold: accuracy **{v.accuracy * 100:.2f} %** ({low * 100:.1f} to {high * 100:.1f} % with 95 % confidence, {v.pairs} pairs, one crop, no
  flip), true accept rate {v.tar_at_1e3:.3f} where none of {v.pairs // 2} impostors is accepted; in float {f.accuracy * 100:.2f} % and {f.tar_at_1e3:.3f}.
- Cosine of int8 to float embeddings: mean {measured.float_to_int8.mean:.4f}, worst {measured.float_to_int8.worst:.4f}; of SavedModel to float .tflite:
  mean {measured.served_to_float.mean:.6f}, worst {measured.served_to_float.worst:.6f}.
- {measured.milliseconds:.1f} ms of processor time an invoke on one x86-64 core (TensorFlow's own TFLite and XNNPACK; the daemon's figure is `npm run bench`).
- Operations: {operations}; all of them in XNNPACK's and the Edge TPU's lists, weights quantised per channel.

{rows}

Rates are for a single picture against a single template. Default `minSimilarity`: **{measured.default:.2f}**.
A cosine of 0.6, often quoted as _the_ threshold of face recognition, belongs to no model in particular: a similarity means nothing but
what its own model's error rates make of it.
{by_group(measured)}
## Training, and what would help next

{training}

## Limits

{limits}
"""


def by_group(measured: Measured) -> str:
    """False matches within groups; empty where no picture's name tells a group."""
    if not measured.groups:
        return ""
    rows = [["group", "FMR (95 % confidence)", "pairs"]]
    for name, (false, pairs) in measured.groups.items():
        low, high = interval(false, pairs)
        rows.append([name, f"{false / pairs:.1e} ({low:.1e}–{high:.1e})", f"{pairs:,}"])
    return f"""
False matches at {measured.default:.2f} between people of one group, on portraits that training saw without names (so that strangers may resemble each
other a little more). Ages, genders and ethnicities are UTKFace's own guesses; genders and ethnicities are of adults. Pairs that the teacher finds
to be one person are left out; some that it does not find remain. **The rates of the table above hold for LFW's mix of people only.**

{aligned(rows)}
"""


def table(thresholds: list[Rates]) -> str:
    return aligned(
        [["people", "similarity", "FPIR", "FNIR", "FMR", "FNMR"]]
        + [
            [
                f"{rate.size:,}", f"{rate.similarity:.2f}", f"{rate.fpir * 100:.2f} %", f"{rate.fnir * 100:.1f} %", f"{rate.fmr:.1e}",
                f"{rate.fnmr * 100:.1f} %",
            ]
            for rate in thresholds
        ]
    )  # fmt: skip


def aligned(cells: list[list[str]]) -> str:
    """A Markdown table with aligned columns; the first row is its head."""
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]))]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |" for row in cells]
    return "\n".join([lines[0], "| " + " | ".join("-" * width for width in widths) + " |", *lines[1:]])
