"""Batches of fresh views with the teacher's answers, made in a process of its own."""

import multiprocessing
import os
from collections.abc import Iterator
from pathlib import Path
from queue import Full

import numpy as np

from .blend import blended
from .plan import Matching
from .reshape import reshaped

AHEAD = 8


def views(plan: Matching, cache: Path, seed: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Without end: pixels [batch, 112, 112, 3] uint8 and the teacher's embeddings [batch, dimension] float32. Each seed has its own."""
    context = multiprocessing.get_context("spawn")
    queue = context.Queue(AHEAD)
    maker = context.Process(target=_make, args=(queue, plan, cache, seed), daemon=True)
    maker.start()
    try:
        while True:
            batch = queue.get()
            if batch is None:
                raise RuntimeError("the process that creates views stopped; its last output is above")
            yield batch
    finally:
        maker.kill()


def _make(queue, plan: Matching, cache: Path, seed: int) -> None:
    from ..data import DataOptions, TrainingData
    from ..teacher import Teacher

    try:
        teacher = Teacher(plan.teacher)
        data = TrainingData(cache, DataOptions(batch=plan.batch, augmentation=plan.augmentation, labelled_times=plan.labelled_times), seed)
        epoch = 0
        while True:
            for number, batch in enumerate(data.epoch(epoch).as_numpy_iterator()):
                random = np.random.default_rng((seed, epoch, number))
                pixels = blended(random, reshaped(random, batch["image"], plan.reshaped), plan.blended)
                _put(queue, (pixels, teacher.real_embeddings(pixels)))
            epoch += 1
    finally:
        _put(queue, None)


def _put(queue, item) -> None:
    """Waits for room, but not for a reader that was killed."""
    while True:
        try:
            return queue.put(item, timeout=5)
        except Full:
            if not multiprocessing.parent_process().is_alive():
                os._exit(1)
