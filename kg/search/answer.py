"""An answer in the words of the documents: the sentences of the best passages that are nearest to the question."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kg.embedding.encoder import Encoder, Vectors
from kg.lexical.analysis import located_stems, whole_tokens
from kg.model import Span
from kg.search.model import Answer, Citation, Hit
from kg.search.reasons import reason
from kg.search.sentences import sentences
from kg.search.understanding import Question

CITED = 3
NEAR = 0.85
"""A further passage is cited when its score is at least this share of the best one's."""
WORD_WEIGHT = 0.2
QUOTED = {"zh": 120}
QUOTED_DEFAULT = 320
"""Characters of a quotation: the best sentence takes in its neighbours, the nearer first, up to this length."""
BIAS, SLOPE = -4.9, 14.6
LEAST_SCORE = 0.24
"""Fitted on 108 questions with and 24 without an answer (the two documents of ``../shared`` among the starter
documents, ``tests/relevance``), and measured on the same: 6 % of the first and 62 % of the second are declined.
The lead over the other hits told no more than the score alone."""


def confidence(score: float) -> float:
    """Chance, 0..1, that a first hit with this score answers the question: a logistic curve (Brier score .18)."""
    return 1.0 / (1.0 + math.exp(-(BIAS + SLOPE * score)))


def answer(encoder: Encoder, question: Question, vector: Vectors, hits: Sequence[Hit]) -> Answer:
    """The best sentences of the best passages, or ``none`` with the reason.

    Args:
        encoder: that made ``vector``; encodes the sentences.
        question: understood.
        vector: of the question, uncentred, shape (dimension,).
        hits: best first, with the scores of ``search``.
    """
    if not hits:
        return Answer("none", "", 0.0, reason("empty", question.language))
    sure = round(confidence(hits[0].score), 3)
    if hits[0].score < LEAST_SCORE:
        return Answer("none", "", sure, reason("weak", question.language))
    cited = [hit for hit in hits[:CITED] if hit.score >= NEAR * hits[0].score]
    citations = tuple(_citation(encoder, question, vector, hit) for hit in cited)
    return Answer("extractive", citations[0].quote, sure, citations=citations)


def _citation(encoder: Encoder, question: Question, vector: Vectors, hit: Hit) -> Citation:
    start, end = _best_span(encoder, question, vector, hit)
    return Citation(hit.passage, hit.document, hit.passage.text[start:end], (start, end))


def _best_span(encoder: Encoder, question: Question, vector: Vectors, hit: Hit) -> Span:
    """The sentence nearest to the question with as many neighbours as a quotation holds."""
    text, language = hit.passage.text, hit.passage.language
    longest = QUOTED.get(language, QUOTED_DEFAULT)
    spans = sentences(text, language)
    if len(spans) < 2 or len(text) <= longest:
        return (0, len(text))
    vectors = encoder.encode_passages([text[a:b] for a, b in spans])
    near = _similarity(vectors, vector, encoder.parts)
    words = np.array([_overlap(question, text[a:b], language) for a, b in spans])
    return _grown(spans, near + WORD_WEIGHT * words, longest)


def _grown(spans: Sequence[Span], worth: NDArray[np.float64], longest: int) -> Span:
    first = last = int(np.argmax(worth))
    while True:
        wider = [(i, j) for i, j in ((first - 1, last), (first, last + 1)) if i >= 0 and j < len(spans)]
        fitting = [(i, j) for i, j in wider if spans[j][1] - spans[i][0] <= longest]
        if not fitting:
            return spans[first][0], spans[last][1]
        first, last = max(fitting, key=lambda pair: worth[pair[0] if pair[0] < first else pair[1]])


def _similarity(vectors: Vectors, question: Vectors, parts: tuple[tuple[int, float], ...]) -> NDArray[np.float32]:
    """Weighted mean of the parts' cosines, with the mean of the sentences taken out: they share their passage."""
    centred = vectors - vectors.mean(axis=0)
    total, start = np.zeros(len(vectors), np.float32), 0
    for width, weight in parts:
        part = centred[:, start : start + width]
        lengths = np.maximum(np.linalg.norm(part, axis=1), 1e-9)
        total += weight * (part @ question[start : start + width]) / lengths
        start += width
    return total / sum(weight for _, weight in parts)


def _overlap(question: Question, sentence: str, language: str) -> float:
    """Share of the question's words (with the labels of what it names) that the sentence holds, 0..1."""
    wanted = _terms(" ".join((question.text, *question.expansion.get(language, ()))), language)
    return len(wanted & _terms(sentence, language)) / len(wanted) if wanted else 0.0


def _terms(text: str, language: str) -> set[str]:
    return {stem for stem, _ in located_stems(text, language)} | set(whole_tokens(text))
