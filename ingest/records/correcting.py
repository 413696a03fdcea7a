"""Rows in quarantine as a table that people correct, and the corrected table taken back."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TextIO

from ingest.records.mapper import Mapped, RowMapper
from ingest.records.mapping import Mapping as RowMapping
from ingest.records.mapping import mapping_at
from ingest.records.raw import RawRow
from ingest.records.reading import collect
from ingest.records.resolver import Resolver
from ingest.records.table import table_rows, tables
from ingest.records.trees import Tree
from ingest.records.values import Context
from kg.errors import BadInput
from kg.identifiers import Uris
from kg.intake import Intake
from kg.model import Key, Refusal
from kg.quarantine import QuarantinedRow, RefusedRows, quarantined
from kg.validation.records import check_records
from kg.vocabulary.cells import guard, unguard
from kg.writer import Writer

NUMBER = "Quarantine"
"""Column that holds the number of a row in quarantine; it must stay as it is."""

_WHY = ("Source", "Row", "Field", "Value", "Rule", "Reason", "Remedy")
_MARK = "?"
"""Before the names of the columns that explain, so that no column of a source is meant."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """What became of the rows of a corrected table."""

    taken: int
    still: tuple[Refusal, ...]
    unknown: tuple[str, ...]
    """Numbers that are not in quarantine (any more)."""


def write_rows(rows: Sequence[QuarantinedRow], stream: TextIO) -> None:
    """Rows of one set as CSV: number, why, then their own columns, safe to open in a spreadsheet."""
    names = list(dict.fromkeys(name for row in rows for name in row.content))
    table = csv.writer(stream, lineterminator="\n")
    table.writerow([NUMBER, *(f"{_MARK}{name}" for name in _WHY), *names])
    for row in rows:
        why = (row.source, row.place, row.field, row.value, row.rule, row.reason, row.remedy)
        cells = (_cell(row.content.get(name)) for name in names)
        table.writerow([row.id, *(guard(text) for text in why), *cells])


def take_corrected(path: Path, writer: Writer, intake: Intake, uris: Uris) -> Corrected:
    """Read a corrected table; rows that are right now go to the records that they belong to.

    Raises:
        BadInput: the file is no table, or has no column of numbers.
        NotFound: the mapping of the rows, a file of the operator's own, is no longer there.
    """
    given: dict[int, RawRow] = {}
    for table in tables(path):
        if NUMBER not in table.header:
            raise BadInput(
                f"{path.name} has no column “{NUMBER}”.", remedy="Correct the table that `mea-kg quarantine` wrote."
            )
        for row in table_rows(table):
            number = row.tree.get(NUMBER, "") if isinstance(row.tree, Mapping) else ""
            if isinstance(number, str) and number.isdecimal():
                given[int(number)] = row
    waiting = {row.id: row for row in quarantined(writer.catalog)}
    sets = dict.fromkeys(waiting[number].records for number in given if number in waiting)
    resolver = Resolver.of_taxonomies(uris)
    taken = 0
    still: list[Refusal] = []
    for key in sets:
        corrected = {n: _corrected(waiting[n], given[n]) for n in given if n in waiting and waiting[n].records == key}
        accepted, refused = _take_set(key, corrected, list(waiting.values()), (writer, intake, Context(uris, resolver)))
        taken += accepted
        still += refused
    return Corrected(taken, tuple(still), tuple(str(n) for n in given if n not in waiting))


def _take_set(
    key: str,
    corrected: Mapping[int, RawRow],
    waiting: Sequence[QuarantinedRow],
    base: tuple[Writer, Intake, Context],
) -> tuple[int, Sequence[Refusal]]:
    writer, intake, context = base
    own = [row for row in waiting if row.records == key]
    mapping = mapping_at(own[0].mapping)
    mapper = RowMapper(own[0].source, mapping, context)
    item = writer.catalog.item("records", key)
    if item is not None:
        mapper.know(_subjects(writer.catalog.given(item.id)), item.source)
    mapped = [_mapped(mapper, mapping, row) for row in corrected.values()]
    checked = list(mapper.check(mapped, partial(check_records, base=writer.graph)))
    reading = collect(checked, mapping, Key(key), own[0].source, item.sha256 if item else "")
    refusals = tuple(replace(refusal, source=own[0].source) for refusal in reading.refusals)
    rows = RefusedRows(own[0].mapping, refusals, tuple(row.id for row in own if row.id not in corrected))
    if reading.records.records:
        intake.extend_records(reading.records, reading.accepted, rows)
    else:
        intake.hold_back(key, rows)
    return reading.accepted, refusals


def _mapped(mapper: RowMapper, mapping: RowMapping, row: RawRow) -> Mapped | Refusal:
    header = tuple(row.tree) if mapping.format == "table" and isinstance(row.tree, Mapping) else None
    return next(iter(mapper.map([row], header)))


def _subjects(triples: bytes) -> Iterable[str]:
    return {line[1 : line.index(b">")].decode() for line in triples.splitlines() if line.startswith(b"<")}


def _corrected(row: QuarantinedRow, given: RawRow) -> RawRow:
    """The row as the table has it now, in the shape that its source gave it."""
    cells = given.tree if isinstance(given.tree, Mapping) else {}
    tree = dict(row.content)
    for name, cell in cells.items():
        if name != NUMBER and not name.startswith(_MARK) and isinstance(cell, str):
            tree[name] = _value(unguard(cell), row.content.get(name), row)
    return RawRow(row.place, {name: value for name, value in tree.items() if value not in ("", None)})


def _cell(value: Tree) -> str:
    return guard(value if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False))


def _value(cell: str, before: Tree, row: QuarantinedRow) -> Tree:
    if before is None or isinstance(before, str):
        return cell
    try:
        value: Tree = json.loads(cell)
    except ValueError as problem:
        raise BadInput(
            f"Row {row.id} of the quarantine: “{cell[:60]}” is not JSON: {problem}.", remedy="Keep brackets and quotes."
        ) from problem
    return value
