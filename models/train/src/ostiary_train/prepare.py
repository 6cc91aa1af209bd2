"""Pictures into shards of aligned faces, in several processes; pictures without a face are counted, not fatal."""

import hashlib
import json
import logging
import multiprocessing
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from .align import MARGIN, align
from .errors import TrainingFault
from .progress import Progress
from .records import UNKNOWN, Face, Index, read_index, write_index, write_shards
from .sources import Picture, Source, pictures

log = logging.getLogger(__name__)
_finder = None


@dataclass(frozen=True)
class Preparation:
    """Configuration of `data`. cache: where the shards go. limit: take only so many pictures of each source (for trials)."""

    sources: list[Source]
    detector: Path
    cache: Path
    shard_size: int = 2048
    workers: int = 2
    limit: int | None = None

    def recipe(self) -> str:
        """Changes with whatever decides which faces may be trained on, or how they are cut."""
        told = [[asdict(source) for source in self.sources], self.detector, self.limit]
        return hashlib.sha256(json.dumps(told, default=str, sort_keys=True).encode()).hexdigest()


def prepared(options: Preparation) -> bool:
    """Whether the cache holds these faces. Raises TrainingFault where it holds others: somebody held out since then may be among them."""
    if not (options.cache / "index.json").exists():
        return False
    index = read_index(options.cache)
    if index.faces and index.recipe != options.recipe():
        raise TrainingFault(
            f"{options.cache} contains faces cropped for another configuration: data.sources, detector or limit has changed",
            "Delete that folder: the faces are then cropped again.",
        )
    return index.faces > 0


def prepare(options: Preparation, seed: int) -> Index:
    """Detects, aligns and writes every face that may be trained on, shuffled once. Raises TrainingFault where nothing is left."""
    chosen = [picture for source in options.sources for picture in _limited(source, options.limit, seed) if not picture.held_out]
    Random(seed).shuffle(chosen)
    people = sorted({picture.person for picture in chosen if picture.person})
    numbers = {person: number for number, person in enumerate(people)}
    counts: Counter[int] = Counter()
    missed = 0

    def cut() -> Iterator[Face]:
        nonlocal missed
        with multiprocessing.get_context("spawn").Pool(options.workers, _start, (options.detector,)) as pool:
            found = pool.imap(_cut, chosen, chunksize=16)
            for picture, crops in Progress("aligning", len(chosen)).over(zip(chosen, found)):
                missed += not crops
                for crop in crops:
                    person = numbers.get(picture.person, UNKNOWN)
                    counts[person] += 1
                    yield Face(crop, person, picture.path.name)

    shards = write_shards(options.cache, cut(), options.shard_size)
    faces = sum(counts.values())
    if faces == 0:
        raise TrainingFault("no face found in any picture", "Check the detector and the folders of data.sources.")
    index = Index(people, [counts[number] for number in range(len(people))], faces, missed, shards, options.recipe())
    write_index(options.cache, index)
    log.info("%d faces of %d named people in %d shards; no face in %d pictures", faces, len(people), len(shards), missed)
    return index


def _limited(source: Source, limit: int | None, seed: int) -> list[Picture]:
    """Whole people first where pictures are labelled: a few of everyone would leave nothing to tell apart."""
    found = [picture for picture in pictures(source)]
    if limit is None or len(found) <= limit:
        return found
    if source.labels == "none":
        return Random(seed).sample(found, limit)
    sizes = Counter(picture.person for picture in found if not picture.held_out)
    kept, total = set(), 0
    for person, size in sizes.most_common():
        if total >= limit:
            break
        kept.add(person)
        total += min(size, 20)
    taken: Counter[str | None] = Counter()
    return [p for p in found if p.person in kept and (taken.update([p.person]) or taken[p.person] <= 20)]


def read_picture(path: Path) -> np.ndarray:
    """[height, width, 3] uint8 RGB, upright by its EXIF orientation. Raises TrainingFault where it cannot be decoded."""
    try:
        with Image.open(path) as image:
            return np.asarray(ImageOps.exif_transpose(image).convert("RGB"))
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise TrainingFault(f"cannot decode {path}: {error}", "Remove or replace the picture.") from error


def _start(detector: Path) -> None:
    global _finder
    from .finder import Finder

    _finder = Finder(detector)


def _cut(picture: Picture) -> list[np.ndarray]:
    from .finder import most_central

    pixels = read_picture(picture.path)
    faces = _finder.find(pixels)
    central = most_central(faces, pixels)
    chosen = range(len(faces)) if picture.all_faces else [] if central is None else [central]
    return [align(pixels, faces.points[number], MARGIN) for number in chosen]
