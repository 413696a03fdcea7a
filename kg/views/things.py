"""Decisions, meetings, projects, parties, concepts and themes, read from the graph.

All statements about the things of a class are read once for each state of the
base; lists and items are cut from that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from rdflib.namespace import DCTERMS, RDF, RDFS, SKOS
from rdflib.term import Identifier, Literal, URIRef

from kg.errors import NotFound
from kg.graph.store import Row
from kg.model import LANGUAGES
from kg.queries import query
from kg.snapshot import Snapshot
from kg.terms import MEA, SCHEMA
from kg.views.listing import JsonObject
from kg.views.names import label_of

Statements = Mapping[URIRef, list[Identifier]]


_VOCABULARY = frozenset({SKOS.Concept, SKOS.ConceptScheme})
"""Classes of things that documents say nothing of."""


def statements(snapshot: Snapshot, of_class: URIRef) -> Mapping[str, Statements]:
    """What is said of each thing of a class, by URI."""
    cache = snapshot.kept if of_class in _VOCABULARY else snapshot.cache
    known: dict[str, dict[str, dict[URIRef, list[Identifier]]]] = cache.setdefault("statements", {})
    if str(of_class) not in known:
        rows = {(str(r["thing"]), str(r["property"]), r["value"]) for r in _rows(snapshot, of_class)}
        found: dict[str, dict[URIRef, list[Identifier]]] = defaultdict(lambda: defaultdict(list))
        for about, name, value in sorted(rows):
            found[about][URIRef(name)].append(value)
        known[str(of_class)] = found
    return known[str(of_class)]


def _rows(snapshot: Snapshot, of_class: URIRef) -> list[Row]:
    return snapshot.graph.select(query("things_of_class"), **{"class": of_class})


class Reader:
    """Reads one thing's statements into JSON, with labels in one language."""

    def __init__(self, snapshot: Snapshot, about: Statements, language: str | None) -> None:
        self.snapshot, self.about, self.language = snapshot, about, language

    def text(self, *properties: URIRef) -> str | None:
        """The literal in the reader's language, else English, else any."""
        values = [v for p in properties for v in self.about.get(p, []) if isinstance(v, Literal)]
        for language in (self.language, "en", None, *LANGUAGES):
            for value in values:
                if value.language == language:
                    return str(value)
        return None

    def texts(self, prop: URIRef) -> dict[str, str]:
        """Literals by language."""
        return {v.language or "": str(v) for v in self.about.get(prop, []) if isinstance(v, Literal)}

    def values(self, prop: URIRef) -> list[str]:
        """All values as text."""
        return [str(v) for v in self.about.get(prop, [])]

    def thing(self, prop: URIRef) -> JsonObject | None:
        """The first thing a property points to."""
        found = self.things(prop)
        return found[0] if found else None

    def things(self, prop: URIRef) -> list[JsonObject]:
        """The things that a property points to, with their labels."""
        return [self._named(str(v)) for v in self.about.get(prop, []) if isinstance(v, URIRef)]

    def _named(self, uri: str) -> JsonObject:
        named = self.snapshot.uris.key_of(uri)
        key = named[1] if named else uri
        return {"uri": uri, "key": key, "label": label_of(self.snapshot, uri, self.language) or key}


def _decision(r: Reader) -> JsonObject:
    return {
        "number": r.text(DCTERMS.identifier),
        "title": r.text(DCTERMS.title, RDFS.label),
        "treaty": r.thing(MEA.treaty),
        "meeting": r.thing(MEA.meeting),
        "status": r.thing(MEA.status),
        "date": r.text(DCTERMS.issued),
        "sources": r.values(DCTERMS.source),
    }


def _meeting(r: Reader) -> JsonObject:
    return {
        "title": r.text(DCTERMS.title, RDFS.label, SKOS.prefLabel),
        "treaties": r.things(MEA.treaty),
        "body": r.thing(MEA.body),
        "start": r.text(SCHEMA.startDate),
        "end": r.text(SCHEMA.endDate),
        "place": r.text(SCHEMA.location),
        "host": r.thing(MEA.host),
        "sources": r.values(DCTERMS.source),
    }


