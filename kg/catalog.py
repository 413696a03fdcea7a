"""The SQLite catalog: the truth of a base (see ``catalog.sql`` for its tables).

Readers hold one read transaction for as long as they live, so what they see
never changes under them; a writer commits beside them (WAL mode).
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.concepts import ConceptChange, read_concepts, store_concepts
from kg.errors import NotFound
from kg.model import Mention, Passage
from kg.quarantine import RefusedRows, replace_rows
from kg.record_changes import removed_at, store_records
from kg.statistics import store_statistics
from kg.upgrade import SCHEMA_VERSION, is_outdated, upgrade_tables, upgrade_values
from kg.vectors.packing import packed, packed_size, unpacked


@dataclass(frozen=True, slots=True)
class Item:
    """A row of ``item``. ``metadata`` is what lists, filters and pages need without the graph."""

    id: int
    kind: str
    key: str
    work: str | None
    title: str
    language: str | None
    source: str
    origin: str
    media_type: str
    sha256: str
    sequence: int
    version: int
    created: str
    updated: str
    metadata: Mapping[str, Any]
    removed: bool


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A row of ``passage``: like ``kg.model.Passage``, with its id and its item's."""

    id: int
    item: int
    eid: str
    part: str
    number: str | None
    kind: str
    text: str
    language: str
    order: int
    page: int | None
    emphasis: tuple[tuple[int, int], ...]
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """An entry of the change log. ``kind``, ``key`` and ``language`` are the item's as they were then."""

    sequence: int
    action: str
    item: int
    title: str
    sha256: str
    at: str
    kind: str
    key: str
    language: str | None


@dataclass(frozen=True, slots=True)
class NewItem:
    """Everything that one commit writes about an item, except its vectors."""

    kind: str
    key: str
    work: str | None
    title: str
    language: str | None
    source: str
    origin: str
    media_type: str
    sha256: str
    metadata: Mapping[str, Any]
    triples: bytes
    passages: Sequence[Passage] = ()
    encoded: Sequence[str] = ()
    """The text that was encoded for each passage."""
    given: bytes = b""
    """The statements as the source gave them, where they are not ``triples``."""
    rows: RefusedRows | None = None
    """Of records: the rows that were refused; None leaves the quarantine as it is."""
    aliases: Mapping[str, str] = field(default_factory=dict)
    """Other keys that lead to this item or to its Work (a joint document's other symbols) → the key they lead to."""


def now() -> str:
    """The current time in UTC, as ISO 8601 with seconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def text_hash(text: str) -> str:
    """Key of a text's vector."""
    return sha256(text.encode()).hexdigest()[:32]


_ITEM = (
    "id, kind, key, work, title, language, source, origin, media_type, sha256, sequence, version, created, updated, "
    "metadata, removed"
)
_TEXTS = "SELECT id, text, language FROM passage WHERE id IN"
CHANGE = "sequence, action, item, title, sha256, at, kind, key, language"
"""Columns of a ``Change``, in its order."""

_MENTION = tuple(each.name for each in fields(Mention))

_PASSAGE = "id, item, eid, part, number, kind, text, language, ordinal, page, emphasis, mentions"


def _item(row: Sequence[Any]) -> Item:
    return Item(*(*row[:14], json.loads(row[14]), bool(row[15])))


def _passage(row: Sequence[Any]) -> StoredPassage:
    emphasis = tuple((a, b) for a, b in json.loads(row[10])) if row[10] != "[]" else ()
    mentions = tuple(_mention(**each) for each in json.loads(row[11]))
    return StoredPassage(*(*row[:10], emphasis, mentions))


def _mention(span: Sequence[int], **others: Any) -> Mention:  # noqa: ANN401
    return Mention((span[0], span[1]), **others)


