"""The best candidates in the order of how well they cover what is asked, word by word.

A vector of a whole paragraph says what it is about on the whole; a question asks for one of its facts. Where
the words of the question all come up, in whatever language, the fact is more likely there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kg.search.phrases import is_phrase
from kg.search.retrieval import Candidates

if TYPE_CHECKING:
    from kg.answers.covering import Coverage
    from kg.search.understanding import Question
    from kg.snapshot import Snapshot

REORDERED = 25
"""Candidates that are compared; with 15 one question in thirty is found later, with 80 none earlier."""
WEIGHT = 0.8
"""On the scale of the candidates' scores."""
WORSE = 0.67
"""Share of the question's words that count, the worse covered ones: the others come up in many passages."""
MOST = 0.85
"""The same word in the same language counts as no more than this: translations come near to it, seldom to 1."""
OWN = 0.13
"""What passages in the asker's language have too much, as any word is nearer to words of its own language.

Without it, of headings whose article exists in one other language .21 lead to a wrong passage in the asker's, with
it .07 (.09 without word by word)."""
LENGTH = 0.045
"""What a passage has too much for each e-fold of its different words: long ones cover anything."""
_FEWEST = 5


def with_words(snapshot: Snapshot, question: Question, candidates: Candidates, coverage: Coverage) -> Candidates:
    """The same candidates, the first ``REORDERED`` of them in a new order and with what they gain in their scores."""
    rows, columns = candidates.rows[:REORDERED], snapshot.passages
    if len(rows) < 2 or is_phrase(question):
        return candidates
    ids = columns.ids[rows].tolist()
    covered = coverage.of_passages((question.text, question.language), ids, snapshot.catalog.passage_texts)
    if covered is None:
        return candidates
    nearest = np.sort(np.minimum(covered.nearest, MOST), axis=1)
    gains = nearest[:, : int(np.ceil(WORSE * nearest.shape[1]))].mean(axis=1)
    gains -= LENGTH * np.log(np.maximum(covered.words, _FEWEST))
    gains -= OWN * (columns.language[rows] == columns.languages.code(question.language))
    # Nothing is lost, so that none of these falls behind the candidates that were not looked at.
    scores = candidates.scores[: len(rows)] + WEIGHT * np.maximum(gains, 0.0)
    order = np.argsort(-scores, kind="stable")
    return Candidates(
        np.concatenate([rows[order], candidates.rows[len(rows) :]]),
        np.concatenate([scores[order], candidates.scores[len(rows) :]]).astype(np.float32),
    )
