"""The nearest passages scored anew by their best chunk, so that a long paragraph is found for one of its sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kg.passages import MISSING, letters

if TYPE_CHECKING:
    from kg.search.understanding import Question
    from kg.snapshot import Snapshot

RESCORED = 30
"""Passages of each language, the nearest as a whole, of which the chunks are looked at."""
WEIGHT = 0.5
"""Of the best chunk; the rest is the whole's."""
WHOLE = 300
"""Letters up to which a passage counts as a whole, without the heading and introduction that were encoded with it.

Where short paragraphs are scored by chunks too, questions over the starter documents fall from .60 right at first to
.56: the best of several chunks is high by chance, and most paragraphs there are short.
"""


def with_chunks(
    snapshot: Snapshot,
    question: Question,
    vector: NDArray[np.float32],
    language: str,
    ids: NDArray[np.int64],
    dense: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Scores of passages of one language, shape (n,), in which their best chunk counts.

    Args:
        snapshot: the base.
        question: understood.
        vector: of the question, as the encoder gave it, shape (dimension,).
        language: of the passages.
        ids: of the passages, shape (n,).
        dense: their scores as wholes, shape (n,).
    """
    nearest = np.argsort(-dense, kind="stable")[:RESCORED]
    columns = snapshot.passages
    rows = columns.rows(ids[nearest])
    nearest = nearest[(rows != MISSING) & (letters(columns, rows) > WHOLE)]
    owners, raw = snapshot.catalog.chunk_vectors(ids[nearest].tolist(), snapshot.vectors.dimension)
    if not len(owners):
        return dense
    chunks = snapshot.vectors.score_raw(vector, question.language, language, raw)
    order = np.argsort(ids[nearest])
    places = nearest[order][np.searchsorted(ids[nearest], owners, sorter=order)]
    best = np.full(len(ids), -1.0, np.float32)
    np.maximum.at(best, places, chunks)
    scores = dense.copy()
    scores[places] = (1 - WEIGHT) * dense[places] + WEIGHT * best[places]
    return scores
