"""Decisions, meetings, projects, parties, concepts and themes, read from the graph.

All statements about the things of a class are read once for each state of the
base; lists and items are cut from that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from rdflib.namespace import DCTERMS, RDF, RDFS, SKOS
from rdflib.term import Identifier, Literal, URIRef

from kg.errors import NotFound
from kg.graph.store import Row
from kg.model import LANGUAGES
from kg.queries import query
from kg.snapshot import Snapshot
from kg.statistics import of_item
from kg.terms import MEA, SCHEMA
from kg.views.listing import JsonObject
from kg.views.names import label_of
from kg.views.sources import contradictions, provenance, said_by_several, shown_first

Statements = Mapping[URIRef, list[Identifier]]


_VOCABULARY = frozenset({SKOS.Concept, SKOS.ConceptScheme})
"""Classes of things that documents say nothing of."""


def statements(snapshot: Snapshot, of_class: URIRef) -> Mapping[str, Statements]:
    """What is said of each thing of a class, by URI."""
    cache = snapshot.kept if of_class in _VOCABULARY else snapshot.cache
    known: dict[str, Mapping[str, Statements]] = cache.setdefault("statements", {})
    if str(of_class) not in known:
        found = _sorted(snapshot.graph.select(query("things_of_class"), **{"class": of_class}))
        known[str(of_class)] = _resolved(snapshot, of_class, found)
    return known[str(of_class)]


def said_of(snapshot: Snapshot, of_class: URIRef, uri: str) -> Statements | None:
    """What is said of one thing of a class; None when there is no such thing. Does not read the whole class for it."""
    cache = snapshot.kept if of_class in _VOCABULARY else snapshot.cache
    whole: Mapping[str, Statements] | None = cache.get("statements", {}).get(str(of_class))
    if whole is not None:
        return whole.get(uri)
    single: dict[tuple[str, str], Statements | None] = cache.setdefault("said", {})
    if (str(of_class), uri) not in single:
        bound = {"class": of_class, "thing": URIRef(uri)}
        found = _sorted(snapshot.graph.select(query("things_of_class"), **bound))
        single[str(of_class), uri] = _resolved(snapshot, of_class, found, uri).get(uri)
    return single[str(of_class), uri]


def _sorted(rows: list[Row]) -> Mapping[str, Statements]:
    """Statements by thing; things, properties and values in the order of their texts, each statement once."""
    found: dict[str, dict[URIRef, list[Identifier]]] = defaultdict(lambda: defaultdict(list))
    for row in sorted(rows, key=_order):
        values = found[str(row["thing"])][URIRef(row["property"])]
        if not values or values[-1] != row["value"]:
            values.append(row["value"])
    return found


def _resolved(
    snapshot: Snapshot, of_class: URIRef, found: Mapping[str, Statements], uri: str | None = None
) -> Mapping[str, Statements]:
    """The same, with the values of the source that is shown first where a thing comes from several."""
    if all(len(about.get(MEA.recordSource, ())) < 2 for about in found.values()):
        return found
    several = said_by_several(snapshot, of_class, uri)
    ordered = {thing: {**found[thing], **shown_first(said)} for thing, said in several.items() if thing in found}
    return {**found, **ordered}


def _order(row: Row) -> tuple[str, str, str, str, str]:
    value = row["value"]
    tag = (value.language or "", str(value.datatype or "")) if isinstance(value, Literal) else ("", "")
    return str(row["thing"]), str(row["property"]), str(value), *tag


def carry_over(old: Snapshot, new: Snapshot) -> None:
    """Give a new state what views of the old one computed and the changes between them do not touch.

    Documents speak of the things whose classes they name, so what is known of other classes stays. After other
    changes nothing does; then what people have looked at is read again here, before anybody waits for it.
    """
    changed = new.catalog.items_by_id(new.catalog.changed_items(old.sequence))
    if new.kept is not old.kept or any(item.kind != "document" for item in changed.values()):
        for of_class in _VOCABULARY:
            if str(of_class) in old.kept.get("statements", {}):
                statements(new, of_class)
        return
    touched = {
        s.term for c in (old.catalog, new.catalog) for i in changed for s in of_item(c, i) if s.aspect == "class"
    }
    new.cache["statements"] = {c: v for c, v in old.cache.get("statements", {}).items() if c not in touched}
    new.cache["things"] = {
        key: entries for key, entries in old.cache.get("things", {}).items() if touched.isdisjoint(_CLASSES[key[0]])
    }


class Reader:
    """Reads one thing's statements into JSON, with labels in one language."""

    def __init__(self, snapshot: Snapshot, about: Statements, language: str | None, uri: str = "") -> None:
        self.snapshot, self.about, self.language, self.uri = snapshot, about, language, uri

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
    amounts = _parts(r, MEA.amount, MEA.FundingAmount)
    tags = _parts(r, MEA.agreementTag, MEA.AgreementTag)
    return {
        "id": r.text(DCTERMS.identifier),
        "title": r.text(DCTERMS.title, RDFS.label),
        "status": r.thing(MEA.status),
        "agencies": r.things(MEA.agency),
        "parties": r.things(MEA.party),
        "focal_areas": r.values(MEA.focalArea),
        "funder": r.thing(MEA.funder),
        "period": r.text(MEA.fundingPeriod),
        "agreements": [_tag(r, about) for about in tags],
        "amounts": [_amount(Reader(r.snapshot, about, r.language)) for about in amounts],
        "sources": provenance(r.snapshot, r.uri, r.values(MEA.recordSource)),
        "contradictions": _contradictions(r, MEA.Project, r.uri)
        + [c for uri in r.values(MEA.amount) for c in _contradictions(r, MEA.FundingAmount, uri)],
    }


