"""A file of records: recognised by its columns, mapped row by row, with what was refused and why."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from ingest.records.mapping import Mapping, find_mapping, load_mappings
from ingest.records.resolver import Resolver
from ingest.records.rows import RowRefused, row_records
from ingest.records.table import CONTAINER_BYTES, Row, Table, tables
from ingest.records.values import Context
from kg.errors import BadInput
from kg.identifiers import Uris
from kg.linking import Label
from kg.model import Key, Record, RecordSet, Refusal, Uri

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a table gave. ``rows`` = ``accepted`` + the number of refusals."""

    records: RecordSet
    refusals: tuple[Refusal, ...]
    rows: int
    accepted: int
    mapping: str


def read_table(
    path: Path, digest: str, uris: Uris, labels: Iterable[Label] = (), *, container_bytes: int = CONTAINER_BYTES
) -> tuple[RecordSet, list[Refusal]]:
    """The records of a CSV or XLSX file and the rows that were refused.

    Args:
        path: of the file.
        uris: of the base that the records are for.
        digest: SHA-256 of the file, hexadecimal.
        labels: names of things that the base has besides the taxonomies.
        container_bytes: most bytes that a spreadsheet may unpack to.

    Raises:
        BadInput: the file is not a table, or no mapping knows its columns.
        LimitReached: a spreadsheet unpacks to too much.
    """
    resolver = Resolver.of_taxonomies(uris, labels)
    reading = read_records(path, load_mappings(), uris, resolver, digest=digest, container_bytes=container_bytes)
    return reading.records, list(reading.refusals)


def read_records(
    path: Path,
    mappings: Iterable[Mapping],
    uris: Uris,
    resolver: Resolver,
    *,
    digest: str | None = None,
    container_bytes: int = CONTAINER_BYTES,
) -> Reading:
    """Like `read_table`, with the mappings and the resolver given and the counts returned.

    All sheets of a spreadsheet that the same mapping recognises go into one set.
    """
    known = tuple(mappings)
    found = [(t, m) for t in tables(path, container_bytes=container_bytes) if (m := find_mapping(t.header, known))]
    if not found:
        layouts = "; ".join(f"{m.name}: {', '.join(m.recognise)}" for m in known)
        raise BadInput(
            f"{path.name} has columns that no mapping knows.",
            remedy=f"A table needs the columns of one layout. {layouts}.",
        )
    mapping = found[0][1]
    reader = _TableReader(path.name, mapping, Context(uris, resolver))
    for table in (t for t, m in found if m is mapping):
        reader.read(table)
    digest = digest or sha256(path.read_bytes()).hexdigest()
    key = Key(re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-") or mapping.name)
    records = RecordSet(key, mapping.title, path.name, digest, reader.records())
    return Reading(records, tuple(reader.refusals), reader.rows, reader.accepted, mapping.name)


class _TableReader:
    """Collects the records and refusals of tables of one kind."""

    def __init__(self, source: str, mapping: Mapping, context: Context) -> None:
        self._source, self._mapping, self._context = source, mapping, context
        self._said: dict[Uri, Record] = {}
        self._seen: dict[Uri, str] = {}
        self.refusals: list[Refusal] = []
        self.rows = self.accepted = 0

    def records(self) -> tuple[Record, ...]:
        return tuple(self._said.values())

    def read(self, table: Table) -> None:
        names = self._mapping.headers(table.header)
        if ignored := [name for name in table.header if name and name not in names]:
            log.info("%s: columns without a meaning here: %s", self._source, ", ".join(ignored))
        columns = {place: names[name] for place, name in enumerate(table.header) if name in names}
        for row in table.rows:
            self.rows += 1
            place = f"sheet {table.sheet}, row {row.number}" if table.sheet else f"row {row.number}"
            try:
                self._take(row, columns, len(table.header), place)
            except RowRefused as problem:
                where = f"{place}, column “{problem.column}”" if problem.column else place
                self.refusals.append(Refusal(self._source, where, problem.message, problem.remedy))
            else:
                self.accepted += 1

    def _take(self, row: Row, columns: dict[int, str], width: int, place: str) -> None:
        if not any(row.cells):
            raise RowRefused("", "The row is empty.", remedy="Delete it.")
        if any(row.cells[width:]):
            raise RowRefused(
                "", f"The row has {len(row.cells)} cells, the header has {width}.", remedy="Check the quotes."
            )
        cells = {name: row.cells[n] for n, name in columns.items() if n < len(row.cells)}
        records = row_records(cells, self._mapping, self._context, place)
        # The thing itself may come again in another row when the mapping says so, what is inside it may not.
        for record in records if self._mapping.unique else records[1:]:
            if earlier := self._seen.get(record.uri):
                raise RowRefused("", f"The same as {earlier}: {record.uri}.", remedy="Keep one of them.")
        for record in records:
            self._seen[record.uri] = place
            before = self._said.get(record.uri)
            said = (*before.statements, *record.statements) if before else record.statements
            self._said[record.uri] = Record(record.uri, tuple(dict.fromkeys(said)), before.place if before else place)
