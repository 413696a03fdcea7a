"""Which of several sources is shown: the stated rule, and what each of them says.

The rule: the source with the lower precedence (a number that its declaration states; 50 where none does); of equal
ones that whose record changed last in the base; then the one whose graph's name comes first. Properties that can
have several values show all of them, those of the shown source first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from rdflib.namespace import DCTERMS
from rdflib.term import Identifier, Literal, URIRef

from kg.catalog import Catalog
from kg.graph.store import GraphReader
from kg.identifiers import Uris
from kg.queries import query
from kg.terms import MEA, SCHEMA
from kg.views.listing import JsonObject

SINGLE = (
    DCTERMS.title,
    MEA.status,
    MEA.fundingPeriod,
    MEA.value,
    SCHEMA.startDate,
    SCHEMA.endDate,
    DCTERMS.description,
)
"""Properties of which a thing has one value (in one language): where sources differ, they contradict each other."""

_DEFAULT = 50


class GraphState(Protocol):
    """As much of a snapshot as is needed here."""

    @property
    def graph(self) -> GraphReader:
        """Its graph."""

    @property
    def catalog(self) -> Catalog:
        """Its catalog."""

    @property
    def uris(self) -> Uris:
        """Of the base."""

    @property
    def cache(self) -> dict[str, Any]:
        """What was computed from it."""


@dataclass(frozen=True, slots=True)
class SourceGraph:
    """A source's graph: what it is called, its precedence, where it comes from, its own date where it states one."""

    uri: str
    title: str
    precedence: int
    address: str | None
    modified: str | None


@dataclass(frozen=True, slots=True)
class Said:
    """What one source says of a thing."""

    property: URIRef
    value: Identifier
    graph: str


def source_graphs(state: GraphState) -> dict[str, SourceGraph]:
    """All graphs of records by URI."""
    known: dict[str, SourceGraph] | None = state.cache.get("source graphs")
    if known is None:
        said: dict[str, dict[str, list[Identifier]]] = defaultdict(lambda: defaultdict(list))
        for row in state.graph.select(query("about_sources")):
            said[str(row["graph"])][str(row["property"])].append(row["value"])
        items = state.catalog.items("records")
        graphs = ((str(state.uris.graph("records", item.key)), item) for item in items)
        known = {uri: _graph(uri, item.title, item.updated[:10], said[uri]) for uri, item in graphs}
        state.cache["source graphs"] = known
    return known


def changed(state: GraphState) -> Mapping[tuple[str, str], str]:
    """(URI of a record, URI of its graph) → day on which it last changed in the base."""
    known: dict[tuple[str, str], str] | None = state.cache.get("record days")
    if known is None:
        rows = state.catalog.rows(
            "SELECT r.uri, i.key, c.at FROM record r JOIN item i ON i.id = r.item "
            "JOIN change c ON c.sequence = r.sequence WHERE r.removed = 0"
        )
        known = {(str(uri), str(state.uris.graph("records", key))): str(at)[:10] for uri, key, at in rows}
        state.cache["record days"] = known
    return known


def said_by_several(state: GraphState, of_class: URIRef, uri: str | None = None) -> dict[str, list[Said]]:
    """Of each thing of a class that comes from several sources, or of one thing: what they say, the shown one first."""
    if uri is None:
        rows = state.graph.select(query("from_several_sources"), **{"class": of_class})
    else:
        rows = state.graph.select(query("said_by_sources"), thing=URIRef(uri))
    found: dict[str, dict[Said, None]] = defaultdict(dict)
    for row in rows:
        found[str(row["thing"])][Said(URIRef(row["property"]), row["value"], str(row["graph"]))] = None
    return {thing: _ordered(state, thing, said) for thing, said in found.items()}


def shown_first(said: Iterable[Said]) -> dict[URIRef, list[Identifier]]:
    """Values by property in the order of what is said, each once."""
    values: dict[URIRef, dict[Identifier, None]] = defaultdict(dict)
    for one in said:
        values[one.property][one.value] = None
    return {name: list(found) for name, found in values.items()}


def provenance(state: GraphState, uri: str, graphs: Iterable[str]) -> list[JsonObject]:
    """The sources of a thing, or of a node inside it, the shown one first."""
    known = source_graphs(state)
    thing = uri.partition("#")[0]
    days = changed(state)
    order = sorted(set(graphs), key=lambda g: _rank(state, thing, g))
    return [
        {
            "uri": g,
            "title": known[g].title if g in known else g,
            "address": known[g].address if g in known else None,
            "precedence": known[g].precedence if g in known else _DEFAULT,
            "date": days.get((thing, g)) or (known[g].modified if g in known else None),
        }
        for g in order
    ]


def contradictions(state: GraphState, uri: str, said: Iterable[Said]) -> list[JsonObject]:
    """Where sources differ in what a thing has one of: every value with its sources; the first is shown."""
    values: dict[tuple[URIRef, str | None], dict[Identifier, list[str]]] = defaultdict(lambda: defaultdict(list))
    for one in said:
        if one.property in SINGLE:
            language = one.value.language if isinstance(one.value, Literal) else None
            values[one.property, language][one.value].append(one.graph)
    return [
        {
            "about": uri,
            "property": str(name),
            "language": language,
            "values": [
                {"value": str(value), "shown": place == 0, "sources": provenance(state, uri, graphs)}
                for place, (value, graphs) in enumerate(found.items())
            ],
        }
        for (name, language), found in values.items()
        if len(found) > 1
    ]


def _ordered(state: GraphState, thing: str, said: Iterable[Said]) -> list[Said]:
    return sorted(said, key=lambda one: (_rank(state, thing, one.graph), str(one.property), str(one.value)))


def _rank(state: GraphState, thing: str, graph: str) -> tuple[int, int, str]:
    known = source_graphs(state).get(graph)
    day = changed(state).get((thing.partition("#")[0], graph), "")
    return (known.precedence if known else _DEFAULT, -int(day.replace("-", "") or 0), graph)


def _graph(uri: str, title: str, updated: str, said: Mapping[str, list[Identifier]]) -> SourceGraph:
    precedence = next((int(str(v)) for v in said[str(MEA.precedence)]), _DEFAULT)
    address = next((str(v) for v in said[str(DCTERMS.source)] if isinstance(v, URIRef)), None)
    modified = next((str(v) for v in said[str(DCTERMS.modified)]), None)
    return SourceGraph(uri, title, precedence, address, modified or updated)
