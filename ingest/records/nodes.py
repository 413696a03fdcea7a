"""The things inside a row, such as its amounts of money."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from rdflib.namespace import RDF
from rdflib.term import URIRef

from ingest.records.cells import CellReader, Cells, filled
from ingest.records.columns import Node
from ingest.records.money import split
from ingest.records.names import expand
from ingest.records.said import ColumnsReader, constants
from ingest.records.trees import Text, Tree, walk
from ingest.records.values import Context, Statement
from kg.model import Record, Uri

_TYPE = str(RDF.type)


class NodeReader:
    """Makes records of the things of one kind inside rows.

    Args:
        node: of the mapping.
        context: what values are understood with.
        header: column names of a table; None for JSON and XML, where a thing may have a part of the row to itself.
    """

    def __init__(self, node: Node, context: Context, header: Iterable[str] | None) -> None:
        self._node, self._context, self._table = node, context, header is not None
        self._columns = ColumnsReader(node.columns, context)
        self._part = CellReader(node.columns, header)
        self._always: list[Statement] = [(_TYPE, URIRef(expand(node.type))), *constants(node.constants, context)]
        self.link = expand(node.link)
        """Property by which the row's own record leads here."""

    def records(self, cells: Cells, row: Mapping[str, Tree], uri: Uri, place: str) -> Iterator[Record]:
        """The things in a row, in their order.

        Raises:
            RowRefused: a required value is missing or a value cannot be understood.
        """
        when = self._node.when
        if not self._node.each:
            if cells.get(when):
                yield self._record(cells, cells, uri, place, 1)
            return
        parts = self._amounts(self._node.each, cells) if self._table else self._found(self._node.each, row)
        for number, found in enumerate((part for part in parts if part.get(when)), 1):
            yield self._record(found, {**cells, **found}, uri, place, number)

    def _amounts(self, header: str, cells: Cells) -> Iterator[Cells]:
        for text in cells.get(header, ()):
            for part in split(text.text):
                yield {**cells, header: (Text(part, text.language),)}

    def _found(self, each: str, row: Mapping[str, Tree]) -> Iterator[Cells]:
        for part in walk(row, each):
            if isinstance(part, Mapping):
                yield self._part.read(part, row)

    def _record(self, own: Cells, all_: Cells, uri: Uri, place: str, number: int) -> Record:
        self._columns.check_required(own)
        said = dict.fromkeys((*self._always, *self._columns.statements(own)))
        return Record(Uri(f"{uri}#{self._suffix(all_, number)}"), tuple(said), place)

    def _suffix(self, cells: Cells, number: int) -> str:
        template = self._node.suffix
        suffix = filled(template, cells, self._context.key_of, {"#": str(number)}) if "{" in template else template
        if number > 1 and "{" not in template:
            suffix += f"-{number}"
        return re.sub(r"[^\w.-]+", "-", suffix).lower()
