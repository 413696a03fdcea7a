"""Concepts, parties, organizations and treaties that a passage names."""

from __future__ import annotations

from ingest.enrich.context import EnrichmentContext, PassageText
from kg.model import Mention


def find_labels(view: PassageText, context: EnrichmentContext) -> list[Mention]:
    """The matcher's mentions; its places are of the passage as it stands, so nothing is folded."""
    return context.matcher.find(view.passage.text, view.language)
