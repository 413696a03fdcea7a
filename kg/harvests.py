"""Harvests in the catalog: runs with their counts, what each source holds, which addresses were fetched when."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Protocol

from kg.catalog import Catalog, now

OPEN = ("running", "interrupted", "failed")
"""Outcomes after which a run may go on."""


THE_END = ""
"""The place where a run goes on when it has read all pages."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run over a source. Times are ISO 8601 in UTC.

    ``since``: an incremental run asked for what changed from then on; ``at``: the address where it goes on;
    ``mark``: the newest time that its rows told; ``message``: why it is not done, or what is worth knowing.
    """

    id: int
    source: str
    mode: str
    outcome: str
    started: str
    touched: str
    ended: str | None
    pages: int
    created: int
    changed: int
    unchanged: int
    removed: int
    refused: int
    since: str | None
    at: str | None
    mark: str | None
    message: str | None


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of a fetched address."""

    etag: str | None
    modified: str | None
    media_type: str
    charset: str | None
    sha256: str


class SourceRow(Protocol):
    """A row as a source gives it; ``content`` None: it is gone there."""

    @property
    def key(self) -> str:
        """Known by this within its source."""

    @property
    def content(self) -> bytes | None:
        """All of it."""

    @property
    def hash(self) -> str:
        """Of the content."""


_COLUMNS = ", ".join(field.name for field in fields(Run))
_RUNS = f"SELECT {_COLUMNS} FROM harvest"  # noqa: S608 - constants
_PUT = (
    "INSERT INTO harvested (source, key, hash, content, item, seen, changed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) "
    "ON CONFLICT DO UPDATE SET hash = ?3, content = ?4, item = coalesce(?5, item), seen = ?6, changed = ?7, "
    "removed = NULL"
)
_TAKE = "UPDATE harvested SET content = NULL, hash = '', removed = ?, seen = ? WHERE source = ? AND key = ?"


