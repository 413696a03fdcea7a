"""Workers that wait for a query: which one is taken says how much of the graph is in its caches already."""

from __future__ import annotations

import asyncio
from collections import deque

from search_api.sparql.fairness import Pace
from search_api.sparql.process import WorkerProcess


class IdleQuick(asyncio.LifoQueue[WorkerProcess]):
    """Those for quick queries: the one that answered last goes first, new ones come last.

    At a million triples a new one takes 9.4 ms where one that has read the same before takes 6.7.
    """

    def _init(self, maxsize: int) -> None:  # noqa: ARG002  # of asyncio.Queue, to be overridden
        self._queue: deque[WorkerProcess] = deque()

    def _put(self, item: WorkerProcess) -> None:
        if item.used:
            self._queue.append(item)
        else:
            self._queue.appendleft(item)

    def take_coldest(self) -> WorkerProcess | None:
        """The one that has not answered for longest, if any: for a query that will not give it back."""
        return self._queue.popleft() if self._queue else None


class IdleSlow:
    """Those for slow queries, at most so many; the one that has waited longest makes room.

    Args:
        places: how many.
    """

    def __init__(self, places: int) -> None:
        self._places = places
        self._workers: list[WorkerProcess] = []

    def put(self, worker: WorkerProcess) -> list[WorkerProcess]:
        """Keep a worker; returns those that have to go."""
        self._workers.append(worker)
        gone, self._workers = self._workers[: -self._places], self._workers[-self._places :]
        return gone

    def take(self, pace: Pace) -> WorkerProcess | None:
        """One with a priority that fits; the lowest is for queries that would end with it anyway."""
        fitting = [worker for worker in self._workers if pace is Pace.LAST or not worker.last]
        if not fitting:
            return None
        best = max(reversed(fitting), key=lambda worker: worker.last)
        self._workers.remove(best)
        return best

    def clear(self) -> list[WorkerProcess]:
        """Let go of all; returns them."""
        gone, self._workers = self._workers, []
        return gone
