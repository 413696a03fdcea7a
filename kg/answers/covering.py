"""How much of what a question speaks of comes up in a passage, word by word, across languages."""

from __future__ import annotations

import threading
import tomllib
from collections import OrderedDict
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Protocol, runtime_checkable

import numpy as np

from kg.embedding.encoder import Encoder, Vectors
from kg.lexical.analysis import located_stems, normalise

_KEPT = 20_000
"""Word vectors that stay in memory (2 kB each): most words of a base come up again and again."""
Spoken = tuple[str, str]
"""A text and its language."""
NEUTRAL = 0.6
"""Where nothing can be said: the encoder has no vectors for words, or the question has no word of content."""


@runtime_checkable
class WordEncoder(Protocol):
    """An encoder that can also encode single words, so that a word is near its translations."""

    def encode_words(self, words: Sequence[str]) -> Vectors:
        """Vectors of shape (len(words), any width), float32, length 1."""


class Coverage:
    """Measures how well passages cover questions. Safe to share between threads."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder if isinstance(encoder, WordEncoder) else None
        self._kept: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, question: Spoken, text: Spoken) -> tuple[float, float]:
        """(mean over all words of content, mean over the worse covered half), each −1..1.

        A word of the question is covered as well as it is near to the nearest word of the passage.
        Measured with 128 questions that have an answer and 122 near the subject that have none: told apart
        (area under the curve) by the search's score alone in .74, by the worse half in .80, by both in .88.
        """
        encoder = self._encoder
        wanted, there = content_words(*question), _words(*text)
        if encoder is None or not wanted or not there:
            return NEUTRAL, NEUTRAL
        near = self._vectors(encoder, wanted) @ self._vectors(encoder, there).T
        nearest = np.sort(near.max(axis=1))
        return float(nearest.mean()), float(nearest[: max(1, len(nearest) // 2)].mean())

    def _vectors(self, encoder: WordEncoder, words: Sequence[str]) -> Vectors:
        with self._lock:
            known = {word: self._kept[word] for word in words if word in self._kept}
        new = [word for word in words if word not in known]
        if new:
            known |= dict(zip(new, encoder.encode_words(new), strict=True))
        with self._lock:
            self._kept.update(known)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return np.stack([known[word] for word in words])


def _words(text: str, language: str) -> list[str]:
    places = dict.fromkeys(span for _, span in located_stems(text, language))
    return list(dict.fromkeys(text[start:end].lower() for start, end in places))


def content_words(text: str, language: str) -> list[str]:
    """The words of a question that carry its subject, in order, in lower case; numbers are none."""
    empty = _function_words(language)
    return [word for word in _words(text, language) if normalise(word) not in empty and not word.isdecimal()]


@cache
def _function_words(language: str) -> frozenset[str]:
    data = tomllib.loads(files("kg.answers").joinpath("function_words.toml").read_text("utf-8"))
    return frozenset(normalise(word) for word in data.get(language, "").split())
