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

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kg.catalog import Item
from kg.embedding.encoder import Vectors
from kg.lexical.index import Scored
from kg.passages import MISSING, Column, letters
from kg.search.beside import side_by_side
from kg.search.chunks import Near, with_chunks
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
SUBJECT_WEIGHT = 0.06
"""For passages of documents that are about a treaty, or of a meeting, that the question names. That a passage
*mentions* a treaty says the opposite in a treaty's own text: what names the Basel Convention there is another's."""
PHRASE_WEIGHT = 0.1
"""For passages that hold what a sentence quotes: the answer may stand in another language, which does not hold it."""
SHORT_PENALTY = 0.1
SHORT = 200
"""A passage of no length loses ``SHORT_PENALTY``, one of ``SHORT`` Latin letters nothing: a title or an opening line
(“The Conference of the Parties,”) resembles every question and answers none."""


_LARGE = 250_000
"""Passages from which languages are scanned side by side whatever else there is to do; with fewer only where no other
question wants a core. A language takes 0.4 ms at 100,000 passages, 1.5 at a million.
"""


_Scan = tuple[Column, NDArray[np.float32]]
"""Numbers of passages and how near they are, both of shape (n,)."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passages that may answer, best first: their rows in ``snapshot.passages`` and scores, each of shape (n,)."""

    rows: Column
    scores: NDArray[np.float32]


def retrieve(
    snapshot: Snapshot,
    question: Question,
    encoding: Future[Vectors],
    languages: Sequence[str],
    allowed: Column | None = None,
    held: Holding | None = None,
    alone: Callable[[], bool] = lambda: False,
    meanwhile: Callable[[], object] = lambda: None,
) -> Candidates:
    """Candidates of all languages, best first. Headings are none: they point to an answer and never are one.

    Args:
        snapshot: the base.
        question: understood.
        encoding: of the question, shape (dimension,), under way; words are looked up before it is waited for.
        languages: to search in.
        allowed: only these passages; None: all.
        held: passages that hold what the question quotes: candidates whatever else they are.
        alone: whether no other question is under way, so that this one may take all cores.
        meanwhile: what else may be done while only the encoding is waited for.
    """
    held = held or Holding({})
    own = own_passages(snapshot, question, allowed)

    def worded(name: str) -> tuple[Scored, Scored]:
        words = snapshot.words.scores(
            question.text, [name], LEXICAL_SCORED, allowed=allowed, expansion=question.expansion
        )
        return words[name], _gains(snapshot, question, name, own.get(name, {}), allowed)

    # A core is free for words that take longer than the encoding once that is done.
    lexical = side_by_side(worded, languages, encoding.result) if alone() else list(map(worded, languages))
    meanwhile()
    vector = encoding.result()
    wanted = {
        name: np.concatenate([_best(words), _best(gains), np.array(held.passages.get(name, ()), np.int64)])
        for name, (words, gains) in zip(languages, lexical, strict=True)
    }
    near = _near(snapshot, question, vector, wanted, allowed, cores=len(snapshot.vectors) > _LARGE or alone())
    near.dense[:] = with_chunks(snapshot, question, vector, near)
    scores = _ordered(near, _matches(near.ids, (words for words, _ in lexical)))
    for _, (passages, gain) in lexical:
        places, here = _places(near.ids, passages)
        scores[places[here]] += gain[here]
    return _ranked(snapshot, question, near, scores, held_by(snapshot, question, near.ids, languages, held))


def _ranked(
    snapshot: Snapshot, question: Question, near: Near, scores: NDArray[np.float32], held: Column
) -> Candidates:
    """The passages that can answer or hold a phrase, without the penalty of the short ones, best first."""
    columns, rows = snapshot.passages, near.rows
    wanted = rows != MISSING
    wanted[wanted] = _can_answer(snapshot, rows[wanted]) | (held[wanted] > 0)
    held = held[wanted]
    rows, found = rows[wanted], scores[wanted]
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
    snapshot: Snapshot, question: Question, language: str, own: Mapping[int, float], allowed: Column | None
) -> Scored:
    """What passages gain for holding what the question names, or for being it; each passage once."""
    parts = [(np.fromiter(own, np.int64, len(own)), np.fromiter(own.values(), np.float64, len(own)))]
    wanted = ((question.anchors, ANCHOR_WEIGHT, True), (question.identifiers, IDENTIFIER_WEIGHT, False))
    for anchors, weight, common in wanted:
        if anchors:
            held = snapshot.words.anchored(anchors, language, LEXICAL_SCORED, allowed=allowed, common=common)
            parts.append((held[0], weight * held[1]))
    if len(parts) == 1:
        return parts[0]
    every, gains = np.concatenate([ids for ids, _ in parts]), np.concatenate([gains for _, gains in parts])
    _, first, places = np.unique(every, return_index=True, return_inverse=True)
    sums = np.zeros(len(first))
    np.add.at(sums, places, gains)
    order = np.argsort(first)
    return every[first[order]], sums[order]


def _near(
    snapshot: Snapshot,
    question: Question,
    vector: NDArray[np.float32],
    wanted: Mapping[str, Column],
    allowed: Column | None,
    *,
    cores: bool,
) -> Near:
    """The nearest passages of each language and those wanted besides, each once; on one core or on all ``cores``."""
    vectors, names = snapshot.vectors, list(wanted)

    def scanned(name: str) -> _Scan:
        nearest, scores = vectors.search(vector, question.language, name, DENSE_CANDIDATES, allowed)
        more = vectors.score(vector, question.language, name, wanted[name])
        return np.concatenate([nearest, wanted[name]]), np.concatenate([scores, more])

    scans = side_by_side(scanned, names) if cores else list(map(scanned, names))
    ids = [np.empty(0, np.int64), *(passages for passages, _ in scans)]
    dense = [np.empty(0, np.float32), *(scores for _, scores in scans)]
    codes = np.repeat(np.arange(len(names)), [len(passages) for passages, _ in scans])
    found, first = np.unique(np.concatenate(ids), return_index=True)
    scores = np.concatenate(dense)[first]
    known = ~np.isnan(scores)  # the word index may be ahead of this state of the base
    found = found[known]
    return Near(found, snapshot.passages.rows(found), scores[known], codes[first[known]], names)


def _matches(ids: Column, words: Iterable[Scored]) -> NDArray[np.float32]:
    """How well passages match the words of the question, shape as ``ids``, which are ascending."""
    found = np.zeros(len(ids), np.float32)
    for passages, scores in words:
        places, here = _places(ids, passages)
        found[places[here]] = scores[here]
    return found


def _places(ids: Column, passages: Column) -> tuple[Column, NDArray[np.bool_]]:
    """Where passages stand among ``ids``, which are ascending, and which of them do; both as long as ``passages``."""
    if not len(ids):
        return np.zeros(len(passages), np.int64), np.zeros(len(passages), np.bool_)
    places = np.minimum(np.searchsorted(ids, passages), len(ids) - 1)
    return places, ids[places] == passages


def _ordered(near: Near, lexical: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scores, shape (n,): in each language passages are ordered with the words, and the dense scores handed out so."""
    scores = np.empty(len(near.ids), np.float32)
    order = np.lexsort((-(near.dense + LEXICAL_WEIGHT * lexical), near.language))
    scores[order] = near.dense[np.lexsort((-near.dense, near.language))]
    return scores


def _best(scored: Scored) -> Column:
    ids, scores = scored
    return ids[np.argsort(-scores, kind="stable")[:LEXICAL_CANDIDATES]]
