"""Tables of records as triples."""

from __future__ import annotations

from collections.abc import Iterable

from rdflib.namespace import DCTERMS
from rdflib.term import Literal, URIRef

from kg.graph.oxigraph import from_rdflib, named_node
from kg.model import Record, RecordSet, Uri
from kg.terms import MEA


def record_triples(records: RecordSet, graph_uri: Uri) -> bytes:
    """All statements of a table of records, each record traced to its source."""
    return RecordWriter(graph_uri).triples(records)


class RecordWriter:
    """Writes tables of records for one graph; a record that was written before is not written again."""

    def __init__(self, graph_uri: Uri) -> None:
        self._text, self._graph = _Written(), URIRef(graph_uri)
        self._traced = f"{self._text[MEA.recordSource]} {self._text[self._graph]} .\n"
        self._known: dict[int, tuple[Record, str]] = {}

    def triples(self, records: RecordSet) -> bytes:
        """All statements of a table, each record traced to its source."""
        about = ((DCTERMS.title, Literal(records.title)), (DCTERMS.source, Literal(records.source)), *records.about)
        written = {self._text[self._graph]: self._lines(self._text[self._graph], about)}
        for record in records.records:
            thing = self._text[record.uri]
            its = self._record(record, thing)
            if thing in written:
                its = "".join(sorted({*written[thing].splitlines(keepends=True), *its.splitlines(keepends=True)}))
            written[thing] = its
        return "".join([written[thing] for thing in sorted(written)]).encode()

    def _record(self, record: Record, thing: str) -> str:
        known = self._known.get(id(record))
        if known is None:
            known = self._known[id(record)] = record, self._lines(thing, record.statements, self._traced)
        return known[1]

    def _lines(self, thing: str, statements: Iterable[tuple[str, object]], *more: str) -> str:
        text = self._text
        said = {f"{text[p]} {text[o]} .\n" for p, o in statements}
        return "".join([f"{thing} {line}" for line in sorted(said.union(more))])


class _Written(dict[object, str]):
    """Terms, or plain IRIs, as N-Triples: most stand in many statements, and are written once."""

    def __missing__(self, term: object) -> str:
        written = str(named_node(term) if type(term) is str else from_rdflib(term))
        self[term] = written
        return written
