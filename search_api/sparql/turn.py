"""The time of one query in its worker."""

from __future__ import annotations

import asyncio
import math

from kg.settings import Settings
from search_api.sparql.fairness import LAST, Costs
from search_api.sparql.workers import Held, Workers

FLOW = 6
"""A result that keeps coming may take this many times `query_time`; a large harvest is no endless query."""


CROWDED = 4
"""While others wait in the fast lane a query has this part of a slice; what takes longer can wait with its like."""


class Turn:
    """Receives what a worker sends, as long as the query may run, and moves it to the slow lane when it takes long.

    A query has `query_time` for its first piece and for each one after that, and `FLOW` times
    that in all. Only the worker's time counts: not what the client takes, nor a pause.
    """

    def __init__(self, held: Held, workers: Workers, costs: Costs, settings: Settings) -> None:
        self._held = held
        self._workers = workers
        self._costs = costs
        self._each = settings.query_time
        self._left = settings.query_time
        self._slice = settings.query_slice
        self._cpu_before = held.worker.cpu()
        self._flows = False
        self.used = 0.0

    @property
    def is_fast(self) -> bool:
        """Whether the query is in the fast lane still."""
        return not self._held.worker.slow

    @property
    def cost(self) -> float:
        """Seconds of processor time so far; seconds on the clock where that is not known."""
        cpu = self._held.worker.cpu()
        return self.used if cpu is None or self._cpu_before is None else cpu - self._cpu_before

    @property
    def is_within_slice(self) -> bool:
        """Whether the query counts as quick so far."""
        return self.cost < self._slice

    @property
    def _fair_slice(self) -> float:
        """Seconds of processor time in the fast lane: a whole slice, a part of one while others wait there."""
        return self._slice / CROWDED if self._held.lane.is_crowded else self._slice

    async def receive(self) -> tuple[bytes, bytes]:
        """The next frame.

        Raises:
            TimeoutError: the time is over.
            Preempted: the query has to begin anew.
            EOFError: the worker has ended.
        """
        silent = self._each
        while (frame := self._held.worker.take()) is None:
            silent -= await self._wait(min(self._left, silent))
        return frame

    def let_flow(self) -> None:
        """The first piece has come."""
        if not self._flows:
            self._flows = True
            self._left = FLOW * self._each

    def leave_fast_lane(self) -> None:
        """Make room for others, if that has not been done. Raises Preempted."""
        if self.is_fast:
            self._workers.demote(self._held)

    async def _wait(self, most: float) -> float:
        """Wait for a frame, or until it is time to leave the fast lane; returns the seconds that took."""
        if most <= 0:
            raise TimeoutError
        clock = asyncio.get_running_loop().time
        start = clock()
        await asyncio.wait({self._held.worker.arrival()}, timeout=min(most, self._until_lower()))
        took = clock() - start
        self._left -= took
        self.used += took
        cost = self.cost
        if self.is_fast and cost >= self._fair_slice:
            # Now and not at its end, so that those of its kind who wait do not each have a slice as well.
            self._costs.note(self._held.order, max(cost, self._slice))
            self.leave_fast_lane()
        if not self._held.worker.last and cost >= LAST * self._slice:
            self._held.worker.come_last()
        return took

    def _until_lower(self) -> float:
        """Seconds at the least until the next step down."""
        if self._held.worker.last:
            return math.inf
        # In the fast lane others may come to wait at any moment.
        step = self._fair_slice if self.is_fast else LAST * self._slice
        return max(self._slice / 10, min(step - self.cost, self._slice / CROWDED))
