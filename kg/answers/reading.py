"""The passages that were found, read closely: sentence by sentence, against what the question asks for."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kg.answers.covering import NEUTRAL, Coverage, worse_half
from kg.answers.figures import figures
from kg.answers.items import Placed
from kg.answers.named import covered_by_name
from kg.answers.wanted import Wanted
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
class Candidate:
    """A hit to read, and where it stands."""

    hit: Hit
    placed: Placed

    def with_lead(self, text: str) -> str:
        """A part of the hit's text after what introduces it."""
        return f"{self.placed.lead} {text}" if self.placed.lead else text


@dataclass(frozen=True, slots=True)
class Reading:
    """A hit with its sentences.

    ``near`` has each sentence's similarity to the question, −1..1, shape (sentences,); ``words`` the share of the
    question's words (with the labels of what it names) that each sentence holds; the other figures lie in 0..1:
    ``fits`` as ``Wanted.found_in``, ``numbers`` the share of the question's numbers that the passage holds (0.5 where
    it has none). ``covered`` has how near each of the question's words of content comes to one of the passage, shape
    (words,), ``told`` the mean of the worse half of that in its best sentence, both with what introduces an item;
    ``apart`` is how far the item of a list stays behind that which covers most of the words by itself, at most 0.
    """

    hit: Hit
    placed: Placed
    spans: tuple[Span, ...]
    near: NDArray[np.float32]
    words: NDArray[np.float64]
    sentence_fits: NDArray[np.float64]
    fits: float
    numbers: float
    own: bool
    covered: NDArray[np.float32]
    told: float = NEUTRAL
    apart: float = 0.0

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

    def read(self, wanted: Wanted, vector: Vectors, candidates: Sequence[Candidate]) -> list[Reading]:
        """The candidates read, in order.

        Args:
            wanted: what to look for.
            vector: of the question, uncentred, shape (dimension,).
            candidates: best first.
        """
        question = self._centring.question(vector, wanted.question.language)
        readings = [self._reading(wanted, question, candidate) for candidate in candidates]
        return self._covered(wanted, candidates, readings)

    def _covered(self, wanted: Wanted, candidates: Sequence[Candidate], readings: Sequence[Reading]) -> list[Reading]:
        """The readings with how their passages, best sentences and items cover the words of the question."""
        passages = [reading.hit.passage for reading in readings]
        keys = [passage.text[slice(*reading.key)] for passage, reading in zip(passages, readings, strict=True)]
        items = [place for place, candidate in enumerate(candidates) if candidate.placed.introduced_by]
        texts = [each.with_lead(passage.text) for each, passage in zip(candidates, passages, strict=True)]
        texts += [each.with_lead(key) for each, key in zip(candidates, keys, strict=True)]
        texts += [passages[place].text for place in items]
        languages = [passage.language for passage in (*passages, *passages, *(passages[place] for place in items))]
        question = wanted.question
        found = self._coverage.each((question.text, question.language), list(zip(texts, languages, strict=True)))
        if found is None:
            return list(readings)
        placed = [candidate.placed for candidate in candidates]
        spans = [reading.key for reading in readings]
        nearest = np.maximum(found.nearest, covered_by_name(question, wanted.things, placed, spans, items))
        wholes, told, own = np.split(nearest, [len(passages), 2 * len(passages)])
        apart = _apart([candidates[place].placed for place in items], own.mean(axis=1))
        behind = dict(zip(items, apart, strict=True))
        return [
            replace(reading, covered=wholes[place], told=worse_half(told[place]), apart=behind.get(place, 0.0))
            for place, reading in enumerate(readings)
        ]

    def _reading(self, wanted: Wanted, question: Vectors, candidate: Candidate) -> Reading:
        hit, placed = candidate.hit, candidate.placed
        text, language = hit.passage.text, hit.passage.language
        spans, vectors = self._sentences(candidate)
        pieces = [text[start:end] for start, end in spans]
        return Reading(
            hit,
            placed,
            spans,
            near=vectors @ question,
            words=np.array([_overlap(wanted.question, piece, language) for piece in pieces]),
            sentence_fits=np.array([wanted.fits(placed.passage, span) for span in spans]),
            fits=wanted.found_in(placed),
            numbers=_share(wanted.known, figures(text)),
            own=language == wanted.question.language,
            covered=np.empty(0, np.float32),
        )

    def _sentences(self, candidate: Candidate) -> tuple[tuple[Span, ...], Vectors]:
        text, language = candidate.hit.passage.text, candidate.hit.passage.language
        key = candidate.with_lead(text), language
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        spans = tuple(sentences(text, language))
        raw = self._encoder.encode_passages([candidate.with_lead(text[start:end]) for start, end in spans])
        # Around the shipped mean: these few sentences have none of their own that would leave their subject in.
        mean = self._centring.passage_mean(np.empty((0, self._centring.dimension), np.float32), language)
        vectors = self._centring.around(raw, mean)
        with self._lock:
            self._kept[key] = spans, vectors
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return spans, vectors


def _apart(items: Sequence[Placed], covered: NDArray[np.float32]) -> list[float]:
    """How far each item of a list stays behind that which covers most, ``covered`` of shape (items,); at most 0."""
    most: dict[int, float] = {}
    lists = [item.introduced_by.id if item.introduced_by else 0 for item in items]
    for parent, share in zip(lists, covered.tolist(), strict=True):
        most[parent] = max(most.get(parent, share), share)
    return [share - most[parent] for parent, share in zip(lists, covered.tolist(), strict=True)]


def _overlap(question: Question, sentence: str, language: str) -> float:
    wanted = _terms(" ".join((question.text, *question.expansion.get(language, ()))), language)
    return len(wanted & _terms(sentence, language)) / len(wanted) if wanted else 0.0


def _terms(text: str, language: str) -> set[str]:
    return {stem for stem, _ in located_stems(text, language)} | set(whole_tokens(text))


def _share(wanted: set[str] | frozenset[str], there: set[str] | frozenset[str]) -> float:
    return len(wanted & there) / len(wanted) if wanted else 0.5
