"""What a passage names (documents, decisions, provisions, meetings, dates, places, money …), asks for and reports."""

from __future__ import annotations

from ingest.enrich.context import EnrichmentContext
from ingest.enrich.enrichment import enrich
from ingest.enrich.gazetteer import read_gazetteer, read_paragraphs
from ingest.enrich.topics import document_topics

__all__ = ["EnrichmentContext", "document_topics", "enrich", "read_gazetteer", "read_paragraphs"]
