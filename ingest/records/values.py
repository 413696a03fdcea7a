"""What the text of a cell means, by the name of the value in the mapping."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from rdflib.namespace import XSD
from rdflib.term import Literal, Node, URIRef

from ingest.records.mapping import Column
from ingest.records.names import expand
from ingest.records.resolver import Resolver
from kg.errors import BadInput
from kg.identifiers import Uris

Statement = tuple[str, Node]

_MONEY = re.compile(r"(?:USD|US\$|\$)?\s*(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}))?\s*(?:USD)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Context:
    """What values are understood with."""

    uris: Uris
    resolver: Resolver


def statements(text: str, column: Column, context: Context) -> Iterator[Statement]:
    """The statements that one cell makes; none for an empty cell.

    Raises:
        BadInput: the text does not fit the column; the message is about the value alone.
    """
    parts = [p.strip() for p in text.split(column.split)] if column.split else [text]
    for part in filter(None, parts):
        if column.pattern and not re.fullmatch(column.pattern, part):
            raise BadInput(f"“{part}” is not of the form {column.pattern}.", remedy="Correct the value.")
        yield from _READ[column.value](part, column, context)


def _text(text: str, column: Column, _: Context) -> Iterator[Statement]:
    yield from _all(column, Literal(text, lang=column.language))


def _integer(text: str, column: Column, _: Context) -> Iterator[Statement]:
    if not re.fullmatch(r"-?\d{1,18}", text):
        raise BadInput(f"“{text}” is not a whole number.", remedy="Write digits only.")
    yield from _all(column, Literal(int(text)))


def _money(text: str, column: Column, _: Context) -> Iterator[Statement]:
    found = _MONEY.fullmatch(text)
    if found is None:
        raise BadInput(f"“{text}” is not an amount in US dollars.", remedy="Write it like $500,000.")
    if int(found[2] or 0):
        raise BadInput(f"“{text}” has cents.", remedy="Round it to whole dollars.")
    yield from _all(column, Literal(int(found[1].replace(",", ""))))


def _date(text: str, column: Column, _: Context) -> Iterator[Statement]:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"“{text}” is not a day.", remedy="Write it as year-month-day: 2025-11-03.") from None
    yield from _all(column, Literal(day.isoformat(), datatype=XSD.date))


def _link(text: str, column: Column, context: Context) -> Iterator[Statement]:
    kind, _, template = (column.link or "").partition("/")
    yield from _all(column, URIRef(context.uris.of(kind, template.replace("{value}", text))))


def _thing(text: str, column: Column, context: Context) -> Iterator[Statement]:
    for scheme, name in column.schemes.items():
        if uri := context.resolver.find(scheme, text):
            yield expand(name), URIRef(uri)
            return
    if column.otherwise is None:
        raise BadInput(
            f"“{text}” is not known among the {' or '.join(column.schemes)}.",
            remedy="Correct the spelling, or add the name to the taxonomy.",
        )
    yield expand(column.otherwise), Literal(text, lang=column.language)


def _all(column: Column, term: Node) -> Iterator[Statement]:
    return ((expand(name), term) for name in column.property)


_READ: dict[str, Callable[[str, Column, Context], Iterator[Statement]]] = {
    "text": _text,
    "integer": _integer,
    "money": _money,
    "date": _date,
    "link": _link,
    "thing": _thing,
}
