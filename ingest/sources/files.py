"""Where items come from: files and folders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from ingest.readers import SUFFIXES as DOCUMENTS
from ingest.records import SUFFIXES as RECORDS
from kg.errors import NotFound

SUFFIXES = RECORDS.union(DOCUMENTS)
"""What a folder is searched for; a file that is named is always tried."""


def files(paths: Iterable[Path]) -> list[Path]:
    """All files to read, folders walked in the order of their names, each file once.

    Raises:
        NotFound: a path does not exist.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if not path.exists():
            raise NotFound(f"There is no file or folder {path}.")
        found |= dict.fromkeys(_walk(path) if path.is_dir() else [path.resolve()])
    return list(found)


def _walk(folder: Path) -> Iterator[Path]:
    """Files below a folder that can be documents; hidden ones, those of a base and links out are left alone."""
    root = folder.resolve()
    bases = {catalog.parent for catalog in root.rglob("catalog.db")}
    for path in sorted(root.rglob("*")):
        hidden = any(part.startswith((".", "~$")) for part in path.relative_to(root).parts)
        if hidden or path.suffix.lower() not in SUFFIXES or not path.is_file() or not bases.isdisjoint(path.parents):
            continue
        if path.resolve().is_relative_to(root):
            yield path
