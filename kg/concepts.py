"""When each concept of a taxonomy came, changed or went: the ``concept`` table of the catalog."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from dataclasses import dataclass
from hashlib import sha256

from rdflib.namespace import RDF, SKOS

_IS_CONCEPT = f"<{RDF.type}> <{SKOS.Concept}> .".encode()


@dataclass(frozen=True, slots=True)
class ConceptChange:
    """When a concept came into the base, and when its statements last changed (UTC, ISO 8601)."""

    uri: str
    item: int
    created: str
    changed: str
    sequence: int
    removed: bool


def concept_hashes(triples: bytes) -> dict[str, str]:
    """URI → SHA-256 of its statements, for every concept of a taxonomy (N-Triples, UTF-8).

    Only what a concept says itself counts: a concept whose neighbour is renamed has not changed. The order of the
    statements does not matter.
    """
    said: dict[bytes, list[bytes]] = defaultdict(list)
    concepts = set()
    for line in triples.split(b"\n"):
        subject, _, rest = line.strip().partition(b" ")
        if subject.startswith(b"<"):
            said[subject].append(rest)
            if rest == _IS_CONCEPT:
                concepts.add(subject)
    return {s[1:-1].decode(): sha256(b"\n".join(sorted(said[s]))).hexdigest() for s in sorted(concepts)}


def store_concepts(db: sqlite3.Connection, item: int, triples: bytes, sequence: int, at: str) -> None:
    """Record which concepts of a taxonomy are new, changed or gone; none are left when it has no triples.

    Args:
        db: in a transaction, which the caller ends.
        item: row id of the taxonomy.
        triples: all of them, as N-Triples.
        sequence: of the change that brings them.
        at: time of that change.
    """
    hashes = concept_hashes(triples)
    known = db.execute("SELECT uri FROM concept WHERE item = ? AND removed = 0", (item,)).fetchall()
    gone = {str(r[0]) for r in known} - set(hashes)
    db.executemany(
        "UPDATE concept SET removed = 1, changed = ?, sequence = ? WHERE uri = ?", [(at, sequence, uri) for uri in gone]
    )
    db.executemany(
        "INSERT INTO concept VALUES (?1, ?2, ?3, ?4, ?4, ?5, 0) ON CONFLICT (uri) DO UPDATE SET item = ?2, hash = ?3, "
        "changed = ?4, sequence = ?5, removed = 0 WHERE hash != ?3 OR removed = 1",
        [(uri, item, digest, at, sequence) for uri, digest in hashes.items()],
    )


def read_concepts(db: sqlite3.Connection) -> dict[str, ConceptChange]:
    """All recorded concepts by URI, those that went included."""
    rows = db.execute("SELECT uri, item, created, changed, sequence, removed FROM concept")
    return {uri: ConceptChange(uri, item, new, last, n, bool(gone)) for uri, item, new, last, n, gone in rows}
