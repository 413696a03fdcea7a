"""Official identifiers: finding them in text, their normal forms, keys and URIs."""

from __future__ import annotations

from kg.identifiers.decisions import DecisionMatch, decision_key, find_decisions, parse_decision
from kg.identifiers.documents import document_key
from kg.identifiers.folding import Folded, fold
from kg.identifiers.symbols import SymbolMatch, find_symbols, meeting_of_symbol, parse_symbol, symbol_key
from kg.identifiers.treaties import PREFIXES, TREATY_OF_PREFIX, annex_key, article_key, meeting_key, parse_meeting_key
from kg.identifiers.uris import GRAPH_KINDS, KINDS, Uris

__all__ = [
    "GRAPH_KINDS",
    "KINDS",
    "PREFIXES",
    "TREATY_OF_PREFIX",
    "DecisionMatch",
    "Folded",
    "SymbolMatch",
    "Uris",
    "annex_key",
    "article_key",
    "decision_key",
    "document_key",
    "find_decisions",
    "find_symbols",
    "fold",
    "meeting_key",
    "meeting_of_symbol",
    "parse_decision",
    "parse_meeting_key",
    "parse_symbol",
    "symbol_key",
]
