"""CARD.md of a presentation attack detector: what was measured, in words and tables, and where it came from."""

from dataclasses import dataclass

from ..bundle import CardFacts
from ..card import aligned
from ..ops import OpReport
from .evaluate import Row, Table


@dataclass(frozen=True)
class Measured:
    """size in bytes, milliseconds of processor time an invoke; tables by heading; apart: of int8 and float scores, mean and
    largest."""

    size: int
    parameters: int
    milliseconds: float
    ops: OpReport
    bona_fide: float
    attack: float
    measured_on: str
    left_out: Table
    rival: Table
    ordinary: Table
    drawn: Table
    portraits: Table
    simulated: Table
    apart: tuple[float, float]


def render(name: str, facts: CardFacts, measured: Measured) -> str:
    m = measured
    training, limits = ("\n".join(f"- {line}" for line in lines) for lines in (facts.training, facts.limits))
    operations = ", ".join(f"{count} {kind}" for kind, count in m.ops.counts.items())
    return f"""# {name}

Passive presentation attack detector, int8, two looks of 112×112 → live, print, screen, {m.parameters:,} parameters, {m.size / 1e6:.2f} MB. One face an invoke. Made
by `models/train` of this repository.

**It is a cue that may only deny.** A face that it takes for live may still be an attack, of kinds that it never saw or that one picture does not show.

- Licence: {facts.licence}.
- Data: {facts.data}
- Teachers: {facts.teacher}
- Intended use: {facts.intended_use}

## Measured

APCER: attacks taken for people. BPCER: people not taken for people. In brackets 95 % intervals (Wilson), as if frames were independent, which
frames of one recording are not: **the people are few (NUAA nine, the other sets one to a handful each), and what holds for them may not hold for others.**
A presentation is five files of one subject in a row; its score is their mean.

- Thresholds: a presentation counts as live from **{m.bona_fide:.2f}** on and as an attack below **{m.attack:.2f}** ({m.measured_on}).
- {m.milliseconds:.1f} ms of processor time an invoke on one x86-64 core (TensorFlow's own TFLite and XNNPACK; the daemon's figure is `npm run bench`).
- int8 against float: scores differ by {m.apart[0]:.2f} in the mean and {m.apart[1]:.2f} at most, on a scale of −8 to 8.
- Operations: {operations}; all of them in XNNPACK's and the Edge TPU's lists, weights quantised per channel.

### Leave one set out

For each set a network that learnt from the others alone (float), at the threshold that turns away 5 % of the *other* sets' live presentations, each judged
without its own set. This is what to expect of another camera. The last column is the threshold that turns away 5 % of the set's own live frames.

{rows(m.left_out)}

The public MiniFASNet (`jr_minifas_98.20.onnx`, trained on CelebA-Spoof), on the same frames by the same rules:

{rows(m.rival)}

### The shipped model on the last fifth of each set

No network learnt from these files, but from others of the same people, cameras and recordings. At the shipped threshold.

{rows(m.ordinary)}

### The shipped model on other people

Drawn people that training never saw (frames of the demo's walk-ups, the cast among them), and web pictures of people who were held out:

{rows(m.drawn)}

{rows(m.portraits)}

Simulated pictures of held-out people: what it was made for, and no proof of anything else.

{rows(m.simulated)}

## Training, and what would help next

{training}

## Limits

{limits}
"""


def rows(table: Table) -> str:
    head = ["set", "species", "threshold", "error", "by frame", "by presentation", "APCER at own BPCER 5 %"]
    return aligned([head, *(_cells(row, table.thresholds[row.origin]) for row in table.rows)])


def _cells(row: Row, threshold: float) -> list[str]:
    kind = "BPCER" if row.species.startswith("live") else "APCER"
    return [row.origin, row.species, f"{threshold:.2f}", kind, str(row.frames), str(row.presentations), str(row.strict or "–")]
