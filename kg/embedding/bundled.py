"""The default encoder: two small multilingual models that come as Python packages.

multilingual-e5-small (384 wide, weight 1) leads; Google's
USE-multilingual-3 (512 wide, weight 0.5) gives a second opinion that helps
most across languages. Measured on six languages in one pool, mean average
precision: e5 alone .646, both .694. Neither needs the network, torch or
transformers.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Semaphore

import numpy as np

from kg.embedding.chunks import chunk_spans
from kg.embedding.encoder import Vectors
from kg.embedding.fixed_questions import fixed_means
from kg.embedding.model_directory import LONGEST
from kg.embedding.text_model import TextModel
from kg.embedding.unpacking import E5_GRAPH, E5_TOKENIZER, NAME, USE_GRAPH, USE_TOKENIZER, bundled_revision, unpack
from kg.model import Span

E5_WIDTH, USE_WIDTH = 384, 512
E5_WEIGHT, USE_WEIGHT = 1.0, 0.5

QUESTION, PASSAGE = "query: ", "passage: "
"""What e5 was trained to see before a text; USE takes the text alone."""

_CHARACTERS = 10_000
"""More than 512 tokens hold; bounds the work on a text that should have been split."""


class BundledEncoder:
    """multilingual-e5-small and USE-multilingual-3 side by side. Safe to share between threads.

    A text's vector depends neither on the texts beside it nor on the number of threads.

    Args:
        cache: where the converted model is, or is put when it is not there yet.
        threads: texts that are encoded side by side; 0 means one for each core.

    Raises:
        Unavailable: a package is missing, or ``cache`` cannot be written.
    """

    def __init__(self, cache: Path, threads: int = 0) -> None:
        self._cache = cache
        self._revision = bundled_revision()
        directory = unpack(cache)
        self._cores = threads or os.cpu_count() or 1
        # One for all calls: what another call gives it to do follows without a core that waits for the last text.
        self._lines = ThreadPoolExecutor(self._cores, "encoder")
        # Threads that encode a text each push each other's weights out of the processor's cache where they are more
        # than cores: sixteen at once take a fifth to a third longer for each.
        self._turns = Semaphore(self._cores)
        self._e5 = TextModel(directory / E5_GRAPH, directory / E5_TOKENIZER, LONGEST)
        self._use = TextModel(directory / USE_GRAPH, directory / USE_TOKENIZER)

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
        return self._wholes(PASSAGE, texts)

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), 896), float32."""
        return self._wholes(QUESTION, texts)

    def encode_chunked(self, texts: Sequence[str]) -> list[Vectors]:
        """For each text its vector and those of its chunks, shape (1 + chunks, 896), float32."""
        return self._encode(PASSAGE, texts, chunk_spans)

    def encode_words(self, words: Sequence[str]) -> Vectors:
        """Vectors of single words, shape (len(words), 512), float32, comparable across languages as they are.

        USE alone: it was trained on translations, takes 0.6 ms a word, and needs no centring for words.
        """
        return self._use.encode("", [_clean(word) for word in words])

    def question_means(self) -> Mapping[str, Vectors]:
        """Mean vector of the shipped questions, for each language, shape (896,)."""
        return fixed_means(self, self._cache).questions

    def passage_means(self) -> Mapping[str, Vectors]:
        """Mean vector of the same texts encoded as passages, for each language, shape (896,)."""
        return fixed_means(self, self._cache).passages

    def _wholes(self, prefix: str, texts: Sequence[str]) -> Vectors:
        vectors = np.empty((len(texts), E5_WIDTH + USE_WIDTH), np.float32)
        for row, parts in enumerate(self._encode(prefix, texts, lambda _: ())):
            vectors[row] = parts[0]
        return vectors

    def _encode(self, prefix: str, texts: Sequence[str], spans_of: Callable[[str], Sequence[Span]]) -> list[Vectors]:
        """For each text the vectors of the whole and of spans of it, shape (1 + spans, 896)."""

        def encode(text: str) -> Vectors:
            clean = _clean(text)
            spans = spans_of(clean)
            parts = self._e5.encode_parts(prefix, clean, spans), self._use.encode_parts("", clean, spans)
            return np.concatenate(parts, axis=1)

        if self._cores == 1 or len(texts) == 1:
            return [self._in_turn(encode, text) for text in texts]
        # The longest first, so that no core waits long for another one's last text.
        order = sorted(range(len(texts)), key=lambda place: -len(texts[place]))
        vectors = dict(zip(order, self._lines.map(encode, [texts[place] for place in order]), strict=True))
        return [vectors[place] for place in range(len(texts))]

    def _in_turn(self, encode: Callable[[str], Vectors], text: str) -> Vectors:
        with self._turns:
            return encode(text)


def _clean(text: str) -> str:
    """One line without surrounding space, valid as UTF-8 (a lone surrogate becomes ``?``), not too long."""
    line = " ".join(text.split())[:_CHARACTERS]
    return line.encode("utf-8", "replace").decode("utf-8")
