"""Error rates by group, where the names of the pictures tell groups, as UTKFace's do: age_gender_ethnicity_date."""

import re

import numpy as np

AGES = ((0, 3), (3, 18), (18, 40), (40, 65), (65, 200))
GROUPS = (
    "age 0 to 2", "age 3 to 17", "age 18 to 39", "age 40 to 64", "age 65 and more", "men", "women",
    "ethnicity: White", "ethnicity: Black", "ethnicity: Asian", "ethnicity: Indian", "ethnicity: other",
)  # fmt: skip
"""The set's own groups, as it guessed them; men, women and ethnicities are of adults, for half of some groups are small children."""
ADULT = 18
ADULTS = GROUPS[2:]

SAME_PERSON = 0.4
"""The teacher's cosine from which two faces are taken for one person's. Of the 36 pairs nearest to each other for the shipped embedder, by
eye, all above it were one person and none below."""
BLOCK = 512


def groups_of(name: str) -> list[str]:
    """Of a picture by its file name; none where the name tells none."""
    match = re.match(r"(\d+)_([01])_([0-4])_", name)
    if not match:
        return []
    age, gender, ethnicity = map(int, match.groups())
    band = next((number for number, (low, high) in enumerate(AGES) if low <= age < high), None)
    if band is None:
        return []
    return [GROUPS[band], GROUPS[len(AGES) + gender], GROUPS[len(AGES) + 2 + ethnicity]][: 3 if age >= ADULT else 1]


def false_matches(names: list[str], embeddings: np.ndarray, same_person: np.ndarray, similarity: float) -> dict[str, tuple[int, int]]:
    """
    Per group: pairs of pictures within it that reach the similarity, and all pairs. embeddings [n, d] of length one; same_person [n, d']
    of length one, by which pairs of one person are found and left out.
    """
    members = {group: [] for group in GROUPS}
    for number, name in enumerate(names):
        for group in groups_of(name):
            members[group].append(number)
    return {group: _count(embeddings[own], same_person[own], similarity) for group, own in members.items() if len(own) > 1}


def strict_enough(
    limit: float, names: list[str], embeddings: np.ndarray, same_person: np.ndarray, least: float
) -> tuple[float, dict[str, tuple[int, int]]]:
    """The similarity from `least` on, in hundredths, at which no group of adults has more than `limit` false matches a pair; and all groups' there."""
    similarity = least
    while True:
        found = false_matches(names, embeddings, same_person, similarity)
        if similarity >= 1 or all(false <= limit * pairs for group, (false, pairs) in found.items() if group in ADULTS):
            return similarity, found
        similarity = round(similarity + 0.01, 2)


def _count(embeddings: np.ndarray, same_person: np.ndarray, similarity: float) -> tuple[int, int]:
    false = pairs = 0
    for first in range(0, len(embeddings), BLOCK):
        rows = slice(first, first + BLOCK)
        later = np.arange(len(embeddings))[None] > np.arange(len(embeddings))[rows, None]
        counted = later & (same_person[rows] @ same_person.T < SAME_PERSON)
        false += int((counted & (embeddings[rows] @ embeddings.T >= similarity)).sum())
        pairs += int(counted.sum())
    return false, pairs
