"""A result that is arriving."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

from search_api.sparql.stream import ResultStream


@dataclass(frozen=True, slots=True)
class Head:
    """Where a result comes from, and its format once that is known."""

    generation: int
    store: Path
    media_type: str = ""

    def with_media_type(self, media_type: str) -> Head:
        """The same with its format."""
        return replace(self, media_type=media_type)


Heading = asyncio.Future[Head | None]
"""Done with the first bytes of a result; None where it has none, because the query failed."""


class Answer:
    """The format of a result, then its bytes. Close it, also after an error.

    ``async for piece in answer`` gives the bytes; it raises the MeaKgError that
    ended the result early.
    """

    media_type: str
    generation: int

    def __init__(self, task: asyncio.Task[None], stream: ResultStream, head: Heading) -> None:
        self._task = task
        self._stream = stream
        self.head = head
        self._first = b""

    async def begin(self) -> None:
        """Wait for the first bytes, so that a failure before them can still be told by a status. Raises it."""
        found = await self.head
        self._first = await self._stream.take()
        assert found is not None, "a query without a result says why"
        self.media_type, self.generation = found.media_type, found.generation

    @property
    def whole(self) -> bytes | None:
        """The whole result, once it has begun, where it is in memory already; it is used up then."""
        rest = self._stream.take_rest()
        return None if rest is None else self._first + rest

    async def __aiter__(self) -> AsyncIterator[bytes]:
        piece = self._first
        while piece:
            yield piece
            piece = await self._stream.take()

    async def aclose(self) -> None:
        """Stop the query if it still runs, and free what it holds."""
        if not self._task.done():
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self._stream.close()
