"""Handle on one worker process: start, send, receive, end."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil

import search_api
from kg.errors import Unavailable
from kg.settings import Settings
from search_api.sparql import frames
from search_api.sparql.pipes import Pipes

START_TIME = 30.0
"""Seconds; a worker is up in 0.15 s, on a machine under load in a few."""

_GLANCE = 0.002
"""Seconds between two looks at whether a killed process is gone."""

_STEP, _LAST = 5, 19
"""How much lower a slow worker's priority is, and the lowest there is (setpriority(2))."""


def command(settings: Settings, store: Path | None) -> list[str]:
    """The command line of a worker. ``-P`` keeps the current directory out of its imports."""
    opened = str(store) if store else ""
    return [sys.executable, "-P", "-m", "search_api.sparql.worker", str(settings.query_memory), opened]


def environment() -> dict[str, str]:
    """What a worker inherits: where the code is, and nothing of the server's own environment."""
    packages = str(Path(search_api.__file__).parent.parent)
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH") if name in os.environ}
    return kept | {"PYTHONPATH": packages, "PYTHONUTF8": "1"}


class WorkerProcess:
    """A running worker. Made by `start`; ended by `kill` and `end`."""

    def __init__(self, process: subprocess.Popen[bytes], pipes: Pipes) -> None:
        self._process = process
        self._pipes = pipes
        self.pid = process.pid
        self.slow = False
        self.used = False
        self.last = False

    @classmethod
    async def start(cls, settings: Settings, store: Path | None) -> WorkerProcess:
        """Start a worker and wait until it takes jobs.

        Raises:
            Unavailable: it ended or hung before it was ready.
        """
        # Not by the event loop: that forks, and stands still while the memory of a large server is mapped anew.
        process = subprocess.Popen(  # noqa: ASYNC220  # by vfork, half a millisecond
            command(settings, store),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env=environment(),
        )
        try:
            pipes = await Pipes.connect(process)
        except BaseException:
            process.kill()
            raise
        worker = cls(process, pipes)
        try:
            async with asyncio.timeout(START_TIME):
                await worker.receive()
        except (TimeoutError, EOFError) as error:
            await worker.end()
            raise Unavailable(
                "A worker process for SPARQL did not start.",
                remedy="Run `python -m search_api.sparql.worker 0 ''` to see why.",
            ) from error
        except BaseException:
            await worker.end()
            raise
        return worker

    @property
    def alive(self) -> bool:
        """False once the process is known to have ended."""
        return self._process.poll() is None

    @property
    def memory(self) -> int:
        """Bytes that it occupies; 0 once it has ended."""
        try:
            return int(psutil.Process(self.pid).memory_info().rss)
        except psutil.NoSuchProcess:
            return 0

    def cpu(self) -> float | None:
        """Seconds of processor time it has used; None where that cannot be read."""
        if sys.platform == "linux":
            with suppress(OSError):
                # The processor clock of a process (CPUCLOCK_SCHED of linux/posix-timers.h).
                return time.clock_gettime((~self.pid << 3) | 2)
        return None

    def slow_down(self) -> None:
        """Let quick workers go first, for good."""
        self.slow = True
        if sys.platform != "win32":
            self._lower(os.getpriority(os.PRIO_PROCESS, 0) + _STEP)

    def come_last(self) -> None:
        """Let every other process go first, for good."""
        self.last = True
        self._lower(_LAST)

    def _lower(self, priority: int) -> None:
        if sys.platform != "win32":
            with suppress(ProcessLookupError, PermissionError):
                # The group, because a single number would mean the main thread only.
                os.setpriority(os.PRIO_PGRP, self.pid, priority)

    def send(self, frame: bytes) -> None:
        """Hand over a frame. Raises ConnectionError when the process has ended."""
        self.used = True
        self._pipes.send(frame)

    def take(self) -> tuple[bytes, bytes] | None:
        """The next frame if it is here already. Raises EOFError when the process has ended."""
        return self._pipes.take()

    def arrival(self) -> asyncio.Future[None]:
        """Done as soon as `take` has something to say."""
        return self._pipes.arrival()

    async def receive(self) -> tuple[bytes, bytes]:
        """The next frame. Raises EOFError when the process has ended."""
        while (frame := self.take()) is None:
            await self.arrival()
        return frame

    async def open(self, store: Path) -> None:
        """Let the worker have a store open. Raises EOFError or ConnectionError when the process has ended."""
        self.send(frames.encode(frames.OPEN, str(store).encode()))
        while (await self.receive())[0] != frames.READY:
            pass

    def kill(self) -> None:
        """End the process now, whatever it does."""
        with suppress(ProcessLookupError):
            self._process.kill()

    async def end(self) -> None:
        """End the process and wait until it is gone and its pipes are closed."""
        self.kill()
        # Not in a thread: a replacement must not wait until one is free. A killed process is gone in milliseconds.
        while self._process.poll() is None:  # noqa: ASYNC110
            await asyncio.sleep(_GLANCE)
        self._pipes.close()
