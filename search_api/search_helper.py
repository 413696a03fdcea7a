"""The server's handle on its search worker: start, ask, move on, end.

With sixteen clients, one interpreter keeps questions waiting for each other: of two cores 1.5 to 1.7 were used.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from queue import Empty, SimpleQueue

import search_api
from kg.embedding.encoder import Encoder
from kg.search.elsewhere import Found, Task
from kg.settings import Settings
from search_api.search_worker import Facts, Move

log = logging.getLogger(__name__)

AT_A_TIME = 3
"""Questions that it has at once: with two or four a tenth fewer a second are answered."""
_PATIENCE = 20.0
"""Seconds after which a question that is not answered ends the worker."""
_PAUSE = 10.0
"""Seconds at least from one start to the next."""
_START = 120.0
"""Seconds in which it has opened or moved on at most."""
_END = 5.0


class SearchHelper:
    """One worker, started anew when it has ended. ``follow`` is called from one thread at a time, the rest from any."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._worker: _Worker | None = None
        self._next_start = 0.0
        self._closed = False
        self._changing = threading.Lock()

    @property
    def pid(self) -> int | None:
        """Of the process, while there is one."""
        return self._worker.pid if self._worker else None

    def is_at(self, generation: int) -> bool:
        """See ``Elsewhere``."""
        worker = self._worker
        return worker is not None and worker.generation == generation

    def find(self, task: Task) -> Found | None:
        """See ``Elsewhere``."""
        worker = self._worker
        return worker.find(task) if worker else None

    def follow(self, encoder: Encoder, generation: int, edition: int | None) -> None:
        """Have the worker run, and be in a generation, with the words that are learned; not before some are."""
        worker = self._worker
        if worker is not None and not worker.is_well():
            log.warning("the search worker has ended; questions are answered without it")
            self._end()
        if edition == 0:
            return
        worker = self._worker or self._start(encoder)
        if worker is not None:
            try:
                worker.move(generation, edition)
            except (EOFError, OSError):
                self._end()

    def close(self) -> None:
        """End the worker for good."""
        with self._changing:
            self._closed = True
        self._end()

    def _start(self, encoder: Encoder) -> _Worker | None:
        with self._changing:
            if self._closed or time.monotonic() < self._next_start:
                return None
            self._next_start = time.monotonic() + _PAUSE
            self._worker = _Worker(self._settings, encoder)
            return self._worker

    def _end(self) -> None:
        with self._changing:
            worker, self._worker = self._worker, None
        if worker is not None:
            worker.end()


class _Worker:
    """One process."""

    def __init__(self, settings: Settings, encoder: Encoder) -> None:
        pairs = [Pipe() for _ in range(1 + AT_A_TIME)]
        numbers = [theirs.fileno() for _, theirs in pairs]
        package = str(Path(search_api.__file__).parent.parent)
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "search_api.search_worker", *map(str, numbers)],
            stdin=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=numbers,
            env={**os.environ, "PYTHONPATH": package},
            process_group=0,  # the terminal's signals are for the server
        )
        for _, theirs in pairs:
            theirs.close()
        self._control, *others = (ours for ours, _ in pairs)
        self._free = SimpleQueue[Connection]()
        for each in others:
            self._free.put(each)
        self._asked: dict[Connection, float] = {}
        self._moved: tuple[int, int | None] | None = None
        self.pid = self._process.pid
        self.generation: int | None = None
        """That it is in; None before it can be asked."""
        with suppress(OSError):  # one that ends at once is found to have ended
            self._control.send((settings, Facts.of(encoder)))

    def is_well(self) -> bool:
        """Whether it runs and answers."""
        longest = min(self._asked.copy().values(), default=time.monotonic())
        return self._process.poll() is None and time.monotonic() - longest < _PATIENCE

    def find(self, task: Task) -> Found | None:
        """Ask it, once one of the connections is free."""
        try:
            connection = self._free.get(timeout=_PATIENCE)
        except Empty:
            return None
        self._asked[connection] = time.monotonic()
        try:
            connection.send(task)
            found: Found | None = connection.recv()
        except (EOFError, OSError):
            self.generation = None
            self._process.kill()  # if it has not ended: something in it has
            found = None
        finally:
            del self._asked[connection]
            self._free.put(connection)
        return found

    def move(self, generation: int, edition: int | None) -> None:
        """Have it move where it is not there yet. Raises EOFError or OSError when it has ended."""
        if self._moved != (generation, edition):
            self._control.send(Move(edition))
            if not self._control.poll(_START):
                raise EOFError
            self.generation = self._control.recv()
            self._moved = (generation, edition)

    def end(self) -> None:
        """End it now; questions that it has are answered by their askers."""
        self.generation = None
        self._process.kill()
        self._process.wait(_END)
        self._control.close()
