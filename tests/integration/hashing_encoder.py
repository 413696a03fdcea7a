"""A small, fast, deterministic encoder for tests in which vectors are not the point."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import numpy as np

from kg.embedding.encoder import Vectors
from kg.model import LANGUAGES

WIDTH = 32


class HashingEncoder:
    """Bag of hashed words, one part."""

    name = "hashing"
    revision = "1"
    parts = ((WIDTH, 1.0),)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._one(t) for t in texts]) if texts else np.zeros((0, WIDTH), np.float32)

    encode_questions = encode_passages

    def question_means(self) -> Mapping[str, Vectors]:
        return dict.fromkeys(LANGUAGES, np.zeros(WIDTH, np.float32))

    passage_means = question_means

    def _one(self, text: str) -> Vectors:
        vector = np.full(WIDTH, 1e-3, np.float32)
        for word in text.lower().split():
            vector[int(hashlib.md5(word.encode()).hexdigest(), 16) % WIDTH] += 1
        return vector / np.linalg.norm(vector)
