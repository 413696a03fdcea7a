"""The nearest passages scored anew by their best chunk, so that a long paragraph is found for one of its sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kg.passages import MISSING, Column, letters

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


@dataclass(frozen=True, slots=True)
class Near:
    """Passages by ascending number, with their scores as wholes; ``language`` is the place of theirs in ``languages``.

    The first four are columns of shape (n,); ``rows`` are those in ``snapshot.passages``.
    """

    ids: Column
    rows: Column
    dense: NDArray[np.float32]
    language: Column
    languages: Sequence[str]


def with_chunks(snapshot: Snapshot, question: Question, vector: NDArray[np.float32], near: Near) -> NDArray[np.float32]:
    """Scores, shape (n,), in which the best chunk of a passage counts.

    Args:
        snapshot: the base.
        question: understood.
        vector: of the question, as the encoder gave it, shape (dimension,).
        near: the passages.
    """
    columns, order = snapshot.passages, np.lexsort((-near.dense, near.language))
    languages = near.language[order]
    order = order[np.arange(len(order)) - np.searchsorted(languages, languages) < RESCORED]
    rows = near.rows[order]
    long = np.sort(order[(rows != MISSING) & (letters(columns, rows) > WHOLE)])
    owners, raw = snapshot.catalog.chunk_vectors(near.ids[long].tolist(), snapshot.vectors.dimension)
    places = np.searchsorted(near.ids, owners)
    best = np.full(len(near.ids), -1.0, np.float32)
    for code in np.unique(near.language[places]).tolist():
        mine = near.language[places] == code
        scores = snapshot.vectors.score_raw(vector, question.language, near.languages[code], raw[mine])
        np.maximum.at(best, places[mine], scores)
    scores = near.dense.copy()
    scores[places] = (1 - WEIGHT) * near.dense[places] + WEIGHT * best[places]
    return scores
