"""The writer's lock: one process writes at a time, and says who it is."""

from __future__ import annotations

import json
import os
import socket
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

from kg.catalog import now
from kg.errors import Locked


class WriterLock:
    """Held from construction to ``release``.

    Raises:
        Locked: another process is writing; the message names it.
    """

    def __init__(self, directory: Path, *, wait: float = 0.0) -> None:
        self._who = directory / "writer.json"
        self._lock = FileLock(directory / "writer.lock")
        try:
            self._lock.acquire(timeout=wait)
        except Timeout:
            raise Locked(
                f"Another process is writing to {directory}: {holder(directory)}.",
                remedy="Wait until it has finished, or end it.",
            ) from None
        command = " ".join([Path(sys.argv[0]).name, *sys.argv[1:]])
        self._who.write_text(
            json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "command": command, "since": now()})
        )

    def release(self) -> None:
        """Let the next writer in."""
        self._who.unlink(missing_ok=True)
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def holder(directory: Path) -> str:
    """Who holds the lock, as far as it said."""
    try:
        who = json.loads((directory / "writer.json").read_text())
        return f"process {who['pid']} on {who['host']} (`{who['command']}`, since {who['since']})"
    except (OSError, ValueError, KeyError):
        return "an unnamed process"