class Catalog:
    """One connection to ``catalog.db``."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    @classmethod
    def create(cls, path: Path) -> Catalog:
        """Open for writing, making the tables where they are missing."""
        db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA foreign_keys = ON")
        upgrade_tables(db)
        db.executescript(files("kg").joinpath("catalog.sql").read_text("utf-8"))
        db.execute("INSERT OR IGNORE INTO meta VALUES ('schema', ?)", (SCHEMA_VERSION,))
        upgrade_values(db)
        return cls(db)

    @classmethod
    def read(cls, path: Path) -> Catalog:
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

    # ------------------------------------------------------------------ reading

    def meta(self, key: str) -> str | None:
        """A value of the ``meta`` table."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def sequence(self) -> int:
        """Number of the last change, 0 in an empty base."""
        return int(self._db.execute("SELECT coalesce(max(sequence), 0) FROM change").fetchone()[0])

    def items(self, kind: str | None = None, *, removed: bool = False) -> list[Item]:
        """All items of a kind, in the order in which they arrived."""
        where = "removed = ?" + (" AND kind = ?" if kind else "")
        args = (int(removed), kind) if kind else (int(removed),)
        return [_item(r) for r in self._db.execute(f"SELECT {_ITEM} FROM item WHERE {where} ORDER BY id", args)]

    def items_by_id(self, ids: Iterable[int]) -> dict[int, Item]:
        """Items by their row ids, removed ones included."""
        return {i.id: i for i in (_item(r) for r in self._select(f"SELECT {_ITEM} FROM item WHERE id IN", ids))}

    def item(self, kind: str, key: str) -> Item | None:
        """The item with this key, removed or not."""
        row = self._db.execute(f"SELECT {_ITEM} FROM item WHERE kind = ? AND key = ?", (kind, key)).fetchone()
        return None if row is None else _item(row)

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
            f"SELECT {_ITEM} FROM item WHERE removed = 0 AND "
            "(sha256 = ?1 OR id IN (SELECT item FROM version WHERE sha256 = ?1)) ORDER BY sha256 = ?1 DESC LIMIT 1",
            (digest,),
        ).fetchone()
        return None if row is None else _item(row)

    def by_origin(self, origin: str) -> Item | None:
        """The living item that came from this place."""
        row = self._db.execute(f"SELECT {_ITEM} FROM item WHERE removed = 0 AND origin = ?", (origin,)).fetchone()
        return None if row is None else _item(row)

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
        rows = self._db.execute(f"SELECT {_PASSAGE} FROM passage WHERE item = ? ORDER BY ordinal", (item,))
        return [_passage(r) for r in rows]

    def passages_by_id(self, ids: Iterable[int]) -> dict[int, StoredPassage]:
        """Passages by their row ids; ids that are gone are missing from the answer."""
        rows = self._select(f"SELECT {_PASSAGE} FROM passage WHERE id IN", ids)
        return {p.id: p for p in (_passage(r) for r in rows)}

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

    def vectors(self, items: Iterable[int] | None = None) -> Iterator[tuple[int, str, NDArray[np.float32]]]:
        """(passage id, language, vector) of all passages, or of those of some items."""
        sql = "SELECT p.id, p.language, v.value FROM passage p JOIN vector v ON v.hash = p.vector_hash"
        rows = self._db.execute(sql) if items is None else self._select(f"{sql} WHERE p.item IN", items)
        return ((int(i), str(lang), np.frombuffer(blob, np.float32)) for i, lang, blob in rows)

    def chunk_vectors(self, passages: Iterable[int], dimension: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The chunks of some passages: the passage of each, shape (n,), and its vector, shape (n, dimension).

        Passages that are all one chunk have none.
        """
        rows = self._select(
            "SELECT v.chunks, p.id FROM vector v JOIN passage p ON v.hash = p.vector_hash "
            "WHERE v.chunks IS NOT NULL AND p.id IN",
            passages,
        )
        values, owners, size = bytearray(), array("q"), packed_size(dimension)
        for chunks, passage in rows:
            values += chunks
            owners.extend([passage] * (len(chunks) // size))
        return np.array(owners, np.int64), unpacked(values, dimension)

    def passage_language_codes(self) -> list[str]:
        """Languages that have passages, in alphabetical order."""
        return [str(r[0]) for r in self._db.execute("SELECT language FROM passage GROUP BY 1 ORDER BY 1")]

    def passage_vectors(self, passages: Iterable[int]) -> dict[str, tuple[NDArray[np.int64], NDArray[np.float32]]]:
        """Some passages by language: ids, shape (n,), and vectors, shape (n, dimension)."""
        rows = self._select(
            "SELECT p.id, p.language, v.value FROM passage p JOIN vector v ON v.hash = p.vector_hash WHERE p.id IN",
            passages,
        )
        return by_language((int(i), str(lang), np.frombuffer(blob, np.float32)) for i, lang, blob in rows)

    def language_vectors(self, language: str) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """All passages of a language: their ids, ascending, shape (n,), and vectors, shape (n, dimension).

        Vectors are read in the order in which they lie on the disk, each into its place.
        """
        among = "SELECT id FROM passage WHERE language = ? ORDER BY id"
        rows = {passage: row for row, (passage,) in enumerate(self._db.execute(among, (language,)))}
        ids, found = np.fromiter(rows, np.int64, len(rows)), np.zeros(len(rows), np.bool_)
        vectors = np.empty((0, 0), np.float32)
        stored = self._db.execute(
            "WITH p AS MATERIALIZED (SELECT id, vector_hash FROM passage WHERE language = ? ORDER BY vector_hash) "
            "SELECT p.id, v.value FROM p CROSS JOIN vector v ON v.hash = p.vector_hash",
            (language,),
        )
        for passage, value in stored:
            if not vectors.size:
                vectors = np.empty((len(rows), len(value) // 4), np.float32)
            row = rows[passage]
            vectors[row] = np.frombuffer(value, np.float32)
            found[row] = True
        return (ids, vectors) if found.all() else (ids[found], vectors[found[: len(vectors)]])

    def passage_hashes(self, language: str) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
        """All passages of a language: their ids, ascending, shape (n,), and their texts' hashes, shape (n, 16)."""
        rows = self._db.execute("SELECT id, vector_hash FROM passage WHERE language = ? ORDER BY id", (language,))
        ids, hashes = array("q"), bytearray()
        for passage, value in rows:
            ids.append(passage)
            hashes += bytes.fromhex(value)
        return np.array(ids, np.int64), np.frombuffer(hashes, np.uint8).reshape(-1, 16)

    def known_vectors(self, hashes: Iterable[str]) -> set[str]:
        """Those of the hashes whose text has been encoded already."""
        return {str(r[0]) for r in self._select("SELECT hash FROM vector WHERE hash IN", hashes)}

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

    def rows(self, sql: str, arguments: Sequence[Any] | Mapping[str, Any] = ()) -> Iterator[Sequence[Any]]:
        """Rows of a statement of ours, for modules of ``kg`` that read the tables in their own way."""
        return self._db.execute(sql, arguments)

    def _select(self, head: str, ids: Iterable[Any]) -> Iterator[Sequence[Any]]:
        """Run ``head (?, ?, …)`` over any number of ids, below SQLite's limit on variables."""
        wanted = list(ids)
        for i in range(0, len(wanted), 5000):
            part = wanted[i : i + 5000]
            yield from self._db.execute(f"{head} ({','.join('?' * len(part))})", part)

    # ------------------------------------------------------------------ writing

    def set_meta(self, key: str, value: str) -> None:
        """Store a value in the ``meta`` table."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

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
            [_passage_row(item, p, t) for p, t in zip(new.passages, new.encoded, strict=True)],
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

    def put_violations(self, found: Mapping[int, Sequence[Sequence[str | None]]]) -> None:
        """Replace what was found wrong with these items: rows of severity, focus, path, value, message, shape, at."""
        with self._transaction():
            self._db.executemany("DELETE FROM violation WHERE item = ?", [(item,) for item in found])
            self._db.executemany(
                "INSERT INTO violation (item, severity, focus, path, value, message, shape, at) "
                "VALUES (?,?,?,?,?,?,?,?)",
                [(item, *row) for item, rows in found.items() for row in rows],
            )

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

    def redirect_things(self, moved: Mapping[tuple[str, str], str]) -> None:
        """Let things (kind and key) lead to the keys that they are shown under, and no other things any more."""
        with self._transaction():
            self._db.execute("DELETE FROM redirect WHERE kind NOT IN ('document', 'records', 'taxonomy')")
            self._db.executemany(
                "INSERT INTO redirect VALUES (?, ?, ?)", [(kind, key, target) for (kind, key), target in moved.items()]
            )

    # ------------------------------------------------------------------ ledger

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

    def transaction(self) -> _Transaction:
        """All or nothing, for modules that keep tables of their own: gives the connection."""
        return self._transaction()

    def _transaction(self) -> _Transaction:
        return _Transaction(self._db)


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


def by_language(
    rows: Iterable[tuple[int, str, NDArray[np.float32]]],
) -> dict[str, tuple[NDArray[np.int64], NDArray[np.float32]]]:
    """Rows of (passage id, language, vector) by language: ids, shape (n,), and vectors, shape (n, dimension)."""
    found: dict[str, tuple[list[int], list[NDArray[np.float32]]]] = defaultdict(lambda: ([], []))
    for passage, language, vector in rows:
        ids, vectors = found[language]
        ids.append(passage)
        vectors.append(vector)
    return {name: (np.array(ids, np.int64), np.stack(vectors)) for name, (ids, vectors) in found.items()}


def vector_row(key: str, vectors: NDArray[np.float32]) -> tuple[str, bytes, bytes | None]:
    """A row of ``vector``, from a text's vector and those of its chunks, shape (1 + chunks, dimension)."""
    whole, *chunks = np.atleast_2d(vectors).astype(np.float32, copy=False)
    return key, whole.tobytes(), packed(np.array(chunks))


def _passage_row(item: int, p: Passage, encoded: str) -> tuple[Any, ...]:
    mentions = json.dumps([{name: getattr(m, name) for name in _MENTION} for m in p.mentions], ensure_ascii=False)
    return (
        item, p.eid, p.part, p.number, p.kind.value, p.text, p.language, p.order, p.page,
        json.dumps(p.emphasis), mentions, text_hash(encoded),
    )  # fmt: skip
