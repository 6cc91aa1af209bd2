"""The prepared faces as strangers: whoever is not held out."""

import logging
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .augment import clean
from .data import faces, normalised
from .evaluate import HeldOut
from .groups import SAME_PERSON
from .lfw import person_key
from .parity import TfliteEmbedder, unit_rows
from .progress import Progress
from .records import UNKNOWN, read_index
from .teacher import Teacher

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Others:
    """Names of the pictures; embeddings [n, d] of length one, and the teacher's, where there is one."""

    names: list[str]
    embeddings: np.ndarray
    teacher: np.ndarray | None


def other_people(cache: Path, held_out: HeldOut, int8: TfliteEmbedder, teacher: Teacher | None) -> Others:
    """Every prepared face, without those of somebody held out: by another label, or by none, as the teacher finds."""
    held = {person_key(name) for name in held_out.identities}
    twice = [number for number, name in enumerate(read_index(cache).people) if person_key(name) in held]
    known = unit_rows(teacher.real_embeddings(held_out.faces)) if teacher else None
    names, embeddings, taught, same = [], [], [], []
    for face in Progress("other faces", read_index(cache).faces).over(faces(cache).as_numpy_iterator()):
        if face["person"] in twice:
            continue
        crop, name = clean(face["wide"])[None], face["name"].decode()
        if teacher:
            seen = unit_rows(teacher.real_embeddings(crop))[0]
            if face["person"] == UNKNOWN and (known @ seen).max() >= SAME_PERSON:
                same.append(name)
                continue
            taught.append(seen)
        names.append(name)
        embeddings.append(int8.embed(normalised(crop).numpy())[0])
    if same:
        log.warning("%d faces without a name resemble people who are held out; add them to leave_out: %s", len(same), ", ".join(same))
    return Others(names, np.stack(embeddings), np.stack(taught) if teacher else None)
