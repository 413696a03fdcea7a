"""The change log as a Linked Data Event Stream: https://w3id.org/ldes/specification with TREE for its pages.

Root → indexes → pages, each of a fixed range of change numbers. A page or an
index whose range is full never changes again. A member is the event and
nothing but the event: what happened to which item, when, and the SHA-256 of
the source. So a member of an old version stays what it was; the statements of
the present version are behind ``rdfs:seeAlso`` (the base keeps the statements
of present versions only). Members and relations have IRIs, no blank nodes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isqrt

import pyoxigraph as ox
from fastapi import Request
from rdflib.namespace import DCTERMS, PROV, RDF, RDFS, XSD

from kg.catalog import Catalog, Change
from kg.changelog import span
from kg.identifiers import Uris
from kg.terms import SCHEMA
from search_api.feeds.answers import AS, FRESH, IMMUTABLE, LDES, TREE, address_of, graph_address, uri_of
from search_api.feeds.changes import LARGEST, read_range

_ACTIVITIES = {"create": AS.Create, "update": AS.Update, "delete": AS.Delete}


@dataclass(frozen=True, slots=True)
class Node:
    """A page, an index or the root: its statements in order, and whether they are final."""

    triples: list[ox.Triple]
    full: bool = False

    @property
    def caching(self) -> str:
        """The Cache-Control header."""
        return IMMUTABLE if self.full else FRESH


class EventStream:
    """The stream as it is reached by one request. ``size`` is the number of changes on a page."""

    def __init__(self, catalog: Catalog, uris: Uris, request: Request, size: int) -> None:
        self._catalog, self._uris, self._request, self._size = catalog, uris, request, size
        self._root = f"{address_of(request)}ldes"
        self._stream = f"{uris.base}ldes#stream"
        self._last = catalog.sequence()

    def root(self) -> Node:
        """What the stream is, with relations to the indexes."""
        relations = self._relations(self._root, (1, self._last), self._size**2)
        return Node([*self._head(self._root), *self._described(), *relations])

    def index(self, text: str) -> Node:
        """Relations to the pages of a range.

        Raises:
            BadInput: it is none.
        """
        first, last = read_range(text, LARGEST**2)
        size = isqrt(last - first + 1)
        node = f"{self._root}/index/{first}-{last}"
        relations = self._relations(node, (first, min(last, self._last)), size)
        return Node([*self._head(node), *relations], last <= self._last)

    def page(self, text: str) -> Node:
        """The members of a range, the oldest first.

        Raises:
            BadInput: it is none.
        """
        first, last = read_range(text, LARGEST)
        triples = list(self._head(f"{self._root}/{first}-{last}"))
        for change in span(self._catalog, first, last):
            member = member_uri(self._uris, change)
            triples.append(_to(self._stream, TREE.member, member))
            triples += describe(change, self._request, self._uris)
        return Node(triples, last <= self._last)

    def _head(self, node: str) -> Iterator[ox.Triple]:
        yield _to(self._stream, RDF.type, LDES.EventStream)
        yield _to(self._stream, TREE.view, self._root)
        yield _to(node, RDF.type, TREE.Node)

    def _described(self) -> Iterator[ox.Triple]:
        stream = self._stream
        yield _value(stream, DCTERMS.title, "Changes of the base")
        yield _to(stream, LDES.timestampPath, PROV.generatedAtTime)
        yield _to(stream, LDES.sequencePath, SCHEMA.position)
        yield _to(stream, LDES.versionOfPath, DCTERMS.isVersionOf)
        for name, activity in (("Create", AS.Create), ("Update", AS.Update), ("Delete", AS.Delete)):
            yield _to(stream, LDES[f"version{name}Path"], RDF.type)
            yield _to(stream, LDES[f"version{name}Object"], activity)

    def _relations(self, node: str, covered: tuple[int, int], size: int) -> Iterator[ox.Triple]:
        """Relations to the ranges of this size, by the times of their first and, once they are full, last members."""
        below = "index/" if node == self._root else ""
        for first in range(covered[0], covered[1] + 1, size):
            last = first + size - 1
            target = f"{self._root}/{below}{first}-{last}"
            yield from self._relation(node, f"{node}#from-{first}", target, TREE.GreaterThanOrEqualToRelation, first)
            if last <= self._last:
                yield from self._relation(node, f"{node}#to-{last}", target, TREE.LessThanOrEqualToRelation, last)

    def _relation(self, node: str, relation: str, target: str, kind: str, sequence: int) -> Iterator[ox.Triple]:
        yield _to(node, TREE.relation, relation)
        yield _to(relation, RDF.type, kind)
        yield _to(relation, TREE.node, target)
        yield _to(relation, TREE.path, PROV.generatedAtTime)
        for change in span(self._catalog, sequence, sequence):
            yield _value(relation, TREE.value, change.at, XSD.dateTime)


def member_uri(uris: Uris, change: Change) -> str:
    """Name of an event."""
    return f"{uris.base}changes/{change.sequence}"


def describe(change: Change, request: Request, uris: Uris) -> list[ox.Triple]:
    """All that is said of an event, now and for ever."""
    event, item = member_uri(uris, change), uri_of(uris, change.kind, change.key)
    title = ox.Literal(change.title, language=change.language) if change.language else ox.Literal(change.title)
    return [
        _to(event, RDF.type, _ACTIVITIES[change.action]),
        _to(event, DCTERMS.isVersionOf, item),
        _to(event, AS.object, item),
        _value(event, PROV.generatedAtTime, change.at, XSD.dateTime),
        _value(event, SCHEMA.position, str(change.sequence), XSD.integer),
        _value(event, SCHEMA.sha256, change.sha256),
        ox.Triple(ox.NamedNode(event), ox.NamedNode(str(DCTERMS.title)), title),
        _to(event, DCTERMS.type, f"{uris.base}graph/{change.kind}"),
        _to(event, RDFS.seeAlso, graph_address(request, uris, change.kind, change.key)),
    ]


def _to(subject: str, name: str, value: str) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(str(name)), ox.NamedNode(str(value)))


def _value(subject: str, name: str, text: str, datatype: str = XSD.string) -> ox.Triple:
    literal = ox.Literal(text, datatype=ox.NamedNode(str(datatype)))
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(str(name)), literal)