def _contradictions(r: Reader, of_class: URIRef, uri: str) -> list[JsonObject]:
    """Where the sources of a thing differ; nothing is read for a thing of one source."""
    about = said_of(r.snapshot, of_class, uri) or {}
    if len(about.get(MEA.recordSource, ())) < 2:
        return []
    return contradictions(r.snapshot, uri, said_by_several(r.snapshot, of_class, uri).get(uri, ()))


def _parts(r: Reader, prop: URIRef, of_class: URIRef) -> list[Statements]:
    """What is said of each of the nodes that a property points to."""
    return [about for uri in r.values(prop) if (about := said_of(r.snapshot, of_class, uri)) is not None]


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


_PARTS = {"projects": (MEA.FundingAmount, MEA.AgreementTag)}
"""List → classes of the nodes that its entries are made of as well."""

_CLASSES = {name: {str(c) for c in (shape[0], *_PARTS.get(name, ()))} for name, shape in _SHAPES.items()}


def things(snapshot: Snapshot, name: str, language: str | None = None) -> list[JsonObject]:
    """All things of one list, with labels in a language."""
    cached: dict[tuple[str, str | None], list[JsonObject]] = snapshot.cache.setdefault("things", {})
    if (name, language) not in cached:
        for of_class in _PARTS.get(name, ()):
            statements(snapshot, of_class)
        known = _themes(snapshot) if name == "themes" else statements(snapshot, _SHAPES[name][0])
        found = (_entry(snapshot, name, uri, about, language) for uri, about in known.items())
        cached[name, language] = [entry for entry in found if entry is not None]
    return cached[name, language]


def thing(snapshot: Snapshot, name: str, key: str, language: str | None = None) -> JsonObject:
    """One thing of a list.

    Raises:
        NotFound: there is none with this key.
    """
    if name == "concepts":  # their keys do not tell the kind in their URIs
        found = next((dict(entry) for entry in things(snapshot, name, language) if entry["key"] == key), None)
    else:
        found = _one(snapshot, name, snapshot.uris.of(_SHAPES[name][1], key), language) if _is_key(key) else None
    if found is None:
        raise NotFound(
            f"There is no {name.removesuffix('s')} with the key {key}.", remedy=f"GET /api/{name} lists them."
        )
    return found


def some(snapshot: Snapshot, name: str, uris: Iterable[str], language: str | None = None) -> list[JsonObject]:
    """Those things of a list that have these URIs, in the order of the list."""
    wanted = sorted(set(uris))
    if len(wanted) > _MANY:
        listed = {entry["uri"]: entry for entry in things(snapshot, name, language)}
        return [listed[uri] for uri in wanted if uri in listed]
    return [entry for uri in wanted if (entry := _one(snapshot, name, uri, language)) is not None]


_MANY = 100
"""From so many things on it is cheaper to read their whole class."""


def _one(snapshot: Snapshot, name: str, uri: str, language: str | None) -> JsonObject | None:
    about = said_of(snapshot, _SHAPES[name][0], uri)
    return None if about is None else _entry(snapshot, name, uri, about, language)


def _entry(snapshot: Snapshot, name: str, uri: str, about: Statements, language: str | None) -> JsonObject | None:
    """A thing as its list shows it; None when it is none of the list."""
    _, kind, shape = _SHAPES[name]
    named = snapshot.uris.key_of(uri)
    if named is None or (named[0] != kind and name != "concepts") or (name == "themes" and not _is_theme(about, uri)):
        return None
    return {"uri": uri, "key": named[1]} | shape(Reader(snapshot, about, language, uri))


def _is_key(key: str) -> bool:
    """Whether a URI can carry it."""
    return all(segment not in {"", ".", ".."} for segment in key.split("/"))


def _themes(snapshot: Snapshot) -> Mapping[str, Statements]:
    """What is said of the topics: a small part of all concepts."""
    if str(SKOS.Concept) in snapshot.kept.get("statements", {}):
        return statements(snapshot, SKOS.Concept)
    scheme = URIRef(snapshot.uris.of("concept", "topics"))
    return _sorted(snapshot.graph.select(query("things_in_scheme"), scheme=scheme))


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
