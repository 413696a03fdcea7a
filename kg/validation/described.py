"""What some named graphs describe, read before it is judged."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rdflib.term import URIRef

from kg.graph.store import GraphReader
from kg.queries import query
from kg.validation.judging import Statements

IRI = re.compile(r'[A-Za-z][\w+.-]*:[^\s<>"{}|\\^`]+')
"""What can be named in a query."""

_AT_ONCE = 2000
"""Things named in one query."""


@dataclass(frozen=True, slots=True)
class Described:
    """What some named graphs describe.

    ``things`` are the subjects in each graph (blank nodes as ``_:`` and their name); ``statements`` what the graphs
    without blank nodes say; ``blank`` are the other graphs; ``shared`` are things that are described elsewhere as
    well; ``types`` are the classes of the things that are named or shared, in all graphs.
    """

    things: Mapping[str, set[str]]
    statements: Statements
    blank: Sequence[str]
    shared: frozenset[str]
    types: Mapping[str, set[str]]

    def by_class(self, wanted: Iterable[str]) -> dict[str, set[str]]:
        """Things by class; those without a class under the empty name."""
        found: dict[str, set[str]] = defaultdict(set)
        for thing in wanted:
            own = self.statements.types.get(thing, set()) | self.types.get(thing, set())
            for kind in own or {""}:
                found[kind].add(thing)
        return found


def read_described(graph: GraphReader, names: Mapping[str, bytes]) -> Described:
    """Read what named graphs describe. Of each there are the triples that it was made of, or none."""
    said = graph.statements(names)
    blank = [name for name, its in said.items() if any(thing.startswith("_:") for thing in its)]
    statements = Statements()
    seen: set[str] = set()
    shared: set[str] = set()
    for name, its in said.items():
        shared |= seen & its.keys()
        seen |= its.keys()
        if name not in blank:
            statements.add(its)
    elsewhere = query("described_elsewhere").replace("?graphs", ", ".join(URIRef(name).n3() for name in names))
    ordered = sorted(thing for thing in seen - shared if IRI.fullmatch(thing))
    for first in range(0, len(ordered), _AT_ONCE):
        rows = graph.select(elsewhere.replace("?things", _listed(ordered[first : first + _AT_ONCE])))
        shared.update(str(row["this"]) for row in rows)
    known = statements.said.keys() - shared
    things = {name: set(its) for name, its in said.items()}
    return Described(things, statements, blank, frozenset(shared), _types(graph, (statements.named | shared) - known))


def _types(graph: GraphReader, things: Iterable[str]) -> dict[str, set[str]]:
    types: dict[str, set[str]] = defaultdict(set)
    ordered = sorted(thing for thing in things if IRI.fullmatch(thing))
    for first in range(0, len(ordered), _AT_ONCE):
        listed = _listed(ordered[first : first + _AT_ONCE])
        for row in graph.select(query("types").replace("?things", listed)):
            types[str(row["thing"])].add(str(row["type"]))
    return types


def _listed(things: Iterable[str]) -> str:
    return " ".join(URIRef(thing).n3() for thing in things)
