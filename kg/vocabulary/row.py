"""One row of a table as statements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from kg.vocabulary import cells
from kg.vocabulary.columns import STATUSES, Column, Kind, columns
from kg.vocabulary.notation import ALL_PREFIXES, OWN, absolute, expanded

DEFAULT_TYPE = "skos:Concept"
_PREAMBLE = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in ALL_PREFIXES.items())


@dataclass(frozen=True, slots=True)
class Row:
    """A record by heading, and its number in the file (the headings are row 1)."""

    number: int
    cells: Mapping[str, str]

    def values(self, name: str) -> tuple[str, ...]:
        """Values of a cell; none for a column that the table does not have.

        Raises:
            Problem: the cell has a backslash that escapes nothing.
        """
        try:
            return cells.split(self.cells.get(name, ""))
        except ValueError as error:
            raise Problem(self.number, name, f"{error}.", "Write a backslash twice: “\\\\”.") from error

    @property
    def uri(self) -> str:
        """As the table has it, relative to the base or in full."""
        return cells.unguard(self.cells["uri"].strip())


class Problem(ValueError):  # noqa: N818 - named for what it is, as people say it
    """A cell that cannot be used: its row, its column, why, and what to do."""

    def __init__(self, row: int, column: str, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.row, self.column, self.reason, self.remedy = row, column, reason, remedy


def statements(row: Row, base: str) -> Iterator[ox.Triple]:
    """The statements of a row.

    Raises:
        Problem: a cell cannot be used.
    """
    subject = _subject(row, base)
    for name in row.cells:
        column = columns()[name]
        if column.kind is Kind.OTHER:
            yield from _others(row, subject, base)
        elif column.kind is not Kind.URI:
            for value in row.values(name) or ((DEFAULT_TYPE,) if column.kind is Kind.TYPE else ()):
                yield _statement(row, subject, column, value, base)
    if "type" not in row.cells:
        yield _statement(row, subject, columns()["type"], DEFAULT_TYPE, base)


def _subject(row: Row, base: str) -> ox.NamedNode | ox.BlankNode:
    text = row.uri
    remedy = f"Write it like {OWN}concept/topics.mercury."
    if not text:
        raise Problem(row.number, "uri", "The row has no URI.", remedy)
    try:
        return ox.BlankNode(text[2:]) if text.startswith("_:") else ox.NamedNode(absolute(text, base))
    except ValueError as error:
        raise Problem(row.number, "uri", f"“{text}” is no URI.", remedy) from error


def _statement(row: Row, subject: ox.NamedNode | ox.BlankNode, column: Column, value: str, base: str) -> ox.Triple:
    if column.kind is Kind.STATUS:
        return _status(row, subject, column, value)
    predicate = ox.NamedNode(column.predicate)
    if column.kind is Kind.TEXT:
        if column.language:
            return ox.Triple(subject, predicate, ox.Literal(value, language=column.language))
        return ox.Triple(subject, predicate, ox.Literal(value, datatype=ox.NamedNode(column.datatype)))
    iri = expanded(value) if column.kind is Kind.TYPE else absolute(value, base)
    if iri is not None and column.kind is Kind.TYPE:
        iri = absolute(iri, base)
    try:
        return ox.Triple(subject, predicate, ox.NamedNode(iri or ""))
    except ValueError as error:
        example = "skos:Concept" if column.kind is Kind.TYPE else f"{OWN}concept/topics.mercury or https://…"
        raise Problem(row.number, column.name, f"“{value}” is no URI.", f"Write it like {example}.") from error


def _status(row: Row, subject: ox.NamedNode | ox.BlankNode, column: Column, value: str) -> ox.Triple:
    if value not in STATUSES:
        remedy = f"Write one of {', '.join(STATUSES)}, or nothing."
        raise Problem(row.number, column.name, f"“{value}” is no status of a label.", remedy)
    labels = row.values(f"prefLabel_{column.language}")
    if len(labels) != 1:
        reason = f"The status is of one preferred label, but prefLabel_{column.language} has {len(labels)}."
        raise Problem(row.number, column.name, reason, "Fill in the label, or empty the status.")
    label = ox.Literal(labels[0], language=column.language)
    return ox.Triple(subject, ox.NamedNode(STATUSES[value]), label)


def _others(row: Row, subject: ox.NamedNode | ox.BlankNode, base: str) -> Iterator[ox.Triple]:
    for value in row.values("other"):
        text = f"{_PREAMBLE}{subject} {value} ."
        remedy = 'Write it like dcterms:subject <id/concept/topics.mercury>, or mea:number "4".'
        try:
            found = [quad.triple for quad in ox.parse(text.encode(), format=ox.RdfFormat.TURTLE, base_iri=base)]
        except SyntaxError as error:
            raise Problem(row.number, "other", f"“{value}” is no statement in Turtle.", remedy) from error
        if any(triple.subject != subject for triple in found):
            raise Problem(row.number, "other", f"“{value}” says something of another thing.", remedy)
        yield from found
