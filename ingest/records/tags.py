"""Which things the words of a row speak of, by rules, each with its confidence and reason."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rdflib.namespace import RDF, RDFS, XSD
from rdflib.term import Literal, URIRef

from ingest.records.cells import Cells
from ingest.records.columns import Rule, Tagging
from ingest.records.names import expand
from ingest.records.values import Statement
from kg.identifiers import Uris
from kg.model import Uri
from kg.terms import MEA


def tags(cells: Cells, tagging: Tagging) -> list[Rule]:
    """The surest rule that applies for each thing, in the order of the rules."""
    text = " | ".join(t.text for name in tagging.columns for t in cells.get(name, ()))
    best: dict[str, Rule] = {}
    for rule in tagging.rules:
        known = best.get(rule.thing)
        if (known is None or rule.confidence > known.confidence) and re.search(rule.pattern, text, re.IGNORECASE):
            best[rule.thing] = rule
    return list(best.values())


def tag_node(rule: Rule, tagging: Tagging, uri: Uri, uris: Uris) -> tuple[Uri, tuple[Statement, ...]]:
    """The URI of a finding and what is said of it."""
    kind, _, key = rule.thing.partition("/")
    return Uri(f"{uri}#agreement-{key}"), tuple(_said(rule, tagging, URIRef(uris.of(kind, key))))


def _said(rule: Rule, tagging: Tagging, thing: URIRef) -> Iterator[Statement]:
    yield RDF.type, expand(tagging.type)
    yield expand(tagging.property), thing
    yield MEA.confidence, Literal(f"{rule.confidence:.2f}", datatype=XSD.decimal)
    yield MEA.method, Literal("title-rules/1")
    yield RDFS.comment, Literal(rule.why, lang="en")
