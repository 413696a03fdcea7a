"""One row to records: the thing itself and the things inside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rdflib.namespace import RDF
from rdflib.term import Literal, URIRef

from ingest.records.cells import CellReader, Cells, filled
from ingest.records.keys import in_form
from ingest.records.mapping import PLACES
from ingest.records.mapping import Mapping as RowMapping
from ingest.records.names import expand
from ingest.records.nodes import NodeReader
from ingest.records.raw import RawRow
from ingest.records.said import ColumnsReader, RowRefused, constants
from ingest.records.tags import tags
from ingest.records.values import Context, Statement
from kg.errors import BadInput
from kg.model import Record, Uri

_TYPE = str(RDF.type)


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
        self._columns = ColumnsReader(mapping.columns, context)
        self._nodes = [NodeReader(node, context, names) for node in mapping.nodes]
        self._tags = [(tagging, expand(tagging.property)) for tagging in mapping.tags]
        self._always: list[Statement] = [(_TYPE, URIRef(expand(name))) for name in mapping.type]
        self._always += constants(mapping.constants, context)
        templates = {name: text for name, text in mapping.defaults.items() if PLACES.search(text)}
        self._templates = [(expand(name), text) for name, text in templates.items()]
        plain = {name: text for name, text in mapping.defaults.items() if name not in templates}
        self._defaults = list(constants(plain, context))

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
        self._columns.check_required(cells)
        uri = self._uri(cells)
        said = [*self._always, *self._columns.statements(cells)]
        nodes: list[Record] = []
        for reader in self._nodes:
            for record in reader.records(cells, row.tree, uri, row.place):
                said.append((reader.link, URIRef(record.uri)))
                nodes.append(record)
        self._tag(cells, uri, row.place, said, nodes)
        there = {name for name, _ in said}
        said += [default for default in self._defaults if default[0] not in there]
        for name, template in self._templates:
            if name not in there:
                text = " ".join(filled(template, cells, self._context.key_of).split())
                said.append((name, Literal(text, lang="en")))
        return [Record(uri, tuple(dict.fromkeys(said)), row.place), *nodes]

    def _tag(self, cells: Cells, uri: Uri, place: str, said: list[Statement], nodes: list[Record]) -> None:
        """Add what the words of a row are found to speak of."""
        for tagging, prop in self._tags:
            stated = [value for name, value in said if name == prop and isinstance(value, URIRef)]
            for tag in tags(cells, tagging, self._context, stated):
                said.append((prop, tag.thing))
                finding = tag.record(uri, place)
                if finding is not None and tagging.link is not None:
                    said.append((expand(tagging.link), URIRef(finding.uri)))
                    nodes.append(finding)

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
