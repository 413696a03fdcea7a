"""Backup and restore of what cannot be rebuilt: the catalog and the original files."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

from kg.errors import BadInput, NotFound


def backup(data: Path, target: Path) -> int:
    """Copy catalog and blobs to a new directory while the base may be in use.

    Returns the number of original files copied.

    Raises:
        NotFound: no base in ``data``. BadInput: ``target`` holds something already.
    """
    if not (data / "catalog.db").is_file():
        raise NotFound(f"There is no base in {data}.")
    _must_be_empty(target)
    target.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(data / "catalog.db") as source, sqlite3.connect(target / "catalog.db") as copy:
        source.backup(copy)
    source.close()
    copy.close()
    return _copy_blobs(data, target)


def restore(source: Path, data: Path) -> None:
    """Put a backup where there is no base; opening it for writing then rebuilds the projections.

    Raises:
        NotFound: ``source`` is no backup. BadInput: there is a base in ``data``.
    """
    if not (source / "catalog.db").is_file():
        raise NotFound(f"{source} holds no backup (no catalog.db).")
    _must_be_empty(data)
    data.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source / "catalog.db", data / "catalog.db")
    _copy_blobs(source, data)


def _must_be_empty(directory: Path) -> None:
    if directory.exists() and any(directory.iterdir()):
        raise BadInput(f"{directory} is not empty.", remedy="Name a directory that does not exist yet.")


def _copy_blobs(source: Path, target: Path) -> int:
    files = [p for p in (source / "blobs").glob("*/*") if p.suffix != ".part"]
    for path in files:
        place = target / path.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, place)
    return len(files)
