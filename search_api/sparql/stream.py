"""The piece of pipe between a worker and a client, in bounded memory.

A worker must not be held by a client that reads slowly. So the worker waits
for the client at first, and not longer than `PATIENCE` in all; what comes after
that goes to a temporary file, and the worker is free for the next query.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections import deque
from dataclasses import dataclass
from typing import IO

from kg.errors import Busy, MeaKgError

MEMORY = 1 << 20
"""Bytes of one result that are held in memory."""

PATIENCE = 2.0
"""Seconds that a worker waits for its client, over the whole result."""

_PIECE = 64 * 1024


@dataclass(slots=True)
class DiskBudget:
    """Bytes that all results together may still put into temporary files."""

    left: int

    def take(self, size: int) -> None:
        """Reserve bytes. Raises Busy when there are none left."""
        if size > self.left:
            raise Busy("Too many clients are reading large results slowly.", remedy="Try again later.")
        self.left -= size


class ResultStream:
    """Pieces of one result, put by one task and taken by another."""

    def __init__(self, budget: DiskBudget) -> None:
        self._budget = budget
        self._pieces: deque[bytes] = deque()
        self._held = 0
        self._patience = PATIENCE
        self._file: IO[bytes] | None = None
        self._written = self._taken = 0
        self._ended = False
        self._failure: MeaKgError | None = None
        self._readable = asyncio.Event()
        self._drained = asyncio.Event()

    async def put(self, piece: bytes) -> None:
        """Add a piece, perhaps after waiting for the client. Raises Busy when no disk space is left."""
        if self._file is None and self._held >= MEMORY:
            await self._wait_for_client()
        if self._file is not None or self._held >= MEMORY:
            self._spill(piece)
        else:
            self._pieces.append(piece)
            self._held += len(piece)
        self._readable.set()

    def finish(self, failure: MeaKgError | None = None) -> None:
        """No more pieces will come; ``failure`` says that some are missing."""
        self._ended = True
        self._failure = failure
        self._readable.set()

    async def take(self) -> bytes:
        """The next piece; empty at the end. Raises the failure that ended the result early."""
        while True:
            piece = self._next()
            if piece:
                return piece
            if self._ended:
                if self._failure is not None:
                    raise self._failure
                return b""
            self._readable.clear()
            await self._readable.wait()

    def take_rest(self) -> bytes | None:
        """All pieces that are left, where the end has come and all are in memory."""
        if not self._ended or self._failure is not None or self._file is not None:
            return None
        rest = b"".join(self._pieces)
        self._pieces.clear()
        return rest

    def close(self) -> None:
        """Give back the memory and the disk space."""
        self._pieces.clear()
        if self._file is not None:
            self._file.close()
            self._file = None
            self._budget.left += self._written
            self._written = self._taken = 0

    async def _wait_for_client(self) -> None:
        loop = asyncio.get_running_loop()
        start = loop.time()
        self._drained.clear()
        try:
            async with asyncio.timeout(self._patience):
                await self._drained.wait()
        except TimeoutError:
            pass
        self._patience = max(0.0, self._patience - (loop.time() - start))

    def _spill(self, piece: bytes) -> None:
        self._budget.take(len(piece))
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115  # closed by close()
        self._file.seek(self._written)
        self._file.write(piece)
        self._written += len(piece)

    def _next(self) -> bytes:
        if self._pieces:
            piece = self._pieces.popleft()
            self._held -= len(piece)
            if self._held < MEMORY:
                self._drained.set()
            return piece
        if self._file is None or self._taken == self._written:
            return b""
        self._file.seek(self._taken)
        piece = self._file.read(_PIECE)
        self._taken += len(piece)
        return piece
