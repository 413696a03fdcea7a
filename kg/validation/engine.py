"""Runs compiled shapes over a graph store."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rdflib.namespace import SH
from rdflib.term import BNode, Identifier, URIRef

from kg.graph.store import GraphReader
from kg.queries import query
from kg.validation.compiler import Classes, Focus, all_of, chosen, constraint_query, described_in, these
from kg.validation.described import Described, read_described
from kg.validation.judging import Judge, our_rules, rules_of
from kg.validation.model import Violation
from kg.validation.shapes import Constraint, Shape, Target

_AT_ONCE = 500
"""Things named in one query: more make it slow to read."""

_PLACE = re.compile(r"\{[?$](\w+)\}")


@dataclass(frozen=True, slots=True)
class Findings:
    """What is wrong in a graph, the worst first, and the things that it describes."""

    violations: list[Violation]
    things: set[str]


class Validator:
    """Validates what is in a store; its data graph is the union of all named graphs.

    Args:
        graph: the store.
        shapes: the rules; those of the package unless given.
    """

    def __init__(self, graph: GraphReader, shapes: Sequence[Shape] | None = None) -> None:
        self._graph = graph
        self._rules = our_rules() if shapes is None else rules_of(shapes)

    def validate(self) -> list[Violation]:
        """Everything that breaks a rule, the worst first."""
        found: set[Violation] = set()
        for rules in self._rules:
            for target in rules.shape.targets:
                found.update(self._all_broken(rules.shape.constraints, all_of(target, self._classes)))
        return sorted(found, key=lambda v: v.order)

    def validate_graph(self, graph: str) -> list[Violation]:
        """The same, of the things that one named graph describes (has as subjects).

        What other graphs say about these things counts too: the answer is
        that part of ``validate()``, at the price of the one graph.
        """
        return self.validate_graphs({graph: b""})[graph].violations

    def validate_graphs(self, graphs: Mapping[str, bytes]) -> dict[str, Findings]:
        """The same of several graphs in one go, by graph; what two of them describe counts in both.

        ``graphs`` has the triples that each was made of (N-Triples), or none where the store is to be read.
        """
        described = read_described(self._graph, graphs)
        found: dict[str, list[Violation]] = defaultdict(list)
        for violation in self._found(described):
            found[_subject(violation.focus)].append(violation)
        return {
            graph: Findings(sorted((v for thing in found.keys() & things for v in found[thing]), key=_order), things)
            for graph, things in described.things.items()
        }

    def _found(self, d: Described) -> set[Violation]:
        """What is wrong with the things described. Those of one graph alone are judged by what it says of them."""
        own = [thing for thing in d.statements.said if thing not in d.shared]
        told, undecided = Judge(self._rules, d.statements, d.types, self._classes, d.shared).judge(own)
        found = set(told)
        every, unjudged = d.by_class(d.statements.said), d.by_class(d.shared & d.statements.said.keys() | undecided)
        for rules in self._rules:
            for target in rules.shape.targets:
                for graph in d.blank:
                    found.update(self._all_broken(rules.shape.constraints, described_in(graph, target, self._classes)))
                for things, asked in ((every, rules.asked), (unjudged, rules.judged)):
                    for focus in self._groups(target, things, d) if asked else ():
                        found.update(self._all_broken(asked, focus))
        return found

    def _groups(self, target: Target, things: Mapping[str, set[str]], d: Described) -> Iterator[Focus]:
        """The things of a target, some at a time."""
        name = str(target.term)
        classes = self._classes.get(name, (name,)) if target.kind == SH.targetClass else tuple(things)
        candidates = set[str]().union(*(things.get(c, ()) for c in classes))
        if target.kind == SH.targetSubjectsOf:
            candidates = {thing for thing in candidates if thing in d.shared or name in d.statements.said[thing]}
        ordered = sorted(candidates)
        for first in range(0, len(ordered), _AT_ONCE):
            group = these(map(URIRef, ordered[first : first + _AT_ONCE]))
            if target.kind == SH.targetClass:
                yield group
            elif rows := self._graph.select(chosen(group, target, self._classes)):
                yield these(URIRef(row["this"]) for row in rows)

    def _all_broken(self, rules: Iterable[Constraint], focus: Focus) -> Iterator[Violation]:
        for rule in rules:
            yield from self._broken(rule, focus)

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


def _order(violation: Violation) -> tuple[int, str, str, str, str, str]:
    return violation.order


def _subject(thing: Identifier) -> str:
    """A thing as ``Described.things`` names it."""
    return f"_:{thing}" if isinstance(thing, BNode) else str(thing)


def _filled(message: str, row: Mapping[str, Identifier]) -> str:
    """Put values in the places (``{?value}``) of a message; a place without a value stays."""
    return _PLACE.sub(lambda place: str(row.get(place[1], place[0])), message)
