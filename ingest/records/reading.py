"""A file of records: recognised by its names, mapped row by row, with what was refused and why."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from pathlib import Path

from ingest.records.json_rows import ENVELOPES, json_rows
from ingest.records.mapper import Check, Mapped, RowMapper
from ingest.records.mapping import Mapping, find_mapping, load_mappings
from ingest.records.raw import RawRow
from ingest.records.resolver import Resolver
from ingest.records.table import CONTAINER_BYTES, table_rows, tables
from ingest.records.values import Context
from ingest.records.xml_rows import holds, xml_rows
from kg.errors import BadInput
from kg.identifiers import Uris
from kg.linking import Label
from kg.model import Key, Record, RecordSet, Refusal, Uri
from kg.validation import Violation

log = logging.getLogger(__name__)

JSON = frozenset({".json", ".jsonl", ".ndjson"})
XML = frozenset({".xml"})
MEDIA_TYPES = {
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".xlsx": "application/vnd.ms-excel",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".ndjson": "application/jsonl",
    ".xml": "application/xml",
}
SUFFIXES = frozenset(MEDIA_TYPES)
"""What files of records are called."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file gave. ``rows`` = ``accepted`` + the number of refusals."""

    records: RecordSet
    refusals: tuple[Refusal, ...]
    rows: int
    accepted: int
    mapping: str
    findings: tuple[Violation, ...] = ()
    """What validation has to say about the rows that were accepted."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one layout in a file, and the mapping that recognised them; ``header`` is a table's."""

    mapping: Mapping
    rows: Iterable[RawRow]
    header: tuple[str, ...] | None = None


def read_table(
    path: Path,
    digest: str,
    uris: Uris,
    labels: Iterable[Label] = (),
    *,
    container_bytes: int = CONTAINER_BYTES,
    mapping: Mapping | None = None,
    check: Check | None = None,
    ahead: Callable[[RecordSet], None] = lambda _: None,
) -> Reading:
    """The records of a file of any format (``SUFFIXES``) and the rows that were refused.

    Args:
        path: of the file.
        uris: of the base that the records are for.
        digest: SHA-256 of the file, hexadecimal.
        labels: names of things that the base has besides the taxonomies.
        container_bytes: most bytes that a spreadsheet may unpack to.
        mapping: where it is known; without it the file's names tell.
        check: what finds broken records; rows that have one are refused.
        ahead: is told all records before they are checked.

    Raises:
        BadInput: the file cannot be read, or no mapping knows its names.
        LimitReached: a spreadsheet unpacks to too much.
    """
    resolver = Resolver.of_taxonomies(uris, labels)
    known = load_mappings() if mapping is None else (mapping,)
    return read_records(
        path, known, uris, resolver, digest=digest, container_bytes=container_bytes, check=check, ahead=ahead
    )


def read_records(
    path: Path,
    mappings: Iterable[Mapping],
    uris: Uris,
    resolver: Resolver,
    *,
    digest: str | None = None,
    container_bytes: int = CONTAINER_BYTES,
    check: Check | None = None,
    ahead: Callable[[RecordSet], None] = lambda _: None,
) -> Reading:
    """Like `read_table`, with the mappings and the resolver given and the counts returned.

    All sheets of a spreadsheet that the same mapping recognises go into one set.
    """
    known = tuple(mappings)
    found = list(file_rows(path, known, container_bytes=container_bytes))
    if not found:
        layouts = "; ".join(f"{m.name}: {', '.join(m.recognise)}" for m in known if m.format == _format(path))
        raise BadInput(
            f"{path.name} has names that no mapping knows.",
            remedy=f"A file of records needs the names of one layout. {layouts}.",
        )
    mapping = found[0].mapping
    mapper = RowMapper(path.name, mapping, Context(uris, resolver))
    same = (rows for rows in found if rows.mapping is mapping)
    digest = digest or sha256(path.read_bytes()).hexdigest()
    key = Key(re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-") or mapping.name)
    mapped = list(chain.from_iterable(mapper.map(rows.rows, rows.header) for rows in same))
    reading = collect(mapped, mapping, key, path.name, digest)
    if check is None:
        return reading
    ahead(reading.records)
    return collect(mapper.check(mapped, check), mapping, key, path.name, digest)


def collect(mapped: Iterable[Mapped | Refusal], mapping: Mapping, key: Key, source: str, digest: str) -> Reading:
    """Gather what the rows of one source gave into one set; what several rows say of a thing becomes one record.

    Args:
        mapped: what a ``RowMapper`` gives.
        mapping: of the rows.
        key: of the set: the last part of its graph's name.
        source: name of the file or address.
        digest: SHA-256 of the content, hexadecimal.
    """
    said: dict[Uri, Record] = {}
    refusals: list[Refusal] = []
    accepted = 0
    findings: dict[Violation, None] = {}
    for row in mapped:
        if isinstance(row, Refusal):
            refusals.append(row)
            continue
        accepted += 1
        findings.update(dict.fromkeys(row.findings))
        for record in row.records:
            before = said.get(record.uri)
            said[record.uri] = record if before is None else _together(before, record)
    records = RecordSet(key, mapping.title, source, digest, tuple(said.values()))
    return Reading(records, tuple(refusals), accepted + len(refusals), accepted, mapping.name, tuple(findings))


def _together(first: Record, second: Record) -> Record:
    return Record(first.uri, tuple(dict.fromkeys((*first.statements, *second.statements))), first.place)


def file_rows(path: Path, mappings: Sequence[Mapping], *, container_bytes: int = CONTAINER_BYTES) -> Iterator[Rows]:
    """The rows of a file that a mapping recognises, one layout after the other.

    Raises:
        BadInput: the file cannot be read.
        LimitReached: a spreadsheet unpacks to more than ``container_bytes``.
    """
    suffix = path.suffix.lower()
    if suffix in XML:
        for known in mappings:
            if known.format == "xml" and known.rows and holds(path, known.rows):
                yield Rows(known, xml_rows(path, known.rows))
                return
    elif suffix in JSON:
        yield from _recognised(path, mappings)
    else:
        for table in tables(path, container_bytes=container_bytes):
            if mapping := find_mapping(table.header, mappings):
                names = mapping.known(table.header)
                if ignored := [name for name in table.header if name and name not in names]:
                    log.info("%s: columns without a meaning here: %s", path.name, ", ".join(ignored))
                yield Rows(mapping, table_rows(table), table.header)


def _recognised(path: Path, mappings: Sequence[Mapping]) -> Iterator[Rows]:
    """The rows of JSON by the names in its first row, in the usual envelopes or in a mapping's own."""
    own = [m.rows for m in mappings if m.format == "json" and m.rows]
    for envelopes in (ENVELOPES, *([place] for place in own)):
        rows = json_rows(path, envelopes)
        first = next(rows, None)
        names = first.tree if first is not None and isinstance(first.tree, dict) else {}
        if first is not None and (mapping := find_mapping(names, mappings, form="json")):
            yield Rows(mapping, chain([first], rows))
            return


def _format(path: Path) -> str:
    suffix = path.suffix.lower()
    return "xml" if suffix in XML else "json" if suffix in JSON else "table"
