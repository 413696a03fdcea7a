"""One row to records: the thing itself and the things inside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from rdflib.namespace import RDF
from rdflib.term import Literal, Node, URIRef

from ingest.records.mapping import Column
from ingest.records.mapping import Mapping as TableMapping
from ingest.records.mapping import Node as NodeMapping
from ingest.records.names import expand
from ingest.records.tags import tag_node, tags
from ingest.records.values import Context, Statement, statements
from kg.errors import BadInput
from kg.identifiers import decision_key, parse_decision
from kg.model import Record, Uri

Cells = Mapping[str, str]


class RowRefused(BadInput):
    """A value that its column cannot take.

    Args:
        column: the column's name, empty when the whole row is meant.
    """

    def __init__(self, column: str, message: str, *, remedy: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.column = column


def row_records(cells: Cells, mapping: TableMapping, context: Context, place: str) -> list[Record]:
    """The record of a row first, then those of its nodes.

    Args:
        cells: text by column name, as the mapping names its columns.
        mapping: of the table.
        context: what values are understood with.
        place: for messages: ``row 7``.

    Raises:
        RowRefused: a required value is missing or a value cannot be understood.
    """
    _check_required(cells, mapping.all_columns())
    uri = _uri(cells, mapping, context)
    said: list[Statement] = [(RDF.type, expand(name)) for name in mapping.type]
    said += _constants(mapping.constants, context)
    said += _columns(cells, mapping.columns, context)
    nodes: list[Record] = []
    for node in mapping.nodes:
        if cells.get(node.when):
            record = _node(node, cells, uri, context, place)
            said.append((expand(node.link), URIRef(record.uri)))
            nodes.append(record)
    for tagging in mapping.tags:
        for rule in tags(cells, tagging):
            node_uri, node_said = tag_node(rule, tagging, uri, context.uris)
            said.append((expand(tagging.link), URIRef(node_uri)))
            said += [s for s in node_said if s[0] == expand(tagging.property)]
            nodes.append(Record(node_uri, distinct(node_said), place))
    return [Record(uri, distinct(said), place), *nodes]


def distinct(said: Iterable[Statement]) -> tuple[tuple[str, object], ...]:
    """Each statement once, in order, with plain strings for the properties."""
    return tuple(dict.fromkeys((str(name), value) for name, value in said))


def _check_required(cells: Cells, columns: Iterable[Column]) -> None:
    for column in columns:
        if column.required and not cells.get(column.header):
            raise RowRefused(column.header, "The value is missing.", remedy="Fill it in.")


def _uri(cells: Cells, mapping: TableMapping, context: Context) -> Uri:
    first = re.findall(r"\{([^{}]+)\}", mapping.key)[0]
    key = _filled(mapping.key, cells)
    if mapping.key_form == "decision":
        number = parse_decision(key)
        if number is None:
            raise RowRefused(first, f"“{key}” is not the number of a decision.", remedy="Write it like MC-5/16.")
        key = decision_key(number)
    try:
        return context.uris.of(mapping.kind, key)
    except BadInput as problem:
        raise RowRefused(first, problem.message, remedy=problem.remedy) from problem


def _columns(cells: Cells, columns: Iterable[Column], context: Context) -> Iterator[Statement]:
    for column in columns:
        text = cells.get(column.header, "")
        if not text or (column.when and not cells.get(column.when)):
            continue
        try:
            yield from statements(text, column, context)
        except BadInput as problem:
            raise RowRefused(column.header, problem.message, remedy=problem.remedy) from problem


def _node(node: NodeMapping, cells: Cells, uri: Uri, context: Context, place: str) -> Record:
    said: list[Statement] = [(RDF.type, expand(node.type))]
    said += _constants(node.constants, context)
    said += _columns(cells, node.columns, context)
    suffix = re.sub(r"[^\w.-]+", "-", _filled(node.suffix, cells)).lower()
    return Record(Uri(f"{uri}#{suffix}"), distinct(said), place)


def _constants(constants: Mapping[str, str], context: Context) -> Iterator[Statement]:
    for name, value in constants.items():
        term: Node = Literal(value)
        if value.startswith("<") and value.endswith(">"):
            kind, _, key = value[1:-1].partition("/")
            term = URIRef(context.uris.of(kind, key))
        yield expand(name), term


def _filled(template: str, cells: Cells) -> str:
    return re.sub(r"\{([^{}]+)\}", lambda found: cells.get(found[1], ""), template)
