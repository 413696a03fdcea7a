"""SPARQL over a pool of worker processes that outlives every query.

A query runs in a worker until it is done, its time is over or its client is
gone; in the last two cases the worker is killed, because the engine cannot be
interrupted. A spare takes its place at once and a new spare is started.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from kg.errors import MeaKgError, Unavailable
from kg.settings import Settings
from search_api.sparql import frames
from search_api.sparql.answer import Answer, Head
from search_api.sparql.formats import media_for
from search_api.sparql.guard import check
from search_api.sparql.jobs import Job, StoreError, failure, timed_out, too_complex
from search_api.sparql.stream import DiskBudget, ResultStream
from search_api.sparql.workers import Held, Workers

_DISK_RESULTS = 4
"""Temporary files may hold this many results of the largest size."""


FLOW = 6
"""A result that keeps coming may take this many times `query_time`; a large harvest is no endless query."""


@dataclass(frozen=True, slots=True)
class Result:
    """A whole result. ``generation`` is the one that it was read from."""

    media_type: str
    body: bytes
    generation: int


class SparqlPool:
    """Answers SPARQL queries on the current generation.

    Args:
        settings: limits and the number of workers.
        current: the current generation's number and store directory.
    """

    def __init__(self, settings: Settings, current: Callable[[], tuple[int, Path]]) -> None:
        self._settings = settings
        self._current = current
        self._workers = Workers(settings, lambda: current()[1])
        self._tasks: set[asyncio.Task[None]] = set()
        self._read: Counter[int] = Counter()
        self._disk = DiskBudget(_DISK_RESULTS * settings.query_bytes)

    @property
    def generation(self) -> int:
        """Number of the generation that a query sent now would read."""
        return self._current()[0]

    @property
    def generations_in_use(self) -> frozenset[int]:
        """Generations that queries are reading at this moment; their directories must stay."""
        return frozenset(+self._read)

    @property
    def pids(self) -> frozenset[int]:
        """Process ids of all workers."""
        return self._workers.pids

    async def start(self) -> None:
        """Start all workers. Raises Unavailable when they do not come up."""
        await self._workers.start()

    async def aclose(self) -> None:
        """End all workers and wait until they are gone. Queries under way fail."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._workers.aclose()

    async def open(self, job: Job) -> Answer:
        """Run a checked query up to the first bytes of its result.

        The caller must close the answer. Raises:
            Busy: too many queries wait, or this one waited too long.
            QueryTimeout, TooComplex, ResultTooLarge: a limit ended it.
            NotAcceptable: no format fits its form.
            BadInput: it is not valid, or it failed.
        """
        stream = ResultStream(self._disk)
        head: asyncio.Future[Head] = asyncio.get_running_loop().create_future()
        task = asyncio.create_task(self._answer(job, stream, head))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        answer = Answer(task, stream)
        try:
            await answer.begin(head)
        except BaseException:
            await answer.aclose()
            raise
        return answer

    async def query(
        self, text: str, *, accept: str = "application/sparql-results+json", bindings: Mapping[str, str] | None = None
    ) -> Result:
        """Check and run a query, and read its whole result.

        Args:
            text: SELECT, ASK, CONSTRUCT or DESCRIBE.
            accept: media type, or an Accept header.
            bindings: IRIs for some of its variables (for SELECT, only projected ones).

        Raises what `open` and `guard.check` raise.
        """
        union = not check(text, self._settings).has_dataset
        job = Job(text, media_for(accept), self._settings.base_uri, union=union, bindings=bindings or {})
        answer = await self.open(job)
        try:
            body = b"".join([piece async for piece in answer])
        finally:
            await answer.aclose()
        return Result(answer.media_type, body, answer.generation)

    async def _answer(self, job: Job, stream: ResultStream, head: asyncio.Future[Head]) -> None:
        """Move one result from a worker into a stream; every way out ends the stream."""
        try:
            async with self._workers.hold() as held:
                await self._read_newest(held, job, stream, head)
            stream.finish()
        except MeaKgError as error:
            stream.finish(error)
        except asyncio.CancelledError:
            stream.finish(Unavailable("The query was given up."))
            raise

    async def _read_newest(self, held: Held, job: Job, stream: ResultStream, head: asyncio.Future[Head]) -> None:
        """Read from the current generation; from the next one if it was removed just now."""
        generation, store = self._current()
        try:
            await self._read_one(held, job, Head(generation, store), stream, head)
        except StoreError:
            newer, store = self._current()
            if newer == generation:
                raise
            await self._read_one(held, job, Head(newer, store), stream, head)

    async def _read_one(
        self, held: Held, job: Job, source: Head, stream: ResultStream, head: asyncio.Future[Head]
    ) -> None:
        self._read[source.generation] += 1
        held.idle = False
        try:
            await held.worker.send(job.frame(source.store, self._settings))
            clock = _Clock(self._settings.query_time)
            while True:
                # Only the worker's time is counted, not what the client takes in `put`.
                async with clock.running():
                    kind, payload = await held.worker.receive()
                if kind == frames.HEAD:
                    head.set_result(source.with_media_type(payload.decode("ascii")))
                elif kind == frames.DATA:
                    clock.let_flow()
                    await stream.put(payload)
                else:
                    break
        except TimeoutError as error:
            raise timed_out(clock.used) from error
        except (EOFError, ConnectionError) as error:
            raise too_complex(self._settings) from error
        finally:
            self._read[source.generation] -= 1
        held.idle = True
        if kind == frames.FAIL:
            raise failure(payload, self._settings)


class _Clock:
    """The time of one query: `query_time` for its first piece and for each one after that, `FLOW` times that in all."""

    def __init__(self, query_time: float) -> None:
        self._each = query_time
        self._left = query_time
        self._flows = False
        self.used = 0.0

    def let_flow(self) -> None:
        """The first piece has come."""
        if not self._flows:
            self._flows = True
            self._left = FLOW * self._each

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Count the time of the block, and end it with TimeoutError when none is left."""
        clock = asyncio.get_running_loop().time
        start = clock()
        try:
            async with asyncio.timeout(min(self._left, self._each)):
                yield
        finally:
            self._left -= clock() - start
            self.used += clock() - start
