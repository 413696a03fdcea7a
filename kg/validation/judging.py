"""Rules over many things at once, judged by what the things say (see ``plain``); the engine is asked the rest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from rdflib.namespace import RDF, SH
from rdflib.term import Identifier, URIRef

from kg.graph.statements import Said
from kg.validation.compiler import Classes
from kg.validation.model import Violation
from kg.validation.plain import PlainRule, Scope, is_plain
from kg.validation.quotations import Quotation, is_quotation
from kg.validation.shapes import Constraint, Shape, our_shapes
from kg.validation.values import Undecided

TYPE = str(RDF.type)
_NONE: set[str] = set()


@dataclass(slots=True)
class Statements:
    """What is said: of each thing by property, its classes, and which other things are named."""

    said: Said = field(default_factory=dict)
    types: dict[str, set[str]] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)

    def add(self, said: Said) -> None:
        """Take in what a graph says."""
        values: dict[int, Identifier] = {}
        for thing, its in said.items():
            known = self.said.setdefault(thing, its)
            for name, found in its.items():
                values.update(zip(map(id, found), found, strict=True))
                if known is not its:
                    known[name] = list(dict.fromkeys((*known.get(name, ()), *found)))
            if TYPE in its:
                self.types.setdefault(thing, set()).update(map(str, its[TYPE]))
        self.named.update(str(value) for value in values.values() if isinstance(value, URIRef))


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
        by_class = all(t.kind == SH.targetClass for t in shape.targets)
        plain = [by_class and (is_plain(c) or is_quotation(c)) for c in shape.constraints]
        pairs = list(zip(shape.constraints, plain, strict=True))
        found.append(Rules(shape, tuple(c for c, so in pairs if so), tuple(c for c, so in pairs if not so)))
    return tuple(found)


@cache
def our_rules() -> tuple[Rules, ...]:
    """Those that come with the package."""
    return rules_of(our_shapes())


class _OfKind:
    """The rules for things of the same classes. What depends on the form of a thing alone is judged once for each."""

    def __init__(self, rules: Sequence[PlainRule | Quotation]) -> None:
        self._of_value: dict[str, list[PlainRule | Quotation]] = defaultdict(list)
        for rule in rules:
            if rule.scope is Scope.VALUE:
                self._of_value[rule.property].append(rule)
        self._of_form = [rule for rule in rules if rule.scope is Scope.COUNT]
        self._others = [rule for rule in rules if rule.scope is Scope.THING]
        self._right: dict[str, set[int]] = {name: set() for name in self._of_value}
        self._forms: set[tuple[tuple[str, ...], tuple[int, ...]]] = set()

    def broken(self, thing: str, said: Mapping[str, Sequence[Identifier]]) -> list[Violation]:
        """What breaks the rules in what a thing says.

        Raises:
            Undecided: the engine has to be asked.
        """
        found = [v for rule in self._others for v in rule.broken(thing, said)]
        form = tuple(said), tuple(map(len, said.values()))
        if form not in self._forms:
            wrong = [v for rule in self._of_form for v in rule.broken(thing, said)]
            if not wrong:
                self._forms.add(form)
            found += wrong
        for name, right in self._right.items():
            for value in said.get(name, ()):
                if id(value) not in right:  # the statements keep it, so that no other value has its identity
                    wrong = [v for rule in self._of_value[name] for v in rule.broken(thing, {name: [value]})]
                    if not wrong:
                        right.add(id(value))
                    found += wrong
        return found


class Judge:
    """Knows the rules for each kind of thing.

    Args:
        rules: by shape.
        statements: all that is said of the things to judge.
        types: classes that other statements give to things.
        classes: which are below which.
        shared: things of which more is said than the statements.
    """

    def __init__(
        self,
        rules: Sequence[Rules],
        statements: Statements,
        types: Mapping[str, set[str]],
        classes: Classes,
        shared: Collection[str] = frozenset(),
    ) -> None:
        self._statements, self._types, self._classes, self._shared = statements, types, classes, shared
        self._about = [({k for t in its.shape.targets for k in self._below(str(t.term))}, its) for its in rules]
        self._plain: dict[int, list[PlainRule | Quotation]] = {}
        self._for: dict[frozenset[str], _OfKind] = {}

    def judge(self, things: Iterable[str]) -> tuple[list[Violation], set[str]]:
        """What is wrong with things, and those things of which only the engine can tell."""
        found: list[Violation] = []
        undecided: set[str] = set()
        for thing in things:
            said = self._statements.said[thing]
            try:
                found += self._rules(thing).broken(thing, said)
            except Undecided:
                undecided.add(thing)
        return found, undecided

    def _rules(self, thing: str) -> _OfKind:
        kinds = frozenset(self._statements.types.get(thing, _NONE))
        if kinds not in self._for:
            met = [place for place, (about, _) in enumerate(self._about) if not about.isdisjoint(kinds)]
            for place in met:
                if place not in self._plain:
                    judged = self._about[place][1].judged
                    self._plain[place] = [self._rule(c) for c in judged]
            self._for[kinds] = _OfKind([rule for place in met for rule in self._plain[place]])
        return self._for[kinds]

    def _rule(self, c: Constraint) -> PlainRule | Quotation:
        return Quotation(c, self._said_of) if is_quotation(c) else PlainRule(c, self._is_a)

    def _said_of(self, thing: str) -> Mapping[str, Sequence[Identifier]]:
        """All that is said of a thing.

        Raises:
            Undecided: more may be said than is known here.
        """
        if thing in self._shared or thing not in self._statements.said:
            raise Undecided(thing)
        return self._statements.said[thing]

    def _is_a(self, thing: str, name: str) -> bool:
        below = self._below(name)
        types = self._statements.types.get(thing, _NONE), self._types.get(thing, _NONE)
        return any(not each.isdisjoint(below) for each in types)

    def _below(self, name: str) -> Sequence[str]:
        return self._classes.get(name, (name,))
