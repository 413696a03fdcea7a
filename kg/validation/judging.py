"""Rules over many things at once, judged by what the things say (see ``plain``); the engine is asked the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from rdflib.namespace import RDF, SH
from rdflib.term import Identifier, URIRef

from kg.validation.compiler import Classes
from kg.validation.model import Violation
from kg.validation.plain import PlainRule, Undecided, is_plain
from kg.validation.shapes import Constraint, Shape, our_shapes

TYPE = str(RDF.type)
_NONE: set[str] = set()


@dataclass(slots=True)
class Statements:
    """What is said: of each thing by property, its classes, and which other things are named."""

    said: dict[str, dict[str, list[Identifier]]] = field(default_factory=dict)
    types: dict[str, set[str]] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)

    def add(self, thing: str, name: str, value: Identifier) -> None:
        """Take in a statement that was not taken in before."""
        self.said.setdefault(thing, {}).setdefault(name, []).append(value)
        if name == TYPE:
            self.types.setdefault(thing, set()).add(str(value))
        elif isinstance(value, URIRef):
            self.named.add(str(value))


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a shape: those that are ``judged`` by what a thing says, and those that the engine is asked."""

    shape: Shape
    judged: tuple[Constraint, ...]
    asked: tuple[Constraint, ...]


def rules_of(shapes: Iterable[Shape]) -> tuple[Rules, ...]:
    """Shapes with their rules sorted out."""
    found = []
    for shape in shapes:
        plain = [is_plain(c) and all(t.kind == SH.targetClass for t in shape.targets) for c in shape.constraints]
        pairs = list(zip(shape.constraints, plain, strict=True))
        found.append(Rules(shape, tuple(c for c, so in pairs if so), tuple(c for c, so in pairs if not so)))
    return tuple(found)


@cache
def our_rules() -> tuple[Rules, ...]:
    """Those that come with the package."""
    return rules_of(our_shapes())


class Judge:
    """Knows the rules for each kind of thing.

    Args:
        rules: by shape.
        statements: all that is said of the things to judge.
        types: classes that other statements give to things.
        classes: which are below which.
    """

    def __init__(
        self, rules: Sequence[Rules], statements: Statements, types: Mapping[str, set[str]], classes: Classes
    ) -> None:
        self._statements, self._types, self._classes = statements, types, classes
        self._about = [({k for t in its.shape.targets for k in self._below(str(t.term))}, its) for its in rules]
        self._plain: dict[int, list[PlainRule]] = {}
        self._for: dict[frozenset[str], list[PlainRule]] = {}

    def judge(self, things: Iterable[str]) -> tuple[list[Violation], set[str]]:
        """What is wrong with things, and those things of which only the engine can tell."""
        found: list[Violation] = []
        undecided: set[str] = set()
        for thing in things:
            said = self._statements.said[thing]
            try:
                found += [v for rule in self._rules(thing) for v in rule.broken(thing, said)]
            except Undecided:
                undecided.add(thing)
        return found, undecided

    def _rules(self, thing: str) -> list[PlainRule]:
        kinds = frozenset(self._statements.types.get(thing, _NONE))
        if kinds not in self._for:
            met = [place for place, (about, _) in enumerate(self._about) if not about.isdisjoint(kinds)]
            for place in met:
                if place not in self._plain:
                    self._plain[place] = [PlainRule(c, self._is_a) for c in self._about[place][1].judged]
            self._for[kinds] = [rule for place in met for rule in self._plain[place]]
        return self._for[kinds]

    def _is_a(self, thing: str, name: str) -> bool:
        below = self._below(name)
        types = self._statements.types.get(thing, _NONE), self._types.get(thing, _NONE)
        return any(not each.isdisjoint(below) for each in types)

    def _below(self, name: str) -> Sequence[str]:
        return self._classes.get(name, (name,))
