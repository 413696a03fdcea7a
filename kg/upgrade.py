"""Brings the catalog of an older release to today's tables, once, when it is first opened."""

from __future__ import annotations

import sqlite3
import zlib
from pathlib import Path

from kg.concepts import store_concepts
from kg.record_changes import store_records
from kg.statistics import store_statistics

SCHEMA_VERSION = "5"
"""2: the change log keeps keys; statistics and changes of concepts are kept. 3: changes of records, harvests.
4: quarantine. 5: vectors of chunks."""


def is_outdated(path: Path) -> bool:
    """Whether the catalog was made by an older release."""
    db = sqlite3.connect(path, timeout=30)
    try:
        row = db.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
    except sqlite3.OperationalError:
        return False  # not a catalog yet: the writer is just making it
    finally:
        db.close()
    return row is not None and int(row[0]) < int(SCHEMA_VERSION)


def upgrade_tables(db: sqlite3.Connection) -> None:
    """Add the columns that ``catalog.sql`` expects in a table that is there already."""
    db.execute("BEGIN IMMEDIATE")
    columns = {str(r[1]) for r in db.execute("PRAGMA table_info(change)")}
    if columns and "key" not in columns:
        for name in ("kind", "key", "language"):
            db.execute(f"ALTER TABLE change ADD COLUMN {name} TEXT")
        db.execute(
            "UPDATE change SET (kind, key, language) = (SELECT kind, key, language FROM item WHERE id = change.item)"
        )
    columns = {str(r[1]) for r in db.execute("PRAGMA table_info(vector)")}
    if columns and "chunks" not in columns:
        db.execute("ALTER TABLE vector ADD COLUMN chunks BLOB")  # filled by `mea-kg reindex --model`
    db.execute("COMMIT")


def upgrade_values(db: sqlite3.Connection) -> None:
    """Fill the new tables from what the older release stored."""
    db.execute("BEGIN IMMEDIATE")
    (version,) = db.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
    if int(version) < int(SCHEMA_VERSION):
        for item, kind, triples in db.execute("SELECT id, kind, triples FROM item WHERE triples IS NOT NULL"):
            store_statistics(db, item, kind, zlib.decompress(triples))
        taxonomies = "SELECT id, triples, sequence, updated FROM item WHERE kind = 'taxonomy' AND triples IS NOT NULL"
        for item, triples, sequence, updated in db.execute(taxonomies).fetchall():
            store_concepts(db, item, zlib.decompress(triples), sequence, updated)
        records = "SELECT id, triples, sequence FROM item WHERE kind = 'records' AND triples IS NOT NULL"
        for item, triples, sequence in db.execute(records).fetchall():
            store_records(db, item, zlib.decompress(triples), sequence)
        db.execute("UPDATE meta SET value = ? WHERE key = 'schema'", (SCHEMA_VERSION,))
    db.execute("COMMIT")
