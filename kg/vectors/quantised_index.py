"""Search over the many passages of one language: a scan of signs, then 8-bit scores of the best.

The signs of a centred vector (one bit a dimension) say well enough which passages are near: the scan keeps the
``RESCORED`` whose signs agree most with the question's, and only those are scored, from 8 bits a dimension.
Measured on real centred vectors (8,144 passages in six languages, 300 questions): of the ten nearest, .977 are among
the 1.2 % that the signs choose (2,000 of 167,000), .999 among 10 %. Over 167,000 passages of 896 dimensions on one
core that takes 2 ms; 8 bits alone take 21 ms. Nothing is trained on clusters, so passages come and go without loss,
and a filter costs no recall.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from kg.embedding.encoder import Vectors
from kg.vectors.faiss_index import clipped, one_thread, selector
from kg.vectors.index import Ids

if TYPE_CHECKING:
    import faiss

RESCORED = 2000
"""Most passages that the scan of signs keeps; of fewer than 40,000 it keeps a twentieth (recall@10 .997)."""
_FEWEST = 500
_TRAINED_ON = 20_000
"""Vectors from which the range of each dimension is learnt."""


class QuantisedIndex:
    """An inner-product index of vectors of length 1. Never changes once made; make it with ``of``.

    Args:
        ids: numbers of the passages, in any order, shape (n,).
        codes: their vectors in 8 bits a dimension.
        signs: their vectors in one bit a dimension.
    """

    def __init__(self, ids: Ids, codes: faiss.IndexScalarQuantizer, signs: faiss.IndexBinaryFlat) -> None:
        self._ids, self._codes, self._signs = ids, codes, signs
        self._order = np.argsort(ids, kind="stable")
        self._ascending = ids[self._order]

    @classmethod
    def of(cls, ids: Ids, raw: Vectors, centred: Callable[[Vectors], Vectors] = lambda rows: rows) -> QuantisedIndex:
        """Index float32 vectors, shape (n, dimension); n is at least 1.

        ``centred`` makes rows of length 1 of raw ones. It gets some at a time: all of a language's at once
        would take as much memory again as its raw vectors.
        """
        import faiss

        width = raw.shape[1]
        codes = faiss.IndexScalarQuantizer(width, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT)
        codes.train(np.ascontiguousarray(centred(raw[:: -(-len(raw) // _TRAINED_ON)])))
        signs = faiss.IndexBinaryFlat(-(-width // 8) * 8)
        signs.use_heap = False  # type: ignore[attr-defined]  # counting is twice as fast as a heap of thousands
        for start in range(0, len(raw), _TRAINED_ON):
            vectors = np.ascontiguousarray(centred(raw[start : start + _TRAINED_ON]))
            codes.add(vectors)
            signs.add(_signs(vectors))
        return cls(ids, codes, signs)

    def __len__(self) -> int:
        return len(self._ids)

    def changed(self, removed: Ids, ids: Ids, vectors: Vectors) -> QuantisedIndex:
        """A new index without ``removed`` and with ``ids``; numbers that are there already are replaced."""
        import faiss

        codes = cast("faiss.IndexScalarQuantizer", faiss.clone_index(self._codes))
        signs = faiss.clone_binary_index(self._signs)  # type: ignore[attr-defined]
        gone = self._rows(np.union1d(removed, ids))
        if len(gone):
            codes.remove_ids(faiss.IDSelectorBatch(gone))
            signs.remove_ids(faiss.IDSelectorBatch(gone))
        if len(ids):
            codes.add(np.ascontiguousarray(vectors))
            signs.add(_signs(vectors))
        return QuantisedIndex(np.concatenate([np.delete(self._ids, gone), ids]), codes, signs)

    def held(self, ids: Ids) -> Ids:
        """Those of the numbers that are here."""
        return ids[np.isin(ids, self._ids)]

    def search(self, question: Vectors, k: int, allowed: Ids | None) -> tuple[Ids, Vectors]:
        """The ``k`` nearest of the allowed passages, best first."""
        one_thread()
        rows = None if allowed is None else self._rows(allowed)
        if rows is None or len(rows) > self._kept():
            rows = self._alike(question, max(self._kept(), k), rows)
        count = min(k, len(rows))
        if count <= 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        scores, best = self._codes.search(question.reshape(1, -1), count, params=selector(rows, len(self._ids)))
        return self._ids[best[0]], clipped(scores[0])

    def score(self, question: Vectors, ids: Ids) -> Vectors:
        """Scores of given passages; NaN for a number that is not here."""
        places = np.minimum(np.searchsorted(self._ascending, ids), len(self._ids) - 1)
        here = self._ascending[places] == ids
        scores = np.full(len(ids), np.nan, np.float32)
        if here.any():
            scores[here] = clipped(self._codes.reconstruct_batch(self._order[places[here]]) @ question)
        return scores

    def _kept(self) -> int:
        return min(RESCORED, max(_FEWEST, len(self._ids) // 20))

    def _rows(self, ids: Ids) -> NDArray[np.int64]:
        """Rows of those of the numbers that are here."""
        places = np.minimum(np.searchsorted(self._ascending, ids), len(self._ids) - 1)
        rows: NDArray[np.int64] = self._order[places[self._ascending[places] == ids]]
        return rows

    def _alike(self, question: Vectors, count: int, rows: NDArray[np.int64] | None) -> NDArray[np.int64]:
        """Rows whose signs agree most with the question's, of all or of some rows."""
        parameters = None if rows is None else selector(rows, len(self._ids))
        count = min(count, len(self._ids) if rows is None else len(rows))
        _, found = self._signs.search(_signs(question.reshape(1, -1)), count, params=parameters)
        alike: NDArray[np.int64] = found[0][found[0] >= 0]
        return alike


def _signs(vectors: Vectors) -> NDArray[np.uint8]:
    """One bit a dimension, in whole bytes, shape (n, width / 8)."""
    return np.packbits(vectors > 0, axis=1)
