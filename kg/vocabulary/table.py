"""Schemes as tables: one row for the scheme, each concept and each collection."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

import pyoxigraph as ox
from rdflib.namespace import SKOS

from kg.vocabulary import cells
from kg.vocabulary.columns import STATUSES, Kind, column_of, columns
from kg.vocabulary.notation import iri_text, prefixed, relative, term_text
from kg.vocabulary.scheme import Scheme

_STATUS_OF = {predicate: status for status, predicate in STATUSES.items()}
_PREFERRED = ox.NamedNode(str(SKOS.prefLabel))

Values = dict[str, tuple[str, ...]]
"""Column → values of one row."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows by URI (relative to the base), in the scheme's order; ``left_out`` are columns that others imply."""

    rows: dict[str, Values]
    left_out: frozenset[str]

    @property
    def headings(self) -> list[str]:
        """Columns that this table needs, and those that every table has."""
        used = {name for values in self.rows.values() for name in values}
        return [c.name for c in columns().values() if (c.always or c.name in used) and c.name not in self.left_out]

    def csv(self) -> bytes:
        """UTF-8 with a byte order mark, which Excel needs to know that it is UTF-8."""
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        headings = self.headings
        writer.writerow(headings)
        for uri, values in self.rows.items():
            writer.writerow([cells.guard(uri), *(cells.join(values.get(name, ())) for name in headings[1:])])
        return text.getvalue().encode("utf-8-sig")


def to_table(scheme: Scheme, implied: Collection[str] | None = None) -> Table:
    """The table of a scheme.

    Args:
        scheme: to write down.
        implied: columns to leave out; default: those that the scheme's other columns imply.
    """
    left_out = scheme.implied()
    if implied is not None:
        left_out = {name: left_out[name] for name in implied}
    hidden = {statement for statements in left_out.values() for statement in statements}
    preferred = _preferred(scheme)
    rows: dict[str, dict[str, list[str]]] = {}
    for statement in scheme.statements:
        row = rows.setdefault(_uri_text(statement.subject, scheme.base), defaultdict(list))
        if statement not in hidden:
            name, value = _placed(statement, preferred, scheme.base)
            row[name].append(value)
    return Table(
        {uri: {name: tuple(values) for name, values in row.items()} for uri, row in rows.items()}, frozenset(left_out)
    )


def _placed(statement: ox.Triple, preferred: dict[tuple[object, str], set[object]], base: str) -> tuple[str, str]:
    """(column, value) of a statement."""
    term, predicate = statement.object, statement.predicate.value
    column = column_of(statement)
    if predicate in _STATUS_OF and isinstance(term, ox.Literal):
        language = term.language or ""
        if f"status_{language}" in columns() and preferred[statement.subject, language] == {term}:
            return f"status_{language}", _STATUS_OF[predicate]
    if column.kind is Kind.TEXT and isinstance(term, ox.Literal):
        return column.name, term.value
    if column.kind is Kind.THING and isinstance(term, ox.NamedNode):
        return column.name, relative(term.value, base)
    if column.kind is Kind.TYPE and isinstance(term, ox.NamedNode):
        return column.name, prefixed(term.value) or f"<{relative(term.value, base)}>"
    return "other", f"{iri_text(predicate, base)} {term_text(term, base)}"


def _preferred(scheme: Scheme) -> dict[tuple[object, str], set[object]]:
    """Preferred labels by subject and language."""
    found: dict[tuple[object, str], set[object]] = defaultdict(set)
    for statement in scheme.statements:
        if statement.predicate == _PREFERRED and isinstance(statement.object, ox.Literal):
            found[statement.subject, statement.object.language or ""].add(statement.object)
    return found


def _uri_text(subject: ox.NamedNode | ox.BlankNode | ox.Triple, base: str) -> str:
    return relative(subject.value, base) if isinstance(subject, ox.NamedNode) else str(subject)
