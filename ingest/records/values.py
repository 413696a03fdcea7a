"""What the text of a cell means, by the name of the value in the mapping."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from rdflib.namespace import XSD
from rdflib.term import Literal, Node, URIRef

from ingest.records.cells import Cells, filled
from ingest.records.columns import Column
from ingest.records.days import NoDayError, day, period
from ingest.records.keys import in_form
from ingest.records.money import NotMoneyError, amounts
from ingest.records.names import expand
from ingest.records.resolver import Resolver
from ingest.records.trees import Text
from kg.errors import BadInput
from kg.identifiers import Uris
from kg.terms import MEA

Statement = tuple[str, Node]

_DATE = XSD.date
_CURRENCY, _STATED_AS = str(MEA.currency), str(MEA.statedAs)
_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`]{3,2000}")


@dataclass(frozen=True, slots=True)
class Context:
    """What values are understood with."""

    uris: Uris
    resolver: Resolver

    def key_of(self, scheme: str, name: str) -> str | None:
        """The key of a thing of a taxonomy by one of its names."""
        uri = self.resolver.find(scheme, name)
        return uri.rpartition("/")[2] if uri else None


class ValueRefused(BadInput):
    """A value that its column cannot take.

    Args:
        value: as it stands in the source.
        rule: which rule it breaks: the name of the value in the mapping, ``pattern``, ``known`` or ``required``.
    """

    def __init__(self, value: str, rule: str, message: str, *, remedy: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.value, self.rule = value, rule


def statements(texts: Iterable[Text], column: Column, context: Context, cells: Cells) -> Iterator[Statement]:
    """The statements that one cell makes; none for an empty cell.

    Args:
        texts: what stands in the cell.
        column: how it is to be understood.
        context: what values are understood with.
        cells: the row's other cells, for links made of several.

    Raises:
        ValueRefused: a text does not fit the column; the message is about the value alone.
    """
    for text in texts:
        parts = [p.strip() for p in text.text.split(column.split)] if column.split else [text.text]
        for part in filter(None, parts):
            if column.pattern and not re.fullmatch(column.pattern, part):
                raise ValueRefused(
                    part, "pattern", f"“{part}” is not of the form {column.pattern}.", remedy="Correct the value."
                )
            said = Text(column.crosswalk.get(part, part), text.language)
            yield from _READ[column.value](said, column, context, cells)


def _text(text: Text, column: Column, _: Context, __: Cells) -> Iterator[Statement]:
    language = (text.language or column.language) if column.localized else column.language
    yield from _all(column, Literal(text.text, lang=language))


def _integer(text: Text, column: Column, _: Context, __: Cells) -> Iterator[Statement]:
    if not re.fullmatch(r"-?\d{1,18}", text.text):
        raise ValueRefused(text.text, "integer", f"“{text.text}” is not a whole number.", remedy="Write digits only.")
    yield from _all(column, Literal(int(text.text)))


def _number(text: Text, column: Column, _: Context, __: Cells) -> Iterator[Statement]:
    if not re.fullmatch(r"-?\d{1,15}(\.\d{1,15})?", text.text):
        raise ValueRefused(text.text, "number", f"“{text.text}” is not a number.", remedy="Write it like -0.81667.")
    yield from _all(column, Literal(Decimal(text.text)))


def _money(text: Text, column: Column, _: Context, __: Cells) -> Iterator[Statement]:
    try:
        found = amounts(text.text, column.currency or "")
    except NotMoneyError as problem:
        raise ValueRefused(
            text.text, "money", f"{problem}.", remedy="Write it like $500,000 or EUR 1.2 million."
        ) from None
    if len(found) > 1:
        raise ValueRefused(text.text, "money", f"“{text.text}” holds several amounts.", remedy="Keep one of them.")
    for money in found:
        yield from _all(column, Literal(money.value))
        if money.currency:
            yield _CURRENCY, Literal(money.currency)
        if not money.exact:
            yield _STATED_AS, Literal(text.text)


def _date(text: Text, column: Column, _: Context, __: Cells) -> Iterator[Statement]:
    try:
        yield from _all(column, Literal(day(text.text).isoformat(), datatype=_DATE))
    except NoDayError:
        raise ValueRefused(
            text.text, "date", f"“{text.text}” is not a day.", remedy="Write it as year-month-day: 2025-11-03."
        ) from None


def _period(text: Text, column: Column, _: Context, __: Cells) -> Iterator[Statement]:
    try:
        days = period(text.text)
    except NoDayError:
        raise ValueRefused(
            text.text, "period", f"“{text.text}” is not a period.", remedy="Write it like 2021-2024."
        ) from None
    for name, when in zip(column.property, days, strict=True):
        yield expand(name), Literal(when.isoformat(), datatype=_DATE)


def _address(text: Text, column: Column, _: Context, __: Cells) -> Iterator[Statement]:
    if not _ADDRESS.fullmatch(text.text):
        raise ValueRefused(
            text.text, "address", f"“{text.text}” is not an address of the web.", remedy="Write it like https://…"
        )
    yield from _all(column, URIRef(text.text))


def _link(text: Text, column: Column, context: Context, cells: Cells) -> Iterator[Statement]:
    kind, _, template = (column.link or "").partition("/")
    key = in_form(filled(template, cells, context.key_of, {"value": text.text}), column.key_form)
    if key is None:
        raise ValueRefused(
            text.text, "link", f"“{text.text}” is not the number of a decision.", remedy="Write it like MC-5/16."
        )
    yield from _all(column, URIRef(context.uris.of(kind, key)))


def _thing(text: Text, column: Column, context: Context, _: Cells) -> Iterator[Statement]:
    for scheme, name in column.schemes.items():
        if uri := context.resolver.find(scheme, text.text):
            yield expand(name), URIRef(uri)
            return
    if column.otherwise is None:
        raise ValueRefused(
            text.text,
            "known",
            f"“{text.text}” is not known among the {' or '.join(column.schemes)}.",
            remedy="Correct the spelling, or add the name to the taxonomy.",
        )
    yield expand(column.otherwise), Literal(text.text, lang=column.language)


def _all(column: Column, term: Node) -> Iterator[Statement]:
    return ((expand(name), term) for name in column.property)


_READ: dict[str, Callable[[Text, Column, Context, Cells], Iterator[Statement]]] = {
    "text": _text,
    "integer": _integer,
    "number": _number,
    "money": _money,
    "date": _date,
    "period": _period,
    "address": _address,
    "link": _link,
    "thing": _thing,
}
