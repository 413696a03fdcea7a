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
from ingest.records.money import split
from ingest.records.names import expand
from ingest.records.raw import RawRow
from ingest.records.tags import tags
from ingest.records.trees import Text, Tree, walk
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
        apart = [node for node in mapping.nodes if node.each and mapping.format != "table"]
        whole = [*mapping.columns, *(c for node in mapping.nodes if node not in apart for c in node.columns)]
        self._cells = CellReader(whole, names)
        self._parts = {node.suffix: CellReader(node.columns, names) for node in apart}
        self._type: list[Statement] = [(RDF.type, expand(name)) for name in mapping.type]
        self._type += _constants(mapping.constants, context)
        templates = {name: text for name, text in mapping.defaults.items() if PLACES.search(text)}
        self._templates = [(expand(name), text) for name, text in templates.items()]
        plain = {name: text for name, text in mapping.defaults.items() if name not in templates}
        self._defaults = list(_constants(plain, context))

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
            prop = expand(tagging.property)
            stated = [value for name, value in said if name == prop and isinstance(value, URIRef)]
            for tag in tags(cells, tagging, self._context, stated):
                said.append((prop, tag.thing))
                finding = tag.record(uri, row.place)
                if finding is not None and tagging.link is not None:
                    said.append((expand(tagging.link), URIRef(finding.uri)))
                    nodes.append(finding)
        there = {name for name, _ in said}
        said += [default for default in self._defaults if default[0] not in there]
        for name, template in self._templates:
            if name not in there:
                text = " ".join(filled(template, cells, self._context.key_of).split())
                said.append((name, Literal(text, lang="en")))
        return [Record(uri, distinct(said), row.place), *nodes]

    def _uri(self, cells: Cells) -> Uri:
        header = PLACES.findall(self._mapping.key)[0][0]
        text = filled(self._mapping.key, cells, self._context.key_of)
        key = in_form(text, self._mapping.key_form)
        if key is None and self._mapping.key_else is not None:
            key = in_form(filled(self._mapping.key_else, cells, self._context.key_of), "slug")
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
        parts = self._amounts(node.each, cells) if self._mapping.format == "table" else self._found(node, row)
        for number, found in enumerate((part for part in parts if part.get(node.when)), 1):
            yield self._node(node, found, {**cells, **found}, uri, place, number)

    def _amounts(self, header: str, cells: Cells) -> Iterator[Cells]:
        for text in cells.get(header, ()):
            for part in split(text.text):
                yield {**cells, header: (Text(part, text.language),)}

    def _found(self, node: NodeMapping, row: Mapping[str, Tree]) -> Iterator[Cells]:
        for part in walk(row, node.each or ""):
            if isinstance(part, Mapping):
                yield self._parts[node.suffix].read(part, row)

    def _node(self, node: NodeMapping, own: Cells, all_: Cells, uri: Uri, place: str, number: int) -> Record:
        _check_required(own, node.columns)
        said: list[Statement] = [(RDF.type, expand(node.type))]
        said += _constants(node.constants, self._context)
        said += _columns(own, node.columns, self._context)
        suffix = filled(node.suffix, all_, self._context.key_of, {"#": str(number)})
        if number > 1 and "{" not in node.suffix:
            suffix += f"-{number}"
        suffix = re.sub(r"[^\w.-]+", "-", suffix).lower()
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
