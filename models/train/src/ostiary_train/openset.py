"""Open-set identification: how often a stranger is taken for someone of N people, and someone enrolled is not recognised."""

from dataclasses import dataclass

import numpy as np

SIZES = (100, 1000, 10_000)


@dataclass(frozen=True)
class Rates:
    """At one similarity: FMR and FNMR per comparison, FPIR and FNIR per search of a gallery of one template for each of `size` people."""

    similarity: float
    size: int
    fmr: float
    fnmr: float
    fpir: float
    fnir: float


@dataclass(frozen=True)
class Searches:
    """Best similarities of strangers [galleries · probes] in galleries of `size`, and those of mates with how many strangers beat them."""

    size: int
    strangers: np.ndarray
    mates: np.ndarray


def search(probes: np.ndarray, people: np.ndarray, others: np.ndarray, size: int, galleries: int, seed: int) -> Searches:
    """Random galleries: of the probes' own people one template each, the rest filled from `others`, faces of further people.

    probes [n, d] with people [n], others [m, d]; all of length one. A probe is a stranger when its person is not in the gallery.
    """
    random = np.random.default_rng(seed)
    within, against = probes @ probes.T, probes @ others.T
    everyone = np.unique(people)
    strangers, mates = [], []
    for _ in range(galleries):
        enrolled = random.permutation(everyone)[: min(len(everyone) // 2, size // 2)]
        templates = np.array([random.choice(np.flatnonzero(people == person)) for person in enrolled])
        filling = random.choice(others.shape[0], min(size - len(templates), others.shape[0]), replace=False)
        best_other = against[:, filling].max(1)
        known = np.isin(people, enrolled)
        strangers.append(np.maximum(within[~known][:, templates].max(1), best_other[~known]))
        for probe in np.flatnonzero(known & ~np.isin(np.arange(len(people)), templates)):
            same = people[templates] == people[probe]
            mate = within[probe, templates[same][0]]
            rival = max(within[probe, templates[~same]].max(initial=-1.0), best_other[probe])
            mates.append(mate if mate > rival else -1.0)
    return Searches(size, np.concatenate(strangers), np.array(mates))


def comparisons(probes: np.ndarray, people: np.ndarray, others: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """All genuine and all impostor similarities: among the probes, and of the probes with `others`."""
    similarity = probes @ probes.T
    first, second = np.triu_indices(len(people), 1)
    same = people[first] == people[second]
    among = similarity[first, second]
    return among[same], np.concatenate([among[~same], (probes @ others.T).ravel()])


def rates(similarity: float, searches: Searches, genuine: np.ndarray, impostor: np.ndarray) -> Rates:
    return Rates(
        similarity=similarity,
        size=searches.size,
        fmr=float((impostor >= similarity).mean()),
        fnmr=float((genuine < similarity).mean()),
        fpir=float((searches.strangers >= similarity).mean()),
        fnir=float((searches.mates < similarity).mean()),
    )


def similarity_at(fpir: float, searches: Searches) -> float:
    """The least similarity, rounded up to hundredths, at which no more than this share of strangers is taken for someone."""
    return float(np.ceil(np.quantile(searches.strangers, 1 - fpir, method="higher") * 100 + 1e-9) / 100)


def interval(errors: int, trials: int, z: float = 1.96) -> tuple[float, float]:
    """95 % confidence interval of a rate (Wilson 1927)."""
    share = errors / trials
    centre = (share + z * z / (2 * trials)) / (1 + z * z / trials)
    half = z / (1 + z * z / trials) * np.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    return max(0.0, float(centre - half)), min(1.0, float(centre + half))
