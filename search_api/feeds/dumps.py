"""Dumps on disk: one directory for each state of the base, made whole and then only read.

``data/dumps/{date}-{sequence}/`` is named after the last change in it, so the
same state always has the same name and the same bytes. It holds the whole
graph and each named graph as N-Quads and Turtle, gzip, with ``SHA256SUMS`` and
``index.json``. The files of graphs that have not changed are hard links to
those of the dump before.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from kg.catalog import Catalog, Item
from kg.export import EXTENSIONS, compressed, write
from kg.identifiers import Uris
from kg.settings import Settings

FORMATS = {"nquads": "application/n-quads", "turtle": "text/turtle"}
"""Formats of dumps → media type of what is compressed."""

WHOLE = "mea-kg"
SUMS = "SHA256SUMS"
_INDEX = "index.json"
_UNSAFE = re.compile(r"[^A-Za-z0-9._]+")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class DumpFile:
    """A file of a dump. ``graph`` is None for the whole; ``sequence`` is that of the last change in it."""

    name: str
    format: str
    graph: str | None
    sequence: int
    quads: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Dump:
    """A finished dump. ``at`` is the time of the last change in it."""

    name: str
    base_uri: str
    sequence: int
    at: str
    files: tuple[DumpFile, ...]

    @property
    def whole(self) -> tuple[DumpFile, ...]:
        """The files that hold all graphs."""
        return tuple(f for f in self.files if f.graph is None)

    def file(self, name: str) -> DumpFile | None:
        """The file with this name."""
        return next((f for f in self.files if f.name == name), None)


def directory(settings: Settings) -> Path:
    """Where dumps lie."""
    return settings.data / "dumps"


def dumps(settings: Settings) -> list[Dump]:
    """All finished dumps, the newest first."""
    found = directory(settings).glob(f"*/{_INDEX}")
    named = {int(path.parent.name.rpartition("-")[2]): path for path in found if not path.parent.name.startswith(".")}
    return [dump for _, path in sorted(named.items(), reverse=True) if (dump := _read(path)) is not None]


def newest(settings: Settings, sequence: int) -> Dump | None:
    """The newest dump, when it holds this change and everything before it."""
    found = dumps(settings)
    fits = found and found[0].sequence >= sequence and found[0].base_uri == settings.base_uri
    return found[0] if fits else None


def make(settings: Settings) -> str:
    """Make the dump of what is committed now, unless it is there, and remove old ones; returns its name.

    One process makes dumps at a time; others wait for it and find its work done.
    """
    root = directory(settings)
    root.mkdir(parents=True, exist_ok=True)
    with _locked(root):
        catalog = Catalog.read(settings.data / "catalog.db")
        try:
            name = _make(settings, root, catalog)
        finally:
            catalog.close()
        _sweep(settings, root)
        return name


def _make(settings: Settings, root: Path, catalog: Catalog) -> str:
    sequence = catalog.sequence()
    last = catalog.changes(after=sequence - 1)
    at = last[-1].at if last else "1970-01-01T00:00:00Z"
    name = f"{at[:10]}-{sequence}"
    ready = newest(settings, sequence)
    if ready is not None and ready.name == name:
        return name
    part = root / f".{name}"
    for leftover in (part, root / name):  # of a process that was killed, or of another base URI
        shutil.rmtree(leftover, ignore_errors=True)
    part.mkdir()
    files = tuple(_Maker(settings, catalog, part).files(sequence))
    sums = "".join(f"{f.sha256}  {f.name}\n" for f in sorted(files, key=lambda f: f.name))
    (part / SUMS).write_text(sums, encoding="utf-8")
    dump = Dump(name, settings.base_uri, sequence, at, files)
    (part / _INDEX).write_text(json.dumps(asdict(dump), ensure_ascii=False), encoding="utf-8")
    part.rename(root / name)
    return name


class _Maker:
    """Writes the files of one dump into its directory."""

    def __init__(self, settings: Settings, catalog: Catalog, part: Path) -> None:
        self._uris = Uris(settings.base_uri)
        self._catalog, self._part = catalog, part
        before = next((d for d in dumps(settings) if d.base_uri == settings.base_uri), None)
        self._before = {f.name: f for f in before.files} if before else {}
        self._place = directory(settings) / before.name if before else part

    def files(self, sequence: int) -> Iterator[DumpFile]:
        """The whole in each format, then each graph in each format."""
        items = self._catalog.items()
        for format_, extension in self._formats():
            yield self._write(f"{WHOLE}.{extension}", format_, None, sequence, items)
        for item in items:
            graph = self._uris.graph(item.kind, item.key)
            for format_, extension in self._formats():
                name = f"{_path_of(item.kind, item.key)}.{extension}"
                yield self._linked(name, item.sequence) or self._write(name, format_, graph, item.sequence, [item])

    def _formats(self) -> Iterator[tuple[str, str]]:
        return ((format_, f"{EXTENSIONS[format_]}.gz") for format_ in FORMATS)

    def _linked(self, name: str, sequence: int) -> DumpFile | None:
        known = self._before.get(name)
        if known is None or known.sequence != sequence:
            return None
        path = self._path(name)
        try:
            os.link(self._place / name, path)
        except OSError:
            return None  # a file system without hard links, or a file that somebody removed: write it
        return known

    def _write(self, name: str, format_: str, graph: str | None, sequence: int, items: list[Item]) -> DumpFile:
        path = self._path(name)
        with path.open("wb") as file, compressed(file) as zipped:
            quads = write(self._catalog, self._uris, items, format_, zipped)
        with path.open("rb") as written:
            digest = hashlib.file_digest(written, "sha256").hexdigest()
        return DumpFile(name, format_, graph, sequence, quads, path.stat().st_size, digest)

    def _path(self, name: str) -> Path:
        path = self._part / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path


def _sweep(settings: Settings, root: Path) -> None:
    """Remove all but the newest dumps, and what a killed process left half done."""
    kept = {dump.name for dump in dumps(settings)[: settings.dumps_kept]}
    for path in root.iterdir():
        if path.is_dir() and path.name not in kept:
            shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _locked(root: Path) -> Iterator[None]:
    with (root / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _read(path: Path) -> Dump | None:
    try:
        return _parsed(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        return None  # removed in between: it was an old one


@lru_cache(8)
def _parsed(path: Path, _: int) -> Dump:
    found = json.loads(path.read_text("utf-8"))
    return Dump(**{**found, "files": tuple(DumpFile(**file) for file in found["files"])})


def _path_of(kind: str, key: str) -> str:
    """A file's name without its ending, with segments that a file system can hold; long ones end in their hash."""
    if key.startswith("<"):  # the IRI of a graph that is named outside the base
        key = f"{_UNSAFE.sub('-', key).strip('-')}-{_hash(key)}"
    segments = (s if s.isprintable() else quote(s) for s in key.split("/"))
    short = (s if len(s.encode()) <= _LONGEST else f"{s[: _LONGEST // 4]}-{_hash(s)}" for s in segments)
    return f"graph/{kind}/{'/'.join(short)}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def quoted(name: str) -> str:
    """A file's name as a part of an address."""
    return quote(name, safe="/")
