"""When each record of a source came, changed or went: the ``record`` table of the catalog."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from hashlib import sha256

from kg.terms import MEA

_FROM_SOURCE = f"<{MEA.recordSource}> ".encode()


def record_hashes(triples: bytes) -> dict[str, str]:
    """URI → SHA-256 of its statements, for every record in N-Triples (UTF-8).

    What is said of the nodes inside a record (``{uri}#grant``) counts as said of it; the order does not matter.
    """
    said: dict[bytes, list[bytes]] = defaultdict(list)
    records = set()
    for line in triples.split(b"\n"):
        subject, _, rest = line.strip().partition(b" ")
        if subject.startswith(b"<"):
            thing = subject[1:-1].partition(b"#")[0]
            said[thing].append(line)
            if rest.startswith(_FROM_SOURCE):
                records.add(thing)
    return {uri.decode(): sha256(b"\n".join(sorted(said[uri]))).hexdigest() for uri in sorted(records)}


def store_records(db: sqlite3.Connection, item: int, triples: bytes, sequence: int) -> None:
    """Record which records of a source are new, changed or gone; none are left when it has no triples.

    Args:
        db: in a transaction, which the caller ends.
        item: row id of the records' item.
        triples: all of them, as N-Triples.
        sequence: of the change that brings them.
    """
    hashes = record_hashes(triples)
    known = db.execute("SELECT uri FROM record WHERE item = ? AND removed = 0", (item,)).fetchall()
    gone = {str(r[0]) for r in known} - set(hashes)
    db.executemany(
        "UPDATE record SET removed = 1, sequence = ? WHERE item = ? AND uri = ?", [(sequence, item, u) for u in gone]
    )
    db.executemany(
        "INSERT INTO record VALUES (?1, ?2, ?3, ?4, ?4, 0) ON CONFLICT (uri, item) DO UPDATE SET hash = ?3, "
        "since = CASE removed WHEN 1 THEN ?4 ELSE since END, sequence = ?4, removed = 0 "
        "WHERE hash != ?3 OR removed = 1",
        [(uri, item, digest, sequence) for uri, digest in hashes.items()],
    )


def count_changes(db: sqlite3.Connection, item: int, sequence: int) -> tuple[int, int, int]:
    """How many records of an item a change brought, changed and took away."""
    sql = (
        "SELECT coalesce(sum(removed = 0 AND since = sequence), 0), "
        "coalesce(sum(removed = 0 AND since < sequence), 0), coalesce(sum(removed), 0) "
        "FROM record WHERE item = ? AND sequence = ?"
    )
    created, changed, removed = db.execute(sql, (item, sequence)).fetchone()
    return int(created), int(changed), int(removed)


def removed_at(db: sqlite3.Connection, uri: str) -> str | None:
    """When the last source that had a record gave it up (UTC, ISO 8601); None while one has it, or none ever had."""
    row = db.execute(
        "SELECT min(r.removed), max(c.at) FROM record r JOIN change c ON c.sequence = r.sequence WHERE r.uri = ?",
        (uri,),
    ).fetchone()
    return str(row[1]) if row[0] == 1 else None
