"""The worker processes of a pool: who is idle, who has one, who takes a dead one's place.

A query that outlives its slice in the fast lane goes on in the slow one: its worker is moved
there with a lower priority and stays there, for a process may not raise its own priority again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from kg.errors import Unavailable
from kg.settings import Settings
from search_api.sparql.fairness import Order, Pace, Usage
from search_api.sparql.idle import IdleQuick, IdleSlow
from search_api.sparql.lanes import Lane, LaneLimits
from search_api.sparql.process import WorkerProcess

log = logging.getLogger(__name__)

SPARES = 4
"""Workers beyond those of the fast lane; they stand in for one that was killed or became slow.

With two, several slow kinds at once used all of them up, and cheap queries waited 0.3 to 0.5 s for new ones; with four
0.1 to 0.2 s."""

_RESTART_PAUSE = 0.5
_KEPT_MEMORY = 256 << 20
"""Bytes; a slow worker that holds more after its query is not used again."""


class Preempted(Exception):  # noqa: N818  # an outcome, not an error: the query begins anew in the slow lane
    """The query used its slice up, and the slow lane is full."""


@dataclass(slots=True, eq=False)
class Held:
    """A worker while one query has it. ``idle``: it has answered, and waits for the next job."""

    worker: WorkerProcess
    order: Order
    lane: Lane
    idle: bool = True


class Workers:
    """Keeps ``query_workers`` and some spares running, and hands them out one query each."""

    def __init__(self, settings: Settings, store: Callable[[], Path]) -> None:
        self._settings = settings
        self._store = store
        self.usage = Usage()
        wait = settings.query_wait
        quick = LaneLimits(settings.query_workers, settings.query_queue, settings.query_client_queue, wait)
        slow = LaneLimits(settings.query_slow_workers, settings.query_slow_queue, settings.query_client_slow, wait)
        self._fast = Lane(quick, self.usage, kept=1)
        self._slow = Lane(slow, self.usage)
        self._idle = IdleQuick()
        self._idle_slow = IdleSlow(settings.query_slow_workers)
        self._all: set[WorkerProcess] = set()
        self._chores: set[asyncio.Task[None]] = set()
        self._closed = False

    @property
    def pids(self) -> frozenset[int]:
        """Process ids of all workers."""
        return frozenset(worker.pid for worker in self._all)

    async def start(self) -> None:
        """Start all workers. Raises Unavailable when they do not come up; none is left then."""
        count = self._settings.query_workers + SPARES
        outcomes = await asyncio.gather(*(self._add() for _ in range(count)), return_exceptions=True)
        failures = [outcome for outcome in outcomes if outcome is not None]
        if failures:
            await self.aclose()
            raise failures[0]

    async def aclose(self) -> None:
        """End all workers and wait until they are gone."""
        self._closed = True
        # Not cancelled: a process that is just being started could not be ended by anybody.
        await asyncio.gather(*self._chores, return_exceptions=True)
        await asyncio.gather(*(worker.end() for worker in self._all))
        self._all.clear()

    @asynccontextmanager
    async def hold(self, order: Order, *, slow: bool) -> AsyncIterator[Held]:
        """Wait for a worker and have it; one that is not idle afterwards is killed and replaced.

        Raises:
            OverShare: this client has too many queries waiting.
            Busy: too many are waiting, or the wait was too long.
        """
        lane = self._slow if slow else self._fast
        await lane.enter(order)
        try:
            worker = await (self._next_slow(order.pace) if slow else self._next_idle())
        except BaseException:
            lane.leave(order)
            raise
        held = Held(worker, order, lane)
        try:
            yield held
        finally:
            self._take_back(held)
            held.lane.leave(order)

    async def renew(self) -> None:
        """Let idle workers open the newest store, so that no query waits for that, and the former one can go."""
        self._end(self._idle_slow.clear())
        for _ in range(self._idle.qsize()):
            worker = self._idle.take_coldest()
            if worker is None:
                return
            try:
                async with asyncio.timeout(self._settings.query_time):
                    await worker.open(self._store())
            except (TimeoutError, EOFError, ConnectionError):
                self._replace(worker)
            else:
                self._idle.put_nowait(worker)

    def demote(self, held: Held) -> None:
        """Move a query to the slow lane. Raises Preempted when there is no place."""
        if not self._slow.try_enter(held.order):
            raise Preempted
        held.lane.leave(held.order)
        held.lane = self._slow
        self._make_slow(held.worker)

    def _make_slow(self, worker: WorkerProcess) -> None:
        worker.slow_down()
        self._later(self._fill_up())

    async def _next_idle(self, *, coldest: bool = False) -> WorkerProcess:
        while True:
            worker = (self._idle.take_coldest() if coldest else None) or await self._idle.get()
            if worker.alive:
                return worker
            self._replace(worker)

    async def _next_slow(self, pace: Pace) -> WorkerProcess:
        while (worker := self._idle_slow.take(pace)) is not None:
            if worker.alive:
                return worker
            self._later(self._remove(worker))
        worker = await self._next_idle(coldest=True)
        self._make_slow(worker)
        return worker

    def _take_back(self, held: Held) -> None:
        worker = held.worker
        usable = held.idle and worker.alive
        if not worker.slow:
            if usable:
                self._idle.put_nowait(worker)
            else:
                self._replace(worker)
        elif usable and worker.memory < _KEPT_MEMORY:
            self._end(self._idle_slow.put(worker))
        else:
            self._end([worker])

    def _end(self, workers: Iterable[WorkerProcess]) -> None:
        for worker in workers:
            worker.kill()
            self._later(self._remove(worker))

    def _replace(self, worker: WorkerProcess) -> None:
        worker.kill()
        self._later(self._restart(worker))

    def _later(self, chore: Coroutine[None, None, None]) -> None:
        if self._closed:
            chore.close()
            return
        task = asyncio.create_task(chore)
        self._chores.add(task)
        task.add_done_callback(self._chores.discard)

    async def _remove(self, worker: WorkerProcess) -> None:
        await worker.end()
        self._all.discard(worker)

    async def _restart(self, worker: WorkerProcess) -> None:
        await self._remove(worker)
        await self._fill_up()

    async def _fill_up(self) -> None:
        """Start one worker, however often that takes."""
        while not self._closed:
            try:
                await self._add()
            except Unavailable as error:
                log.warning("%s", error)
                await asyncio.sleep(_RESTART_PAUSE)
            else:
                return

    async def _add(self) -> None:
        worker = await WorkerProcess.start(self._settings, self._store())
        self._all.add(worker)
        self._idle.put_nowait(worker)
