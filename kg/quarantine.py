"""Rows of records that wait for a correction, beside the records that were taken.

They are written in the same transaction as the records of their source, so
that every row of a source is either in the base or here, however the process ends.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from kg.model import Refusal

if TYPE_CHECKING:
    from kg.catalog import Catalog

_SELECT = """
SELECT id, records, source, mapping, place, field, value, rule, reason, remedy, content, at FROM quarantine
WHERE :records IS NULL OR records = :records ORDER BY records, id LIMIT :k OFFSET :first
"""


@dataclass(frozen=True, slots=True)
class QuarantinedRow:
    """A refused row: where it stands (``place``), what is wrong with it and what to do, and the row (``content``)."""

    id: int
    records: str
    source: str
    mapping: str
    place: str
    field: str
    value: str
    rule: str
    reason: str
    remedy: str
    content: Any
    at: str


@dataclass(frozen=True, slots=True)
class RowCounts:
    """What became of the rows of one set of records: ``rows`` = ``accepted`` + ``quarantined``."""

    records: str
    title: str
    source: str
    rows: int
    accepted: int
    quarantined: int


@dataclass(frozen=True, slots=True)
class RefusedRows:
    """The rows that a set of records holds back: new ``refusals``, and ids of rows in quarantine that are ``kept``."""

    mapping: str
    refusals: tuple[Refusal, ...] = ()
    kept: tuple[int, ...] = ()


def replace_rows(db: sqlite3.Connection, records: str, refused: RefusedRows, at: str) -> None:
    """Make the quarantine of a set hold these rows and no others.

    Args:
        db: in a transaction, which the caller ends.
        records: key of the set.
        refused: its rows.
        at: the time.
    """
    stay = set(refused.kept)
    known = [int(r[0]) for r in db.execute("SELECT id FROM quarantine WHERE records = ?", (records,))]
    db.executemany("DELETE FROM quarantine WHERE id = ?", [(row,) for row in known if row not in stay])
    db.executemany(
        "INSERT INTO quarantine (records, source, mapping, place, field, value, rule, reason, remedy, content, at) "
        "VALUES (?,?,?,?,?,?,?,?,?,?,?)",
        [
            (
                records,
                r.source,
                refused.mapping,
                r.row or r.place,
                r.field,
                r.value,
                r.rule,
                r.reason,
                r.remedy,
                r.content or "{}",
                at,
            )
            for r in refused.refusals
        ],
    )


def quarantined(catalog: Catalog, records: str | None = None, k: int = -1, page: int = 1) -> list[QuarantinedRow]:
    """Rows in quarantine, of one set or of all, in the order of their ids; all of them when ``k`` is negative."""
    rows = catalog.rows(_SELECT, {"records": records, "k": k, "first": max(0, k) * (page - 1)})
    names = [field.name for field in fields(QuarantinedRow)]
    found = (dict(zip(names, row, strict=True)) for row in rows)
    return [QuarantinedRow(**{**row, "content": json.loads(row["content"])}) for row in found]


def row_counts(catalog: Catalog) -> list[RowCounts]:
    """What became of the rows of each living set of records, by key."""
    waiting = {str(r[0]): int(r[1]) for r in catalog.rows("SELECT records, count(*) FROM quarantine GROUP BY 1")}
    found = []
    for item in sorted(catalog.items("records"), key=lambda i: i.key):
        accepted = int(item.metadata.get("accepted", item.metadata.get("records", 0)))
        held = waiting.get(item.key, 0)
        found.append(RowCounts(item.key, item.title, item.source, accepted + held, accepted, held))
    return found
