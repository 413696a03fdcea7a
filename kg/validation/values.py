"""Judges a value by itself, without a graph; tests hold it against the engine."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from rdflib.namespace import SH, XSD
from rdflib.term import Identifier, Literal, Node, URIRef

from kg.validation.shapes import Constraint

_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,15})?", re.ASCII)


class Undecided(Exception):  # noqa: N818 - no error: the engine has to be asked
    """A value of which only the engine can tell."""


def as_stored(value: Identifier) -> Identifier:
    """The value as a store writes it: numbers without needless zeros."""
    if not isinstance(value, Literal) or value.datatype in {None, XSD.string}:
        return value
    text = str(value)
    if value.datatype not in {XSD.integer, XSD.decimal} or not _NUMBER.fullmatch(text):
        raise Undecided(value)
    if value.datatype == XSD.integer and "." in text:
        return value  # no integer: it stays as it is written
    plain = Decimal(text)
    return Literal(format(plain.normalize(), "f") if plain else "0", datatype=value.datatype, normalize=False)


def _datatype(c: Constraint, value: Identifier) -> bool:
    kind = URIRef(str(c.values[0]))
    if _datatype_of(value) != kind:
        return True
    return not is_written_as(kind, str(value))


def is_written_as(kind: URIRef, text: str) -> bool:
    """Whether a text is how values of a datatype are written.

    Raises:
        Undecided: only the engine can tell.
    """
    if kind == XSD.string:
        return True
    if (kind == XSD.integer and _NUMBER.fullmatch(text) and "." not in text) or (
        kind == XSD.decimal and _NUMBER.fullmatch(text)
    ):
        return True
    if kind == XSD.date and re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        try:
            date.fromisoformat(text)
        except ValueError:
            return False
        return True
    raise Undecided(text)


def _datatype_of(value: Identifier) -> URIRef | None:
    """The datatype of a literal without a language, None of all others."""
    if not isinstance(value, Literal) or value.language:
        return None
    return value.datatype or XSD.string


def _in(c: Constraint, value: Identifier) -> bool:
    def same(other: Node) -> bool:
        if not isinstance(value, Literal) or not isinstance(other, Literal):
            return value == other
        return (str(value), value.language, _datatype_of(value)) == (str(other), other.language, _datatype_of(other))

    return not any(same(other) for other in c.values)


def _pattern(c: Constraint, value: Identifier) -> bool:
    text = _text(value)
    if c.flags or not text.isascii() or not text.isprintable():
        raise Undecided(value)  # where regular expressions of Python and of SPARQL may differ
    return not re.search(str(c.values[0]), text)


def _too_short(c: Constraint, value: Identifier) -> bool:
    return len(_text(value)) < int(str(c.values[0]))


def _too_long(c: Constraint, value: Identifier) -> bool:
    return len(_text(value)) > int(str(c.values[0]))


def _text(value: Identifier) -> str:
    """The value as a store would write it, which writes numbers and dates in its own way."""
    if isinstance(value, Literal) and value.datatype not in {None, XSD.string}:
        raise Undecided(value)
    return str(value)


def _other_language(c: Constraint, value: Identifier) -> bool:
    if not isinstance(value, Literal) or not value.language:
        return True
    if "-" in value.language:
        raise Undecided(value)
    return value.language.lower() not in {str(tag).lower() for tag in c.values}


"""Constraint on a value by itself → whether the value is wrong."""


def _other_kind(c: Constraint, value: Identifier) -> bool:
    if c.values[0] not in {SH.IRI, SH.Literal}:
        raise Undecided(value)
    return isinstance(value, Literal) if c.values[0] == SH.IRI else not isinstance(value, Literal)


def _below(c: Constraint, value: Identifier) -> bool:
    return number(value) < number(c.values[0])


def _above(c: Constraint, value: Identifier) -> bool:
    return number(value) > number(c.values[0])


def number(value: Node) -> Decimal:
    """What a number is compared by.

    Raises:
        Undecided: it is none, or not plainly one.
    """
    if isinstance(value, Literal) and value.datatype in {XSD.integer, XSD.decimal} and _NUMBER.fullmatch(str(value)):
        return Decimal(str(value))
    raise Undecided(value)


EACH: dict[Node, Callable[[Constraint, Identifier], bool]] = {
    SH.DatatypeConstraintComponent: _datatype,
    SH.InConstraintComponent: _in,
    SH.PatternConstraintComponent: _pattern,
    SH.MinLengthConstraintComponent: _too_short,
    SH.MaxLengthConstraintComponent: _too_long,
    SH.LanguageInConstraintComponent: _other_language,
    SH.NodeKindConstraintComponent: _other_kind,
    SH.MinInclusiveConstraintComponent: _below,
    SH.MaxInclusiveConstraintComponent: _above,
}
"""Constraint on a value by itself → whether the value is wrong."""
