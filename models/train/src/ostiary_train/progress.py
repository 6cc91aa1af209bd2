"""How far long work is: a line that rewrites itself on a terminal, a log line every half minute elsewhere."""

import logging
import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")
log = logging.getLogger(__name__)


class Progress:
    def __init__(self, label: str, total: int) -> None:
        self._label, self._total = label, total

    def over(self, items: Iterable[Item]) -> Iterator[Item]:
        """The items themselves, while saying how many of the total have gone by, how fast, and how long the rest will take."""
        start = said = time.monotonic()
        live = sys.stderr.isatty()
        for done, item in enumerate(items, 1):
            yield item
            now = time.monotonic()
            if now - said > (0.2 if live else 30) or done == self._total:
                said = now
                rate = done / max(now - start, 1e-9)
                line = f"{self._label} {done}/{self._total}, {rate:.1f}/s, {(self._total - done) / rate:.0f} s left"
                if live:
                    print(f"\r{line}   ", end="\n" if done == self._total else "", file=sys.stderr)
                else:
                    log.info(line)
