"""The ledger: which sources a run worked on, and what became of them."""

from __future__ import annotations

from kg.catalog.connection import Connection
from kg.catalog.rows import now


class Ledger(Connection):
    """Outlives a killed writer."""

    def begin(self, run: str, source: str, digest: str | None) -> int:
        """Note that a source is being worked on. This outlives a killed writer, but does not wait for the disk."""
        self._db.execute("PRAGMA synchronous = NORMAL")
        cursor = self._db.execute(
            "INSERT INTO ledger (run, source, sha256, outcome, started) VALUES (?,?,?,'in progress',?)",
            (run, source, digest, now()),
        )
        self._db.execute("PRAGMA synchronous = FULL")
        return int(cursor.lastrowid or 0)

    def end(self, entry: int, outcome: str, *, place: str = "", reason: str = "") -> None:
        """Note what became of it."""
        self._db.execute(
            "UPDATE ledger SET outcome = ?, place = ?, reason = ?, ended = ? WHERE id = ?",
            (outcome, place or None, reason or None, now(), entry),
        )

    def interrupted(self) -> list[str]:
        """Close the entries that a killed run left open; returns their sources."""
        rows = self._db.execute(
            "UPDATE ledger SET outcome = 'interrupted', ended = ? WHERE outcome = 'in progress' RETURNING source",
            (now(),),
        )
        self._db.execute("UPDATE harvest SET outcome = 'interrupted', ended = ? WHERE outcome = 'running'", (now(),))
        return [str(r[0]) for r in rows.fetchall()]
