"""The frames that a worker process sends, as they come in."""

from __future__ import annotations

import asyncio
import subprocess
from collections import deque
from typing import Self, cast

from search_api.sparql import frames

_HIGH, _LOW = 1 << 20, 256 << 10
"""Bytes of frames that nobody has taken yet: the worker has to wait above the first, and goes on below the second."""


class Pipes(asyncio.Protocol):
    """Both ends of a worker's pipes. A small result is here whole before anybody is woken for it."""

    _input: asyncio.WriteTransport
    _output: asyncio.ReadTransport

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._frames: deque[tuple[bytes, bytes]] = deque()
        self._held = 0
        self._paused = False
        self._broken = False
        self._arrival: asyncio.Future[None] | None = None

    @classmethod
    async def connect(cls, process: subprocess.Popen[bytes]) -> Self:
        """Take over the standard input and output of a process."""
        loop = asyncio.get_running_loop()
        pipes = cls()
        pipes._input, _ = await loop.connect_write_pipe(asyncio.BaseProtocol, process.stdin)
        await loop.connect_read_pipe(lambda: pipes, process.stdout)
        return pipes

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """What the process writes can be read now (Protocol)."""
        self._output = cast("asyncio.ReadTransport", transport)

    def data_received(self, data: bytes) -> None:
        """The process has written something (Protocol)."""
        self._buffer += data
        start = 0
        while len(self._buffer) - start >= frames.HEADER.size:
            kind, length = frames.HEADER.unpack_from(self._buffer, start)
            payload = start + frames.HEADER.size
            if len(self._buffer) - payload < length:
                break
            start = payload + length
            self._frames.append((kind, bytes(self._buffer[payload:start])))
            self._held += length
        if not start:
            return
        del self._buffer[:start]
        if self._held > _HIGH and not self._paused:
            self._paused = True
            self._output.pause_reading()
        self._wake()

    def connection_lost(self, _error: Exception | None) -> None:
        """The process has closed its output, or has ended (Protocol)."""
        self._broken = True
        self._wake()

    def send(self, frame: bytes) -> None:
        """Write a frame. Raises ConnectionError when the process has ended."""
        if self._broken:
            raise ConnectionResetError("the worker has ended")
        self._input.write(frame)

    def take(self) -> tuple[bytes, bytes] | None:
        """The next frame if it is here. Raises EOFError when there will be none."""
        if not self._frames:
            if self._broken:
                raise EOFError
            return None
        frame = self._frames.popleft()
        self._held -= len(frame[1])
        if self._paused and self._held < _LOW:
            self._paused = False
            self._output.resume_reading()
        return frame

    def arrival(self) -> asyncio.Future[None]:
        """Done as soon as the next frame is here, or will not come."""
        if self._arrival is None or self._arrival.done():
            self._arrival = asyncio.get_running_loop().create_future()
        return self._arrival

    def close(self) -> None:
        """Let go of the pipes, and of what came through them."""
        self._input.close()
        self._output.close()
        self._frames.clear()

    def _wake(self) -> None:
        if self._arrival is not None and not self._arrival.done():
            self._arrival.set_result(None)
