"""What is known of a thing beside its description: where to read on, and what became of it when it is gone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pyoxigraph as ox
from rdflib.namespace import PROV, RDF, XSD

from kg.catalog import Catalog
from kg.identifiers import KINDS, Uris
from search_api.pages.links import page_of


@dataclass(frozen=True, slots=True)
class Removed:
    """A tombstone. ``at`` is an ISO 8601 time."""

    at: str


@dataclass(frozen=True, slots=True)
class Renamed:
    """The thing has a newer key."""

    key: str


More = Callable[[str], Sequence[str]]
"""A thing's URI → addresses where more is said of it."""

History = Callable[[str, str], Removed | Renamed | None]
"""Kind and key → what became of a thing that is not in the graph any more."""


def catalog_history(uris: Uris, catalog: Callable[[], Catalog]) -> History:
    """What the catalog of the current snapshot tells of a thing."""

    def look_up(kind: str, key: str) -> Removed | Renamed | None:
        if kind == "concept":
            change = catalog().concept_changes().get(uris.of(kind, key))
            return Removed(change.changed) if change is not None and change.removed else None
        if kind not in {"document", "passage"}:
            return _of_record(uris, catalog(), kind, key)
        document, slash, place = key.partition("/") if kind == "passage" else (key, "", "")
        newer = catalog().redirect("document", document)
        if newer is not None:
            return Renamed(f"{newer}{slash}{place}")
        removed = [i for i in catalog().items("document", removed=True) if document in {i.key, i.work}]
        return Removed(max(i.updated for i in removed)) if removed else None

    return look_up


def _of_record(uris: Uris, catalog: Catalog, kind: str, key: str) -> Removed | Renamed | None:
    """What became of a thing that sources of records told of: shown under another key, or given up by all of them."""
    if kind not in KINDS:
        return None
    newer = catalog.redirect(kind, key)
    if newer is not None:
        return Renamed(newer)
    at = catalog.record_removed(uris.of(kind, key))
    return Removed(at) if at else None


def further_reading(uris: Uris, catalog: Callable[[], Catalog]) -> More:
    """A thing's page, and the named graph of a document."""

    def look_up(uri: str) -> list[str]:
        kind, key = uris.key_of(uri) or ("", "")
        page = page_of(uris, uri) if kind else None
        found = [f"{uris.base}{page.removeprefix('/')}"] if page and not page.startswith("/id/") else []
        item = catalog().item("document", key) if kind == "document" else None
        return [*found, uris.graph("document", key)] if item is not None and not item.removed else found

    return look_up


def tombstone(uri: str, was: Removed) -> list[ox.Triple]:
    """What remains to be said of a removed thing (Activity Streams 2.0: Tombstone)."""
    node = ox.NamedNode(uri)
    at = ox.Literal(was.at, datatype=ox.NamedNode(XSD.dateTime))
    return [
        ox.Triple(node, ox.NamedNode(RDF.type), ox.NamedNode(f"{_AS}Tombstone")),
        ox.Triple(node, ox.NamedNode(f"{_AS}deleted"), at),
        ox.Triple(node, ox.NamedNode(PROV.invalidatedAtTime), at),
    ]


_AS = "https://www.w3.org/ns/activitystreams#"
