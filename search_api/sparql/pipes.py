"""The frames that a worker process sends, as they come in."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import cast

from search_api.sparql import frames

_HIGH, _LOW = 1 << 20, 256 << 10
"""Bytes of frames that nobody has taken yet: the worker has to wait above the first, and goes on below the second."""

_INPUT, _OUTPUT = 0, 1


class Pipes(asyncio.SubprocessProtocol):
    """Both ends of a worker's pipes. A small result is here whole before anybody is woken for it."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._frames: deque[tuple[bytes, bytes]] = deque()
        self._held = 0
        self._paused = False
        self._broken = False
        self._arrival: asyncio.Future[None] | None = None
        self.exited = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The process has started (SubprocessProtocol)."""
        self._process = cast("asyncio.SubprocessTransport", transport)
        self._input = cast("asyncio.WriteTransport", self._process.get_pipe_transport(_INPUT))
        self._output = cast("asyncio.ReadTransport", self._process.get_pipe_transport(_OUTPUT))

    def pipe_data_received(self, _fd: int, data: bytes) -> None:
        """The process has written something (SubprocessProtocol)."""
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

    def pipe_connection_lost(self, _fd: int, _error: Exception | None) -> None:
        """The process has closed a pipe, or has ended (SubprocessProtocol)."""
        self._broken = True
        self._wake()

    def process_exited(self) -> None:
        """The process has ended (SubprocessProtocol)."""
        self._broken = True
        self.exited.set()

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
        self._process.close()
        self._frames.clear()

    def _wake(self) -> None:
        if self._arrival is not None and not self._arrival.done():
            self._arrival.set_result(None)
