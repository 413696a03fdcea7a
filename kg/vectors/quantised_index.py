"""Search over the many passages of one language: a scan of sketches, then 8-bit scores of the best.

Sketches (``sketches``) say well enough which passages are near: the scan keeps some hundreds that seem nearest,
and only those are scored, from 8 bits a dimension. Directions are taken from the passages when a language is indexed,
nothing is sorted into clusters, so passages come and go without loss, and a filter costs no recall.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from kg.embedding.encoder import Vectors
from kg.vectors.eight_bits import EightBits
from kg.vectors.faiss_index import clipped, one_thread
from kg.vectors.index import Ids
from kg.vectors.sketches import Bytes, Sketcher

RESCORED = 1000
"""Most passages that the scan keeps; of fewer than 40,000 it keeps a fortieth."""
_FEWEST, _FOR_EACH = 340, 0.8
"""At least so many, and so many more for each passage that is asked for.

Of the ten nearest among 16,700 the scan keeps .992 with 500 and .984 with 350; of the 200 nearest .895 with 500.
"""
_TRAINED_ON = 20_000
"""Vectors from which the range of each dimension and the directions of sketches are learnt."""
_BROAD = 0.25
"""Share of passages from which a filter is applied to what the scan finds among all."""
_AT_ONCE = 4096
"""Vectors that are quantised at a time."""


class QuantisedIndex:
    """An inner-product index of vectors of length 1. Never changes once made; make it with ``of``.

    Args:
        ids: numbers of the passages, in any order, shape (n,).
        vectors: theirs in 8 bits a dimension.
        sketches: of their vectors, shape (n, bytes).
        sketcher: how sketches are made.
    """

    def __init__(self, ids: Ids, vectors: EightBits, sketches: Bytes, sketcher: Sketcher) -> None:
        import faiss

        self.ids, self.vectors, self.sketches, self.sketcher = ids, vectors, sketches, sketcher
        self._scan = sketcher.scan(sketches)
        self._best = faiss.IndexRefine(self._scan.index, vectors.index)
        self._order = np.argsort(ids, kind="stable")
        self._ascending = ids[self._order]

    @classmethod
    def of(cls, ids: Ids, raw: Vectors, centred: Callable[[Vectors], Vectors] = lambda rows: rows) -> QuantisedIndex:
        """Index float32 vectors, shape (n, dimension); n is at least 1.

        ``centred`` makes rows of length 1 of raw ones. It gets some at a time: all of a language's at once
        would take as much memory again as its raw vectors.
        """
        count = len(raw)
        some = centred(raw[:: -(-count // _TRAINED_ON)])
        vectors, sketcher = EightBits.room(count, some), Sketcher.of(some)
        sketches = np.empty((count, sketcher.size), np.uint8)
        for start in range(0, count, _AT_ONCE):
            part = centred(raw[start : start + _AT_ONCE])
            vectors.put(start, part)
            sketches[start : start + _AT_ONCE] = sketcher.sketch(part)
        return cls(ids, vectors, sketches, sketcher)

    def __len__(self) -> int:
        return len(self.ids)

    def changed(self, removed: Ids, ids: Ids, vectors: Vectors) -> QuantisedIndex:
        """A new index without ``removed`` and with ``ids``; numbers that are there already are replaced."""
        stays = np.ones(len(self.ids), np.bool_)
        stays[self._rows(np.union1d(removed, ids))] = False
        return QuantisedIndex(
            np.concatenate([self.ids[stays], ids]),
            self.vectors.with_rows(np.flatnonzero(stays), vectors),
            np.concatenate([self.sketches[stays], self.sketcher.sketch(vectors)]),
            self.sketcher,
        )

    def held(self, ids: Ids) -> Ids:
        """Those of the numbers that are here."""
        return ids[np.isin(ids, self.ids)]

    def search(self, question: Vectors, k: int, allowed: Ids | None) -> tuple[Ids, Vectors]:
        """The ``k`` nearest of the allowed passages, best first."""
        if allowed is None:
            return self._nearest(question, min(k, len(self.ids)))
        rows = self._rows(allowed)
        if len(rows) > self._kept(k):
            rows = self._alike(question, self._kept(k), rows)
        scores = self.vectors.scores(question, rows)
        best = np.argsort(-scores, kind="stable")[: max(k, 0)]
        return self.ids[rows[best]], scores[best]

    def score(self, question: Vectors, ids: Ids) -> Vectors:
        """Scores of given passages; NaN for a number that is not here."""
        places = np.minimum(np.searchsorted(self._ascending, ids), len(self.ids) - 1)
        here = self._ascending[places] == ids
        scores = np.full(len(ids), np.nan, np.float32)
        scores[here] = self.vectors.scores(question, self._order[places[here]])
        return scores

    def _nearest(self, question: Vectors, k: int) -> tuple[Ids, Vectors]:
        """Among all passages: in one step, outside the interpreter."""
        import faiss

        if k < 1:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        one_thread()
        parameters = faiss.IndexRefineSearchParameters()
        parameters.k_factor = min(self._kept(k), len(self.ids)) / k
        scores, rows = self._best.search(question.reshape(1, -1), k, params=parameters)
        found = rows[0] >= 0
        return self.ids[rows[0][found]], clipped(scores[0][found])

    def _kept(self, k: int) -> int:
        return max(k, min(RESCORED, max(_FEWEST + int(_FOR_EACH * k), len(self.ids) // 40)))

    def _rows(self, ids: Ids) -> NDArray[np.int64]:
        """Rows of those of the numbers that are here."""
        places = np.minimum(np.searchsorted(self._ascending, ids), len(self.ids) - 1)
        rows: NDArray[np.int64] = self._order[places[self._ascending[places] == ids]]
        return rows

    def _alike(self, question: Vectors, count: int, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Those of some rows whose sketches seem nearest to the question."""
        one_thread()
        share = len(rows) / len(self.ids)
        if share > _BROAD:
            admitted = np.zeros(len(self.ids), np.bool_)
            admitted[rows] = True
            found = self._scan.nearest(question, min(len(self.ids), int(2 * count / share)))
            found = found[admitted[found]]
            if len(found) >= count:
                return found[:count]
        return rows[self.sketcher.scan(self.sketches[rows]).nearest(question, count)]
