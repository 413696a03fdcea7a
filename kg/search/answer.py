"""An answer in the words of the documents: the sentences of the best passages that are nearest to the question."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

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
WHOLE = {"zh": 90}
WHOLE_DEFAULT = 260
"""A passage of up to so many characters is quoted whole."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Confidence = 1 / (1 + exp(-(bias + score·s + margin·m))): s the best hit's score, m its lead.

    The lead is over the mean of the other hits. Fitted on questions with and
    without an answer (see ``tests/relevance``); below ``threshold`` there is no answer.
    """

    bias: float = -2.0
    score: float = 10.0
    margin: float = 5.0
    threshold: float = 0.5

    def confidence(self, scores: Sequence[float]) -> float:
        """Chance that the first hit answers, from the scores of the hits in order."""
        rest = scores[1:] or [0.0]
        margin = scores[0] - sum(rest) / len(rest)
        return 1.0 / (1.0 + math.exp(-(self.bias + self.score * scores[0] + self.margin * margin)))


CALIBRATION = Calibration()


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
    confidence = round(CALIBRATION.confidence([hit.score for hit in hits]), 3)
    if confidence < CALIBRATION.threshold:
        return Answer("none", "", confidence, reason("weak", question.language))
    cited = [hit for hit in hits[:CITED] if hit.score >= NEAR * hits[0].score]
    citations = tuple(_citation(encoder, question, vector, hit) for hit in cited)
    return Answer("extractive", citations[0].quote, confidence, citations=citations)


def _citation(encoder: Encoder, question: Question, vector: Vectors, hit: Hit) -> Citation:
    start, end = _best_span(encoder, question, vector, hit)
    return Citation(hit.passage, hit.document, hit.passage.text[start:end], (start, end))


def _best_span(encoder: Encoder, question: Question, vector: Vectors, hit: Hit) -> Span:
    """The sentence nearest to the question; a short passage is quoted whole."""
    text, language = hit.passage.text, hit.passage.language
    spans = sentences(text, language)
    if len(spans) < 2 or len(text) <= WHOLE.get(language, WHOLE_DEFAULT):
        return (0, len(text))
    vectors = encoder.encode_passages([text[a:b] for a, b in spans])
    near = _similarity(vectors, vector, encoder.parts)
    words = np.array([_overlap(question, text[a:b], language) for a, b in spans])
    return spans[int(np.argmax(near + WORD_WEIGHT * words))]


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
