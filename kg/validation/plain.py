"""Judges things by what they say, without a graph: for the many records of a table before they are stored.

It understands constraints on the values of a property, or of a choice of properties (``is_plain``); other constraints
are for the engine, and so is a value of which it is not certain (``Undecided``). Tests hold it against the engine.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import partial

from rdflib.namespace import SH, XSD
from rdflib.term import Identifier, Literal, Node, URIRef

from kg.validation.model import Violation
from kg.validation.shapes import Constraint
from kg.validation.values import EACH, as_stored, is_written_as, number

Said = Mapping[str, Sequence[Identifier]]
"""Property → distinct values: what a thing says."""

IsA = Callable[[str, str], bool]
"""Whether the thing with this IRI is of a class."""

_Values = Sequence[Identifier]
_Judge = Callable[[_Values], Sequence[Identifier | None]]
"""Those of some values that are wrong; None stands for all of them together."""

_ALL = (None,)


class Scope(Enum):
    """What the answer of a rule depends on: a value by itself, how many there are, or more of what the thing says."""

    VALUE = "value"
    COUNT = "count"
    THING = "thing"


class PlainRule:
    """One constraint, which remembers what it found of a value.

    Args:
        constraint: for which ``is_plain`` holds.
        is_a: tells the classes of the things that values name.

    Attributes:
        property: the first that it is about.
        scope: what its answer depends on.
    """

    def __init__(self, constraint: Constraint, is_a: IsA) -> None:
        self._constraint = c = constraint
        self.property, *self._others = properties(c)
        self._limit = str(c.values[0]) if c.component in _LIMITED else None
        self._places: dict[int, tuple[str, Decimal]] = {}
        self.scope = Scope.THING
        if self._limit is not None:
            self._judge: _Judge = tuple
        elif c.component in _TOGETHER:
            self._judge = _TOGETHER[c.component](c)
            if c.component != SH.UniqueLangConstraintComponent and not self._others:
                self.scope = Scope.COUNT
        else:
            of_class = c.component == SH.ClassConstraintComponent
            is_wrong = partial(_of_other_class, str(c.values[0]), is_a) if of_class else partial(EACH[c.component], c)
            self._judge = _Each(is_wrong).wrong
            if not self._others:
                self.scope = Scope.VALUE

    def broken(self, thing: str, said: Said) -> Sequence[Violation]:
        """What breaks the constraint in what a thing says.

        Raises:
            Undecided: the engine has to be asked.
        """
        values = said.get(self.property, ())
        if self._others:
            values = tuple(dict.fromkeys([*values, *(v for name in self._others for v in said.get(name, ()))]))
        wrong = self._judge(values) if self._limit is None else self._beyond(values, said.get(self._limit, ()))
        if not wrong:
            return ()
        c = self._constraint
        return [Violation(URIRef(thing), c.path, v, c.severity, c.message, c.shape, c.component) for v in wrong]

    def _beyond(self, values: _Values, limits: _Values) -> Sequence[Identifier]:
        """Those values that are not below each value of the other property."""
        within = _LIMITED[self._constraint.component]
        place = self._place
        return [as_stored(v) for v in values if not all(within(place(v), place(limit)) for limit in limits)]

    def _place(self, value: Identifier) -> tuple[str, Decimal]:
        """What it is compared by. What a thing says is kept while it is judged, so that no other has its identity."""
        place = self._places.get(id(value))
        if place is None:
            place = self._places[id(value)] = _ordered(value)
        return place


def is_plain(c: Constraint) -> bool:
    """Whether a constraint can be judged here."""
    known = c.component in {*EACH, *_TOGETHER, *_LIMITED, SH.ClassConstraintComponent}
    return known and bool(properties(c))


def properties(c: Constraint) -> tuple[str, ...]:
    """The property, or the choice of properties, that a constraint is about; none for other paths."""
    if c.path is None:
        return ()
    parts = c.path.parts if c.path.kind == "alternative" else (c.path,)
    names = [str(part) for part in parts if isinstance(part, URIRef) or part.kind == "predicate"]
    return tuple(names) if len(names) == len(parts) else ()


# ---------------------------------------------------------------------- all values together


def _too_few(c: Constraint) -> _Judge:
    least = int(str(c.values[0]))
    return lambda values: _ALL if len(values) < least else ()


def _too_many(c: Constraint) -> _Judge:
    most = int(str(c.values[0]))
    return lambda values: _ALL if len(values) > most else ()


def _language_twice(_: Constraint) -> _Judge:
    def judge(values: _Values) -> Sequence[None]:
        if len(values) < 2:
            return ()
        tags = [v.language.lower() for v in values if isinstance(v, Literal) and v.language]
        return _ALL if len(set(tags)) < len(tags) else ()

    return judge


_TOGETHER: dict[Node, Callable[[Constraint], _Judge]] = {
    SH.MinCountConstraintComponent: _too_few,
    SH.MaxCountConstraintComponent: _too_many,
    SH.UniqueLangConstraintComponent: _language_twice,
}

# ---------------------------------------------------------------------- values of two properties


def _ordered(value: Identifier) -> tuple[str, Decimal]:
    """What a number or a day is compared by; a kind can be compared with itself alone."""
    if isinstance(value, Literal) and value.datatype == XSD.date and is_written_as(XSD.date, str(value)):
        return "day", Decimal(date.fromisoformat(str(value)).toordinal())
    return "number", number(value)


def _within(compare: Callable[[Decimal, Decimal], bool], one: tuple[str, Decimal], other: tuple[str, Decimal]) -> bool:
    return one[0] == other[0] and compare(one[1], other[1])


_LIMITED: dict[Node, Callable[[tuple[str, Decimal], tuple[str, Decimal]], bool]] = {
    SH.LessThanConstraintComponent: partial(_within, operator.lt),
    SH.LessThanOrEqualsConstraintComponent: partial(_within, operator.le),
}

# ---------------------------------------------------------------------- each value by itself


class _Each(dict[Identifier, bool]):
    """Whether a value is wrong, found out once."""

    def __init__(self, is_wrong: Callable[[Identifier], bool]) -> None:
        super().__init__()
        self._is_wrong = is_wrong

    def __missing__(self, value: Identifier) -> bool:
        found = self[value] = self._is_wrong(value)
        return found

    def wrong(self, values: _Values) -> Sequence[Identifier]:
        return [as_stored(value) for value in values if self[value]]


def _of_other_class(name: str, is_a: IsA, value: Identifier) -> bool:
    return not (isinstance(value, URIRef) and is_a(str(value), name))
