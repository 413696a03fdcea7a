"""Passages by what the graph says of them, each paragraph once, in the reader's language where there is one."""

from __future__ import annotations

from collections.abc import Iterable

from rdflib.term import URIRef

from kg.catalog import Item
from kg.graph.store import Row
from kg.queries import query
from kg.search.places import place_label
from kg.snapshot import Snapshot
from kg.views.listing import JsonObject


def passages(snapshot: Snapshot, name: str, thing: URIRef, language: str | None) -> list[JsonObject]:
    """The passages that a query finds for a thing, in its order of documents, then in reading order.

    Of several language versions of a paragraph the reader's is shown, else the
    original's, else the first.
    """
    versions: dict[tuple[str, str], list[tuple[Row, Item, str]]] = {}
    by_key = {item.key: item for item in snapshot.documents.values()}
    for row in snapshot.graph.select(query(name), thing=thing):
        named = snapshot.uris.key_of(str(row["passage"]))
        document, _, eid = named[1].partition("/") if named else ("", "", "")
        if (item := by_key.get(document)) is not None:
            versions.setdefault((item.work or item.key, eid), []).append((row, item, eid))
    best = [min(found, key=lambda v: _rank(v[1], language)) for found in versions.values()]
    works = {item.work: n for n, (_, item, _) in reversed(list(enumerate(best)))}
    best.sort(key=lambda v: (works[v[1].work], int(v[0]["order"])))
    return [_passage(row, item, eid, language) for row, item, eid in best]


def _rank(item: Item, language: str | None) -> tuple[bool, bool, str]:
    original = item.metadata["masthead"].get("original_language")
    return item.language != language, item.language != original, item.key


def _passage(row: Row, item: Item, eid: str, language: str | None) -> JsonObject:
    part, kind = str(row["part"]), str(row["kind"])
    number = str(row["number"]) if "number" in row else None
    return {
        "uri": str(row["passage"]),
        "text": str(row["text"]),
        "language": getattr(row["text"], "language", None) or item.language,
        "part": part,
        "number": number,
        "kind": kind,
        "label": place_label(part, number, kind, eid, language or "en"),
        "document": {
            "key": item.key,
            "title": item.title,
            "symbol": item.metadata.get("symbol"),
            "date": item.metadata.get("date"),
            "language": item.language,
        },
    }


def count_by_theme(items: Iterable[Item]) -> dict[str, int]:
    """How many documents (as Works) speak of each theme, by its key."""
    works: dict[str, set[str]] = {}
    for item in items:
        for theme in item.metadata.get("themes", []):
            works.setdefault(theme, set()).add(item.work or item.key)
    return {theme: len(found) for theme, found in works.items()}