def _project(r: Reader) -> JsonObject:
    amounts = statements(r.snapshot, MEA.FundingAmount)
    tags = statements(r.snapshot, MEA.AgreementTag)
    return {
        "id": r.text(DCTERMS.identifier),
        "title": r.text(DCTERMS.title, RDFS.label),
        "status": r.thing(MEA.status),
        "agencies": r.things(MEA.agency),
        "parties": r.things(MEA.party),
        "focal_areas": r.values(MEA.focalArea),
        "funder": r.thing(MEA.funder),
        "period": r.text(MEA.fundingPeriod),
        "agreements": [_tag(r, tags[u]) for u in r.values(MEA.agreementTag) if u in tags],
        "amounts": [_amount(Reader(r.snapshot, amounts[u], r.language)) for u in r.values(MEA.amount) if u in amounts],
        "sources": [{"uri": u} for u in r.values(MEA.recordSource)],
    }


def _tag(r: Reader, about: Statements) -> JsonObject:
    tag = Reader(r.snapshot, about, r.language)
    agreement = tag.thing(MEA.agreement) or {}
    return agreement | {"confidence": float(tag.text(MEA.confidence) or 0), "why": tag.text(RDFS.comment)}


def _amount(r: Reader) -> JsonObject:
    return {"kind": r.text(MEA.amountKind), "value": int(r.text(MEA.value) or 0), "currency": r.text(MEA.currency)}


def _party(r: Reader) -> JsonObject:
    return {
        "label": r.text(SKOS.prefLabel),
        "labels": r.texts(SKOS.prefLabel),
        "codes": {
            str(v.datatype).rpartition("#")[2]: str(v) for v in r.about.get(SKOS.notation, []) if isinstance(v, Literal)
        },
        "regions": r.things(SKOS.broader),
    }


def _concept(r: Reader) -> JsonObject:
    return {
        "label": r.text(SKOS.prefLabel),
        "labels": r.texts(SKOS.prefLabel),
        "alternatives": sorted(set(r.values(SKOS.altLabel))),
        "definition": r.text(SKOS.definition),
        "notation": r.values(SKOS.notation),
        "scheme": r.thing(SKOS.inScheme),
        "broader": r.things(SKOS.broader),
        "narrower": r.things(SKOS.narrower),
        "related": r.things(SKOS.related),
        "matches": r.values(SKOS.exactMatch) + r.values(SKOS.closeMatch),
        "sources": r.values(DCTERMS.source),
    }


_SHAPES: dict[str, tuple[URIRef, str, Callable[[Reader], JsonObject]]] = {
    "decisions": (MEA.Decision, "decision", _decision),
    "meetings": (MEA.Meeting, "meeting", _meeting),
    "projects": (MEA.Project, "project", _project),
    "parties": (MEA.Party, "party", _party),
    "concepts": (SKOS.Concept, "concept", _concept),
    "themes": (SKOS.Concept, "concept", _concept),
}
"""List name → class in the graph, kind in the URI, shape in JSON."""


def things(snapshot: Snapshot, name: str, language: str | None = None) -> list[JsonObject]:
    """All things of one list, with labels in a language."""
    of_class, kind, shape = _SHAPES[name]
    cached: dict[tuple[str, str | None], list[JsonObject]] = snapshot.cache.setdefault("things", {})
    if (name, language) not in cached:
        found = []
        for uri, about in statements(snapshot, of_class).items():
            named = snapshot.uris.key_of(uri)
            if (
                named is None
                or (named[0] != kind and name != "concepts")
                or (name == "themes" and not _is_theme(about, uri))
            ):
                continue
            found.append({"uri": uri, "key": named[1]} | shape(Reader(snapshot, about, language)))
        cached[name, language] = found
    return cached[name, language]


def thing(snapshot: Snapshot, name: str, key: str, language: str | None = None) -> JsonObject:
    """One thing of a list.

    Raises:
        NotFound: there is none with this key.
    """
    for found in things(snapshot, name, language):
        if found["key"] == key:
            return dict(found)
    raise NotFound(f"There is no {name.removesuffix('s')} with the key {key}.", remedy=f"GET /api/{name} lists them.")


def _is_theme(about: Statements, uri: str) -> bool:
    return "/id/concept/topics." in uri and SKOS.inScheme in about and RDF.type in about


def all_labels(found: JsonObject) -> list[Any]:
    """Everything in an entry that a person may type to find it."""
    return [
        found.get("label"),
        found.get("title"),
        found.get("number"),
        found.get("id"),
        *found.get("labels", {}).values(),
    ]
