"""Vectors in a few bytes, from which the nearest of many are guessed.

A vector is turned to the directions in which vectors of its language differ most, the differences are spread evenly
over all of them, and two bits say where it lies in each: below or above the middle, near to it or far. The four values
are those that lose least of a normal distribution (Lloyd and Max). A question keeps its full precision.

Measured with 1,149 real centred passages and 720 questions that the directions were not taken from: of the ten nearest,
.973 are among the best 2 % and .992 among the best 3 %; signs of all 896 dimensions, in nearly twice the bytes, .892
and .941; product quantisation that learns its values, in the same bytes as here, .974 and .991.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kg.embedding.encoder import Vectors

if TYPE_CHECKING:
    import faiss

WIDTH = 256
"""Most directions that are kept."""
_NEAR, _FAR, _BETWEEN = 0.4528, 1.510, 0.9816
"""Values and threshold of the four-level quantiser of a normal distribution, in standard deviations.

Source: J. Max, Quantizing for minimum distortion, IRE Transactions on Information Theory 6 (1960).
"""
_LEVELS = np.array([-_FAR, -_NEAR, _NEAR, _FAR], np.float32)
_PAIRS = np.stack([np.tile(_LEVELS, 4), np.repeat(_LEVELS, 4)], axis=1)
"""What a half byte stands for: the first dimension is in its low bits, shape (16, 2)."""
_SMALLEST = 1e-9

Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Sketcher:
    """How vectors of a language are sketched.

    Args:
        directions: shape (dimension, width); the width is even.
        spread: standard deviation along each of them, shape (width,).
    """

    directions: Vectors
    spread: Vectors

    @classmethod
    def of(cls, vectors: Vectors) -> Sketcher:
        """Directions and spread from some vectors, shape (n, dimension); n is at least 1, the dimension at least 2."""
        dimension = vectors.shape[1]
        width = min(WIDTH, dimension - dimension % 2)
        _, ascending = np.linalg.eigh((vectors.T @ vectors).astype(np.float64))
        turned, _ = np.linalg.qr(np.random.default_rng(0).standard_normal((width, width)))
        directions = (ascending[:, ::-1][:, :width] @ turned).astype(np.float32)
        spread = np.sqrt(np.square(vectors @ directions).mean(axis=0))
        return cls(directions, np.maximum(spread, _SMALLEST).astype(np.float32))

    @property
    def size(self) -> int:
        """Bytes of a sketch."""
        return -(-len(self.spread) // 4)

    def sketch(self, vectors: Vectors) -> Bytes:
        """Sketches of vectors, shape (n, size)."""
        places = (vectors @ self.directions) / self.spread
        levels = (places > -_BETWEEN).view(np.uint8) + (places > 0) + (places > _BETWEEN)
        halves = np.zeros((len(vectors), 2 * self.size), np.uint8)
        halves[:, : levels.shape[1] // 2] = levels[:, ::2] | levels[:, 1::2] << 2
        return (halves[:, ::2] | halves[:, 1::2] << 4).astype(np.uint8, copy=False)

    def scan(self, sketches: Bytes) -> Scan:
        """What finds the nearest among sketches, shape (n, size)."""
        import faiss

        width = len(self.spread)
        plain = faiss.IndexPQ(width, width // 2, 4, faiss.METRIC_INNER_PRODUCT)
        centroids = _PAIRS * self.spread.reshape(-1, 1, 2)
        faiss.copy_array_to_vector(np.ascontiguousarray(centroids, np.float32).ravel(), plain.pq.centroids)
        faiss.copy_array_to_vector(np.ascontiguousarray(sketches).ravel(), plain.codes)
        plain.ntotal, plain.is_trained = len(sketches), True
        turn = faiss.LinearTransform(len(self.directions), width, False)
        faiss.copy_array_to_vector(np.ascontiguousarray(self.directions.T).ravel(), turn.A)
        turn.is_trained = True
        # The stub knows one of its constructors only.
        packed = faiss.IndexPQFastScan(plain)  # type: ignore[arg-type]
        return Scan(faiss.IndexPreTransform(turn, packed))


class Scan:
    """Looks through all sketches of a language: 0.4 ms for 167,000 on one core.

    Args:
        index: turns a question to the directions of the sketches, then scans these.
    """

    def __init__(self, index: faiss.IndexPreTransform) -> None:
        self.index = index

    def nearest(self, question: Vectors, count: int) -> NDArray[np.int64]:
        """Rows of the ``count`` sketches that seem nearest to a question, shape (dimension,); the nearest first."""
        _, found = self.index.search(question.reshape(1, -1), count)
        rows: NDArray[np.int64] = found[0][found[0] >= 0]
        return rows
