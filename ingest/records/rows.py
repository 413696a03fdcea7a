"""One row to records: the thing itself and the things inside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from rdflib.namespace import RDF
from rdflib.term import Literal, Node, URIRef

from ingest.records.cells import CellReader, Cells, filled, first
from ingest.records.columns import Column
from ingest.records.columns import Node as NodeMapping
from ingest.records.keys import in_form
from ingest.records.mapping import PLACES
from ingest.records.mapping import Mapping as RowMapping
from ingest.records.names import expand
from ingest.records.raw import RawRow
from ingest.records.tags import tag_node, tags
from ingest.records.trees import Tree, walk
from ingest.records.values import Context, Statement, ValueRefused, statements
from kg.errors import BadInput
from kg.model import Record, Uri


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


class RowReader:
    """Makes records of rows that share one layout.

    Args:
        mapping: of their source.
        context: what values are understood with.
        header: column names of a table, as they stand in it; None for JSON and XML.
    """

    def __init__(self, mapping: RowMapping, context: Context, header: Iterable[str] | None = None) -> None:
        self._mapping, self._context = mapping, context
        names = None if header is None else tuple(header)
        whole = [*mapping.columns, *(c for node in mapping.nodes if not node.each for c in node.columns)]
        self._cells = CellReader(whole, names)
        self._parts = {node.suffix: CellReader(node.columns, names) for node in mapping.nodes if node.each}
        self._type: list[Statement] = [(RDF.type, expand(name)) for name in mapping.type]
        self._type += _constants(mapping.constants, context)

    def records(self, row: RawRow) -> list[Record]:
        """The record of a row first, then those of its nodes.

        Raises:
            RowRefused: a required value is missing or a value cannot be understood.
        """
        if row.trouble or not isinstance(row.tree, Mapping):
            raise RowRefused("", row.trouble or "The row has no columns.", remedy=row.remedy)
        cells = self._cells.read(row.tree)
        if not cells:
            raise RowRefused("", "The row is empty.", remedy="Delete it.")
        _check_required(cells, self._mapping.columns)
        uri = self._uri(cells)
        said = [*self._type, *_columns(cells, self._mapping.columns, self._context)]
        nodes: list[Record] = []
        for node in self._mapping.nodes:
            for record in self._nodes(node, cells, row.tree, uri, row.place):
                said.append((expand(node.link), URIRef(record.uri)))
                nodes.append(record)
        for tagging in self._mapping.tags:
            for rule in tags(cells, tagging):
                node_uri, node_said = tag_node(rule, tagging, uri, self._context.uris)
                said.append((expand(tagging.link), URIRef(node_uri)))
                said += [s for s in node_said if s[0] == expand(tagging.property)]
                nodes.append(Record(node_uri, distinct(node_said), row.place))
        return [Record(uri, distinct(said), row.place), *nodes]

    def _uri(self, cells: Cells) -> Uri:
        header = PLACES.findall(self._mapping.key)[0]
        text = filled(self._mapping.key, cells)
        key = in_form(text, self._mapping.key_form)
        if key is None:
            raise RowRefused(
                header,
                f"“{text}” is not the number of a decision.",
                remedy="Write it like MC-5/16.",
                value=text,
                rule="key",
            )
        try:
            return self._context.uris.of(self._mapping.kind, key)
        except BadInput as problem:
            raise RowRefused(header, problem.message, remedy=problem.remedy, value=text, rule="key") from problem

    def _nodes(
        self, node: NodeMapping, cells: Cells, row: Mapping[str, Tree], uri: Uri, place: str
    ) -> Iterator[Record]:
        if not node.each:
            if cells.get(node.when):
                yield self._node(node, cells, cells, uri, place, 1)
            return
        number = 0
        for part in walk(row, node.each):
            found = self._parts[node.suffix].read(part, row) if isinstance(part, Mapping) else {}
            if found.get(node.when):
                number += 1
                yield self._node(node, found, {**cells, **found}, uri, place, number)

    def _node(self, node: NodeMapping, own: Cells, all_: Cells, uri: Uri, place: str, number: int) -> Record:
        _check_required(own, node.columns)
        said: list[Statement] = [(RDF.type, expand(node.type))]
        said += _constants(node.constants, self._context)
        said += _columns(own, node.columns, self._context)
        suffix = re.sub(r"[^\w.-]+", "-", filled(node.suffix, all_, {"#": str(number)})).lower()
        return Record(Uri(f"{uri}#{suffix}"), distinct(said), place)


def distinct(said: Iterable[Statement]) -> tuple[tuple[str, object], ...]:
    """Each statement once, in order, with plain strings for the properties."""
    return tuple(dict.fromkeys((str(name), value) for name, value in said))


def _check_required(cells: Cells, columns: Iterable[Column]) -> None:
    for column in columns:
        if column.required and not first(cells, column.header):
            raise RowRefused(column.header, "The value is missing.", remedy="Fill it in.", rule="required")


def _columns(cells: Cells, columns: Iterable[Column], context: Context) -> Iterator[Statement]:
    for column in columns:
        texts = cells.get(column.header)
        if not texts or (column.when and not cells.get(column.when)):
            continue
        try:
            yield from statements(texts, column, context, cells)
        except ValueRefused as problem:
            raise RowRefused(
                column.header, problem.message, remedy=problem.remedy, value=problem.value, rule=problem.rule
            ) from problem
        except BadInput as problem:
            raise RowRefused(column.header, problem.message, remedy=problem.remedy, rule="key") from problem


def _constants(constants: Mapping[str, str], context: Context) -> Iterator[Statement]:
    for name, value in constants.items():
        term: Node = Literal(value)
        if value.startswith("<") and value.endswith(">"):
            kind, _, key = value[1:-1].partition("/")
            term = URIRef(context.uris.of(kind, key))
        yield expand(name), term
