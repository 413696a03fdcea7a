"""Search over the many passages of one language: a scan of sketches, then 8-bit scores of the best.

Sketches (``sketches``) say well enough which passages are near: the scan keeps the ``RESCORED`` that seem nearest,
and only those are scored, from 8 bits a dimension. Directions are taken from the passages when a language is indexed,
nothing is sorted into clusters, so passages come and go without loss, and a filter costs no recall.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from kg.embedding.encoder import Vectors
from kg.vectors.faiss_index import clipped, one_thread
from kg.vectors.index import Ids
from kg.vectors.sketches import Bytes, Sketcher

RESCORED = 1000
"""Most passages that the scan keeps; of fewer than 40,000 it keeps a fortieth."""
_FEWEST = 500
_TRAINED_ON = 20_000
"""Vectors from which the range of each dimension and the directions of sketches are learnt."""
_BROAD = 0.25
"""Share of passages from which a filter is applied to what the scan finds among all."""
_AT_ONCE = 4096
"""Vectors that are quantised at a time."""
_SCORED_AT_ONCE = 128
_STEPS, _SMALLEST = 255, 1e-9


class QuantisedIndex:
    """An inner-product index of vectors of length 1. Never changes once made; make it with ``of``.

    Args:
        ids: numbers of the passages, in any order, shape (n,).
        codes: their vectors in 8 bits a dimension, shape (n, dimension); may be mapped from a file.
        sketches: of their vectors, shape (n, bytes).
        range_: the least value of each dimension, and the size of its 255 steps, shape (2, dimension).
        sketcher: how sketches are made.
    """

    def __init__(self, ids: Ids, codes: Bytes, sketches: Bytes, range_: Vectors, sketcher: Sketcher) -> None:
        self.ids, self.codes, self.sketches, self.range, self.sketcher = ids, codes, sketches, range_, sketcher
        self._scan = sketcher.scan(sketches)
        self._order = np.argsort(ids, kind="stable")
        self._ascending = ids[self._order]

    @classmethod
    def of(cls, ids: Ids, raw: Vectors, centred: Callable[[Vectors], Vectors] = lambda rows: rows) -> QuantisedIndex:
        """Index float32 vectors, shape (n, dimension); n is at least 1.

        ``centred`` makes rows of length 1 of raw ones. It gets some at a time: all of a language's at once
        would take as much memory again as its raw vectors.
        """
        count, width = raw.shape
        some = centred(raw[:: -(-count // _TRAINED_ON)])
        lowest = some.min(axis=0)
        range_ = np.stack([lowest, np.maximum(some.max(axis=0) - lowest, _SMALLEST) / _STEPS]).astype(np.float32)
        sketcher = Sketcher.of(some)
        codes, sketches = np.empty((count, width), np.uint8), np.empty((count, sketcher.size), np.uint8)
        for start in range(0, count, _AT_ONCE):
            vectors = centred(raw[start : start + _AT_ONCE])
            codes[start : start + _AT_ONCE] = _codes(vectors, range_)
            sketches[start : start + _AT_ONCE] = sketcher.sketch(vectors)
        return cls(ids, codes, sketches, range_, sketcher)

    def __len__(self) -> int:
        return len(self.ids)

    def changed(self, removed: Ids, ids: Ids, vectors: Vectors) -> QuantisedIndex:
        """A new index without ``removed`` and with ``ids``; numbers that are there already are replaced."""
        stays = np.ones(len(self.ids), np.bool_)
        stays[self._rows(np.union1d(removed, ids))] = False
        return QuantisedIndex(
            np.concatenate([self.ids[stays], ids]),
            np.concatenate([self.codes[stays], _codes(vectors, self.range)]),
            np.concatenate([self.sketches[stays], self.sketcher.sketch(vectors)]),
            self.range,
            self.sketcher,
        )

    def held(self, ids: Ids) -> Ids:
        """Those of the numbers that are here."""
        return ids[np.isin(ids, self.ids)]

    def search(self, question: Vectors, k: int, allowed: Ids | None) -> tuple[Ids, Vectors]:
        """The ``k`` nearest of the allowed passages, best first."""
        rows = None if allowed is None else self._rows(allowed)
        if rows is None or len(rows) > self._kept():
            rows = self._alike(question, max(self._kept(), k), rows)
        scores = self._scores(question, rows)
        best = np.argsort(-scores, kind="stable")[: max(k, 0)]
        return self.ids[rows[best]], scores[best]

    def score(self, question: Vectors, ids: Ids) -> Vectors:
        """Scores of given passages; NaN for a number that is not here."""
        places = np.minimum(np.searchsorted(self._ascending, ids), len(self.ids) - 1)
        here = self._ascending[places] == ids
        scores = np.full(len(ids), np.nan, np.float32)
        scores[here] = self._scores(question, self._order[places[here]])
        return scores

    def _scores(self, question: Vectors, rows: NDArray[np.int64]) -> Vectors:
        """From 8 bits a dimension, each taken for the middle of its step, shape as ``rows``."""
        lowest, step = self.range
        weights, width = question * step, self.codes.shape[1]
        # Few at a time, so that they stay in the processor's own cache on their way from bytes to a sum.
        codes, values = np.empty((_SCORED_AT_ONCE, width), np.uint8), np.empty((_SCORED_AT_ONCE, width), np.float32)
        scores = np.empty(len(rows), np.float32)
        for start in range(0, len(rows), _SCORED_AT_ONCE):
            some = rows[start : start + _SCORED_AT_ONCE]
            self.codes.take(some, axis=0, out=codes[: len(some)], mode="clip")  # the mode that needs no other copy
            np.copyto(values[: len(some)], codes[: len(some)])
            np.dot(values[: len(some)], weights, out=scores[start : start + len(some)])
        return clipped(scores + question @ (lowest + step / 2))

    def _kept(self) -> int:
        return min(RESCORED, max(_FEWEST, len(self.ids) // 40))

    def _rows(self, ids: Ids) -> NDArray[np.int64]:
        """Rows of those of the numbers that are here."""
        places = np.minimum(np.searchsorted(self._ascending, ids), len(self.ids) - 1)
        rows: NDArray[np.int64] = self._order[places[self._ascending[places] == ids]]
        return rows

    def _alike(self, question: Vectors, count: int, rows: NDArray[np.int64] | None) -> NDArray[np.int64]:
        """Rows whose sketches seem nearest to the question, of all or of some rows."""
        one_thread()
        if rows is None:
            return self._scan.nearest(question, min(count, len(self.ids)))
        count, share = min(count, len(rows)), len(rows) / len(self.ids)
        if share > _BROAD:
            admitted = np.zeros(len(self.ids), np.bool_)
            admitted[rows] = True
            found = self._scan.nearest(question, min(len(self.ids), int(2 * count / share)))
            found = found[admitted[found]]
            if len(found) >= count:
                return found[:count]
        return rows[self.sketcher.scan(self.sketches[rows]).nearest(question, count)]


def _codes(vectors: Vectors, range_: Vectors) -> Bytes:
    """8 bits a dimension, shape (n, dimension)."""
    codes: Bytes = np.clip((vectors - range_[0]) / range_[1], 0, _STEPS).astype(np.uint8)
    return codes
