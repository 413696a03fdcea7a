"""The passages that were found, read closely: sentence by sentence, against what the question asks for."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kg.answers.covering import NEUTRAL, Coverage, worse_half
from kg.answers.figures import figures, states_date, states_number
from kg.answers.kinds import Kind, kind_of
from kg.embedding.encoder import Encoder, Vectors
from kg.lexical.analysis import located_stems, whole_tokens
from kg.model import Span
from kg.search.model import Hit
from kg.search.sentences import sentences
from kg.search.understanding import Question
from kg.vectors.centring import Centring

READ = 8
"""Hits that are read: the right one is among them in 96 % of the development questions."""
_KEPT = 2000
"""Passages whose sentence vectors stay in memory (about 15 kB each)."""
WORD_WEIGHT, FIT_WEIGHT = 0.2, 0.1
"""Of the words that a sentence shares with the question, and of what it was asked for, beside its similarity."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a passage is read for: the question, its kind, the numbers that it brings along itself."""

    question: Question
    kind: Kind
    known: frozenset[str]

    @classmethod
    def of(cls, question: Question) -> Wanted:
        """From a question understood."""
        return cls(question, kind_of(question.text, question.language), figures(question.text))

    def fits(self, text: str, language: str) -> float:
        """Whether a text has what the kind of question asks for, 0..1; 0.5 where that cannot be told."""
        if self.kind in (Kind.COUNT, Kind.SUM):
            return float(states_number(text, language, self.known))
        if self.kind is Kind.DATE:
            return 1.0 if states_date(text, self.known) else 0.5 * states_number(text, language, self.known)
        return 0.5


@dataclass(frozen=True, slots=True)
class Reading:
    """A hit with its sentences.

    ``near`` has each sentence's similarity to the question, −1..1, shape (sentences,); ``words`` the share of the
    question's words (with the labels of what it names) that each sentence holds; the other figures lie in 0..1:
    ``fits`` as ``Wanted.fits``, ``named`` and ``numbers`` the shares of the question's things and numbers that the
    passage holds (0.5 where the question has none). ``covered`` has how near each of the question's words of content
    comes to one of the passage, shape (words,), and ``told`` the mean of the worse half of that in its best sentence.
    """

    hit: Hit
    spans: tuple[Span, ...]
    near: NDArray[np.float32]
    words: NDArray[np.float64]
    sentence_fits: NDArray[np.float64]
    fits: float
    named: float
    numbers: float
    own: bool
    covered: NDArray[np.float32]
    told: float = NEUTRAL

    @property
    def merits(self) -> NDArray[np.float64]:
        """How well each sentence answers, shape (sentences,)."""
        found: NDArray[np.float64] = self.near + WORD_WEIGHT * self.words + FIT_WEIGHT * self.sentence_fits
        return found

    @property
    def key(self) -> Span:
        """The span of the best sentence; of the whole text where it has no sentences."""
        return self.spans[int(np.argmax(self.merits))] if self.spans else (0, len(self.hit.passage.text))

    @property
    def nearest(self) -> float:
        """Similarity of the nearest sentence."""
        return float(self.near.max()) if len(self.near) else 0.0


class Reader:
    """Reads hits. Sentence vectors of passages that come up often are kept. Safe to share between threads."""

    def __init__(self, encoder: Encoder, coverage: Coverage) -> None:
        self._encoder = encoder
        self._coverage = coverage
        self._centring = Centring.of(encoder)
        self._kept: OrderedDict[tuple[str, str], tuple[tuple[Span, ...], Vectors]] = OrderedDict()
        self._lock = threading.Lock()

    def read(self, wanted: Wanted, vector: Vectors, hits: Sequence[Hit]) -> list[Reading]:
        """The first ``READ`` hits, in order.

        Args:
            wanted: what to look for.
            vector: of the question, uncentred, shape (dimension,).
            hits: best first.
        """
        question = self._centring.question(vector, wanted.question.language)
        return self._covered(wanted.question, [self._reading(wanted, question, hit) for hit in hits[:READ]])

    def _covered(self, question: Question, readings: Sequence[Reading]) -> list[Reading]:
        """The readings with how their passages and best sentences cover the words of the question."""
        passages = [reading.hit.passage for reading in readings]
        wholes = [(passage.text, passage.language) for passage in passages]
        keys = [(p.text[slice(*r.key)], p.language) for p, r in zip(passages, readings, strict=True)]
        found = self._coverage.each((question.text, question.language), [*wholes, *keys])
        if found is None:
            return list(readings)
        rows = zip(readings, found.nearest[: len(wholes)], found.nearest[len(wholes) :], strict=True)
        return [replace(reading, covered=whole, told=worse_half(key)) for reading, whole, key in rows]

    def _reading(self, wanted: Wanted, question: Vectors, hit: Hit) -> Reading:
        text, language = hit.passage.text, hit.passage.language
        spans, vectors = self._sentences(text, language)
        pieces = [text[start:end] for start, end in spans]
        named = {entity.uri for entity in wanted.question.entities}
        return Reading(
            hit,
            spans,
            near=vectors @ question,
            words=np.array([_overlap(wanted.question, piece, language) for piece in pieces]),
            sentence_fits=np.array([wanted.fits(piece, language) for piece in pieces]),
            fits=wanted.fits(text, language),
            named=_share(named, {concept.uri for concept in hit.concepts}),
            numbers=_share(wanted.known, figures(text)),
            own=language == wanted.question.language,
            covered=np.empty(0, np.float32),
        )

    def _sentences(self, text: str, language: str) -> tuple[tuple[Span, ...], Vectors]:
        with self._lock:
            if (text, language) in self._kept:
                self._kept.move_to_end((text, language))
                return self._kept[text, language]
        spans = tuple(sentences(text, language))
        raw = self._encoder.encode_passages([text[start:end] for start, end in spans])
        # Around the shipped mean: these few sentences have none of their own that would leave their subject in.
        mean = self._centring.passage_mean(np.empty((0, self._centring.dimension), np.float32), language)
        vectors = self._centring.around(raw, mean)
        with self._lock:
            self._kept[text, language] = spans, vectors
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return spans, vectors


def _overlap(question: Question, sentence: str, language: str) -> float:
    wanted = _terms(" ".join((question.text, *question.expansion.get(language, ()))), language)
    return len(wanted & _terms(sentence, language)) / len(wanted) if wanted else 0.0


def _terms(text: str, language: str) -> set[str]:
    return {stem for stem, _ in located_stems(text, language)} | set(whole_tokens(text))


def _share(wanted: set[str] | frozenset[str], there: set[str] | frozenset[str]) -> float:
    return len(wanted & there) / len(wanted) if wanted else 0.5
