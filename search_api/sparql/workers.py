"""The worker processes of a pool: who is idle, who waits for one, who takes a dead one's place."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from kg.errors import Busy, Unavailable
from kg.settings import Settings
from search_api.sparql.process import WorkerProcess

log = logging.getLogger(__name__)

SPARES = 2
"""Workers beyond those that run at the same time; they stand in for one that was killed."""

_RESTART_PAUSE = 0.5
_LONGEST_WAIT = 3.0
"""A query waits for a worker at most so many times the time that it may run."""


@dataclass(slots=True)
class Held:
    """A worker while one query has it. ``idle``: it has answered, and waits for the next job."""

    worker: WorkerProcess
    idle: bool = True


class Workers:
    """Keeps ``query_workers`` and some spares running, and hands them out one query each."""

    def __init__(self, settings: Settings, store: Callable[[], Path]) -> None:
        self._settings = settings
        self._store = store
        self._idle: asyncio.Queue[WorkerProcess] = asyncio.Queue()
        self._places = asyncio.Semaphore(settings.query_workers)
        self._waiting = 0
        self._all: set[WorkerProcess] = set()
        self._restarts: set[asyncio.Task[None]] = set()
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
        restarts = list(self._restarts)
        for task in restarts:
            task.cancel()
        await asyncio.gather(*restarts, return_exceptions=True)
        await asyncio.gather(*(worker.end() for worker in self._all))
        self._all.clear()

    @asynccontextmanager
    async def hold(self) -> AsyncIterator[Held]:
        """Wait for a worker and have it; one that is not idle afterwards is killed and replaced.

        Raises:
            Busy: too many are waiting, or the wait was too long.
        """
        await self._wait_for_place()
        try:
            held = Held(await self._next_idle())
            try:
                yield held
            finally:
                if held.idle and held.worker.alive:
                    self._idle.put_nowait(held.worker)
                else:
                    self._replace(held.worker)
        finally:
            self._places.release()

    async def _wait_for_place(self) -> None:
        if self._places.locked() and self._waiting >= self._settings.query_queue:
            raise Busy(f"{self._waiting} queries are waiting already.", remedy="Try again later.")
        self._waiting += 1
        try:
            async with asyncio.timeout(_LONGEST_WAIT * self._settings.query_time):
                await self._places.acquire()
        except TimeoutError as error:
            raise Busy("All workers were busy for too long.", remedy="Try again later.") from error
        finally:
            self._waiting -= 1

    async def _next_idle(self) -> WorkerProcess:
        while True:
            worker = await self._idle.get()
            if worker.alive:
                return worker
            self._replace(worker)

    def _replace(self, worker: WorkerProcess) -> None:
        worker.kill()
        if not self._closed:
            task = asyncio.create_task(self._restart(worker))
            self._restarts.add(task)
            task.add_done_callback(self._restarts.discard)

    async def _restart(self, worker: WorkerProcess) -> None:
        await worker.end()
        self._all.discard(worker)
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
