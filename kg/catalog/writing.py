"""Commits of items: all or nothing, with an entry in the change log."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from kg.catalog.ledger import Ledger
from kg.catalog.reading import Catalog
from kg.catalog.rows import Change, Item, NewItem, now, passage_row, vector_row
from kg.concepts import store_concepts
from kg.quarantine import replace_rows
from kg.record_changes import store_records
from kg.statistics import store_statistics


class WritableCatalog(Catalog, Ledger):
    """The catalog of the one who writes. Open it with ``create``."""

    def put(self, new: NewItem, replaces: Item | None, vectors: Mapping[str, NDArray[np.float32]]) -> Change:
        """Write an item, its passages, their new vectors and the change-log entry, all or nothing.

        ``replaces`` is the item that this is a new version of; when its key
        differs, the old key redirects to the new one, and the log says that the
        old one is gone and a new one is there: harvesters know items by their keys.
        """
        with self._transaction():
            return self._put(new, replaces, vectors)

    def remove(self, item: Item) -> Change:
        """Take an item's content away and leave a tombstone."""
        with self._transaction():
            return self._remove(item)

    def change_all(self, new: Sequence[tuple[NewItem, Item | None]], gone: Sequence[Item]) -> list[Change]:
        """Put items without passages (each with what it replaces) and remove others, all or nothing."""
        with self._transaction():
            return [*(self._put(n, replaces, {}) for n, replaces in new), *(self._remove(item) for item in gone)]

    def redirect_things(self, moved: Mapping[tuple[str, str], str]) -> None:
        """Let things (kind and key) lead to the keys that they are shown under, and no other things any more."""
        with self._transaction():
            self._db.execute("DELETE FROM redirect WHERE kind NOT IN ('document', 'records', 'taxonomy')")
            self._db.executemany(
                "INSERT INTO redirect VALUES (?, ?, ?)", [(kind, key, target) for (kind, key), target in moved.items()]
            )

    def put_violations(self, found: Mapping[int, Sequence[Sequence[str | None]]]) -> None:
        """Replace what was found wrong with these items: rows of severity, focus, path, value, message, shape, at."""
        with self._transaction():
            self._db.executemany("DELETE FROM violation WHERE item = ?", [(item,) for item in found])
            self._db.executemany(
                "INSERT INTO violation (item, severity, focus, path, value, message, shape, at) "
                "VALUES (?,?,?,?,?,?,?,?)",
                [(item, *row) for item, rows in found.items() for row in rows],
            )

    def _put(self, new: NewItem, replaces: Item | None, vectors: Mapping[str, NDArray[np.float32]]) -> Change:
        at = self._moment()
        living = replaces is not None and not replaces.removed
        renamed = replaces is not None and replaces.key != new.key
        if replaces is not None and living and renamed:
            self._log("delete", replaces, replaces.id, at)
        self._db.executemany(
            "INSERT OR IGNORE INTO vector VALUES (?, ?, ?)",
            [vector_row(h, v) for h, v in vectors.items()],
        )
        item = self._write_item(new, replaces, at)
        old = self._take_passages(item)
        self._db.executemany(
            "INSERT INTO passage (item, eid, part, number, kind, text, language, ordinal, page, emphasis, "
            "mentions, vector_hash) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
            [passage_row(item, p, t) for p, t in zip(new.passages, new.encoded, strict=True)],
        )
        self._drop_vectors(old)
        store_statistics(self._db, item, new.kind, new.triples)
        change = self._log("update" if living and not renamed else "create", new, item, at)
        if new.kind == "taxonomy":
            store_concepts(self._db, item, new.triples, change.sequence, at)
        if new.kind == "records":
            self._store_given(item, new)
            store_records(self._db, item, new.triples, change.sequence)
        if new.rows is not None:
            replace_rows(self._db, new.key, new.rows, at)
        return change

    def _remove(self, item: Item) -> Change:
        at = self._moment()
        old = self._take_passages(item.id)
        change = self._log("delete", item, item.id, at)
        self._db.execute(
            "UPDATE item SET removed = 1, triples = NULL, updated = ?, sequence = ? WHERE id = ?",
            (at, change.sequence, item.id),
        )
        self._drop_vectors(old)
        store_statistics(self._db, item.id, item.kind, b"")
        store_concepts(self._db, item.id, b"", change.sequence, at)
        store_records(self._db, item.id, b"", change.sequence)
        return change

    def _write_item(self, new: NewItem, replaces: Item | None, at: str) -> int:
        sequence = self.sequence() + 1
        values = (
            new.kind, new.key, new.work, new.title, new.language, new.source, new.origin, new.media_type, new.sha256,
            sequence, at, json.dumps(new.metadata, ensure_ascii=False), zlib.compress(new.triples, 6),
        )  # fmt: skip
        self._db.execute("DELETE FROM redirect WHERE kind = ? AND key = ?", (new.kind, new.key))
        if replaces is None:
            cursor = self._db.execute(
                "INSERT INTO item (kind, key, work, title, language, source, origin, media_type, sha256, sequence, "
                "updated, metadata, triples, version, created) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,1,?)",
                (*values, at),
            )
            item, version = int(cursor.lastrowid or 0), 1
        else:
            item, version = replaces.id, replaces.version + 1
            self._db.execute(
                "UPDATE item SET kind=?, key=?, work=?, title=?, language=?, source=?, origin=?, media_type=?, "
                "sha256=?, sequence=?, updated=?, metadata=?, triples=?, version=?, removed=0 WHERE id = ?",
                (*values, version, item),
            )
            if replaces.key != new.key:
                self._db.execute("UPDATE redirect SET target = ? WHERE target = ?", (new.key, replaces.key))
                self._db.execute("INSERT OR REPLACE INTO redirect VALUES (?, ?, ?)", (new.kind, replaces.key, new.key))
        self._db.executemany(
            "INSERT OR REPLACE INTO redirect VALUES (?, ?, ?)", [(new.kind, *alias) for alias in new.aliases.items()]
        )
        self._db.execute("INSERT INTO version VALUES (?, ?, ?, ?, ?)", (item, version, new.sha256, new.origin, at))
        return item

    def _store_given(self, item: int, new: NewItem) -> None:
        self._db.execute("DELETE FROM as_given WHERE item = ?", (item,))
        if new.given and new.given != new.triples:
            self._db.execute("INSERT INTO as_given VALUES (?, ?)", (item, zlib.compress(new.given, 6)))

    def _moment(self) -> str:
        """The time of a change: now, but never before the last one, even when the clock was set back."""
        last = self._db.execute("SELECT at FROM change ORDER BY sequence DESC LIMIT 1").fetchone()
        return max(now(), str(last[0])) if last else now()

    def _log(self, action: str, about: Item | NewItem, item: int, at: str) -> Change:
        values = (action, item, about.title, about.sha256, at, about.kind, about.key, about.language)
        cursor = self._db.execute(
            "INSERT INTO change (action, item, title, sha256, at, kind, key, language) VALUES (?,?,?,?,?,?,?,?)", values
        )
        return Change(int(cursor.lastrowid or 0), *values)

    def _take_passages(self, item: int) -> list[str]:
        rows = self._db.execute("DELETE FROM passage WHERE item = ? RETURNING vector_hash", (item,))
        return [str(r[0]) for r in rows.fetchall()]

    def _drop_vectors(self, hashes: list[str]) -> None:
        unused = "DELETE FROM vector WHERE hash = ?1 AND NOT EXISTS (SELECT 1 FROM passage WHERE vector_hash = ?1)"
        self._db.executemany(unused, [(h,) for h in hashes])
