"""Places and kinds of documents that a passage names: cities, regions, *national report*."""

from __future__ import annotations

import re

from rdflib.namespace import SKOS
from rdflib.term import Literal, URIRef

from ingest.enrich.context import EnrichmentContext, PassageText
from ingest.enrich.labels import outside_addresses
from kg.graph.store import GraphReader
from kg.identifiers import Uris
from kg.linking import Label, LabelMatcher
from kg.model import Mention, Uri
from kg.queries import query

_PLACES = ("places", "unep-regions", "regions")
"""Schemes of places; of two places with one name the first scheme's is meant."""

_KINDS = frozenset(
    f"document-kinds.{key}"
    for key in (
        "progress-report", "meeting-report", "national-report", "risk-profile", "risk-management-evaluation",
        "decision-guidance-document", "implementation-plan", "action-plan", "rules-of-procedure",
        "information-document", "conference-room-paper", "draft-decision",
    )
)  # fmt: skip
"""Kinds of documents whose names are not everyday words."""

_OF_CONVENTIONS = (".minamata", ".basel", ".rotterdam", ".stockholm")
_CONVENTION = re.compile(
    r"conventions?|convenios?|конвенци|公约|اتفاقي|protocol|протокол|议定书|بروتوكول", re.IGNORECASE
)
_OFFICE = re.compile(r"(?:区域)?(?:办公室|办事处)|\s(?:regional\s)?office\b", re.IGNORECASE)
_QUOTES = tuple("«»“”\"„‘’'「」")
_PROPERTIES = {SKOS.prefLabel: True, SKOS.altLabel: False, SKOS.hiddenLabel: False}


def read_gazetteer(graph: GraphReader, uris: Uris) -> LabelMatcher:
    """Names of places and of kinds of documents from the taxonomies of a base."""
    labels: list[Label] = []
    seen: set[tuple[str, str]] = set()
    rows = [(row, uris.key_of(str(row["thing"]))) for row in graph.select(query("labels"))]
    for scheme in (*_PLACES, "document-kinds"):
        for row, named in rows:
            key = named[1] if named and named[0] == "concept" else ""
            label, prop = row["label"], URIRef(row["property"])
            if not key.startswith(f"{scheme}.") or prop not in _PROPERTIES or not isinstance(label, Literal):
                continue
            if (scheme == "document-kinds" and key not in _KINDS) or key == "regions.m49-001":
                continue
            name = (label.language or "", str(label).casefold())
            if scheme in _PLACES and name in seen and scheme != "places":
                continue
            seen.add(name)
            kind = "document-kind" if scheme == "document-kinds" else "place"
            labels.append(Label(Uri(str(row["thing"])), kind, name[0], str(label), _PROPERTIES[prop]))
    return LabelMatcher(labels)


def read_paragraphs(graph: GraphReader, uris: Uris) -> frozenset[str]:
    """Keys of the provisions whose text is in a base."""
    found = (uris.key_of(str(row["provision"])) for row in graph.select(query("paragraphs")))
    return frozenset(named[1] for named in found if named)


def find_places(view: PassageText, context: EnrichmentContext) -> list[Mention]:
    """Mentions of kind ``place`` and ``document-kind``; a city that a convention is named after is no place there."""
    if context.gazetteer is None:
        return []
    text = view.passage.text
    return outside_addresses(text, [m for m in context.gazetteer.find(text, view.language) if _is_place(text, m)])


def _is_place(text: str, mention: Mention) -> bool:
    """Not the city of a convention's name, nor a word that is only quoted, nor the region of an office."""
    start, end = mention.span
    if (mention.uri or "").endswith(_OF_CONVENTIONS):
        quoted = text[max(0, start - 1) : start] in _QUOTES and text[end : end + 1] in _QUOTES
        return not quoted and _CONVENTION.search(text[max(0, start - 60) : end + 60]) is None
    return _OFFICE.match(text, end) is None
