"""Runs compiled shapes over a graph store."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from rdflib.namespace import SH
from rdflib.term import BNode, Identifier, URIRef

from kg.graph.store import GraphReader
from kg.queries import query
from kg.validation.compiler import Classes, Focus, all_of, chosen, constraint_query, described_in, these
from kg.validation.model import Violation
from kg.validation.shapes import Constraint, Shape, Target, our_shapes

_AT_ONCE = 500
"""Things named in one query: more make it slow to read."""

_PLACE = re.compile(r"\{[?$](\w+)\}")


class Validator:
    """Validates what is in a store; its data graph is the union of all named graphs.

    Args:
        graph: the store.
        shapes: the rules; those of the package unless given.
    """

    def __init__(self, graph: GraphReader, shapes: Sequence[Shape] | None = None) -> None:
        self._graph = graph
        self._shapes = our_shapes() if shapes is None else tuple(shapes)

    def validate(self) -> list[Violation]:
        """Everything that breaks a rule, the worst first."""
        found: set[Violation] = set()
        for shape in self._shapes:
            for target in shape.targets:
                focus = all_of(target, self._classes)
                for constraint in shape.constraints:
                    found.update(self._broken(constraint, focus))
        return sorted(found, key=lambda v: v.order)

    def validate_graph(self, graph: str) -> list[Violation]:
        """The same, of the things that one named graph describes (has as subjects).

        What other graphs say about these things counts too: the answer is
        that part of ``validate()``, at the price of the one graph.
        """
        things = self._described(graph)
        found: set[Violation] = set()
        for shape in self._shapes:
            for target in shape.targets:
                for focus in self._groups(graph, target, things):
                    for constraint in shape.constraints:
                        found.update(self._broken(constraint, focus))
        return sorted(found, key=lambda v: v.order)

    def _described(self, graph: str) -> dict[str, set[Identifier]]:
        """The things that a graph describes, by class; those without a class under the empty name."""
        things: dict[str, set[Identifier]] = defaultdict(set)
        for row in self._graph.select(query("described"), graph=URIRef(graph)):
            things[str(row.get("type", ""))].add(row["this"])
        return things

    def _groups(self, graph: str, target: Target, things: Mapping[str, set[Identifier]]) -> Iterator[Focus]:
        """The things of a target that a graph describes, some at a time."""
        if target.kind == SH.targetClass:
            name = str(target.term)
            classes = self._classes.get(name, (name,))
        else:
            classes = tuple(things)
        named: set[Identifier] = set().union(*(things.get(c, ()) for c in classes))
        if any(isinstance(thing, BNode) for thing in named):
            yield described_in(graph, target, self._classes)  # a blank node cannot be named in a query
            return
        ordered = sorted(URIRef(thing) for thing in named)
        for first in range(0, len(ordered), _AT_ONCE):
            group = these(ordered[first : first + _AT_ONCE])
            if target.kind == SH.targetClass:
                yield group
            elif rows := self._graph.select(chosen(group, target, self._classes)):
                yield these(URIRef(row["this"]) for row in rows)

    def _broken(self, c: Constraint, focus: Focus) -> Iterator[Violation]:
        for row in self._graph.select(constraint_query(c, focus, self._classes)):
            # A rule written as a query that selects no value is about the thing itself (SHACL, section 5.3.2).
            about = row["this"] if c.component == SH.SPARQLConstraintComponent else None
            message = _filled(c.message, row) if c.names else c.message
            yield Violation(row["this"], c.path, row.get("value", about), c.severity, message, c.shape, c.component)

    @cached_property
    def _classes(self) -> Classes:
        return classes_of(self._graph)


def classes_of(graph: GraphReader) -> dict[str, list[str]]:
    """Each class that others are below → itself and all of them."""
    under: dict[str, set[str]] = defaultdict(set)
    for row in graph.select(query("subclasses")):
        under[str(row["over"])].add(str(row["under"]))
    return {top: _closure(top, under) for top in under}


def _closure(top: str, under: Mapping[str, set[str]]) -> list[str]:
    found, waiting = {top}, [top]
    while waiting:
        for below in under.get(waiting.pop(), ()):
            if below not in found:
                found.add(below)
                waiting.append(below)
    return sorted(found)


def _filled(message: str, row: Mapping[str, Identifier]) -> str:
    """Put values in the places (``{?value}``) of a message; a place without a value stays."""
    return _PLACE.sub(lambda place: str(row.get(place[1], place[0])), message)
