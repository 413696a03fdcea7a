"""Documents and decisions that a passage cites by symbol or number."""

from __future__ import annotations

from ingest.enrich.context import EnrichmentContext, PassageText
from kg.identifiers import decision_key, find_decisions, find_symbols, symbol_key
from kg.model import Mention


def find_references(view: PassageText, context: EnrichmentContext) -> list[Mention]:
    """Mentions of kind ``document`` and ``decision``; the document's own symbol is none."""
    return [*_documents(view, context), *_decisions(view, context)]


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
