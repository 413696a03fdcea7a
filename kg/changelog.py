"""The change log as feeds read it: by number, by time, and as the present state of everything that ever was.

Numbers grow with each commit and times never fall, so a reader that goes on
from the last number it saw misses nothing. An item is known by its kind and
key: a new key is a deletion and a creation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.catalog import CHANGE, Catalog, Change

FACETS = {
    "kind": "c.kind",
    "type": "json_extract(i.metadata, '$.kind')",
    "convention": "json_extract(i.metadata, '$.convention')",
    "language": "c.language",
}
"""What items are sorted by: name → expression over ``change c`` and ``item i``."""

_TABLES = "change c JOIN item i ON i.id = c.item"
_COLUMNS = ", ".join(f"c.{name}" for name in CHANGE.split(", "))
_LATEST = "NOT EXISTS (SELECT 1 FROM change n WHERE n.kind = c.kind AND n.key = c.key AND n.sequence > c.sequence)"


@dataclass(frozen=True, slots=True)
class Bounds:
    """Which part of the log. ``after`` is a sequence number; times are ISO 8601 in UTC with seconds, both included.

    ``facet`` narrows to items that have a value there, or this ``value``.
    """

    after: int = 0
    since: str | None = None
    until: str | None = None
    facet: str | None = None
    value: str | None = None

    def where(self) -> tuple[str, list[str | int]]:
        """The condition over ``change c`` and ``item i`` with its arguments."""
        given: list[tuple[str, str | int | None]] = [
            ("c.sequence > ?", self.after),
            ("c.at >= ?", self.since),
            ("c.at <= ?", self.until),
        ]
        if self.facet is not None:
            column = FACETS[self.facet]
            given.append((f"{column} = ?", self.value) if self.value else (f"{column} <> ?", ""))
        used = [(condition, argument) for condition, argument in given if argument is not None]
        return " AND ".join(condition for condition, _ in used), [argument for _, argument in used]


def entries(catalog: Catalog, bounds: Bounds, limit: int) -> list[Change]:
    """What happened, oldest first."""
    where, arguments = bounds.where()
    return _changes(catalog, f"WHERE {where} ORDER BY c.sequence LIMIT ?", [*arguments, limit])


def span(catalog: Catalog, first: int, last: int) -> list[Change]:
    """The changes with these numbers and those between, oldest first."""
    return _changes(catalog, "WHERE c.sequence BETWEEN ? AND ? ORDER BY c.sequence", [first, last])


def state(catalog: Catalog, bounds: Bounds, limit: int) -> list[Change]:
    """The last change of each item that ever was, in the order of these changes.

    An item that changes while this is read page by page moves to the end: it is never missed.
    """
    where, arguments = bounds.where()
    return _changes(catalog, f"WHERE {where} AND {_LATEST} ORDER BY c.sequence LIMIT ?", [*arguments, limit])


def state_size(catalog: Catalog, bounds: Bounds) -> int:
    """How many changes ``state`` would give without a limit."""
    where, arguments = bounds.where()
    sql = f"SELECT count(*) FROM {_TABLES} WHERE {where} AND {_LATEST}"  # noqa: S608 - constants
    return int(next(iter(catalog.rows(sql, arguments)))[0])


def last_of(catalog: Catalog, kind: str, key: str) -> Change | None:
    """The last change of the item that has, or had, this key."""
    found = _changes(catalog, "WHERE c.kind = ? AND c.key = ? ORDER BY c.sequence DESC LIMIT 1", [kind, key])
    return found[0] if found else None


def earliest(catalog: Catalog) -> str | None:
    """Time of the first change; None in an empty base."""
    return next((str(row[0]) for row in catalog.rows("SELECT at FROM change ORDER BY sequence LIMIT 1")), None)


def facet_values(catalog: Catalog, facet: str) -> list[str]:
    """The values that items have, or had."""
    column = FACETS[facet]
    sql = f"SELECT DISTINCT {column} FROM {_TABLES} WHERE {column} <> '' ORDER BY 1"  # noqa: S608 - constants
    return [str(row[0]) for row in catalog.rows(sql)]


def _changes(catalog: Catalog, tail: str, arguments: Sequence[str | int]) -> list[Change]:
    sql = f"SELECT {_COLUMNS} FROM {_TABLES} {tail}"  # noqa: S608 - constants
    return [Change(*row) for row in catalog.rows(sql, arguments)]
