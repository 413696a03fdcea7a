"""A connection to ``catalog.db``: opening, statements, transactions, the ``meta`` table."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Self

from kg.errors import NotFound
from kg.upgrade import SCHEMA_VERSION, is_outdated, upgrade_tables, upgrade_values


class Connection:
    """Opened with ``read`` or ``create``."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    @classmethod
    def create(cls, path: Path) -> Self:
        """Open for writing, making the tables where they are missing."""
        db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA foreign_keys = ON")
        upgrade_tables(db)
        db.executescript(files("kg.catalog").joinpath("catalog.sql").read_text("utf-8"))
        db.execute("INSERT OR IGNORE INTO meta VALUES ('schema', ?)", (SCHEMA_VERSION,))
        upgrade_values(db)
        return cls(db)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Open a view of the catalog as it is now; later commits are not seen.

        Raises:
            NotFound: there is no base here.
        """
        if not path.is_file():
            raise NotFound(f"There is no base in {path.parent}.", remedy="Make one with `mea-kg init`.")
        if is_outdated(path):
            cls.create(path).close()
        db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30)
        db.execute("PRAGMA query_only = ON")
        db.execute("BEGIN")
        db.execute("SELECT count(*) FROM meta").fetchone()  # pins the snapshot
        return cls(db)

    def close(self) -> None:
        """Release the connection and the view it holds."""
        self._db.close()

    def meta(self, key: str) -> str | None:
        """A value of the ``meta`` table."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def set_meta(self, key: str, value: str) -> None:
        """Store a value in the ``meta`` table."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def sequence(self) -> int:
        """Number of the last change, 0 in an empty base."""
        return int(self._db.execute("SELECT coalesce(max(sequence), 0) FROM change").fetchone()[0])

    def rows(self, sql: str, arguments: Sequence[Any] | Mapping[str, Any] = ()) -> Iterator[Sequence[Any]]:
        """Rows of a statement of ours, for modules of ``kg`` that read the tables in their own way."""
        return self._db.execute(sql, arguments)

    def transaction(self) -> _Transaction:
        """All or nothing, for modules that keep tables of their own: gives the connection."""
        return self._transaction()

    def _transaction(self) -> _Transaction:
        return _Transaction(self._db)

    def _select(self, head: str, ids: Iterable[Any]) -> Iterator[Sequence[Any]]:
        """Run ``head (?, ?, …)`` over any number of ids, below SQLite's limit on variables."""
        wanted = list(ids)
        for i in range(0, len(wanted), 5000):
            part = wanted[i : i + 5000]
            yield from self._db.execute(f"{head} ({','.join('?' * len(part))})", part)


class _Transaction:
    """``BEGIN IMMEDIATE`` … ``COMMIT``, or ``ROLLBACK`` on any exception; within another one, a part of it."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._part = db.in_transaction

    def __enter__(self) -> sqlite3.Connection:
        self._db.execute("SAVEPOINT part" if self._part else "BEGIN IMMEDIATE")
        return self._db

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._db.execute("RELEASE part" if self._part else "COMMIT")
        elif self._part:
            self._db.execute("ROLLBACK TO part")
            self._db.execute("RELEASE part")
        else:
            self._db.execute("ROLLBACK")
