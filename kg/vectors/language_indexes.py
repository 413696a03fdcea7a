"""One index for each language.

A language filter is then free, and each language is centred around its own
passages. Up to ``EXACT_UP_TO`` passages a language is searched exactly and
centred anew at every change; above, it is quantised, and centred anew when it
has grown or shrunk by a tenth: the mean of thousands of passages does not move
before that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np

from kg.embedding.encoder import Vectors
from kg.vectors.centring import Centring
from kg.vectors.faiss_index import ExactIndex, clipped
from kg.vectors.index import Added, Ids, Whole
from kg.vectors.quantised_index import QuantisedIndex

EXACT_UP_TO = 2000
"""Passages of a language; beyond, exact search would hold its raw vectors too, 7 KB a passage instead of 1."""
_QUESTIONS_KEPT = 64
RECENTRED_AFTER = 0.1
"""Growth or loss of a quantised language after which it is centred anew, as a share of its passages."""


@dataclass(frozen=True, slots=True)
class _Small:
    """Passages of a language, by ascending number: raw vectors, their mean, and the index of the centred ones."""

    ids: Ids
    raw: Vectors
    mean: Vectors
    index: ExactIndex


@dataclass(frozen=True, slots=True)
class Large:
    """The index of the centred passages, the mean that they are centred around, and how many they were then."""

    index: QuantisedIndex
    mean: Vectors
    centred: int


class LanguageIndexes:
    """Implements ``kg.vectors.index.VectorIndex``. Make it with ``build``.

    What it answers depends on the passages that are in it, not on the order
    or the number of steps in which they came; beyond ``EXACT_UP_TO`` but for
    the little that a mean moves while a language grows by a tenth.
    """

    def __init__(self, centring: Centring, languages: Mapping[str, _Small | Large]) -> None:
        self._centring = centring
        self._languages = languages
        # A question is asked of one language after the other, and is centred the same way each time.
        self._question = lru_cache(_QUESTIONS_KEPT)(partial(_centred, centring))

    @classmethod
    def build(
        cls, languages: Iterable[str], whole: Whole, centring: Centring, known: Mapping[str, Large] | None = None
    ) -> LanguageIndexes:
        """Index some languages, one after the other, so that the raw vectors of one only are in memory.

        Those that are ``known`` are taken as they are.
        """
        made, known = cls(centring, {}), known or {}
        found = ((language, known.get(language) or made._made(language, *whole(language))) for language in languages)
        return cls(centring, {language: index for language, index in found if index is not None})

    def large(self) -> dict[str, Large]:
        """The languages that are quantised."""
        return {name: language for name, language in self._languages.items() if isinstance(language, Large)}

    def updated(self, removed: AbstractSet[int], added: Added, whole: Whole) -> LanguageIndexes:
        """A new object; languages that nothing changes in are shared with this one."""
        gone = np.fromiter(removed, np.int64, len(removed))
        languages = dict(self._languages)
        for language in self._languages.keys() | added.keys():
            changed = self._changed(language, gone, added.get(language), whole)
            if changed is None:
                languages.pop(language, None)
            else:
                languages[language] = changed
        return LanguageIndexes(self._centring, languages)

    def search(
        self, question: Vectors, question_language: str, language: str, k: int, allowed: Ids | None = None
    ) -> tuple[Ids, Vectors]:
        """See ``VectorIndex.search``."""
        found = self._languages.get(language)
        if found is None:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        return found.index.search(self._question(question.tobytes(), question_language), k, allowed)

    def score(self, question: Vectors, question_language: str, language: str, ids: Ids) -> Vectors:
        """See ``VectorIndex.score``."""
        found = self._languages.get(language)
        if found is None:
            return np.full(len(ids), np.nan, np.float32)
        return found.index.score(self._question(question.tobytes(), question_language), ids)

    def score_raw(self, question: Vectors, question_language: str, language: str, raw: Vectors) -> Vectors:
        """See ``VectorIndex.score_raw``."""
        centred = self._centring.around(raw, self._mean(language))
        return clipped(centred @ self._question(question.tobytes(), question_language))

    @property
    def dimension(self) -> int:
        """See ``VectorIndex.dimension``."""
        return self._centring.dimension

    def alike(
        self, passage: Vectors, own: str, language: str, k: int, allowed: Ids | None = None
    ) -> tuple[Ids, Vectors]:
        """See ``VectorIndex.alike``."""
        found = self._languages.get(language)
        if found is None:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        centred = self._centring.around(passage.reshape(1, -1), self._mean(own))
        return found.index.search(centred.reshape(-1), k, allowed)

    def _mean(self, language: str) -> Vectors:
        """What the passages of a language are centred around now."""
        found = self._languages.get(language)
        if found is not None:
            return found.mean
        return self._centring.passage_mean(np.empty((0, self._centring.dimension), np.float32), language)

    def languages(self) -> tuple[str, ...]:
        """Languages that have passages, in alphabetical order."""
        return tuple(sorted(self._languages))

    def __len__(self) -> int:
        return sum(len(language.index) for language in self._languages.values())

    def _changed(self, name: str, gone: Ids, added: tuple[Ids, Vectors] | None, whole: Whole) -> _Small | Large | None:
        """The language after the change; the very same object when nothing changes, None when it is empty."""
        before = self._languages.get(name)
        none = np.empty(0, np.int64), np.empty((0, self._centring.dimension), np.float32)
        ids, raw = none if added is None else added
        if before is None:
            return self._made(name, ids, raw)
        if isinstance(before, Large):
            return self._large_changed(name, before, gone, (ids, raw), whole)
        kept = ~np.isin(before.ids, np.concatenate([gone, ids]))
        if kept.all() and not len(ids):
            return before
        return self._made(name, np.concatenate([before.ids[kept], ids]), np.concatenate([before.raw[kept], raw]))

    def _large_changed(
        self, name: str, before: Large, gone: Ids, added: tuple[Ids, Vectors], whole: Whole
    ) -> _Small | Large | None:
        gone = before.index.held(gone)
        ids, raw = _last_of_each(*added)
        if not len(gone) and not len(ids):
            return before
        index = before.index.changed(gone, ids, self._centring.around(raw, before.mean))
        if len(index) <= EXACT_UP_TO or abs(len(index) - before.centred) > RECENTRED_AFTER * before.centred:
            return self._made(name, *whole(name))
        return Large(index, before.mean, before.centred)

    def _made(self, name: str, ids: Ids, raw: Vectors) -> _Small | Large | None:
        ids, raw = _last_of_each(ids, raw)
        if not len(ids):
            return None
        mean = self._centring.passage_mean(raw, name)
        if len(ids) <= EXACT_UP_TO:
            return _Small(ids, raw, mean, ExactIndex(ids, self._centring.around(raw, mean)))
        index = QuantisedIndex.of(ids, raw, lambda rows: self._centring.around(rows, mean))
        return Large(index, mean, len(ids))


def _centred(centring: Centring, question: bytes, language: str) -> Vectors:
    return centring.question(np.frombuffer(question, np.float32), language)


def _last_of_each(ids: Ids, raw: Vectors) -> tuple[Ids, Vectors]:
    """By ascending number; of a number that comes twice, the last vector."""
    raw = raw.astype(np.float32, copy=False)
    if (np.diff(ids) > 0).all():
        return ids, raw
    last = len(ids) - 1 - np.unique(ids[::-1], return_index=True)[1]
    return ids[last], raw[last]
