"""Vectors in 8 bits a dimension, each dimension over its own range: in faiss's form, so that faiss can score them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kg.embedding.encoder import Vectors
from kg.vectors.faiss_index import clipped

if TYPE_CHECKING:
    import faiss

Bytes = NDArray[np.uint8]

_SCORED_AT_ONCE = 128
_STEPS, _SMALLEST = 255, 1e-9


class EightBits:
    """Codes of vectors, in memory or mapped from a file. Make it with ``room`` or ``mapped``.

    Args:
        index: in which faiss keeps the codes and the ranges.
    """

    def __init__(self, index: faiss.IndexScalarQuantizer) -> None:
        import faiss

        self.index = index
        self._ranges: Vectors = faiss.vector_to_array(index.sq.trained).reshape(2, index.d)

    @classmethod
    def room(cls, count: int, some: Vectors) -> EightBits:
        """Room for ``count`` vectors, over the ranges in which the dimensions of some, shape (n, dimension), lie."""
        lowest = some.min(axis=0)
        return cls._of(count, np.stack([lowest, np.maximum(some.max(axis=0) - lowest, _SMALLEST)]).astype(np.float32))

    @classmethod
    def mapped(cls, path: Path) -> EightBits:
        """What was written to a file, which stays there: its pages come into memory as they are read.

        Raises:
            ValueError: the file is no such thing, or not whole.
            OSError: it cannot be read.
        """
        import faiss

        path.stat()
        try:
            index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        except RuntimeError as error:
            raise ValueError(f"{path} is no index of vectors in 8 bits") from error
        if not isinstance(index, faiss.IndexScalarQuantizer) or index.sq.trained.size() != 2 * index.d:
            raise ValueError(f"{path} is no index of vectors in 8 bits")
        return cls(index)

    def write(self, path: Path) -> None:
        """Write all to a file. Raises OSError where that cannot be done."""
        import faiss

        try:
            faiss.write_index(self.index, str(path))
        except RuntimeError as error:
            raise OSError(str(error)) from error

    @classmethod
    def _of(cls, count: int, ranges: Vectors) -> EightBits:
        import faiss

        width = ranges.shape[1]
        index = faiss.IndexScalarQuantizer(width, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT)
        faiss.copy_array_to_vector(ranges.ravel(), index.sq.trained)
        index.codes.resize(count * width)
        index.ntotal, index.is_trained = count, True
        return cls(index)

    def __len__(self) -> int:
        return self.index.ntotal

    def with_rows(self, rows: NDArray[np.int64], vectors: Vectors) -> EightBits:
        """Some of these rows, then other vectors, over the same ranges."""
        made = self._of(len(rows) + len(vectors), self._ranges)
        if len(made):
            np.take(self.codes, rows, axis=0, out=made.codes[: len(rows)], mode="clip")
        made.put(len(rows), vectors)
        return made

    def sorted(self, order: NDArray[np.int64]) -> EightBits:
        """The same in another order of rows; this itself where they stand so already."""
        as_it_is = (order == np.arange(len(self))).all()
        return self if as_it_is else self.with_rows(order, np.empty((0, self.index.d), np.float32))

    def put(self, start: int, vectors: Vectors) -> None:
        """Write vectors, shape (n, dimension), from a row on."""
        lowest, spread = self._ranges
        codes = np.clip((vectors - lowest) / (spread / _STEPS), 0, _STEPS)
        self.codes[start : start + len(vectors)] = codes.astype(np.uint8)

    @property
    def codes(self) -> Bytes:
        """The codes themselves, shape (n, dimension), without a copy; keep this object while they are used."""
        import faiss

        count, width = len(self), self.index.d
        if not count:
            return np.empty((0, width), np.uint8)
        codes: Bytes = faiss.rev_swig_ptr(self.index.codes.data(), count * width)
        return codes.reshape(count, width)

    def scores(self, question: Vectors, rows: NDArray[np.int64]) -> Vectors:
        """Inner products of a question with rows, each code taken for the middle of its step, shape as ``rows``."""
        lowest, spread = self._ranges
        step, held = spread / _STEPS, self.codes
        weights, width = question * step, held.shape[1]
        # Few at a time, so that they stay in the processor's own cache on their way from bytes to a sum.
        codes, values = np.empty((_SCORED_AT_ONCE, width), np.uint8), np.empty((_SCORED_AT_ONCE, width), np.float32)
        scores = np.empty(len(rows), np.float32)
        for start in range(0, len(rows), _SCORED_AT_ONCE):
            some = rows[start : start + _SCORED_AT_ONCE]
            held.take(some, axis=0, out=codes[: len(some)], mode="clip")  # the mode that needs no other copy
            np.copyto(values[: len(some)], codes[: len(some)])
            np.dot(values[: len(some)], weights, out=scores[start : start + len(some)])
        return clipped(scores + question @ (lowest + step / 2))
