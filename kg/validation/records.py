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
from dataclasses import dataclass, replace
from typing import cast

import pyoxigraph as ox
from rdflib.namespace import RDF, RDFS, SH
from rdflib.term import Identifier, URIRef

from kg.graph.oxigraph import OxigraphReader, from_rdflib, named_node
from kg.graph.store import GraphReader
from kg.model import Record
from kg.queries import query
from kg.validation.compiler import Classes
from kg.validation.engine import Validator, classes_of
from kg.validation.model import Violation
from kg.validation.plain import PlainRule, Undecided, is_plain
from kg.validation.shapes import Constraint, Shape, our_shapes

_TYPE = str(RDF.type)
_NONE: frozenset[str] = frozenset()
_AT_ONCE = 2000
"""Things named in one query."""

_PREFIX = re.compile(r"PREFIX (\w+): <([^>]*)>")
_NAME = re.compile(r"\b(\w+):(\w+)")
_ANY_PROPERTY = re.compile(r"[\w>]\s+[?$]\w+\s+[?$<\"\w]")
"""In a query: a subject, a variable, and what begins an object."""

_Known = tuple[str, str, Identifier]


@dataclass(frozen=True, slots=True)
class _Batch:
    """What records say: of each thing by property, its classes, and which other things they name."""

    said: dict[str, dict[str, list[Identifier]]]
    types: dict[str, set[str]]
    named: set[str]


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
    shapes = [shape for shape in our_shapes() if _may_concern(shape, present, classes)]
    try:
        found = _judged(batch, shapes, known, classes)
        rest = [replace(s, constraints=tuple(c for c in s.constraints if not _is_judged(s, c))) for s in shapes]
    except Undecided:
        found, rest = [], shapes
    rest = [shape for shape in rest if shape.constraints]
    if rest:
        found += _asked(batch, rest, known, _names_in(rest, classes))
    of_thing: dict[str, list[Violation]] = defaultdict(list)
    for violation in sorted(found, key=lambda v: v.order):
        if str(violation.focus) in batch.types:
            of_thing[str(violation.focus)].append(violation)
    return of_thing


def _gathered(records: Iterable[Record]) -> _Batch:
    batch = _Batch({}, {}, set())
    for record in records:
        again = record.uri in batch.said
        said = batch.said.setdefault(record.uri, {})
        for name, value in record.statements:
            values = said.setdefault(name, [])
            if again and value in values:
                continue
            values.append(cast("Identifier", value))
            if name == _TYPE:
                batch.types.setdefault(record.uri, set()).add(str(value))
            elif isinstance(value, URIRef):
                batch.named.add(str(value))
    return batch


def _judged(batch: _Batch, shapes: Sequence[Shape], known: Sequence[_Known], classes: Classes) -> list[Violation]:
    """What can be told by what each thing says; see ``plain``."""
    types = dict(batch.types)
    for thing, name, value in known:
        if name == _TYPE:
            types[thing] = {*types.get(thing, ()), str(value)}

    def is_a(thing: str, name: str) -> bool:
        return not types.get(thing, _NONE).isdisjoint(classes.get(name, (name,)))

    ruled: list[tuple[set[str], list[PlainRule]]] = []
    for shape in shapes:
        about = {kind for t in shape.targets for kind in classes.get(str(t.term), (str(t.term),))}
        ruled.append((about, [PlainRule(c, is_a) for c in shape.constraints if _is_judged(shape, c)]))
    rules: dict[frozenset[str], list[PlainRule]] = {}
    found: list[Violation] = []
    for thing, kinds in batch.types.items():
        key = frozenset(kinds)
        if key not in rules:
            rules[key] = [rule for about, its in ruled if not about.isdisjoint(key) for rule in its]
        said = batch.said[thing]
        for rule in rules[key]:
            found += rule.broken(thing, said)
    return found


def _asked(batch: _Batch, shapes: Sequence[Shape], known: Iterable[_Known], names: set[str] | None) -> list[Violation]:
    """What the engine finds in a graph of those statements that have to do with some names; None stands for all."""
    quads = [
        _quad(thing, name, value)
        for thing, said in batch.said.items()
        for name, values in said.items()
        if names is None or name in names
        for value in values
        if names is None or name != _TYPE or str(value) in names
    ]
    store = ox.Store()
    store.extend(quads)
    store.extend(_quad(*statement) for statement in known)
    return Validator(OxigraphReader(store), shapes).validate()


def _is_judged(shape: Shape, c: Constraint) -> bool:
    return is_plain(c) and all(target.kind == SH.targetClass for target in shape.targets)


def _may_concern(shape: Shape, present: set[str], classes: Classes) -> bool:
    """Whether a thing may be in a target of a shape: one of its classes or properties is present."""
    named = {name for t in shape.targets for name in classes.get(str(t.term), (str(t.term),))}
    return any(t.kind == SH.targetNode for t in shape.targets) or not named.isdisjoint(present)


def _names_in(shapes: Iterable[Shape], classes: Classes) -> set[str] | None:
    """All properties and classes that the rules of some shapes have to do with; None when that cannot be told."""
    found = {_TYPE}
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
