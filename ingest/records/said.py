"""What the columns of a row say: statements, or a refusal that names the column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from rdflib.term import Literal, URIRef

from ingest.records.cells import Cells, first
from ingest.records.columns import Column
from ingest.records.names import expand
from ingest.records.trees import Text
from ingest.records.values import Context, Statement, ValueRefused, statements
from kg.errors import BadInput

_REMEMBERED = 10_000
"""Cells of one column whose meaning is kept: agencies, statuses and round amounts stand in many rows."""


class RowRefused(BadInput):
    """A row that cannot be taken as it is.

    Args:
        column: the column's name, empty when the whole row is meant.
        value: what stands there.
        rule: which rule it breaks; see ``values.ValueRefused``.
    """

    def __init__(self, column: str, message: str, *, remedy: str = "", value: str = "", rule: str = "row") -> None:
        super().__init__(message, remedy=remedy)
        self.column, self.value, self.rule = column, value, rule


class ColumnsReader:
    """Reads what some columns say, row by row; a cell that was read before is not read again.

    Args:
        columns: of one thing.
        context: what values are understood with.
    """

    def __init__(self, columns: Iterable[Column], context: Context) -> None:
        self._context = context
        self._columns = tuple(columns)
        self._required = [column.header for column in self._columns if column.required]
        self._known: list[dict[tuple[Text, ...], tuple[Statement, ...]]] = [{} for _ in self._columns]

    def check_required(self, cells: Cells) -> None:
        """Refuse a row without a value that it must have.

        Raises:
            RowRefused: naming the column.
        """
        for header in self._required:
            if not first(cells, header):
                raise RowRefused(header, "The value is missing.", remedy="Fill it in.", rule="required")

    def statements(self, cells: Cells) -> Iterator[Statement]:
        """What the filled cells say.

        Raises:
            RowRefused: a cell cannot be understood.
        """
        for column, known in zip(self._columns, self._known, strict=True):
            texts = cells.get(column.header)
            if not texts or (column.when and not cells.get(column.when)):
                continue
            said = known.get(texts)
            if said is None:
                said = self._read(texts, column, cells)
                if column.value != "link":  # which may be made of other cells too
                    if len(known) >= _REMEMBERED:
                        known.clear()
                    known[texts] = said
            yield from said

    def _read(self, texts: tuple[Text, ...], column: Column, cells: Cells) -> tuple[Statement, ...]:
        try:
            return tuple(statements(texts, column, self._context, cells))
        except ValueRefused as problem:
            raise RowRefused(
                column.header, problem.message, remedy=problem.remedy, value=problem.value, rule=problem.rule
            ) from problem
        except BadInput as problem:
            raise RowRefused(column.header, problem.message, remedy=problem.remedy, rule="key") from problem


def constants(said: Mapping[str, str], context: Context) -> Iterator[Statement]:
    """What a mapping says of every record: in angle brackets a thing, else text."""
    for name, value in said.items():
        if value.startswith("<") and value.endswith(">"):
            kind, _, key = value[1:-1].partition("/")
            yield expand(name), URIRef(context.uris.of(kind, key))
        else:
            yield expand(name), Literal(value)
