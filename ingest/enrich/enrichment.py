"""Passages in, the same passages with their mentions out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ingest.enrich.actions import with_actions
from ingest.enrich.context import EnrichmentContext, PassageText
from ingest.enrich.counts import find_counts, find_periods
from ingest.enrich.dates import find_date_mentions
from ingest.enrich.events import with_events
from ingest.enrich.gazetteer import find_places
from ingest.enrich.labels import find_labels, find_secretariats
from ingest.enrich.meetings import find_meetings
from ingest.enrich.money import find_money
from ingest.enrich.provisions import find_provisions
from ingest.enrich.references import find_references
from ingest.enrich.resolve import resolve
from ingest.enrich.verbs import find_verbs
from kg.model import Passage

_TIERS = (
    (find_references, find_provisions, find_meetings, find_date_mentions),
    (find_money, find_periods),
    (find_verbs,),
    (find_secretariats,),
    (find_labels,),
    (find_places,),
    (find_counts,),
)


def enrich(passages: Iterable[Passage], language_default: str, context: EnrichmentContext) -> tuple[Passage, ...]:
    """Add what each passage names. Mentions that a passage already has are replaced.

    Args:
        passages: of one document.
        language_default: ISO 639-1 code for passages that have none of their own.
        context: the document around them.
    """
    enriched = [_enriched(passage, language_default, context) for passage in passages]
    return with_events(with_actions(enriched, context, language_default))


def _enriched(passage: Passage, language_default: str, context: EnrichmentContext) -> Passage:
    view = PassageText.of(passage, language_default)
    found = [[mention for find in tier for mention in find(view, context)] for tier in _TIERS]
    return replace(passage, mentions=resolve(found))
