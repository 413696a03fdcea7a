"""Readers in processes of their own, which can be ended when a file is too much for them.

A worker is a fresh interpreter (no fork of a process with threads) that is started once for a batch and again
after each file that broke it. It talks over its standard input and output and ends when they close, so it does
not outlive a parent that was killed. Where several files wait, as many workers read as the settings allow.
"""

from __future__ import annotations

import os
import pickle
import selectors
import signal
import struct
import subprocess
import sys
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from queue import LifoQueue
from types import TracebackType
from typing import IO, Self, cast

from ingest.blocks import RawDocument
from kg.errors import BadInput, LimitReached, MeaKgError
from kg.settings import Settings

_HEADER = struct.Struct(">Q")
_START_TIME = 60.0
_PIECE = 1 << 20
_REMEDY = "Open it in the program that made it, save it again as PDF or DOCX, and ingest that."


class ReaderPool:
    """The workers for a batch of files: ``reader_processes`` at most. Use as a context manager."""

    def __init__(self, settings: Settings) -> None:
        self.size = settings.reader_processes
        self._readers = [Reader(settings) for _ in range(self.size)]
        self._idle = LifoQueue[Reader]()
        for reader in reversed(self._readers):
            self._idle.put(reader)  # the first one is taken first, the others start when files wait
        self._threads = ThreadPoolExecutor(self.size, "reading")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(self, path: Path) -> RawDocument:
        """Read a file as ``Reader.read`` does."""
        return self.begin(path).result()

    def begin(self, path: Path) -> Future[RawDocument]:
        """Begin to read a file, or when a worker is free; the result is what ``Reader.read`` gives or raises."""
        return self._threads.submit(self._read, path)

    def close(self) -> None:
        """End the workers, and what they read."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for reader in self._readers:
            reader.kill()
        self._threads.shutdown(wait=True)
        for reader in self._readers:
            reader.close()

    def _read(self, path: Path) -> RawDocument:
        reader = self._idle.get()
        try:
            return reader.read(path)
        finally:
            self._idle.put(reader)


class Reader:
    """One worker. Not for use by several threads at once."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._worker: subprocess.Popen[bytes] | None = None

    def read(self, path: Path) -> RawDocument:
        """Read a file as ``ingest.readers.read`` does, within ``reader_time`` and ``reader_memory``.

        Raises:
            BadInput: the file cannot be read, or made the reader crash.
            LimitReached: it is too large, or took too much time or memory.

        """
        worker = self._running()
        try:
            answer = self._ask(worker, path)
        except BaseException:
            self._end()
            raise
        if isinstance(answer, MeaKgError):
            raise answer
        return answer

    def close(self) -> None:
        """End the worker. Another one is started when a file is to be read again."""
        if self._worker is not None and self._worker.stdin is not None:
            _close(self._worker.stdin)
        self._end()

    def kill(self) -> None:
        """Make the worker end at once, also from another thread than the one that waits for it."""
        worker = self._worker
        if worker is not None:
            with suppress(ProcessLookupError):
                os.killpg(worker.pid, signal.SIGKILL)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._worker is not None and self._worker.poll() is None:
            return self._worker
        self._end()
        command = [sys.executable, "-c", "from ingest.readers.worker import main; main()"]
        root = str(Path(__file__).resolve().parents[2])
        inherited = os.environ.get("PYTHONPATH")
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (root, inherited)))}
        self._worker = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,  # so that what the worker starts (text recognition) ends with it
        )
        try:
            self._send(self._worker, self._settings)
            self._receive(self._worker, time.monotonic() + _START_TIME)
        except (EOFError, BrokenPipeError, TimeoutError) as error:
            self._end()
            raise BadInput("The reader process did not start.", remedy="Check the installation.") from error
        return self._worker

    def _ask(self, worker: subprocess.Popen[bytes], path: Path) -> RawDocument | MeaKgError:
        limit = self._settings.reader_time
        try:
            self._send(worker, path)
            return cast("RawDocument | MeaKgError", self._receive(worker, time.monotonic() + limit))
        except TimeoutError:
            message = f"{path.name}: reading took longer than {limit:g} seconds and was ended."
            raise LimitReached(message, remedy="Split the file, or raise MEA_KG_READER_TIME.") from None
        except (EOFError, BrokenPipeError):
            worker.wait()
            raise self._crash(path, worker.returncode) from None

    def _crash(self, path: Path, code: int) -> MeaKgError:
        if code == -signal.SIGKILL:  # nobody else kills it: the system does when memory runs out
            message = f"{path.name}: the reader was ended for want of memory."
            return LimitReached(message, remedy="Split the file, or give the machine more memory.")
        cause = signal.Signals(-code).name if code < 0 else f"code {code}"
        return BadInput(f"{path.name}: the file made its reader crash ({cause}).", remedy=_REMEDY)

    def _end(self) -> None:
        self.kill()
        worker, self._worker = self._worker, None
        if worker is None:
            return
        worker.wait()
        for pipe in (worker.stdin, worker.stdout):
            if pipe is not None:
                _close(pipe)

    @staticmethod
    def _send(worker: subprocess.Popen[bytes], message: Settings | Path) -> None:
        body = pickle.dumps(message)
        pipe = cast("IO[bytes]", worker.stdin)
        pipe.write(_HEADER.pack(len(body)) + body)
        pipe.flush()

    @staticmethod
    def _receive(worker: subprocess.Popen[bytes], deadline: float) -> object:
        """The next message. What it unpickles was written by our own worker, not taken from a file."""
        descriptor = cast("IO[bytes]", worker.stdout).fileno()
        with selectors.DefaultSelector() as selector:
            selector.register(descriptor, selectors.EVENT_READ)

            def take(size: int) -> bytes:
                data = bytearray()
                while len(data) < size:
                    if not selector.select(max(deadline - time.monotonic(), 0.0)):
                        raise TimeoutError
                    piece = os.read(descriptor, min(size - len(data), _PIECE))
                    if not piece:
                        raise EOFError
                    data += piece
                return bytes(data)

            return pickle.loads(take(_HEADER.unpack(take(_HEADER.size))[0]))  # noqa: S301


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except BrokenPipeError:
        return  # what was still to be flushed has nobody to read it
