"""Published states of the base: a graph checkpoint and the change number it stands for.

``generations/{n}/graph`` is a read-only store, ``generations/{n}/sequence``
the number of the last change in it, ``generations/current`` the number n.
Readers share-lock the generation that they read, so that the writer can
remove the ones that nobody reads any more.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from kg.errors import NotFound


@dataclass(frozen=True, slots=True)
class Generation:
    """A published state. ``graph`` is the store's directory."""

    number: int
    sequence: int
    directory: Path

    @property
    def graph(self) -> Path:
        """Directory of the read-only graph store."""
        return self.directory / "graph"


def current(data: Path) -> Generation | None:
    """The newest published generation, None in a base that never published."""
    try:
        number = int((data / "generations" / "current").read_text())
        directory = data / "generations" / str(number)
        return Generation(number, int((directory / "sequence").read_text()), directory)
    except FileNotFoundError:
        return None


def hold(data: Path) -> tuple[Generation, IO[str]]:
    """The newest generation, kept from removal until the returned file is closed.

    Raises:
        NotFound: nothing was ever published here.
    """
    while True:
        generation = current(data)
        if generation is None:
            raise NotFound(f"There is no base in {data}.", remedy="Make one with `mea-kg init`.")
        try:
            held = (generation.directory / "sequence").open()
        except FileNotFoundError:
            continue  # a newer one was published and this one removed in between
        fcntl.flock(held, fcntl.LOCK_SH)
        if generation.graph.is_dir():
            return generation, held
        held.close()


def publish(data: Path, sequence: int, checkpoint: Callable[[Path], None]) -> Generation:
    """Write a new generation and make it the current one.

    ``checkpoint`` fills the directory that it is given with the graph.
    """
    root = data / "generations"
    root.mkdir(exist_ok=True)
    number = max((int(p.name) for p in root.iterdir() if p.name.isdigit()), default=0) + 1
    directory = root / str(number)
    directory.mkdir()
    checkpoint(directory / "graph")
    _write(directory / "sequence", str(sequence))
    _write(root / "current.new", str(number))
    (root / "current.new").rename(root / "current")
    return Generation(number, sequence, directory)


def sweep(data: Path, older_than: float) -> None:
    """Remove generations that are not current, not read, and older than so many seconds."""
    now_current = current(data)
    for directory in (data / "generations").iterdir():
        if not directory.name.isdigit() or (now_current and int(directory.name) >= now_current.number):
            continue
        if time.time() - directory.stat().st_mtime > older_than and not _read(directory):
            shutil.rmtree(directory, ignore_errors=True)


def _read(directory: Path) -> bool:
    try:
        with (directory / "sequence").open() as held:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False  # a publication that was killed half-way
    return False


def _write(path: Path, text: str) -> None:
    with path.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
