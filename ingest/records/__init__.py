"""Rows of facts (projects, meetings, decisions, party statuses …) to records, by declarative mappings.

For a source of one's own: `rows_of` (parsed JSON), `xml_rows` or `table_rows` give raw rows,
`RowMapper` with a mapping (`mapping_named`) turns each into records or a refusal, `collect` gathers them.
"""

from __future__ import annotations

from ingest.records.json_rows import json_rows, rows_of
from ingest.records.mapper import Mapped, RowMapper
from ingest.records.mapping import Mapping, find_mapping, load_mapping, load_mappings, mapping_at, mapping_named
from ingest.records.raw import RawRow
from ingest.records.reading import MEDIA_TYPES, SUFFIXES, Reading, collect, read_records, read_table
from ingest.records.resolver import Resolver
from ingest.records.table import table_rows, tables
from ingest.records.values import Context
from ingest.records.xml_rows import xml_rows

__all__ = [
    "MEDIA_TYPES",
    "SUFFIXES",
    "Context",
    "Mapped",
    "Mapping",
    "RawRow",
    "Reading",
    "Resolver",
    "RowMapper",
    "collect",
    "find_mapping",
    "json_rows",
    "load_mapping",
    "load_mappings",
    "mapping_at",
    "mapping_named",
    "read_records",
    "read_table",
    "rows_of",
    "table_rows",
    "tables",
    "xml_rows",
]
