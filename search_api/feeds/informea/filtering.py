"""What a filter means: a tree, checked against the types, becomes a test of rows.

Nulls: equal only to null, and never before or after anything (as in OData 4). A list stands for each of its rows:
a comparison or a function holds when it holds for any of them, so ``substringof('mercury', title)`` looks at the
title in every language.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kg.errors import BadInput
from search_api.feeds.informea.filter_syntax import parse_filter
from search_api.feeds.informea.filter_tree import Binary, Call, Constant, Node, Not, Path, Quantified
from search_api.feeds.informea.rows import Row, Scalar
from search_api.feeds.informea.schema import EntityType, Kind, Navigation

Bound = Mapping[str, Row]
"""Rows by the name of their variable; the row that is tested has the empty name."""

LISTS = 2
"""Most lists that are run through inside each other: the work grows with the product of their lengths."""

_KINDS = {
    Kind.TEXT: "text",
    Kind.TIME: "time",
    Kind.BOOLEAN: "boolean",
    Kind.SHORT: "number",
    Kind.INTEGER: "number",
    Kind.LONG: "number",
    Kind.NUMBER: "number",
}
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
}


@dataclass(frozen=True, slots=True)
class Term:
    """Part of a filter that is understood: the kind of its values, and how to get them from rows.

    A plain value is a sequence of one; a list has as many as it holds. ``lists`` counts the lists that were multiplied.
    """

    kind: str
    values: Callable[[Bound], Sequence[Scalar]]
    lists: int = 0


@dataclass(frozen=True, slots=True)
class _Function:
    takes: tuple[str, ...]
    gives: str
    apply: Callable[..., Scalar]


_FUNCTIONS = {
    "substringof": _Function(("text", "text"), "boolean", lambda part, whole: part in whole),
    "contains": _Function(("text", "text"), "boolean", lambda whole, part: part in whole),
    "startswith": _Function(("text", "text"), "boolean", lambda whole, part: whole.startswith(part)),
    "endswith": _Function(("text", "text"), "boolean", lambda whole, part: whole.endswith(part)),
    "indexof": _Function(("text", "text"), "number", lambda whole, part: whole.find(part)),
    "concat": _Function(("text", "text"), "text", lambda one, other: one + other),
    "tolower": _Function(("text",), "text", str.lower),
    "toupper": _Function(("text",), "text", str.upper),
    "trim": _Function(("text",), "text", str.strip),
    "length": _Function(("text",), "number", len),
    **{
        part: _Function(("time",), "number", operator.attrgetter(part))
        for part in ("year", "month", "day", "hour", "minute", "second")
    },
}


def row_test(text: str, type_: EntityType) -> Callable[[Row], bool]:
    """The test that a ``$filter`` stands for.

    Raises:
        BadInput: it cannot be read, names what the type does not have, or compares what cannot be compared.
    """
    term = _Checker().boolean(parse_filter(text), {"": type_})
    return lambda row: any(v is True for v in term.values({"": row}))


Scope = Mapping[str, EntityType]


class _Checker:
    """Turns nodes into terms; ``scope`` are the types of the rows that names can start from."""

    def boolean(self, node: Node, scope: Scope) -> Term:
        term = self.term(node, scope)
        if term.kind != "boolean":
            raise BadInput(
                f"A filter has to be true or false, but a part of it is {_named(term.kind)}.",
                remedy="Compare it: … eq 'value'.",
            )
        return term

    def term(self, node: Node, scope: Scope) -> Term:
        match node:
            case Constant(value):
                return Term(_kind_of(value), lambda _: (value,))
            case Path(names):
                return self._path(names, scope)
            case Call(name, arguments):
                return self._call(name, [self.term(a, scope) for a in arguments])
            case Not(operand):
                inner = self.boolean(operand, scope)
                return Term("boolean", lambda rows: (not _holds(inner, rows),))
            case Binary("and" | "or" as word, left, right):
                return self._joined(word, self.boolean(left, scope), self.boolean(right, scope))
            case Binary(word, left, right):
                return self._compared(word, self.term(left, scope), self.term(right, scope))
            case Quantified():
                return self._quantified(node, scope)

    def _joined(self, word: str, left: Term, right: Term) -> Term:
        if word == "and":
            return Term("boolean", lambda rows: (_holds(left, rows) and _holds(right, rows),))
        return Term("boolean", lambda rows: (_holds(left, rows) or _holds(right, rows),))

    def _compared(self, word: str, left: Term, right: Term) -> Term:
        kinds = {left.kind, right.kind} - {"null"}
        if len(kinds) > 1 or (kinds == {"boolean"} and word in _COMPARE):
            raise BadInput(f"{_named(left.kind)} cannot be compared with {_named(right.kind)} by {word}.")
        test = _tester(word)
        return Term("boolean", lambda rows: (any(test(a, b) for a in left.values(rows) for b in right.values(rows)),))

    def _call(self, name: str, arguments: list[Term]) -> Term:
        function = _FUNCTIONS.get(name)
        if function is None:
            raise BadInput(f"There is no function {name}.", remedy=f"There are {', '.join(_FUNCTIONS)}.")
        if len(arguments) != len(function.takes):
            raise BadInput(f"{name} takes {len(function.takes)} arguments, not {len(arguments)}.")
        for argument, kind in zip(arguments, function.takes, strict=True):
            if argument.kind not in {kind, "null"}:
                raise BadInput(f"{name} takes {_named(kind)}, not {_named(argument.kind)}.")
        lists = sum(argument.lists for argument in arguments)
        _check_cost(lists)
        return Term(function.gives, lambda rows: _applied(function, arguments, rows), lists)

    def _quantified(self, node: Quantified, scope: Scope) -> Term:
        start, lists = _steps(node.path.names, scope)
        name = lists[0] if len(lists) == 1 else ""
        navigation = scope[start].navigation(name)
        if navigation is None:
            raise _unknown("/".join(node.path.names), scope[start])
        if node.body is None or node.variable is None:
            return Term("boolean", lambda rows: (bool(rows[start].lists[navigation.name]),))
        variable = node.variable
        _check_cost(len(scope))
        body = self.boolean(node.body, {**scope, variable: navigation.type})
        test = any if node.quantifier == "any" else all

        def values(rows: Bound) -> Sequence[Scalar]:
            return (test(_holds(body, {**rows, variable: r}) for r in rows[start].lists[navigation.name]),)

        return Term("boolean", values)

    def _path(self, names: tuple[str, ...], scope: Scope) -> Term:
        start, rest = _steps(names, scope)
        type_ = scope[start]
        if len(rest) == 1 and (found := type_.property(rest[0])):
            return Term(_KINDS[found.kind], lambda rows: (rows[start].values[found.name],))
        navigation = type_.navigation(rest[0]) if rest else None
        if navigation is None or len(rest) > 2:
            raise _unknown("/".join(names), type_)
        return _of_list(start, navigation, rest[1] if len(rest) == 2 else navigation.type.shown)


def _of_list(start: str, navigation: Navigation, name: str) -> Term:
    found = navigation.type.property(name)
    if found is None:
        raise _unknown(name, navigation.type)
    return Term(
        _KINDS[found.kind], lambda rows: [row.values[found.name] for row in rows[start].lists[navigation.name]], 1
    )


def _check_cost(lists: int) -> None:
    if lists > LISTS:
        raise BadInput(f"A filter may run through at most {LISTS} lists inside each other.")


def _steps(names: tuple[str, ...], scope: Scope) -> tuple[str, tuple[str, ...]]:
    """The variable that a path starts from, and the names after it."""
    return (names[0], names[1:]) if names[0] in scope else ("", names)


def _holds(term: Term, rows: Bound) -> bool:
    return any(value is True for value in term.values(rows))


def _tester(word: str) -> Callable[[Scalar, Scalar], bool]:
    if word == "eq":
        return operator.eq
    if word == "ne":
        return operator.ne
    compare = _COMPARE[word]
    return lambda left, right: left is not None and right is not None and compare(left, right)


def _applied(function: _Function, arguments: Sequence[Term], rows: Bound) -> Sequence[Scalar]:
    """The function's value for each combination of its arguments' values; null for null."""
    found: list[tuple[Scalar, ...]] = [()]
    for argument in arguments:
        given = argument.values(rows)
        found = [(*before, value) for before in found for value in given]
    return [None if None in given else function.apply(*given) for given in found]


def _kind_of(value: Scalar) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, str):
        return "text"
    return "time" if isinstance(value, datetime) else "number"


def _named(kind: str) -> str:
    return {"null": "null", "boolean": "a truth value"}.get(kind, kind if kind == "text" else f"a {kind}")


def _unknown(name: str, type_: EntityType) -> BadInput:
    names = [p.name for p in type_.properties] + [n.name for n in type_.navigations]
    return BadInput(f"A {type_.name} has no “{name}”.", remedy=f"It has {', '.join(names)}.")
