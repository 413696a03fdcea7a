"""Passages in, the same passages with their mentions, actions and events out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ingest.enrich.actions import with_actions
from ingest.enrich.context import EnrichmentContext
from ingest.enrich.events import with_events
from kg.model import Passage


def enrich(passages: Iterable[Passage], language_default: str, context: EnrichmentContext) -> tuple[Passage, ...]:
    """Add what each passage names. Mentions that a passage already has are replaced.

    Mentions come from the pipeline of the passage's language; actions and events are read from them over the
    passages of the whole document, for an item under a paragraph belongs to its words.

    Args:
        passages: of one document.
        language_default: ISO 639-1 code for passages that have none of their own.
        context: the document around them.
    """
    from ingest.enrich.pipelines import mentions_in  # loads spaCy

    enriched: list[Passage] = []
    for passage in passages:
        found = mentions_in(passage, passage.language or language_default, context)
        enriched.append(passage if passage.mentions == found else replace(passage, mentions=found))
    return with_events(with_actions(enriched, context, language_default))
