"""Named graphs that clients keep over HTTP, beside those that files and harvesters make.

They are items of the catalog like all others (kind ``records``), so that they
survive a rebuild and show in every feed. A graph has one keeper: what came from
a file is not written by clients, and what clients write no file replaces.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

import pyoxigraph as ox
from rdflib.namespace import DCTERMS, RDFS

from kg.catalog import Catalog, Change, Item, NewItem
from kg.errors import BadInput
from kg.identifiers import Uris
from kg.writer import Writer

KIND = "records"
MEDIA_TYPE = "application/n-triples"
DEFAULT = "default"
"""Key of the graph that holds what is written without naming a graph."""

_ORIGIN = "graph-store:"


class Protected(BadInput):
    """A graph that clients may not write."""


def is_kept_by_clients(item: Item) -> bool:
    """Whether the item's graph was written over HTTP."""
    return item.origin.startswith(_ORIGIN)


class ClientGraphs:
    """Which graphs clients keep, and what they say.

    Args:
        catalog: to read from.
        uris: of the base.
    """

    def __init__(self, catalog: Catalog, uris: Uris) -> None:
        self._catalog, self._uris = catalog, uris
        self.default = uris.graph(KIND, DEFAULT)

    def key_of(self, name: str) -> str:
        """The key of a graph that clients keep or may make.

        Raises:
            Protected: its name is not one of theirs, or another keeps it.
        """
        kind, key = self._uris.graph_of(name) or ("", "")
        if kind != KIND:
            start = f"{self._uris.base}graph/{KIND}/"
            raise Protected(
                f"The graph {name} is not one that clients may write.",
                remedy=f"Give it a name that begins with {start}, or one outside {self._uris.base}",
            )
        item = self._catalog.item(KIND, key)
        if item is not None and not item.removed and not is_kept_by_clients(item):
            raise Protected(
                f"The graph {name} is kept by {item.source}.",
                remedy="Write what you have to say to a graph of your own.",
            )
        return key

    def item(self, name: str) -> Item | None:
        """The living item of a graph that clients keep, by the graph's name."""
        return self.items().get(name)

    def items(self) -> dict[str, Item]:
        """The living graphs that clients keep, by name."""
        kept = [i for i in self._catalog.items(KIND) if is_kept_by_clients(i)]
        return {self._uris.graph(KIND, i.key): i for i in kept}

    def content(self, name: str) -> bytes | None:
        """N-Triples of a graph, sorted; None when there is none. The default graph is always there."""
        item = self.item(name)
        if item is None:
            return b"" if name == self.default else None
        return self._catalog.triples(item.id)


def commit(writer: Writer, uris: Uris, contents: Mapping[str, bytes | None]) -> list[Change]:
    """Make graphs hold exactly these N-Triples, all or nothing; None: the graph is gone.

    Raises:
        Protected: one of them is not the clients' to write; nothing was changed.
    """
    graphs = ClientGraphs(writer.catalog, uris)
    new, gone = [], []
    for name, triples in contents.items():
        key = graphs.key_of(name)
        before = writer.catalog.item(KIND, key)
        if triples is not None:
            digest = hashlib.sha256(triples).hexdigest()
            if before is None or before.removed or before.sha256 != digest:
                writer.store_blob(digest, triples)
                new.append((_new_item(name, key, digest, triples), before))
        elif before is not None and not before.removed:
            gone.append(before)
    if not new and not gone:
        return []
    changes = writer.change_all(new, gone)
    for change in changes[: len(new)]:
        writer.validate(change.item)
    return changes


def merged(first: bytes, second: bytes) -> bytes:
    """The statements of two graphs as sorted N-Triples, each once."""
    return b"".join(sorted({*first.splitlines(keepends=True), *second.splitlines(keepends=True)}))


def _new_item(name: str, key: str, digest: str, triples: bytes) -> NewItem:
    title = next(_titles(name, triples), key)
    subjects = {line.split(b" ", 1)[0] for line in triples.splitlines()}
    return NewItem(
        KIND, key, None, title, None, "graph store", f"{_ORIGIN}{key}", MEDIA_TYPE, digest,
        {"records": len(subjects)}, triples,
    )  # fmt: skip


def _titles(name: str, triples: bytes) -> Iterator[str]:
    """What the graph says that it is called."""
    for named in (DCTERMS.title, RDFS.label):
        start = f"<{name}> {named.n3()} ".encode()
        for line in triples.splitlines():
            if line.startswith(start):
                yield from (
                    quad.object.value
                    for quad in ox.parse(line, ox.RdfFormat.N_TRIPLES)
                    if isinstance(quad.object, ox.Literal)
                )