class Harvests:
    """Reads and writes what the catalog keeps of harvests. Writing needs a catalog that is open for it."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    # ------------------------------------------------------------------ runs

    def begin(self, source: str, mode: str, since: str | None) -> Run:
        """A new run."""
        at = now()
        with self._catalog.transaction() as db:
            cursor = db.execute(
                "INSERT INTO harvest (source, mode, outcome, started, touched, since, mark) "
                "VALUES (?, ?, 'running', ?, ?, ?, ?)",
                (source, mode, at, at, since, since),
            )
        return self.run(int(cursor.lastrowid or 0))

    def go_on(self, run: Run) -> Run:
        """Take up a run that was not finished."""
        with self._catalog.transaction() as db:
            db.execute("UPDATE harvest SET outcome = 'running', ended = NULL, message = NULL WHERE id = ?", (run.id,))
        return self.run(run.id)

    def end(self, run: Run, outcome: str, message: str | None = None, refused: int = 0) -> Run:
        """Say how a run ended. One that is done does not go on from anywhere."""
        with self._catalog.transaction() as db:
            db.execute(
                "UPDATE harvest SET outcome = ?, message = ?, ended = ?, touched = ?, refused = ?, "
                "at = CASE WHEN ? IN ('failed', 'interrupted') THEN at END WHERE id = ?",
                (outcome, message, now(), now(), refused, outcome, run.id),
            )
        return self.run(run.id)

    def count(self, run: Run, created: int, changed: int, unchanged: int, removed: int) -> None:
        """Add to the counts of a run."""
        with self._catalog.transaction() as db:
            db.execute(
                "UPDATE harvest SET created = created + ?, changed = changed + ?, unchanged = unchanged + ?, "
                "removed = removed + ?, touched = ? WHERE id = ?",
                (created, changed, unchanged, removed, now(), run.id),
            )

    def run(self, number: int) -> Run:
        """A run by its number."""
        return Run(*next(iter(self._catalog.rows(f"{_RUNS} WHERE id = ?", (number,)))))

    def runs(self, source: str | None = None, limit: int = 100) -> list[Run]:
        """Runs, the newest first."""
        where, arguments = ("WHERE source = ?", [source]) if source else ("", [])
        return [Run(*r) for r in self._catalog.rows(f"{_RUNS} {where} ORDER BY id DESC LIMIT ?", [*arguments, limit])]

    def last(self, source: str, *, mode: str | None = None, done: bool = False) -> Run | None:
        """The last run over a source, or the last of a mode, or that was done."""
        found = (
            r for r in self.runs(source, 1000) if (mode is None or r.mode == mode) and (not done or r.outcome == "done")
        )
        return next(found, None)

    def sources(self) -> list[str]:
        """Names of everything that was ever harvested."""
        return [str(row[0]) for row in self._catalog.rows("SELECT DISTINCT source FROM harvest ORDER BY 1")]

    # ------------------------------------------------------------------ rows

    def page(self, run: Run, rows: Iterable[SourceRow], following: str | None, mark: str | None) -> int:
        """Store a page of rows, all or nothing; returns how many of them this run had not met before.

        Args:
            run: that met them.
            rows: of the page.
            following: address of the next page; None at the end.
            mark: the newest time that the rows tell.
        """
        counts = {"created": 0, "changed": 0, "unchanged": 0, "removed": 0}
        at = now()
        with self._catalog.transaction() as db:
            for row in rows:
                known = db.execute(
                    "SELECT hash, seen, removed FROM harvested WHERE source = ? AND key = ?", (run.source, row.key)
                ).fetchone()
                what = _what(known, row, run.id)
                if what in {"created", "changed", "again"} and row.content is not None:
                    packed = zlib.compress(row.content, 6)
                    db.execute(_PUT, (run.source, row.key, row.hash, packed, None, run.id, at))
                elif what == "removed":
                    db.execute(_TAKE, (at, run.id, run.source, row.key))
                elif what == "unchanged":
                    db.execute(
                        "UPDATE harvested SET seen = ? WHERE source = ? AND key = ?", (run.id, run.source, row.key)
                    )
                if what in counts:
                    counts[what] += 1
            db.execute(
                "UPDATE harvest SET pages = pages + 1, created = created + ?, changed = changed + ?, "
                "unchanged = unchanged + ?, removed = removed + ?, at = ?, "
                "mark = nullif(max(coalesce(mark, ''), ?), ''), touched = ? WHERE id = ?",
                (*counts.values(), following or THE_END, mark or "", at, run.id),
            )
        return sum(counts.values())

    def put_document(self, run: Run, key: str, digest: str, item: str | None) -> None:
        """Note a document of a source: what it became, and that this run met it."""
        with self._catalog.transaction() as db:
            db.execute(_PUT, (run.source, key, digest, b"", item, run.id, now()))

    def take(self, run: Run, keys: Iterable[str]) -> int:
        """Note that rows are gone at the source; returns how many."""
        at = now()
        gone = [(at, run.id, run.source, key) for key in keys]
        with self._catalog.transaction() as db:
            db.executemany(_TAKE, gone)
            db.execute("UPDATE harvest SET removed = removed + ? WHERE id = ?", (len(gone), run.id))
        return len(gone)

    def living(self, source: str) -> int:
        """How many rows a source has."""
        sql = "SELECT count(*) FROM harvested WHERE source = ? AND removed IS NULL"
        return int(next(iter(self._catalog.rows(sql, (source,))))[0])

    def held(self, source: str) -> int:
        """How many records or documents the base has from a source."""
        sql = (
            "SELECT count(*) FROM record r JOIN item i ON i.id = r.item "
            "WHERE i.kind = 'records' AND i.key = ? AND r.removed = 0"
        )
        return int(next(iter(self._catalog.rows(sql, (source,))))[0]) or self.living(source)

    def seen(self, run: Run) -> int:
        """How many living rows a run has met."""
        sql = "SELECT count(*) FROM harvested WHERE source = ? AND removed IS NULL AND seen = ?"
        return int(next(iter(self._catalog.rows(sql, (run.source, run.id))))[0])

    def unseen(self, run: Run) -> list[tuple[str, str | None]]:
        """(key, item) of the living rows that a run has not met."""
        sql = "SELECT key, item FROM harvested WHERE source = ? AND removed IS NULL AND seen != ? ORDER BY key"
        return [(str(k), i) for k, i in self._catalog.rows(sql, (run.source, run.id))]

    def contents(self, source: str) -> Iterator[bytes]:
        """The living rows of a source in the order of their keys."""
        sql = "SELECT content FROM harvested WHERE source = ? AND removed IS NULL ORDER BY key"
        return (zlib.decompress(r[0]) for r in self._catalog.rows(sql, (source,)))

    def documents(self, source: str) -> dict[str, tuple[str, str | None, int]]:
        """Key → (hash, item, run that met it last) of the living documents of a source."""
        sql = "SELECT key, hash, item, seen FROM harvested WHERE source = ? AND removed IS NULL"
        return {str(k): (str(h), i, int(n)) for k, h, i, n in self._catalog.rows(sql, (source,))}

    def removals(self, source: str, limit: int = 100) -> list[tuple[str, str]]:
        """(key, time) of what went at a source, the last first."""
        sql = (
            "SELECT key, removed FROM harvested WHERE source = ? AND removed IS NOT NULL "
            "ORDER BY removed DESC, key LIMIT ?"
        )
        return [(str(k), str(at)) for k, at in self._catalog.rows(sql, (source, limit))]

    # ------------------------------------------------------------------ addresses

    def recall(self, url: str) -> Kept | None:
        """What is known of an address."""
        sql = "SELECT etag, modified, media_type, charset, sha256 FROM fetched WHERE url = ?"
        return next((Kept(*row) for row in self._catalog.rows(sql, (url,))), None)

    def remember(self, url: str, kept: Kept) -> None:
        """Keep what an address told."""
        values = (url, kept.etag, kept.modified, kept.media_type, kept.charset, kept.sha256, now())
        with self._catalog.transaction() as db:
            db.execute("INSERT OR REPLACE INTO fetched VALUES (?, ?, ?, ?, ?, ?, ?)", values)


def _what(known: tuple[str, int, str | None] | None, row: SourceRow, run: int) -> str:
    """What a row is to this run: created, changed, unchanged, removed; again: met before in it; nothing."""
    living = known is not None and known[2] is None
    if row.content is None:
        return "removed" if living else "nothing"
    if known is None or not living:
        return "created"
    if known[1] == run:
        return "nothing" if known[0] == row.hash else "again"
    return "unchanged" if known[0] == row.hash else "changed"
