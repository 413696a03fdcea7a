"""Passages and documents that say something like a given one, in any language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kg.catalog import Item
from kg.embedding.encoder import Vectors
from kg.errors import NotFound
from kg.passages import MISSING
from kg.search.grouping import group
from kg.search.hits import make_hits, work_languages
from kg.search.model import Hit
from kg.search.retrieval import Candidates
from kg.search.understanding import understand

if TYPE_CHECKING:
    from kg.snapshot import Snapshot

NEAREST = 100
"""Passages looked at in each language."""
TOLD_BY = 3
"""A document is as similar as the mean of its best passages, this many."""
_READ = 300
"""Characters of a passage that are marked in the similar ones where they hold the same words."""


def similar_passages(snapshot: Snapshot, key: str, k: int, asker: str | None = None) -> tuple[Hit, ...]:
    """The ``k`` passages most like one, best first, each Work's paragraph once; its own translations are none.

    Args:
        snapshot: the base.
        key: of the passage: document key, slash, place (``unep-mc-cop.6-1.en/body__para_4``).
        k: most hits.
        asker: the language that labels are shown in, and that of several versions of a paragraph.

    Raises:
        NotFound: there is no such passage.
    """
    document, _, eid = key.partition("/")
    item = _item(snapshot, document)
    rows = snapshot.catalog.rows(
        "SELECT p.text, p.language, v.value FROM passage p JOIN vector v ON v.hash = p.vector_hash "
        "WHERE p.item = ? AND p.eid = ?",
        (item.id, eid),
    )
    found = next(iter(rows), None)
    if found is None:
        raise NotFound(f"There is no passage with the key {key}.")
    text, language, value = str(found[0]), str(found[1]), np.frombuffer(found[2], np.float32)
    candidates = _nearest(snapshot, value, language)
    columns = snapshot.passages
    itself = (columns.work[candidates.rows] == columns.works.code(item.work or item.key)) & (
        columns.eid[candidates.rows] == columns.eids.code(eid)
    )
    kept = Candidates(candidates.rows[~itself], candidates.scores[~itself])
    question = understand(snapshot, text[:_READ], asker or language)
    groups = group(snapshot, kept, asker or language, "work")
    return make_hits(snapshot, question, groups[:k], work_languages(snapshot.documents))


def similar_documents(snapshot: Snapshot, key: str, k: int) -> list[tuple[Item, float]]:
    """The ``k`` documents most like one with their similarity, best first, each Work once.

    Raises:
        NotFound: there is no such document.
    """
    item = _item(snapshot, key)
    rows = snapshot.catalog.rows(
        "SELECT v.value FROM passage p JOIN vector v ON v.hash = p.vector_hash "
        "WHERE p.item = ? AND p.kind != 'heading'",
        (item.id,),
    )
    vectors = [np.frombuffer(row[0], np.float32) for row in rows]
    if not vectors:
        return []
    candidates = _nearest(snapshot, np.mean(vectors, axis=0), item.language or "")
    best: dict[str, tuple[Item, list[float]]] = {}
    items = snapshot.passages.item[candidates.rows].tolist()
    for other, score in zip(items, candidates.scores.tolist(), strict=True):
        found = snapshot.documents[other]
        if (found.work or found.key) != (item.work or item.key):
            best.setdefault(found.work or found.key, (found, []))[1].append(score)
    ranked = [(found, sum(scores[:TOLD_BY]) / TOLD_BY) for found, scores in best.values()]
    return sorted(ranked, key=lambda pair: (-pair[1], pair[0].key))[:k]


def _item(snapshot: Snapshot, key: str) -> Item:
    item = snapshot.catalog.item("document", key)
    if item is None or item.id not in snapshot.documents:
        raise NotFound(f"There is no document with the key {key}.")
    return item


def _nearest(snapshot: Snapshot, vector: Vectors, own: str) -> Candidates:
    """The nearest passages of every language in one list, best first, without headings."""
    columns, vectors = snapshot.passages, snapshot.vectors
    found = [vectors.alike(vector, own, language, NEAREST) for language in vectors.languages()]
    rows = columns.rows(np.concatenate([np.empty(0, np.int64), *(ids for ids, _ in found)]))
    scores: NDArray[np.float32] = np.concatenate([np.empty(0, np.float32), *(values for _, values in found)])
    wanted = rows != MISSING
    wanted[wanted] = ~columns.heading[rows[wanted]]
    rows, scores = rows[wanted], scores[wanted]
    order = np.lexsort((rows, -scores))
    return Candidates(rows[order], scores[order])
