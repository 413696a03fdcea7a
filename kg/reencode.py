"""Moves a base to another encoder while readers, and other writers, go on with the old one.

New vectors gather in a table of their own, a batch a transaction, so that an end at any moment loses one batch at
most and the next call goes on from there. When every passage has one, the tables change places in one transaction,
together with the record of the model; the next generation brings readers the new vectors.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Self

from kg.catalog import Catalog, text_hash, vector_row
from kg.embedding.chunks import encode_chunked
from kg.embedding.context import encoded_texts
from kg.embedding.encoder import Encoder
from kg.intake import model_id
from kg.settings import Settings
from kg.writer import Writer

BATCH = 256
"""Texts that are encoded for one transaction."""

Progress = Callable[[int, int], None]
"""Told how many passages have a new vector, and how many passages there are."""

_NEW = "CREATE TABLE moving (hash TEXT PRIMARY KEY, value BLOB NOT NULL, chunks BLOB) WITHOUT ROWID"
_UNUSED = "DELETE FROM vector WHERE hash NOT IN (SELECT vector_hash FROM passage)"


def reencode(settings: Settings, encoder: Encoder, *, wait: float = 0.0, progress: Progress = lambda *_: None) -> int:
    """Move the base in ``settings.data`` to ``encoder``; returns how many texts were encoded now.

    Only the last step takes the writer's lock, and waits ``wait`` seconds for it.

    Raises:
        NotFound: there is no base.
        Locked: another process is still writing when the new vectors are ready; they stay, call again.
    """
    path = settings.data / "catalog.db"
    catalog = Catalog.read(path)
    same = catalog.meta("model") == model_id(encoder)
    catalog.close()
    if same:
        return 0
    with Vectors(path, model_id(encoder)) as vectors:
        done = vectors.encode_missing(encoder, progress)
        with Writer(settings, wait=wait) as writer:
            done += vectors.encode_missing(encoder, progress)  # what came in meanwhile
            vectors.take_over()
            writer.publish()
    return done


class Vectors:
    """The table of new vectors, on a connection of its own."""

    def __init__(self, path: Path, model: str) -> None:
        self._path, self._model = path, model
        self._db = sqlite3.connect(path, isolation_level=None, timeout=30)
        begun = self._db.execute("SELECT value FROM meta WHERE key = 'moving_to'").fetchone()
        if begun != (model,):
            with self._db:
                self._db.execute("BEGIN IMMEDIATE")
                self._db.execute("DROP TABLE IF EXISTS moving")
                self._db.execute(_NEW)
                self._db.execute("INSERT OR REPLACE INTO meta VALUES ('moving_to', ?)", (model,))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def encode_missing(self, encoder: Encoder, progress: Progress) -> int:
        """Encode every text of the base as it is now that has no new vector; returns how many."""
        done = 0
        for texts in self._missing(progress):
            vectors = encode_chunked(encoder, list(texts.values()))
            rows = [vector_row(key, vector) for key, vector in zip(texts, vectors, strict=True)]
            with self._db:
                self._db.execute("BEGIN IMMEDIATE")
                self._db.executemany("INSERT OR IGNORE INTO moving VALUES (?, ?, ?)", rows)
            done += len(rows)
        return done

    def take_over(self) -> None:
        """Let the new vectors take the old ones' place, and record the model."""
        with self._db:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.execute("DROP TABLE vector")
            self._db.execute("ALTER TABLE moving RENAME TO vector")
            self._db.execute(_UNUSED)
            self._db.execute("INSERT OR REPLACE INTO meta VALUES ('model', ?)", (self._model,))
            self._db.execute("DELETE FROM meta WHERE key = 'moving_to'")

    def _missing(self, progress: Progress) -> Iterator[dict[str, str]]:
        """Texts by their hash, in batches; items that change meanwhile are seen by the next call."""
        catalog = Catalog.read(self._path)
        try:
            total, seen = catalog.counts()["passages"], 0
            batch: dict[str, str] = {}
            for item in catalog.items("document"):
                passages = catalog.passages(item.id)
                texts = {text_hash(text): text for text in encoded_texts(passages)}
                known = self._known(texts)
                batch |= {key: text for key, text in texts.items() if key not in known}
                while len(batch) >= BATCH:
                    yield {key: batch.pop(key) for key in list(batch)[:BATCH]}
                seen += len(passages)
                progress(seen, total)
            if batch:
                yield batch
        finally:
            catalog.close()

    def _known(self, hashes: dict[str, str]) -> set[str]:
        rows = self._db.execute(
            "SELECT hash FROM moving WHERE hash IN (SELECT value FROM json_each(?))", (json.dumps(list(hashes)),)
        )
        return {str(r[0]) for r in rows}
