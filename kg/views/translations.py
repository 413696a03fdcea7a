"""The passages of a document's other language versions that say what its own passages say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

from rdflib.term import URIRef

from kg.catalog import Item, StoredPassage
from kg.queries import query
from kg.snapshot import Snapshot
from kg.views.listing import JsonObject


class Translations:
    """For one language version of a document; asks the graph only when there are others.

    Args:
        snapshot: the state to read.
        item: the language version.
        versions: all language versions of its Work, itself among them.
    """

    def __init__(self, snapshot: Snapshot, item: Item, versions: Sequence[Item]) -> None:
        self._snapshot, self._item = snapshot, item
        self._others = {version.key: version for version in versions if version.key != item.key}

    def of(self, eid: str, language: str | None) -> JsonObject:
        """``translations`` (uri, eid, document, language) and ``translation`` (the same with text) or None."""
        found = self._pairs.get(str(self._snapshot.uris.passage(self._item.key, eid)), []) if self._others else []
        entries = [
            {
                "uri": str(self._snapshot.uris.passage(key, other)),
                "eid": other,
                "document": key,
                "language": self._others[key].language,
            }
            for key, other in found
        ]
        return {"translations": entries, "translation": self._in(language, entries)}

    def _in(self, language: str | None, entries: Sequence[JsonObject]) -> JsonObject | None:
        if language is None or language == self._item.language:
            return None
        for entry in entries:
            if entry["language"] == language and (passage := self._texts(entry["document"]).get(entry["eid"])):
                return entry | {"text": passage.text}
        return None

    @cached_property
    def _pairs(self) -> dict[str, list[tuple[str, str]]]:
        """URI of an own passage → (key of the other version, eid there)."""
        expression = URIRef(self._snapshot.uris.document(self._item.key))
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for row in self._snapshot.graph.select(query("translations"), thing=expression):
            named = self._snapshot.uris.key_of(str(row["other"]))
            key, _, eid = named[1].partition("/") if named else ("", "", "")
            if key in self._others:
                found[str(row["passage"])].append((key, eid))
        return {uri: sorted(set(pairs)) for uri, pairs in found.items()}

    def _texts(self, key: str) -> dict[str, StoredPassage]:
        if key not in self._stored:
            passages = self._snapshot.catalog.passages(self._others[key].id)
            self._stored[key] = {passage.eid: passage for passage in passages}
        return self._stored[key]

    @cached_property
    def _stored(self) -> dict[str, dict[str, StoredPassage]]:
        return {}
