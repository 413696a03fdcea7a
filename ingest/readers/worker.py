"""The other side of ``process.ReaderPool``: reads the files that it is told to until its standard input closes."""

from __future__ import annotations

import os
import pickle
import resource
import signal
import struct
import sys
import threading
import time
from pathlib import Path
from typing import BinaryIO

from ingest.blocks import RawDocument
from ingest.readers import read
from kg.errors import BadInput, LimitReached, MeaKgError
from kg.settings import Settings

_HEADER = struct.Struct(">Q")
_ORPHANED_EVERY = 1.0


def main() -> None:
    """Take the settings, then one path after another; answer each with a document or an error."""
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not get between the answers
    settings = _receive(requests)
    if not isinstance(settings, Settings):
        return
    _watch_parent()
    resource.setrlimit(resource.RLIMIT_AS, (settings.reader_memory, settings.reader_memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _send(answers, None)
    while isinstance(path := _receive(requests), Path):
        _send(answers, _answer(path, settings))


def _answer(path: Path, settings: Settings) -> RawDocument | MeaKgError:
    """The document, or the error as a value. This is the process's edge: whatever a file does to a reader ends here."""
    try:
        return read(path, settings)
    except MeaKgError as error:
        return error
    except MemoryError:
        message = f"{path.name}: reading needs more than {settings.reader_memory:,} bytes of memory."
        return LimitReached(message, remedy="Split the file, or raise MEA_KG_READER_MEMORY.")
    except Exception as error:  # noqa: BLE001
        message = f"{path.name}: the reader failed on it ({type(error).__name__}: {str(error)[:200]})."
        return BadInput(message, remedy="Save it again in the program that made it, and report this if it opens there.")


def _receive(pipe: BinaryIO) -> object:
    """The next message of the parent; None when it has closed the pipe."""
    header = pipe.read(_HEADER.size)
    if len(header) < _HEADER.size:
        return None
    body = pipe.read(_HEADER.unpack(header)[0])
    return pickle.loads(body)  # noqa: S301  (written by our own parent)


def _send(pipe: BinaryIO, message: RawDocument | MeaKgError | None) -> None:
    body = pickle.dumps(message)
    pipe.write(_HEADER.pack(len(body)) + body)
    pipe.flush()


def _watch_parent() -> None:
    """End with the parent even in the middle of a file; the closed pipe is only seen between two files."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_ORPHANED_EVERY)
        os.killpg(0, signal.SIGKILL)  # what was started from here ends too

    threading.Thread(target=watch, daemon=True).start()
