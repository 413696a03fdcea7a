"""Validation of records before they are stored: what is wrong with each of them by itself.

A record is judged with what its source says, and with the types and labels that
the base gives to the things it points to. What other sources say of the same
thing does not count against it: that two sources differ is no fault of a row.

Most rules are judged by what a record says (``plain``); the others are asked for
in a graph that holds no more than what they can be about.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import cast

import pyoxigraph as ox
from rdflib.namespace import RDFS, SH
from rdflib.term import Identifier, URIRef

from kg.graph.oxigraph import OxigraphReader, from_rdflib, named_node
from kg.graph.store import GraphReader
from kg.model import Record
from kg.queries import query
from kg.validation.compiler import Classes
from kg.validation.engine import Validator, classes_of
from kg.validation.judging import TYPE, Judge, Statements, our_rules
from kg.validation.model import Violation
from kg.validation.shapes import Shape

_AT_ONCE = 2000
"""Things named in one query."""

_PREFIX = re.compile(r"PREFIX (\w+): <([^>]*)>")
_NAME = re.compile(r"\b(\w+):(\w+)")
_ANY_PROPERTY = re.compile(r"[\w>]\s+[?$]\w+\s+[?$<\"\w]")
"""In a query: a subject, a variable, and what begins an object."""

_Known = tuple[str, str, Identifier]


def check_records(records: Iterable[Record], base: GraphReader) -> Mapping[str, Sequence[Violation]]:
    """What is wrong with records before they are stored, by the URI of the thing, the worst first.

    Args:
        records: of one source.
        base: what the base knows of the things that they point to.
    """
    batch = _gathered(records)
    known = _known(sorted((batch.named | batch.said.keys()) - batch.types.keys()), base)
    classes = classes_of(base)
    present = {kind for kinds in batch.types.values() for kind in kinds}
    present.update(name for said in batch.said.values() for name in said)
    rules = [its for its in our_rules() if _may_concern(its.shape, present, classes)]
    found, undecided = Judge(rules, batch, _types(known), classes).judge(batch.types)
    rest = [replace(its.shape, constraints=its.asked) for its in rules if its.asked]
    if undecided:
        found, rest = [], [its.shape for its in rules]
    if rest:
        found += _asked(batch, rest, known, _names_in(rest, classes))
    of_thing: dict[str, list[Violation]] = defaultdict(list)
    for violation in sorted(found, key=lambda v: v.order):
        if str(violation.focus) in batch.types:
            of_thing[str(violation.focus)].append(violation)
    return of_thing


def _gathered(records: Iterable[Record]) -> Statements:
    batch = Statements()
    for record in records:
        again = record.uri in batch.said
        said = batch.said.setdefault(record.uri, {})
        for name, value in record.statements:
            values = said.setdefault(name, [])
            if again and value in values:
                continue
            values.append(cast("Identifier", value))
            if name == TYPE:
                batch.types.setdefault(record.uri, set()).add(str(value))
            elif isinstance(value, URIRef):
                batch.named.add(str(value))
    return batch


def _types(known: Iterable[_Known]) -> dict[str, set[str]]:
    types: dict[str, set[str]] = defaultdict(set)
    for thing, name, value in known:
        if name == TYPE:
            types[thing].add(str(value))
    return types


def _asked(
    batch: Statements, shapes: Sequence[Shape], known: Iterable[_Known], names: set[str] | None
) -> list[Violation]:
    """What the engine finds in a graph of those statements that have to do with some names; None stands for all."""
    quads = [
        _quad(thing, name, value)
        for thing, said in batch.said.items()
        for name, values in said.items()
        if names is None or name in names
        for value in values
        if names is None or name != TYPE or str(value) in names
    ]
    store = ox.Store()
    store.extend(quads)
    store.extend(_quad(*statement) for statement in known)
    return Validator(OxigraphReader(store), shapes).validate()


def _may_concern(shape: Shape, present: set[str], classes: Classes) -> bool:
    """Whether a thing may be in a target of a shape: one of its classes or properties is present."""
    named = {name for t in shape.targets for name in classes.get(str(t.term), (str(t.term),))}
    return any(t.kind == SH.targetNode for t in shape.targets) or not named.isdisjoint(present)


def _names_in(shapes: Iterable[Shape], classes: Classes) -> set[str] | None:
    """All properties and classes that the rules of some shapes have to do with; None when that cannot be told."""
    found = {TYPE}
    for shape in shapes:
        found.update(str(t.term) for t in shape.targets)
        for c in shape.constraints:
            if c.component == SH.SPARQLConstraintComponent:
                if _ANY_PROPERTY.search(c.select):
                    return None
                prefixes = dict(_PREFIX.findall(c.prefixes))
                found.update(prefixes.get(prefix, "") + name for prefix, name in _NAME.findall(c.select))
            else:
                text = c.path.sparql() if c.path is not None else ""
                found.update(re.findall(r"<([^>]+)>", text), map(str, c.values))
    return found.union(*(classes.get(name, ()) for name in found))


def _known(things: Sequence[str], base: GraphReader) -> list[_Known]:
    """Types, labels and notations that the base has for things, and which classes are below which."""
    found = [(str(row["under"]), str(RDFS.subClassOf), row["over"]) for row in base.select(query("subclasses"))]
    for first in range(0, len(things), _AT_ONCE):
        listed = " ".join(URIRef(thing).n3() for thing in things[first : first + _AT_ONCE])
        rows = base.select(query("known_things").replace("?things", listed))
        found += [(str(row["thing"]), str(row["property"]), row["value"]) for row in rows]
    return found


def _quad(subject: str, name: str, value: object) -> ox.Quad:
    return ox.Quad(named_node(subject), named_node(name), from_rdflib(value))
