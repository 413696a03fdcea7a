"""Places for queries that run at the same time, and the line in front of them.

There are two lanes. Every query begins in the fast one, with a slice of processor time; what
takes longer goes on in the slow one. So a quick query waits for slices at most, whatever else
is being asked.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass

from kg.errors import Busy
from search_api.sparql.fairness import Order, Pace, Usage

GRAIN = 0.05
"""Seconds; clients whose use differs by less are served in turn."""


class OverShare(Busy):
    """One client asks for more at once than its share."""


@dataclass(frozen=True, slots=True)
class LaneLimits:
    """``places``: queries that run; ``queue``: that wait; ``share``: that one client may have here; ``wait``: in s."""

    places: int
    queue: int
    share: int
    wait: float


@dataclass(slots=True, eq=False)
class _Waiting:
    order: Order
    number: int
    admitted: asyncio.Future[None]


class Lane:
    """Hands out its places: to the client that has had least first, then to what is known to be quick.

    Args:
        limits: of this lane.
        usage: what clients have had, in all lanes.
        kept: places that a query of unknown cost may not take.
    """

    def __init__(self, limits: LaneLimits, usage: Usage, *, kept: int = 0) -> None:
        self._limits = limits
        self._usage = usage
        self._kept = min(kept, limits.places - 1)
        self._free = limits.places
        self._line: list[_Waiting] = []
        self._present: Counter[str] = Counter()
        self._arrivals = 0

    @property
    def is_crowded(self) -> bool:
        """Whether somebody waits for a place."""
        return bool(self._line)

    def try_enter(self, order: Order) -> bool:
        """Take a place if one is free and nobody waits for it."""
        if self._line or not self._fits(order):
            return False
        self._take(order)
        return True

    async def enter(self, order: Order) -> None:
        """Take a place, perhaps after waiting for it.

        Raises:
            OverShare: this client has too many queries here already.
            Busy: too many wait, or the wait was too long.
        """
        if self.try_enter(order):
            return
        self._check_room(order)
        self._arrivals += 1
        waiting = _Waiting(order, self._arrivals, asyncio.get_running_loop().create_future())
        self._line.append(waiting)
        self._count(order, 1)
        # Those in front may be waiting for more than the place that is kept free of them.
        self._admit()
        try:
            async with asyncio.timeout(self._limits.wait):
                await waiting.admitted
        except BaseException as error:
            self._give_up(waiting)
            if isinstance(error, TimeoutError):
                raise Busy("All workers were busy for too long.", remedy="Try again later.") from error
            raise

    def leave(self, order: Order) -> None:
        """Give a place back; the next in line gets it."""
        self._free += 1
        self._count(order, -1)
        self._admit()

    def _fits(self, order: Order) -> bool:
        return self._free > (self._kept if order.pace is Pace.UNKNOWN else 0)

    def _take(self, order: Order) -> None:
        self._free -= 1
        self._count(order, 1)

    def _count(self, order: Order, change: int) -> None:
        if order.client is not None:
            self._present[order.client] += change
            if not self._present[order.client]:
                del self._present[order.client]

    def _check_room(self, order: Order) -> None:
        if order.client is not None and self._present[order.client] >= self._limits.share:
            raise OverShare(
                f"You have {self._limits.share} queries here already, as many as one client may.",
                remedy="Wait for some of them.",
            )
        if len(self._line) >= self._limits.queue:
            raise Busy(f"{len(self._line)} queries are waiting already.", remedy="Try again later.")

    def _admit(self) -> None:
        while fitting := [waiting for waiting in self._line if self._fits(waiting.order)]:
            had = {waiting.order.client: 0 for waiting in fitting}
            for client in had:
                had[client] = int(self._usage.had(client) / GRAIN)
            first = min(fitting, key=lambda w: (had[w.order.client], w.order.pace, w.number))
            self._line.remove(first)
            self._free -= 1
            first.admitted.set_result(None)

    def _give_up(self, waiting: _Waiting) -> None:
        if waiting in self._line:
            self._line.remove(waiting)
            self._count(waiting.order, -1)
        else:
            # Admitted in the same moment as it gave up.
            self.leave(waiting.order)
