"""What the tables of records say, read from the catalog; a table that has not changed is not read again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import pyoxigraph as ox
from rdflib.namespace import RDF
from rdflib.term import Identifier, URIRef

from kg.catalog import Catalog, Item
from kg.graph.statements import to_rdflib
from kg.views.things import Statements

Things = Mapping[str, Statements]
"""Statements by the thing that they are about."""


class Tables:
    """Statements by class and thing, kept from one state of the base to the next."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], Mapping[str, Things]] = {}

    def read(self, catalog: Catalog, items: Iterable[Item]) -> Mapping[str, Things]:
        """By class, what the tables say of its things. An unchanged table gives the same objects again."""
        known = {}
        for item in items:
            version = (item.id, item.sequence)
            known[version] = self._known.get(version) or _parsed(catalog.triples(item.id))
        self._known = known
        return _merged(known.values())


def _parsed(triples: bytes) -> Mapping[str, Things]:
    found: dict[str, dict[URIRef, list[Identifier]]] = defaultdict(lambda: defaultdict(list))
    names: dict[str, URIRef] = {}
    for triple in ox.parse(triples, format=ox.RdfFormat.N_TRIPLES):
        name = triple.predicate.value
        value = triple.object
        term: Identifier
        if isinstance(value, ox.NamedNode):
            term = names.setdefault(value.value, URIRef(value.value))
        else:
            term = to_rdflib(value)
        subject = triple.subject.value if isinstance(triple.subject, ox.NamedNode) else str(triple.subject)
        found[subject][names.setdefault(name, URIRef(name))].append(term)
    classes: dict[str, dict[str, Statements]] = defaultdict(dict)
    for thing, about in found.items():
        for class_ in about.get(RDF.type, ()):
            classes[str(class_)][thing] = about
    return classes


def _merged(tables: Iterable[Mapping[str, Things]]) -> Mapping[str, Things]:
    found: dict[str, dict[str, Statements]] = defaultdict(dict)
    for table in tables:
        for class_, things in table.items():
            of_class = found[class_]
            for thing, about in things.items():
                before = of_class.get(thing)
                of_class[thing] = about if before is None else _together(before, about)
    return found


def _together(one: Statements, other: Statements) -> Statements:
    return {name: [*one.get(name, ()), *other.get(name, ())] for name in {**one, **other}}
