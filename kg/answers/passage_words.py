"""The words of passages, as rows of the table of word vectors: what the best candidates of a question are compared by.

Taking a paragraph apart takes 0.1 to 0.2 ms and reading it a step of the database; a question has 25 of them, and many
come up again. Made once the words of the base are learned (``WordVectors.edition``), rows stay what they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from threading import Lock

import numpy as np

from kg.answers.text_words import Spoken
from kg.embedding.word_vectors import Rows, WordVectors
from kg.lexical.analysis import different_words

_KEPT = 20_000
"""Passages, about 1 kB each."""

Read = Callable[[Sequence[int]], Mapping[int, Spoken]]
"""Texts of passages by their numbers."""


@dataclass(frozen=True, slots=True)
class Held:
    """The different words of a passage: rows of those that are learned, the others, and how many there are in all."""

    rows: Rows
    others: frozenset[str]
    count: int

    @classmethod
    def of(cls, vectors: WordVectors, text: str, language: str) -> Held:
        """The words of a text."""
        words = different_words(text, language)
        learned = vectors.learned(words)
        return cls(np.array(list(learned.values()), np.int64), frozenset(words) - learned.keys(), len(words))

    def with_rare(self, rare: Sequence[tuple[str, int]]) -> Rows:
        """The rows, and those of words (with their rows) that are not learned, where the passage has them."""
        found = [row for word, row in rare if word in self.others]
        return np.concatenate([self.rows, np.array(found, np.int64)]) if found else self.rows


class PassageWords:
    """The words of the passages that came up last. Safe to share between threads."""

    def __init__(self, kept: int = _KEPT) -> None:
        self._most = kept
        self._held: dict[int, Held] = {}
        self._edition = 0
        self._changing = Lock()

    def of(self, vectors: WordVectors, ids: Sequence[int], read: Read) -> list[Held]:
        """The words of some passages, in the order given; a number is never used for another text.

        ``vectors`` has learned the words of the base.
        """
        held = self._held_in(vectors.edition)
        found = {each: words for each in ids if (words := held.get(each)) is not None}
        if missing := [each for each in ids if each not in found]:
            new = {each: Held.of(vectors, *text) for each, text in read(missing).items()}
            found |= new
            with self._changing:
                held |= new
                for old in list(islice(held, max(0, len(held) - self._most))):
                    del held[old]
        return [found[each] for each in ids]

    def _held_in(self, edition: int) -> dict[int, Held]:
        """What is kept; it begins anew when more words are learned."""
        with self._changing:
            if edition != self._edition:
                self._held, self._edition = {}, edition
            return self._held
