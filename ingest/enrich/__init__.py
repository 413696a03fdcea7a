"""What a passage names: documents, decisions, provisions, meetings, dates, parties, concepts, and its verb."""

from __future__ import annotations

from ingest.enrich.context import EnrichmentContext
from ingest.enrich.enrichment import enrich

__all__ = ["EnrichmentContext", "enrich"]
