"""Documents and decisions that a passage cites by symbol or number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.enrich.context import EnrichmentContext, PassageText
from kg.identifiers import decision_key, find_decisions, find_symbols, symbol_key
from kg.model import Mention

_SYMBOL = re.compile(
    r"(?<![\w/])[A-Z]{2,}(?:/[A-Z]{2,}){1,3}\.\d{1,2}(?:/[A-Z]{3,})?/\d{1,3}(?:/(?:Rev|Add|Corr)\.\d{1,2})?(?![\w/])"
)
_NUMBER = r"(?!MC|BC|RC|SC)[A-Z]{2,5}-\d{1,2}/\d{1,3}"
_DECISION = re.compile(
    rf"(?:decisions?|décisions?|decisi(?:ón|ones)|решени\w{{1,2}}|(?:[وبل]?ال|لل)?مقرر\w*)\s(?P<number>{_NUMBER})"
    rf"|第\s?(?P<chinese>{_NUMBER})\s?号决定",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"[A-Za-z\d)]\s?/")
"""Before its first stroke every symbol and number has one of these; the names of months in Arabic have none."""


def find_references(view: PassageText, context: EnrichmentContext) -> list[Mention]:
    """Mentions of kind ``document`` and ``decision``; the document's own symbol is none."""
    if "/" not in view.text or not _NUMBERED.search(view.text):
        return []
    known = [*_documents(view, context), *_decisions(view, context)]
    return [*known, *_unknown(view, context)]


def _documents(view: PassageText, context: EnrichmentContext) -> list[Mention]:
    return [
        view.mention(
            match.span,
            "document",
            match.symbol,
            context.uris.document(symbol_key(match.symbol)),
            method="symbol",
        )
        for match in find_symbols(view.text)
        if match.symbol != context.own_symbol
    ]


def _decisions(view: PassageText, context: EnrichmentContext) -> list[Mention]:
    mentions = []
    for match in find_decisions(view.text):
        uri = context.uris.of("decision", decision_key(match.number)) if match.number else None
        mentions.append(
            view.mention(match.span, "decision", match.number or match.surface, uri, method="decision-number")
        )
    return mentions


def _unknown(view: PassageText, context: EnrichmentContext) -> Iterator[Mention]:
    """Symbols and decisions of bodies that are not known here: kept as they are printed.

    A place that a known symbol or decision has as well is theirs: of one tier the longest span wins, and where
    both are equally long both say the same.
    """
    for match in _SYMBOL.finditer(view.text):
        if match[0] != context.own_symbol and not find_symbols(match[0]):
            uri = context.uris.document(symbol_key(match[0]))
            yield view.mention(match.span(), "document", match[0], uri, method="symbol", confidence=0.8)
    for match in _DECISION.finditer(view.text):
        number = match["number"] or match["chinese"]
        if not any(found.number for found in find_decisions(f"decision {number}")):
            span = match.span("number" if match["number"] else "chinese")
            yield view.mention(span, "decision", number, None, method="decision-number", confidence=0.8)
