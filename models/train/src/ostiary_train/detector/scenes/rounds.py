"""Scenes by the thousand, composed in other processes while the last thousand is learnt from."""

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from threading import Thread

import cv2
import numpy as np

from .compose import Composer

_composer = None


class Rounds:
    """Round r holds scenes r·count … (r+1)·count of a composer: the same after a resume as without one."""

    def __init__(self, composer: Composer, count: int, workers: int) -> None:
        self._count = count
        # Not forked: a copy of this process would wait for torch's threads, which are not copied.
        self._pool = ProcessPoolExecutor(workers, get_context("spawn"), initializer=_start, initargs=(composer,))
        self._ahead = {}

    def take(self, number: int) -> tuple[np.ndarray, np.ndarray]:
        """Pixels [count, size, size, 3] and targets [count, faces, 15]."""
        self.prepare(number)
        return _stacked(self._ahead.pop(number))

    def prepare(self, number: int) -> None:
        """Begins a round in the background. What is asked for after it waits until it is done."""
        if number not in self._ahead:
            first = number * self._count
            self._ahead[number] = self._pool.map(_scene, range(first, first + self._count), chunksize=32)

    def empty(self, numbers) -> np.ndarray:
        """Pixels of scenes without a face, by number."""
        return np.stack(list(self._pool.map(_empty, numbers, chunksize=16)))

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)


def _stacked(scenes):
    pixels, targets = zip(*scenes)
    return np.stack(pixels), np.stack(targets)


def _start(composer: Composer) -> None:
    global _composer
    cv2.setNumThreads(1)
    _composer = composer
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A pool ends its processes, but not when its owner is killed."""
    parent_process().join()
    os._exit(1)


def _scene(number: int):
    scene = _composer.scene(number)
    return scene.pixels, scene.targets


def _empty(number: int) -> np.ndarray:
    return _composer.empty(number).pixels
