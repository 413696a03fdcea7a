"""The graph as files: N-Quads, Turtle or TriG, whole or one named graph; the same bytes for the same base.

N-Quads are sorted by bytes over the whole base. The Turtle of the whole base
is the union of its named graphs, each statement once. Sorting takes bounded
memory: long inputs go through sorted runs on disk.

Blank nodes have no name that lasts beyond one file, so that sorted lines with
them would not be the same bytes everywhere and those of two graphs would run
together: each becomes an IRI of its own under ``.well-known/genid/`` (RDF 1.1
Concepts, section 3.5).
"""

from __future__ import annotations

import gzip
import heapq
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from itertools import groupby, islice
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from kg.catalog import Catalog, Item
from kg.errors import NotFound
from kg.identifiers import Uris
from kg.settings import Settings
from kg.terms import PREFIXES

EXTENSIONS = {"nquads": "nq", "turtle": "ttl", "trig": "trig"}
"""Format → the ending of its files."""

RUN = 400_000
"""Lines that are sorted in memory at a time."""

_SOME = 5_000
"""Lines that are parsed at a time."""


def nquads(settings: Settings) -> Iterator[bytes]:
    """Lines of N-Quads of the whole base, sorted.

    Raises:
        NotFound: there is no base in ``settings.data``.
    """
    catalog = Catalog.read(settings.data / "catalog.db")
    try:
        yield from quads(catalog, Uris(settings.base_uri), catalog.items())
    finally:
        catalog.close()


def quads(catalog: Catalog, uris: Uris, items: Iterable[Item]) -> Iterator[bytes]:
    """Lines of N-Quads of these items, sorted."""
    return _in_order(line for item in items for line in _lines(catalog, uris, item))


def write(catalog: Catalog, uris: Uris, items: list[Item], format_: str, file: IO[bytes]) -> int:
    """Write these items' named graphs; returns the number of quads.

    ``format_`` is ``nquads``, ``turtle`` or ``trig``.
    """
    written = 0

    def counted(lines: Iterable[bytes]) -> Iterator[bytes]:
        nonlocal written
        for line in lines:
            written += 1
            yield line

    if format_ == "nquads":
        file.writelines(counted(quads(catalog, uris, items)))
    elif format_ == "turtle":
        triples = (quad.triple for quad in _parsed(counted(quads(catalog, uris, items))))
        ox.serialize((t for t, _ in groupby(triples)), file, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES)
    else:
        ordered = sorted(items, key=lambda i: uris.graph(i.kind, i.key))
        lines = counted(line for item in ordered for line in sorted(_lines(catalog, uris, item)))
        ox.serialize(_parsed(lines), file, format=ox.RdfFormat.TRIG, prefixes=PREFIXES)
    return written


def compressed(file: IO[bytes]) -> IO[bytes]:
    """A gzip file over another that holds neither a time nor a name, so that equal content is equal bytes."""
    return cast("IO[bytes]", gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=file, mtime=0))


def export(settings: Settings, format_: str, graph: str | None, file: IO[bytes]) -> int:
    """Write the base, or one named graph of it; returns the number of quads.

    ``graph`` is an item's key, its ``kind/key``, or the name of its graph.

    Raises:
        NotFound: there is no base in ``settings.data``, or no such graph in it.
    """
    uris = Uris(settings.base_uri)
    catalog = Catalog.read(settings.data / "catalog.db")
    try:
        items = catalog.items()
        if graph is not None:
            items = [i for i in items if graph in {i.key, f"{i.kind}/{i.key}", uris.graph(i.kind, i.key)}][:1]
            if not items:
                raise NotFound(f"There is no graph {graph}.", remedy="`mea-kg stats` lists the documents.")
        return write(catalog, uris, items, format_, file)
    finally:
        catalog.close()


def save(path: Path | None, gzipped: bool, fallback: IO[bytes], fill: Callable[[IO[bytes]], int]) -> int:  # noqa: FBT001
    """Let ``fill`` write to a file, or to ``fallback`` where no path is given; returns what it returns."""
    with ExitStack() as stack:
        file = stack.enter_context(path.open("wb")) if path else fallback
        return fill(stack.enter_context(compressed(file)) if gzipped else file)


def _lines(catalog: Catalog, uris: Uris, item: Item) -> Iterator[bytes]:
    graph = uris.graph(item.kind, item.key)
    ending = f" <{graph}> .\n".encode()
    named = f"{uris.base}.well-known/genid/{graph.removeprefix(uris.base)}/".encode()
    for line in catalog.triples(item.id).split(b"\n"):
        statement = line.rstrip().removesuffix(b".").rstrip()
        if statement and not statement.startswith(b"#"):
            yield (_without_blank_nodes(statement, named) if b"_:" in statement else statement) + ending


def _without_blank_nodes(statement: bytes, named: bytes) -> bytes:
    """The statement with IRIs for blank nodes; ``_:`` inside an IRI or a literal is no blank node."""
    terms = statement.split(None, 2)
    return b" ".join(b"<" + named + term[2:] + b">" if term.startswith(b"_:") else term for term in terms)


def _in_order(lines: Iterator[bytes]) -> Iterator[bytes]:
    with ExitStack() as stack:
        runs: list[Iterable[bytes]] = []
        while run := sorted(islice(lines, RUN)):
            if len(run) < RUN:
                runs.append(run)
                break
            file = stack.enter_context(tempfile.TemporaryFile())
            file.writelines(run)
            file.seek(0)
            runs.append(file)
        yield from heapq.merge(*runs)


def _parsed(lines: Iterable[bytes]) -> Iterator[ox.Quad]:
    remaining = iter(lines)
    while some := b"".join(islice(remaining, _SOME)):
        yield from ox.parse(some, format=ox.RdfFormat.N_QUADS)
