"""Exact search over the passages of one language with faiss."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kg.embedding.encoder import Vectors
from kg.vectors.index import Ids

if TYPE_CHECKING:
    import faiss

_SCAN_SHARE = 0.1
"""Below this share of allowed passages, multiplying just those is faster than a filtered search."""


class ExactIndex:
    """An inner-product index of vectors of length 1. Never changes once made.

    Args:
        ids: numbers of the passages, ascending, shape (n,).
        vectors: float32, shape (n, dimension), length 1.
    """

    def __init__(self, ids: Ids, vectors: Vectors) -> None:
        import faiss

        self._ids = ids
        self._index = faiss.IndexFlatIP(vectors.shape[1])
        self._index.add(np.ascontiguousarray(vectors))
        self._vectors = _stored(self._index)

    def __len__(self) -> int:
        return len(self._ids)

    def search(self, question: Vectors, k: int, allowed: Ids | None) -> tuple[Ids, Vectors]:
        """The ``k`` nearest of the allowed passages, best first."""
        if allowed is None:
            return self._search(question, k, None)
        rows = np.flatnonzero(np.isin(self._ids, allowed))
        if len(rows) > _SCAN_SHARE * len(self._ids):
            return self._search(question, min(k, len(rows)), selector(rows, len(self._ids)))
        scores = self._vectors[rows] @ question
        best = np.argsort(-scores, kind="stable")[: max(k, 0)]
        return self._ids[rows[best]], clipped(scores[best])

    def score(self, question: Vectors, ids: Ids) -> Vectors:
        """Scores of given passages; NaN for a number that is not here."""
        scores = np.full(len(ids), np.nan, np.float32)
        rows = np.searchsorted(self._ids, ids)
        rows[rows == len(self._ids)] = 0
        here = self._ids[rows] == ids
        scores[here] = clipped(self._vectors[rows[here]] @ question)
        return scores

    def _search(self, question: Vectors, k: int, parameters: faiss.SearchParameters | None) -> tuple[Ids, Vectors]:
        count = min(k, len(self._ids))
        if count <= 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        one_thread()
        scores, rows = self._index.search(question.reshape(1, -1), count, params=parameters)
        return self._ids[rows[0]], clipped(scores[0])


def one_thread() -> None:
    """Keep faiss from sharing one question out between threads (a setting of the calling thread).

    Two threads gain nothing on an idle machine and wait for each other on a busy one: 4 to 9 ms
    for 20,000 passages with one thread, 17 to 52 ms with two.
    """
    import faiss

    faiss.omp_set_num_threads(1)


def selector(rows: NDArray[np.int64], count: int) -> faiss.SearchParameters:
    """A search parameter of faiss that admits only these rows."""
    import faiss

    admitted = np.zeros(count, np.uint8)
    admitted[rows] = 1
    parameters = faiss.SearchParameters()
    # The stub shows the C++ constructor; the wrapper takes the array alone and keeps it alive.
    parameters.sel = faiss.IDSelectorBitmap(np.packbits(admitted, bitorder="little"))  # type: ignore[call-arg,arg-type]
    return parameters


def _stored(index: faiss.IndexFlatIP) -> Vectors:
    """The vectors inside the index, shape (n, dimension), without a copy."""
    import faiss

    values: Vectors = faiss.rev_swig_ptr(index.get_xb(), index.ntotal * index.d)
    return values.reshape(index.ntotal, index.d)


def clipped(scores: Vectors) -> Vectors:
    """Rounding can carry the product of two vectors of length 1 past 1."""
    within: Vectors = np.clip(scores, -1.0, 1.0)
    return within
