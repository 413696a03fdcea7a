"""Pages of one harvest come from one state of the base.

The harvesters page by ``$skip``. When something is removed meanwhile, everything behind it moves up and one row
falls between two pages, never to be asked for again; when something is added, a row comes twice. So the rows of a
question are remembered from its first page on, and later pages are cut from them. What changed meanwhile has a
later ``updated`` than all of them, and the next incremental run gets it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from search_api.feeds.informea.rows import Row

AT_ONCE = 32
"""Harvests remembered at the same time."""

OF_ONE_CLIENT = 4
"""Harvests of one client with one question remembered at the same time."""


@dataclass(slots=True)
class _Harvest:
    who: tuple[str, str]
    rows: tuple[Row, ...]
    page: int
    next: int
    at: float


class Harvests:
    """What clients are in the middle of.

    Args:
        lifetime: seconds after its last page that a harvest is remembered.
        clock: tells the time in seconds.
    """

    def __init__(self, lifetime: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._lifetime, self._clock = lifetime, clock
        self._open: list[_Harvest] = []
        self._guard = threading.Lock()

    def rows(
        self, client: str, question: str, skip: int, size: int, now: Callable[[], tuple[Row, ...]]
    ) -> tuple[Row, ...]:
        """All rows of a question, as they were at the first page of this harvest.

        Args:
            client: who asks.
            question: set and options, without those that make pages.
            skip: of the page that is asked for; 0 begins anew.
            size: most rows on the page.
            now: the rows as they are now.
        """
        who = (client, question)
        found = self._continued(who, skip, size) if skip else None
        if found is None:
            found = now()
            self._begin(_Harvest(who, found, skip, skip + size, self._clock()))
        return found

    def _continued(self, who: tuple[str, str], skip: int, size: int) -> tuple[Row, ...] | None:
        with self._guard:
            self._forget()
            for harvest in reversed(self._open):
                # The next page, or the same one again after an answer that was lost on the way.
                if harvest.who == who and skip in {harvest.page, harvest.next}:
                    harvest.page, harvest.next, harvest.at = skip, skip + size, self._clock()
                    self._open.remove(harvest)
                    self._open.append(harvest)
                    return harvest.rows
        return None

    def _begin(self, harvest: _Harvest) -> None:
        with self._guard:
            self._forget()
            same = [h for h in self._open if h.who == harvest.who]
            for old in same[: max(0, len(same) - OF_ONE_CLIENT + 1)]:
                self._open.remove(old)
            self._open.append(harvest)
            del self._open[:-AT_ONCE]

    def _forget(self) -> None:
        since = self._clock() - self._lifetime
        self._open = [h for h in self._open if h.at > since]
