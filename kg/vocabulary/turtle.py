"""Schemes as Turtle in the style of ``ontology/taxonomies``: the same content in the same order is the same bytes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

import pyoxigraph as ox
from rdflib.namespace import DCTERMS, RDF, SKOS

from kg.terms import MEA
from kg.vocabulary.columns import CODES, COLUMN_LANGUAGES
from kg.vocabulary.notation import ALL_PREFIXES, iri_text, term_text
from kg.vocabulary.scheme import Scheme

_FIRST = [
    str(iri)
    for iri in (
        *(RDF.type, SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel),
        *(MEA.officialLabel, MEA.checkedLabel, MEA.labelFromMemory, SKOS.notation, SKOS.definition, SKOS.scopeNote),
        *(SKOS.note, SKOS.broader, SKOS.narrower, SKOS.related, SKOS.broadMatch, SKOS.narrowMatch),
        *(SKOS.exactMatch, SKOS.closeMatch, SKOS.relatedMatch, MEA.treaty, MEA.provisional, DCTERMS.title),
    )
]
_LAST = [
    str(iri)
    for iri in (
        *(DCTERMS.description, MEA.labelStatus, MEA.provisionOf, MEA.provisionKind, MEA.number, DCTERMS.subject),
        *(MEA.sameFunctionAs, SKOS.member, DCTERMS.identifier, DCTERMS.source, SKOS.topConceptOf, SKOS.inScheme),
    )
]
_PREFIX = re.compile(r"(?<![\w<:/])([a-z]+):")


def to_turtle(scheme: Scheme) -> bytes:
    """UTF-8 with IRIs relative to the base; subjects stay in the scheme's order."""
    subjects: dict[str, list[ox.Triple]] = defaultdict(list)
    for statement in scheme.statements:
        subjects[_name(statement.subject, scheme.base)].append(statement)
    blocks = [_block(name, statements, scheme.base) for name, statements in subjects.items()]
    used = {prefix for block in blocks for prefix in _prefixes(block)}
    head = [
        f"# {scheme.description}",
        "# IRIs are relative to the base URI of the knowledge base; mea:labelStatus is explained in ontology/mea.ttl.",
        "",
        *(f"@prefix {prefix}: <{ALL_PREFIXES[prefix]}> ." for prefix in sorted(used)),
    ]
    return ("\n".join(head) + "\n\n" + "\n\n".join(blocks) + "\n").encode()


def _block(name: str, statements: list[ox.Triple], base: str) -> str:
    objects: dict[str, list[ox.Triple]] = defaultdict(list)
    for statement in statements:
        objects[statement.predicate.value].append(statement)
    parts = [
        _part(predicate, sorted(objects[predicate], key=_term_rank), base)
        for predicate in sorted(objects, key=_predicate_rank)
    ]
    return f"{name} " + " ;\n    ".join(parts) + " ."


def _part(predicate: str, statements: list[ox.Triple], base: str) -> str:
    terms = [term_text(statement.object, base) for statement in statements]
    if predicate == str(RDF.type):
        return "a " + " , ".join(terms)
    return f"{iri_text(predicate, base)} " + " ,\n        ".join(terms)


def _predicate_rank(predicate: str) -> tuple[int, int, str]:
    if predicate in _FIRST:
        return 0, _FIRST.index(predicate), ""
    if predicate in _LAST:
        return 2, _LAST.index(predicate), ""
    return 1, 0, predicate


def _term_rank(statement: ox.Triple) -> int:
    """Literals by language or by type, in the order of a table's columns; otherwise the order stays."""
    term = statement.object
    if not isinstance(term, ox.Literal):
        return -1
    order = COLUMN_LANGUAGES if term.language else CODES
    name = term.language or term.datatype.value.rpartition("#")[2]
    return order.index(name) if name in order else -1


def _name(subject: ox.NamedNode | ox.BlankNode | ox.Triple, base: str) -> str:
    return iri_text(subject.value, base) if isinstance(subject, ox.NamedNode) else str(subject)


def _prefixes(block: str) -> Iterator[str]:
    outside_texts = re.sub(r'"(?:[^"\\]|\\.)*"', '""', block)
    return (m[1] for m in _PREFIX.finditer(outside_texts) if m[1] in ALL_PREFIXES)
