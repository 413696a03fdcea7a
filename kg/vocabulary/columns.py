"""The columns of a vocabulary table, and which statement belongs in which.

A statement that no column can carry without loss goes into the column ``other``, in Turtle's own words,
so that a table always holds a whole scheme.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import pyoxigraph as ox
from rdflib.namespace import DCTERMS, RDF, RDFS, SKOS, XSD

from kg.terms import MEA

COLUMN_LANGUAGES = ("en", "fr", "es", "ru", "zh", "ar")
"""Order of languages in tables and in Turtle."""

STATUSES = {
    "official": str(MEA.officialLabel),
    "checked": str(MEA.checkedLabel),
    "from-memory": str(MEA.labelFromMemory),
}
"""Status of a preferred label, as tables say it → the property that says it in the graph."""

_TEXTS = (
    ("prefLabel", SKOS.prefLabel),
    ("altLabel", SKOS.altLabel),
    ("hiddenLabel", SKOS.hiddenLabel),
    ("definition", SKOS.definition),
    ("scopeNote", SKOS.scopeNote),
    ("note", SKOS.note),
    ("editorialNote", SKOS.editorialNote),
    ("changeNote", SKOS.changeNote),
    ("historyNote", SKOS.historyNote),
    ("example", SKOS.example),
    ("title", DCTERMS.title),
    ("description", DCTERMS.description),
)
_THINGS = (
    ("broader", SKOS.broader),
    ("narrower", SKOS.narrower),
    ("related", SKOS.related),
    ("exactMatch", SKOS.exactMatch),
    ("closeMatch", SKOS.closeMatch),
    ("broadMatch", SKOS.broadMatch),
    ("narrowMatch", SKOS.narrowMatch),
    ("relatedMatch", SKOS.relatedMatch),
    ("sameFunctionAs", MEA.sameFunctionAs),
    ("seeAlso", RDFS.seeAlso),
    ("member", SKOS.member),
    ("topConceptOf", SKOS.topConceptOf),
    ("inScheme", SKOS.inScheme),
    ("subject", DCTERMS.subject),
    ("treaty", MEA.treaty),
    ("provisionOf", MEA.provisionOf),
)
_PLAIN = (("provisionKind", MEA.provisionKind), ("number", MEA.number), ("labelStatus", MEA.labelStatus))
CODES = ("IsoAlpha3", "IsoAlpha2", "M49Code", "CasNumber", "BaselCode", "InformeaCode", "EcolexId", "MtdsgNumber")
"""Types of notations (local names in our ontology), in the order of their columns."""
_ALWAYS = frozenset(
    {"uri", "type", "notation", "source_en", "definition_en", "broader", "related", "exactMatch", "closeMatch", "other"}
    | {f"{name}_{code}" for name in ("prefLabel", "status", "altLabel", "hiddenLabel") for code in COLUMN_LANGUAGES}
)


class Kind(StrEnum):
    """How a column's cells are read."""

    URI = "uri"
    TYPE = "type"
    TEXT = "text"
    STATUS = "status"
    THING = "thing"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, how its cells are read, and the statement that a value makes.

    ``language`` and ``datatype`` are those of a text column's literals.
    """

    name: str
    kind: Kind
    predicate: str = ""
    language: str = ""
    datatype: str = ""

    @property
    def always(self) -> bool:
        """Whether the column is in every table, also when it is empty."""
        return self.name in _ALWAYS


@lru_cache(maxsize=1)
def columns() -> dict[str, Column]:
    """All columns by heading, in the order of a table."""
    return {column.name: column for column in _all()}


def column_of(statement: ox.Triple) -> Column:
    """The column for a statement; statuses of labels are not recognised here (see ``table``)."""
    term, predicate = statement.object, statement.predicate.value
    if isinstance(term, ox.NamedNode):
        return _of_things().get(predicate, columns()["other"])
    if isinstance(term, ox.Literal) and fits_a_cell(term.value):
        key = (predicate, term.language or "", "" if term.language else term.datatype.value)
        return _of_texts().get(key, columns()["other"])
    return columns()["other"]


def fits_a_cell(text: str) -> bool:
    """Whether a text survives a cell: not empty, no space around it, no control characters but breaks."""
    if not text or text != text.strip():
        return False
    return text.isprintable() or all(c in "\n\r\t" or c.isprintable() or c > "\x9f" for c in text)


def _all() -> Iterator[Column]:
    string = str(XSD.string)
    yield Column("uri", Kind.URI)
    yield Column("type", Kind.TYPE, str(RDF.type))
    yield Column("notation", Kind.TEXT, str(SKOS.notation), datatype=string)
    for code in CODES:
        yield Column(f"notation_{code}", Kind.TEXT, str(SKOS.notation), datatype=str(MEA[code]))
    for name, predicate in _TEXTS:
        yield from (Column(f"{name}_{code}", Kind.TEXT, str(predicate), code) for code in COLUMN_LANGUAGES)
        if name == "prefLabel":
            yield from (Column(f"status_{code}", Kind.STATUS, language=code) for code in COLUMN_LANGUAGES)
    for name, predicate in _THINGS:
        yield Column(name, Kind.THING, str(predicate))
    yield from (Column(f"source_{code}", Kind.TEXT, str(DCTERMS.source), code) for code in COLUMN_LANGUAGES)
    for name, predicate in _PLAIN:
        yield Column(name, Kind.TEXT, str(predicate), datatype=string)
    yield Column("other", Kind.OTHER)


@lru_cache(maxsize=1)
def _of_things() -> dict[str, Column]:
    kinds = (Kind.THING, Kind.TYPE)
    return {column.predicate: column for column in columns().values() if column.kind in kinds}


@lru_cache(maxsize=1)
def _of_texts() -> dict[tuple[str, str, str], Column]:
    texts = (column for column in columns().values() if column.kind is Kind.TEXT)
    return {(column.predicate, column.language, column.datatype): column for column in texts}
