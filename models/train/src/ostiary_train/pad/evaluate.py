"""How often attacks pass and people do not, on sets, people and pictures that the judging network never learnt from."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .presentations import Rate, Scored, rate, threshold
from .shards import Faces

Score = Callable[[Faces], np.ndarray]
SHARE = 0.05
"""Of live presentations that may be turned away where a threshold is chosen."""


@dataclass(frozen=True)
class Row:
    """Of one set and species: rates at the threshold, by frame and by presentation; strict: at the threshold that turns away SHARE of the
    set's own live frames, as the public yardstick is told (attacks only)."""

    origin: str
    species: str
    frames: Rate
    presentations: Rate
    strict: Rate | None


@dataclass(frozen=True)
class Table:
    """rows: of one network on one split; thresholds: by set, those that the rows were counted at."""

    rows: list[Row]
    thresholds: dict[str, float]


def scored(faces: Faces, score: Score) -> list[Scored]:
    """One entry for each set and species."""
    values = score(faces)
    found = []
    for origin in dict.fromkeys(faces.origin.tolist()):
        for species in dict.fromkeys(faces.species[faces.origin == origin].tolist()):
            own = (faces.origin == origin) & (faces.species == species)
            found.append(Scored(origin, species, values[own], faces.subject[own]))
    return found


def pools(entries: list[Scored], without: str | None = None) -> list[np.ndarray]:
    """Live scores a presentation of each set but one; of sets of single pictures, of each picture."""
    live = [entry for entry in entries if entry.live and entry.origin != without]
    found = {origin: [] for origin in dict.fromkeys(entry.origin for entry in live)}
    for entry in live:
        means = entry.presentations()
        found[entry.origin].append(means if len(means) else entry.scores)
    return [np.concatenate(parts) for parts in found.values()]


def left_out(entries: list[Scored], further: list[np.ndarray]) -> Table:
    """Each set at the threshold that the other sets' live scores give; entries: each scored by a network that never saw its set;
    further: live scores that count for every threshold."""
    origins = list(dict.fromkeys(entry.origin for entry in entries))
    chosen = {origin: threshold(pools(entries, origin) + further, SHARE) for origin in origins}
    return Table([_row(entry, entries, chosen[entry.origin]) for entry in entries], chosen)


def at(entries: list[Scored], value: float) -> Table:
    """All at one threshold."""
    return Table([_row(entry, entries, value) for entry in entries], {entry.origin: value for entry in entries})


def _row(entry: Scored, entries: list[Scored], value: float) -> Row:
    means = entry.presentations()
    own = [other.scores for other in entries if other.live and other.origin == entry.origin]
    strict = rate(entry.scores, threshold([np.concatenate(own)], SHARE), False) if own and not entry.live else None
    return Row(entry.origin, entry.species, rate(entry.scores, value, entry.live), rate(means, value, entry.live), strict)


def last_fifth(faces: Faces) -> np.ndarray:
    """True where a face belongs to the last fifth of its set and species, which no network learns from. Neighbouring frames of a recording
    resemble each other, so that the split is by time and not by chance."""
    last = np.zeros(len(faces), bool)
    for origin in np.unique(faces.origin):
        for species in np.unique(faces.species[faces.origin == origin]):
            rows = np.flatnonzero((faces.origin == origin) & (faces.species == species))
            last[rows[-(len(rows) // 5) :] if len(rows) >= 5 else rows] = True
    return last
