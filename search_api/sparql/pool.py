"""SPARQL over a pool of worker processes that outlives every query.

A query runs in a worker until it is done, its time is over or its client is
gone; in the last two cases the worker is killed, because the engine cannot be
interrupted. A spare takes its place at once and a new spare is started. What
takes longer than a slice goes on in a lane of its own, so that quick queries
need not wait for it.
"""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.errors import MeaKgError, Unavailable
from kg.settings import Settings
from search_api.sparql import frames
from search_api.sparql.answer import Answer, Head, Heading
from search_api.sparql.fairness import Costs, Order, Pace
from search_api.sparql.formats import media_for
from search_api.sparql.guard import check
from search_api.sparql.jobs import Job, StoreError, failure, timed_out, too_complex
from search_api.sparql.stream import MEMORY, DiskBudget, ResultStream
from search_api.sparql.turn import Turn
from search_api.sparql.workers import Held, Preempted, Workers

_DISK_RESULTS = 4
"""Temporary files may hold this many results of the largest size."""


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
        self._costs = Costs(settings.query_slice)
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

    async def renew(self) -> None:
        """There is a new generation: have it open before the next query comes."""
        await self._workers.renew()

    async def aclose(self) -> None:
        """End all workers and wait until they are gone. Queries under way fail."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._workers.aclose()

    def ask(self, job: Job, client: str | None = None) -> Answer:
        """Send a checked query on its way. The caller must close the answer.

        Args:
            job: the query.
            client: who asks; None for the server itself.
        """
        stream = ResultStream(self._disk)
        head: Heading = asyncio.get_running_loop().create_future()
        order = self._costs.order(client, job.query)
        task = asyncio.create_task(self._answer(job, order, stream, head))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return Answer(task, stream, head)

    async def open(self, job: Job, client: str | None = None) -> Answer:
        """Run a checked query up to the first bytes of its result. The caller must close the answer.

        Args:
            job: the query.
            client: who asks; None for the server itself.

        Raises:
            OverShare: this client asks too much at once.
            Busy: too many queries wait, or this one waited too long.
            QueryTimeout, TooComplex, ResultTooLarge: a limit ended it.
            NotAcceptable: no format fits its form.
            BadInput: it is not valid, or it failed.
        """
        answer = self.ask(job, client)
        try:
            await answer.begin()
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

    async def _answer(self, job: Job, order: Order, stream: ResultStream, head: Heading) -> None:
        """Move one result from a worker into a stream; every way out ends the stream."""
        try:
            if order.pace >= Pace.SLOW or not await self._answer_fast(job, order, stream, head):
                async with self._workers.hold(self._costs.again(order), slow=True) as held:
                    await self._read_newest(held, job, stream, head)
            stream.finish()
        except MeaKgError as error:
            stream.finish(error)
        except BaseException:
            stream.finish(Unavailable("The query was given up."))
            raise
        finally:
            if not head.done():
                head.set_result(None)

    async def _answer_fast(self, job: Job, order: Order, stream: ResultStream, head: Heading) -> bool:
        """Begin in the fast lane; False when the query has to begin anew in the slow one."""
        try:
            async with self._workers.hold(order, slow=False) as held:
                if self._costs.again(order).pace >= Pace.SLOW:
                    return False
                await self._read_newest(held, job, stream, head)
        except Preempted:
            return False
        return True

    async def _read_newest(self, held: Held, job: Job, stream: ResultStream, head: Heading) -> None:
        """Read from the current generation; from the next one if it was removed just now."""
        generation, store = self._current()
        try:
            await self._read_one(held, job, Head(generation, store), stream, head)
        except StoreError:
            newer, store = self._current()
            if newer == generation:
                raise
            await self._read_one(held, job, Head(newer, store), stream, head)

    async def _read_one(self, held: Held, job: Job, source: Head, stream: ResultStream, head: Heading) -> None:
        self._read[source.generation] += 1
        held.idle = False
        turn = Turn(held, self._workers, self._costs, self._settings)
        try:
            held.worker.send(job.frame(source.store, self._settings))
            failed = await _Transfer(turn, stream, head, source).run()
            held.idle = True
        except TimeoutError as error:
            raise timed_out(turn.used) from error
        except (EOFError, ConnectionError) as error:
            self._costs.note(held.order, math.inf)
            raise too_complex(self._settings) from error
        finally:
            self._read[source.generation] -= 1
            cost = turn.cost
            self._workers.usage.add(held.order.client, cost)
            # What was given up after a moment might have taken hours.
            if held.idle or not turn.is_within_slice:
                self._costs.note(held.order, cost)
        if failed is not None:
            raise failure(failed, self._settings)


class _Transfer:
    """Moves one result from a worker into a stream.

    In the fast lane it is held back: a result that is whole within its slice goes out whole, and
    one that is not can begin anew in the slow lane without anybody having seen a part of it.
    """

    def __init__(self, turn: Turn, stream: ResultStream, head: Heading, source: Head) -> None:
        self._turn = turn
        self._stream = stream
        self._head = head
        self._source = source
        self._held: list[bytes] = []
        self._size = 0

    async def run(self) -> bytes | None:
        """Until the end; what the worker says when it failed."""
        while True:
            kind, payload = await self._turn.receive()
            if kind == frames.FAIL:
                return payload
            if kind == frames.END:
                await self._release()
                return None
            if kind == frames.HEAD:
                self._source = self._source.with_media_type(payload.decode("ascii"))
            else:
                await self._take(payload)

    async def _take(self, piece: bytes) -> None:
        self._turn.let_flow()
        self._held.append(piece)
        self._size += len(piece)
        if self._size >= MEMORY:
            self._turn.leave_fast_lane()
        if not self._turn.is_fast:
            await self._release()

    async def _release(self) -> None:
        if not self._head.done():
            self._head.set_result(self._source)
        for piece in self._held:
            await self._stream.put(piece)
        self._held.clear()
