"""Candidates in each language, one list over all of them.

In each language the dense candidates and the best lexical ones are ordered by
``dense + 0.3 × lexical``; the dense scores, sorted, are handed out in that
order. So words decide inside a language, and never favour the asker's own
language over the others. What is the same in all languages then counts across
them: dates, numbers, identifiers, the things that question and passage name,
and the treaty that the question names and the passage's document is about. Last, passages
that hold what the question quotes come before all others, whatever their scores.

What each step gives is in ``docs/measurements.md``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kg.catalog import Item
from kg.passages import MISSING, Column, letters
from kg.search.chunks import with_chunks
from kg.search.own import own_passages
from kg.search.phrases import Holding, held_by, is_phrase
from kg.search.understanding import Question

if TYPE_CHECKING:
    from kg.snapshot import Snapshot

DENSE_CANDIDATES = 200
LEXICAL_CANDIDATES = 50
LEXICAL_SCORED = 400
LEXICAL_WEIGHT = 0.3
ANCHOR_WEIGHT = 0.1
"""For passages that hold the dates and numbers of the question and mention the things that it names."""
IDENTIFIER_WEIGHT = 0.5
"""For passages that hold its symbols and decision numbers: more than similarity can make up, so these come first."""
OWN_WEIGHT = 1.0
"""For passages of the very document, decision or article: these come before those that refer to it."""
SUBJECT_WEIGHT = 0.06
"""For passages of documents that are about a treaty, or of a meeting, that the question names. That a passage
*mentions* a treaty says the opposite in a treaty's own text: what names the Basel Convention there is another's."""
PHRASE_WEIGHT = 0.1
"""For passages that hold what a sentence quotes: the answer may stand in another language, which does not hold it."""
SHORT_PENALTY = 0.1
SHORT = 200
"""A passage of no length loses ``SHORT_PENALTY``, one of ``SHORT`` Latin letters nothing: a title or an opening line
(“The Conference of the Parties,”) resembles every question and answers none."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passages that may answer, best first: their rows in ``snapshot.passages`` and scores, each of shape (n,)."""

    rows: Column
    scores: NDArray[np.float32]


def retrieve(
    snapshot: Snapshot,
    question: Question,
    vector: NDArray[np.float32],
    languages: Sequence[str],
    allowed: Column | None = None,
    held: Holding | None = None,
) -> Candidates:
    """Candidates of all languages, best first. Headings are none: they point to an answer and never are one.

    Args:
        snapshot: the base.
        question: understood.
        vector: of the question, as the encoder gave it, shape (dimension,).
        languages: to search in.
        allowed: only these passages; None: all.
        held: passages that hold what the question quotes: candidates whatever else they are.
    """
    held = held or Holding({})
    words = snapshot.words.scores(
        question.text, languages, LEXICAL_SCORED, allowed=allowed, expansion=question.expansion
    )
    own = own_passages(snapshot, question, allowed)
    scores: dict[int, float] = {}
    for language in languages:
        gains = _gains(snapshot, question, language, own.get(language, ()), allowed)
        others = [*_best(words[language]), *_best(gains), *held.passages.get(language, ())]
        ids, dense = _dense(snapshot, question, vector, language, others=others, allowed=allowed)
        scores.update(_ordered(ids, dense, words[language]))
        for passage, gain in gains.items():
            if passage in scores:
                scores[passage] += gain
    return _ranked(snapshot, question, scores, held_by(snapshot, question, scores, languages, held))


