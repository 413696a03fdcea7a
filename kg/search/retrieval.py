"""Candidates in each language, one list over all of them.

In each language the dense candidates and the best lexical ones are ordered by
``dense + 0.2 × lexical``; the dense scores, sorted, are handed out in that
order; then the languages are merged by score. So words decide inside a
language, and never favour the asker's own language over the others (the
measured default; see ``docs`` on retrieval).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kg.search.understanding import Question

if TYPE_CHECKING:
    from kg.snapshot import Snapshot

DENSE_CANDIDATES = 200
LEXICAL_CANDIDATES = 50
LEXICAL_SCORED = 400
LEXICAL_WEIGHT = 0.2
IDENTIFIER_WEIGHT = 0.5
"""Added for passages that hold every symbol and decision number of the question: more than similarity can make up."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that may answer, with its score: cosine after centring, plus what identifiers add."""

    id: int
    score: float


def retrieve(
    snapshot: Snapshot,
    question: Question,
    vector: NDArray[np.float32],
    languages: Sequence[str],
    allowed: Collection[int] | None = None,
) -> list[Candidate]:
    """Candidates of all languages, best first.

    Args:
        snapshot: the base.
        question: understood.
        vector: of the question, as the encoder gave it, shape (dimension,).
        languages: to search in.
        allowed: only these passages; None: all.
    """
    words = snapshot.words.scores(
        question.text, languages, LEXICAL_SCORED, allowed=allowed, expansion=question.expansion
    )
    found: list[Candidate] = []
    for language in languages:
        named = _named(snapshot, question, language, allowed)
        found += _in_language(snapshot, question, vector, language, words.get(language, {}), named, allowed)
    return sorted(found, key=lambda c: (-c.score, c.id))


def _in_language(
    snapshot: Snapshot,
    question: Question,
    vector: NDArray[np.float32],
    language: str,
    words: dict[int, float],
    named: dict[int, float],
    allowed: Collection[int] | None,
) -> list[Candidate]:
    vectors = snapshot.vectors
    ids, dense = vectors.search(vector, question.language, language, DENSE_CANDIDATES, allowed)
    best_words = sorted(words, key=lambda p: -words[p])[:LEXICAL_CANDIDATES]
    extra = sorted({*best_words, *named}.difference(ids.tolist()))
    more_ids, more = vectors.score(vector, question.language, language, np.asarray(extra, np.int64))
    ids, dense = np.concatenate([ids, more_ids]), np.concatenate([dense, more])
    lexical = np.fromiter((words.get(int(i), 0.0) for i in ids), np.float32, len(ids))
    order = np.argsort(-(dense + LEXICAL_WEIGHT * lexical), kind="stable")
    handed_out = np.sort(dense)[::-1]
    return [
        Candidate(int(i), float(score) + named.get(int(i), 0.0)) for i, score in zip(ids[order], handed_out, strict=True)
    ]


def _named(
    snapshot: Snapshot, question: Question, language: str, allowed: Collection[int] | None
) -> dict[int, float]:
    """What passages gain for holding the identifiers of the question, each its share."""
    gains: dict[int, float] = {}
    for token in question.identifiers:
        for passage in snapshot.words.holding(token, language, allowed=allowed):
            gains[passage] = gains.get(passage, 0.0) + IDENTIFIER_WEIGHT / len(question.identifiers)
    return gains
