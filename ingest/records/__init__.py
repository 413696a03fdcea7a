"""Tables of facts (projects, meetings, decisions, party statuses) to records, by declarative mappings."""

from __future__ import annotations

from ingest.records.mapping import Mapping, find_mapping, load_mapping, load_mappings
from ingest.records.reading import Reading, read_records, read_table
from ingest.records.resolver import Resolver

__all__ = [
    "Mapping",
    "Reading",
    "Resolver",
    "find_mapping",
    "load_mapping",
    "load_mappings",
    "read_records",
    "read_table",
]