def _ranked(snapshot: Snapshot, question: Question, scores: Mapping[int, float], held: Column) -> Candidates:
    """The passages that can answer or hold a phrase, without the penalty of the short ones, best first."""
    columns = snapshot.passages
    rows = columns.rows(np.fromiter(scores, np.int64, len(scores)))
    wanted = rows != MISSING
    wanted[wanted] = _can_answer(snapshot, rows[wanted]) | (held[wanted] > 0)
    held = held[wanted]
    rows, found = rows[wanted], np.fromiter(scores.values(), np.float32, len(scores))[wanted]
    found -= SHORT_PENALTY * np.maximum(0.0, 1 - letters(columns, rows) / SHORT).astype(np.float32)
    found += SUBJECT_WEIGHT * _about(snapshot, question, columns.item[rows])
    if is_phrase(question):
        order = np.lexsort((rows, -found, -held))
    else:
        found += PHRASE_WEIGHT * held / max(1, len(question.phrases))
        order = np.lexsort((rows, -found))
    return Candidates(rows[order], found[order])


def _can_answer(snapshot: Snapshot, rows: Column) -> NDArray[np.bool_]:
    """Whether passages are no headings, or of a document that has nothing else, shape as ``rows``."""
    columns = snapshot.passages
    if "bare" not in snapshot.cache:
        snapshot.cache["bare"] = np.setdiff1d(columns.item, columns.item[~columns.heading])
    can: NDArray[np.bool_] = ~columns.heading[rows] | np.isin(columns.item[rows], snapshot.cache["bare"])
    return can


def _about(snapshot: Snapshot, question: Question, items: Column) -> NDArray[np.bool_]:
    """Which of the documents are about a treaty that the question names, or of its meeting, shape as ``items``."""
    if not question.conventions and not question.meetings:
        return np.zeros(len(items), np.bool_)
    about = [i for i in set(items.tolist()) if _is_about(snapshot.documents[i], question)]
    return np.isin(items, np.array(about, np.int64))


def _is_about(item: Item, question: Question) -> bool:
    meeting = str(item.metadata.get("meeting") or "")
    return item.metadata.get("convention") in question.conventions or any(map(meeting.endswith, question.meetings))


def _gains(
    snapshot: Snapshot, question: Question, language: str, own: Iterable[int], allowed: Column | None
) -> dict[int, float]:
    """What passages gain for holding what the question names, or for being it."""
    gains = dict.fromkeys(own, OWN_WEIGHT)
    wanted = ((question.anchors, ANCHOR_WEIGHT, True), (question.identifiers, IDENTIFIER_WEIGHT, False))
    for anchors, weight, common in wanted:
        held = snapshot.words.anchored(anchors, language, LEXICAL_SCORED, allowed=allowed, common=common)
        for passage, share in held.items():
            gains[passage] = gains.get(passage, 0.0) + weight * share
    return gains


def _dense(
    snapshot: Snapshot,
    question: Question,
    vector: NDArray[np.float32],
    language: str,
    *,
    others: Sequence[int],
    allowed: Column | None,
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The nearest passages, then the others that are wanted too, with their scores."""
    vectors = snapshot.vectors
    ids, dense = vectors.search(vector, question.language, language, DENSE_CANDIDATES, allowed)
    more = np.setdiff1d(np.asarray(others, np.int64), ids)
    scores = vectors.score(vector, question.language, language, more)
    known = ~np.isnan(scores)  # the word index may be ahead of this state of the base
    ids, dense = np.concatenate([ids, more[known]]), np.concatenate([dense, scores[known]])
    return ids, with_chunks(snapshot, question, vector, language, ids, dense)


def _ordered(
    ids: NDArray[np.int64], dense: NDArray[np.float32], words: Mapping[int, float]
) -> Iterator[tuple[int, float]]:
    """Passages of one language: ordered with the words, scored with the dense scores, sorted."""
    lexical = np.array([words.get(passage, 0.0) for passage in ids.tolist()], np.float32)
    order = np.argsort(-(dense + LEXICAL_WEIGHT * lexical), kind="stable")
    return zip(ids[order].tolist(), np.sort(dense)[::-1].tolist(), strict=True)


def _best(scores: Mapping[int, float]) -> list[int]:
    return nlargest(LEXICAL_CANDIDATES, scores, key=scores.__getitem__)
