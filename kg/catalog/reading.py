"""Items, passages and the change log, as they were when the catalog was opened."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from kg.catalog.rows import CHANGE, ITEM, PASSAGE, Change, Item, StoredPassage, item_of, passage_of
from kg.catalog.vectors import StoredVectors
from kg.concepts import ConceptChange, read_concepts
from kg.record_changes import removed_at

_TEXTS = "SELECT id, text, language FROM passage WHERE id IN"


class Catalog(StoredVectors):
    """One view of ``catalog.db``. Open it with ``read``."""

    def items(self, kind: str | None = None, *, removed: bool = False) -> list[Item]:
        """All items of a kind, in the order in which they arrived."""
        where = "removed = ?" + (" AND kind = ?" if kind else "")
        args = (int(removed), kind) if kind else (int(removed),)
        return [item_of(r) for r in self._db.execute(f"SELECT {ITEM} FROM item WHERE {where} ORDER BY id", args)]

    def items_by_id(self, ids: Iterable[int]) -> dict[int, Item]:
        """Items by their row ids, removed ones included."""
        return {i.id: i for i in (item_of(r) for r in self._select(f"SELECT {ITEM} FROM item WHERE id IN", ids))}

    def item(self, kind: str, key: str) -> Item | None:
        """The item with this key, removed or not."""
        row = self._db.execute(f"SELECT {ITEM} FROM item WHERE kind = ? AND key = ?", (kind, key)).fetchone()
        return None if row is None else item_of(row)

    def redirect(self, kind: str, key: str) -> str | None:
        """The newer key of an item that was renamed."""
        row = self._db.execute("SELECT target FROM redirect WHERE kind = ? AND key = ?", (kind, key)).fetchone()
        return None if row is None else str(row[0])

    def former_keys(self, kind: str, key: str) -> list[str]:
        """Keys that redirect to this one."""
        rows = self._db.execute("SELECT key FROM redirect WHERE kind = ? AND target = ?", (kind, key))
        return [str(r[0]) for r in rows]

    def by_content(self, digest: str) -> Item | None:
        """The living item that has, or once had, exactly these bytes."""
        row = self._db.execute(
            f"SELECT {ITEM} FROM item WHERE removed = 0 AND "
            "(sha256 = ?1 OR id IN (SELECT item FROM version WHERE sha256 = ?1)) ORDER BY sha256 = ?1 DESC LIMIT 1",
            (digest,),
        ).fetchone()
        return None if row is None else item_of(row)

    def by_origin(self, origin: str) -> Item | None:
        """The living item that came from this place."""
        row = self._db.execute(f"SELECT {ITEM} FROM item WHERE removed = 0 AND origin = ?", (origin,)).fetchone()
        return None if row is None else item_of(row)

    def triples(self, item: int) -> bytes:
        """An item's statements as N-Triples; empty once it is removed."""
        row = self._db.execute("SELECT triples FROM item WHERE id = ?", (item,)).fetchone()
        return zlib.decompress(row[0]) if row and row[0] is not None else b""

    def given(self, item: int) -> bytes:
        """An item's statements as its source gave them, about things under the URIs that the source made."""
        row = self._db.execute("SELECT triples FROM as_given WHERE item = ?", (item,)).fetchone()
        return zlib.decompress(row[0]) if row else self.triples(item)

    def holds_given(self) -> bool:
        """Whether any item's things are shown under other URIs than its source made."""
        return self._db.execute("SELECT 1 FROM as_given LIMIT 1").fetchone() is not None

    def passages(self, item: int) -> list[StoredPassage]:
        """An item's passages in reading order."""
        rows = self._db.execute(f"SELECT {PASSAGE} FROM passage WHERE item = ? ORDER BY ordinal", (item,))
        return [passage_of(r) for r in rows]

    def passages_by_id(self, ids: Iterable[int]) -> dict[int, StoredPassage]:
        """Passages by their row ids; ids that are gone are missing from the answer."""
        rows = self._select(f"SELECT {PASSAGE} FROM passage WHERE id IN", ids)
        return {p.id: p for p in (passage_of(r) for r in rows)}

    def passage_texts(self, ids: Iterable[int]) -> dict[int, tuple[str, str]]:
        """Text and language of passages by their row ids, without all else that is kept of them."""
        return {row: (text, language) for row, text, language in self._select(_TEXTS, ids)}

    def passage_places(self, items: Iterable[int] | None = None) -> Iterator[Sequence[Any]]:
        """(passage id, item id, eid, kind, language, characters) of all passages, or of those of some items."""
        sql = "SELECT id, item, eid, kind, language, length(text) FROM passage"
        return self._db.execute(sql) if items is None else self._select(f"{sql} WHERE item IN", items)

    def passage_languages(self, items: Iterable[int] | None = None) -> Iterator[tuple[int, int, str]]:
        """(passage id, item id, language) of all passages, or of those of some items."""
        sql = "SELECT id, item, language FROM passage"
        rows = self._db.execute(sql) if items is None else self._select(f"{sql} WHERE item IN", items)
        return ((int(a), int(b), str(c)) for a, b, c in rows)

    def passage_language_codes(self) -> list[str]:
        """Languages that have passages, in alphabetical order."""
        return [str(r[0]) for r in self._db.execute("SELECT language FROM passage GROUP BY 1 ORDER BY 1")]

    def changes(self, after: int = 0, limit: int = -1) -> list[Change]:
        """The change log after a sequence number, oldest first."""
        sql = f"SELECT {CHANGE} FROM change WHERE sequence > ? ORDER BY 1 LIMIT ?"
        return [Change(*r) for r in self._db.execute(sql, (after, limit))]

    def changed_items(self, after: int) -> list[int]:
        """Ids of the items that changed after a sequence number."""
        rows = self._db.execute("SELECT DISTINCT item FROM change WHERE sequence > ? ORDER BY item", (after,))
        return [int(r[0]) for r in rows]

    def concept_changes(self) -> dict[str, ConceptChange]:
        """When each concept of a taxonomy changed, by URI; those that went included."""
        return read_concepts(self._db)

    def record_removed(self, uri: str) -> str | None:
        """When the last source that had a record gave it up (UTC, ISO 8601); None while one has it."""
        return removed_at(self._db, uri)

    def counts(self) -> dict[str, int]:
        """Living items by kind, and passages."""
        found = {
            str(k): int(n) for k, n in self._db.execute("SELECT kind, count(*) FROM item WHERE removed = 0 GROUP BY 1")
        }
        found["passages"] = int(self._db.execute("SELECT count(*) FROM passage").fetchone()[0])
        return found
