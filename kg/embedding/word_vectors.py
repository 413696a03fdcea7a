"""Vectors of single words, kept: most words of a base come up again and again, and each costs a run of the model."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from kg.embedding.encoder import Vectors

Rows = NDArray[np.int64]

KEPT = 100_000
"""Words that stay in memory, half a kilobyte each at 512 dimensions."""
_FIRST = 1024
_STEPS = 127


@dataclass(frozen=True, slots=True)
class Table:
    """Vectors in 8 bits a dimension: ``codes``, shape (n, width), times ``scales``, shape (n,).

    A product of two words' vectors is wrong by .0002 on average and .002 at most (5,184 words of USE-multilingual-3).
    """

    codes: NDArray[np.int8]
    scales: NDArray[np.float32]

    @classmethod
    def of(cls, vectors: Vectors) -> Table:
        """The table of vectors, shape (n, width)."""
        scales = np.maximum(np.abs(vectors).max(axis=1, initial=0), np.float32(1e-9)) / _STEPS
        return cls(np.rint(vectors / scales[:, None]).astype(np.int8), scales.astype(np.float32))

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, part: Rows | slice | list[int]) -> Table:
        return Table(self.codes[part], self.scales[part])

    def vectors(self) -> Vectors:
        """Shape (n, width), float32."""
        return self.codes.astype(np.float32) * self.scales[:, None]

    def grown(self, size: int, width: int) -> Table:
        """A copy with room for ``size`` vectors."""
        codes, scales = np.empty((size, width), np.int8), np.empty(size, np.float32)
        if len(self):
            codes[: len(self)], scales[: len(self)] = self.codes, self.scales
        return Table(codes, scales)


@runtime_checkable
class WordEncoder(Protocol):
    """An encoder that can also encode single words, so that a word is near its translations."""

    def encode_words(self, words: Sequence[str]) -> Vectors:
        """Vectors of shape (len(words), any width), float32, length 1."""


class WordVectors:
    """A table of word vectors that fills as words are asked for. Safe to share between threads.

    Args:
        encoder: gives the vectors.
        kept: words; when a word more is asked for, the table begins anew with the learned ones.
    """

    def __init__(self, encoder: WordEncoder, kept: int = KEPT) -> None:
        self._encoder = encoder
        self._kept = kept
        self._rows: dict[str, int] = {}
        self._table = Table(np.empty((0, 0), np.int8), np.empty(0, np.float32))
        self._learned = 0
        self._complete = False
        self._lock = threading.Lock()

    @property
    def learnable(self) -> int:
        """Words that can be learned in all; the rest of the table is for what questions bring up."""
        return self._kept * 4 // 5

    @property
    def encoder(self) -> WordEncoder:
        """What gives the vectors."""
        return self._encoder

    def learn(self, words: Sequence[str], vectors: Table) -> None:
        """Take in words whose vectors are known, as many as there is room for.

        They and all that came before stay.
        """
        with self._lock:
            room = max(0, self.learnable - self._learned)
            self._put(words[:room], vectors[:room])
            self._learned = len(self._rows)

    def complete(self) -> None:
        """Say that the words of the base are learned: rarer ones of texts are left out from now on."""
        self._complete = True

    @property
    def edition(self) -> int:
        """Changes when more words are learned; 0 until those of the base are."""
        return self._learned if self._complete else 0

    def learned(self, words: Iterable[str]) -> dict[str, int]:
        """Those of the words that are learned, with their rows, which stay what they are in every table."""
        rows, learned = self._rows, self._learned
        return {word: row for word in words if (row := rows.get(word, learned)) < learned}

    def known(self, words: Sequence[str]) -> tuple[list[str], Table]:
        """Those of the words that are in the table, and their vectors."""
        with self._lock:
            there = [word for word in words if word in self._rows]
            return there, self._table[[self._rows[word] for word in there]]

    def of(self, asked: Sequence[str], texts: Sequence[Sequence[str]]) -> tuple[Table, Rows, list[Rows]]:
        """A table of vectors, and the rows in it of a question's words and of those of some texts, shape (words,) each.

        Words that are not there are encoded; but once those of the base are learned (``complete``), others of texts
        are left out: they are rare, and a question would wait for each. Rows that were given with a table
        stay right for that table, whatever is asked for later.
        """
        needed = [asked] if self._complete else [asked, *texts]
        with self._lock:
            new = self._new(needed)
        vectors = self._encoder.encode_words(new) if new else None
        with self._lock:
            if vectors is not None:
                self._put(new, Table.of(vectors))
            if self._new(needed):  # another thread began the table anew, or one question has more words than it holds
                words = list(dict.fromkeys(word for text in needed for word in text))
                self._begin()
                self._put(words, Table.of(self._encoder.encode_words(words)))
            return self._table, self._found(asked), [self._found(text) for text in texts]

    def _new(self, texts: Sequence[Sequence[str]]) -> list[str]:
        return list(dict.fromkeys(word for text in texts for word in text if word not in self._rows))

    def _found(self, words: Sequence[str]) -> Rows:
        """Rows of those of the words that are in the table."""
        rows = list(map(self._rows.get, words))
        return np.array([row for row in rows if row is not None] if None in rows else rows, np.int64)

    def _begin(self) -> None:
        self._rows = dict(islice(self._rows.items(), self._learned))
        self._table = self._table[: self._learned].grown(self._learned, self._table.codes.shape[1])

    def _put(self, words: Sequence[str], vectors: Table) -> None:
        """Add words in place behind those that are there, or in a larger copy; earlier rows stay as they are."""
        new = [place for place, word in enumerate(words) if word not in self._rows]
        if len(self._rows) > self._learned and len(self._rows) + len(new) > self._kept:
            self._begin()
        start, end = len(self._rows), len(self._rows) + len(new)
        if end > len(self._table):
            self._table = self._table.grown(max(_FIRST, 2 * len(self._table), end), vectors.codes.shape[1])
        self._table.codes[start:end], self._table.scales[start:end] = vectors.codes[new], vectors.scales[new]
        self._rows.update((words[place], row) for row, place in enumerate(new, start))
