"""Official identifiers: finding them in text, their normal forms, keys and URIs."""

from __future__ import annotations

from kg.identifiers.decisions import DecisionMatch, decision_key, find_decisions, parse_decision
from kg.identifiers.documents import document_key, other_keys
from kg.identifiers.files import FileNameHint, parse_file_name
from kg.identifiers.folding import Folded, fold
from kg.identifiers.jobs import JobMatch, find_jobs, format_job
from kg.identifiers.symbols import SymbolMatch, find_symbols, meeting_of_symbol, parse_joint, parse_symbol, symbol_key
from kg.identifiers.treaties import (
    PREFIXES,
    TREATY_OF_PREFIX,
    annex_key,
    article_key,
    meeting_key,
    parse_meeting_key,
    provision_keys,
)
from kg.identifiers.uris import GRAPH_KINDS, KINDS, Uris

__all__ = [
    "GRAPH_KINDS",
    "KINDS",
    "PREFIXES",
    "TREATY_OF_PREFIX",
    "DecisionMatch",
    "FileNameHint",
    "Folded",
    "JobMatch",
    "SymbolMatch",
    "Uris",
    "annex_key",
    "article_key",
    "decision_key",
    "document_key",
    "find_decisions",
    "find_jobs",
    "find_symbols",
    "fold",
    "format_job",
    "meeting_key",
    "meeting_of_symbol",
    "other_keys",
    "parse_decision",
    "parse_file_name",
    "parse_joint",
    "parse_meeting_key",
    "parse_symbol",
    "provision_keys",
    "symbol_key",
]
