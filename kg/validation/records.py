"""Validation of records before they are stored: what is wrong with each of them by itself.

A record is judged with what its source says, and with the types and labels that
the base gives to the things it points to. What other sources say of the same
thing does not count against it: that two sources differ is no fault of a row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import pyoxigraph as ox
from rdflib.namespace import RDF, RDFS
from rdflib.term import URIRef

from kg.graph.oxigraph import OxigraphReader, from_rdflib, named_node
from kg.graph.store import GraphReader
from kg.model import Record
from kg.queries import query
from kg.validation.engine import Validator
from kg.validation.model import Violation

_TYPE = str(RDF.type)
_AT_ONCE = 2000
"""Things named in one query."""


def check_records(records: Iterable[Record], base: GraphReader) -> Mapping[str, Sequence[Violation]]:
    """What is wrong with records before they are stored, by the URI of the thing, the worst first.

    Args:
        records: of one source.
        base: what the base knows of the things that they point to.
    """
    store = ox.Store()
    quads: list[ox.Quad] = []
    described: set[str] = set()
    typed: set[str] = set()
    named: set[str] = set()
    for record in records:
        described.add(record.uri)
        for name, value in record.statements:
            if name == _TYPE:
                typed.add(record.uri)
            elif isinstance(value, URIRef):
                named.add(str(value))
            quads.append(_quad(record.uri, name, value))
    store.extend(quads)
    store.extend(_known(sorted((named | described) - typed), base))
    found: dict[str, list[Violation]] = defaultdict(list)
    for violation in Validator(OxigraphReader(store)).validate():
        if str(violation.focus) in typed:
            found[str(violation.focus)].append(violation)
    return found


def _known(things: Sequence[str], base: GraphReader) -> Iterable[ox.Quad]:
    """Types, labels and notations that the base has for things, and which classes are below which."""
    for row in base.select(query("subclasses")):
        yield _quad(str(row["under"]), str(RDFS.subClassOf), row["over"])
    for first in range(0, len(things), _AT_ONCE):
        listed = " ".join(URIRef(thing).n3() for thing in things[first : first + _AT_ONCE])
        for row in base.select(query("known_things").replace("?things", listed)):
            yield _quad(str(row["thing"]), str(row["property"]), row["value"])


def _quad(subject: str, name: str, value: object) -> ox.Quad:
    return ox.Quad(named_node(subject), named_node(name), from_rdflib(value))
