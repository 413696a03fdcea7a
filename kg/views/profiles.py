"""What the graph links to one thing: the rest of its page, and of its item in the API."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from rdflib.term import URIRef

from kg.graph.store import Row
from kg.queries import query
from kg.snapshot import Snapshot
from kg.terms import MEA
from kg.views.documents import documents
from kg.views.listing import JsonObject
from kg.views.names import label_of
from kg.views.passages import passages
from kg.views.things import some

_KINDS = {"themes": "concept", "concepts": "concept", "parties": "party"}


def profile(
    snapshot: Snapshot, name: str, key: str, language: str | None = None, *, uri: str | None = None
) -> JsonObject:
    """What belongs to one thing of a list beyond its own statements.

    Args:
        snapshot: the state to read.
        name: a list of ``kg.views.things``: decisions, meetings, projects, parties, concepts, themes.
        key: of the thing.
        language: of labels, and the language version preferred where a passage has several.
        uri: of the thing, where list and key do not tell it: treaties, provisions … are concepts too.

    Returns:
        fields by name: ``passages`` that mention it and their ``documents``, and by kind
        ``projects``, ``decisions``, ``provisions``, ``meetings``, ``participation``, ``reports``, ``plans``,
        ``events``, ``text``.
    """
    about = URIRef(uri or snapshot.uris.of(_KINDS.get(name) or name.removesuffix("s"), key))
    return _Profile(snapshot, about, language).of(name)


class _Profile:
    def __init__(self, snapshot: Snapshot, uri: URIRef, language: str | None) -> None:
        self.snapshot, self.uri, self.language = snapshot, uri, language

    def of(self, name: str) -> JsonObject:
        shapes: dict[str, Callable[[], JsonObject]] = {
            "themes": self._concept,
            "concepts": self._concept,
            "parties": self._party,
            "meetings": self._meeting,
            "decisions": self._decision,
        }
        return (shapes[name]() if name in shapes else {}) | self._mentioned()

    def _mentioned(self) -> JsonObject:
        found = passages(self.snapshot, "passages_about", self.uri, self.language)
        cited = {p["document"]["key"]: p["document"] for p in found}
        return {"passages": found, "documents": list(cited.values())}

    def _concept(self) -> JsonObject:
        found = self._sections("theme_page")
        return {
            "decisions": self._some("decisions", found["decision"]),
            "provisions": self._all_named(found["provision"]),
            "projects": self._some("projects", found["project"]),
            "events": self._all_named([*found["event"], *found["module"]]),
        }

    def _party(self) -> JsonObject:
        found = self._sections("party_profile")
        rows = found["participation"]
        return {
            "participation": [
                {
                    "treaty": self._named(str(row["treaty"])),
                    "status": self._named(str(row["status"])) if "status" in row else None,
                    "signature": str(row["signed"]) if "signed" in row else None,
                    "consent": str(row["consent"]) if "consent" in row else None,
                    "entry_into_force": str(row["force"]) if "force" in row else None,
                }
                for row in rows
            ],
            "reports": [self._report(row) for row in found["report"]],
            "plans": [self._report(row) for row in found["plan"]],
            "projects": self._some("projects", found["project"]),
            "meetings": self._some("meetings", found["meeting"]),
        }

    def _report(self, row: Row) -> JsonObject:
        said = {name: str(row[name]) if name in row else None for name in ("form", "start", "end", "submitted")}
        treaty = self._named(str(row["treaty"])) if "treaty" in row else None
        return self._named(str(row["item"])) | {"treaty": treaty} | said

    def _meeting(self) -> JsonObject:
        of_meeting = set(self._pointing(MEA.Document, MEA.meeting))
        return {
            "papers": [d for d in documents(self.snapshot) if d["work"] in of_meeting],
            "decisions": self._items("decisions", MEA.Decision, MEA.meeting),
        }

    def _decision(self) -> JsonObject:
        return {"text": passages(self.snapshot, "passages_of", self.uri, self.language)}

    def _sections(self, name: str) -> Mapping[str, list[Row]]:
        """The rows of a query about the thing, by their section."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.snapshot.graph.select(query(name), thing=self.uri):
            if "item" in row:
                found[str(row["section"])].append(row)
        return found

    def _some(self, name: str, rows: Iterable[Row]) -> list[JsonObject]:
        return some(self.snapshot, name, [str(row["item"]) for row in rows], self.language)

    def _all_named(self, rows: Iterable[Row]) -> list[JsonObject]:
        return [self._named(str(row["item"])) for row in rows]

    def _items(self, name: str, of_class: URIRef, prop: URIRef) -> list[JsonObject]:
        return some(self.snapshot, name, self._pointing(of_class, prop), self.language)

    def _pointing(self, of_class: URIRef, prop: URIRef) -> list[str]:
        bound = {"thing": self.uri, "class": of_class, "property": prop}
        return [str(row["found"]) for row in self.snapshot.graph.select(query("pointing_to"), **bound)]

    def _named(self, uri: str) -> JsonObject:
        named = self.snapshot.uris.key_of(uri)
        key = named[1] if named else uri
        return {"uri": uri, "key": key, "label": label_of(self.snapshot, uri, self.language) or key}
