"""An index of names: every place where typing may begin, sorted, so that a lookup is a binary search."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from kg.suggest.folding import plain, starts, without_article
from kg.suggest.names import Name, Role
from kg.suggest.typos import beginning, nearly

LONGEST = 80
"""Characters of a name that are compared."""

_MOST = (1 << 12) - 1


class Tier(IntEnum):
    """How well a name matches, best first."""

    EXACT = 0
    PREFERRED = 1
    ALTERNATIVE = 2
    WORD = 3
    WORDS = 4
    FUZZY = 5


@dataclass(frozen=True, slots=True)
class Match:
    """A thing found, by its best matching name."""

    name: Name
    tier: Tier


class NameIndex:
    """Names of things, looked up by what was typed so far. Built when it is first needed; safe between threads.

    Args:
        names: of all things; a thing may have any number, in any languages.
    """

    def __init__(self, names: Sequence[Name] = ()) -> None:
        self._names = names
        self._tables: _Tables | None = None
        self._building = threading.Lock()

    @property
    def ready(self) -> bool:
        """Whether it has been built."""
        return self._tables is not None

    def prepare(self) -> _Tables:
        """Build it now rather than with the first lookup."""
        with self._building:
            if self._tables is None:
                self._tables = _Tables(self._names)
            return self._tables

    def find(self, text: str, k: int, language: str | None = None, kind: str | None = None) -> list[Match]:
        """Up to k things, each once.

        Order: the whole name, the beginning of a preferred name, of another one, of a later word, of several words
        in any order, with one wrong keystroke; among equals the shorter name, then one in the reader's language.
        """
        typed = plain(text)[:LONGEST]
        if not typed:
            return []
        tables = self._tables or self.prepare()
        return _Lookup(tables, language, kind).run(typed, k)


class _Tables:
    """Names by place. Arrays named ``…_of`` are indexed by a name's number, the others by a place's."""

    def __init__(self, names: Sequence[Name]) -> None:
        self.names = sorted(set(names), key=lambda n: (n.text, n.uri, n.role, n.language))
        words = [plain(name.text)[:LONGEST] for name in self.names]
        places = sorted((w[start:], number, start) for number, w in enumerate(words) for start in starts(w))
        self.tails = [tail for tail, _, _ in places]
        self.numbers = np.array([number for _, number, _ in places], np.int64)
        self.first = np.array([start == 0 for _, _, start in places], np.bool_)
        self.sizes = np.array([len(tail) for tail in self.tails], np.int64)
        roles = np.array([name.role for name in self.names], np.int64)
        lengths = np.array([min(len(w), _MOST) for w in words], np.int64)
        self.order_of = (lengths << 30) | (roles << 26) | np.arange(len(self.names), dtype=np.int64)
        self.preferred_of = roles == Role.PREFERRED
        self.codes: dict[str, int] = {}
        self.languages_of = self._coded(name.language for name in self.names)
        self.kinds_of = self._coded(name.kind for name in self.names)

    def _coded(self, values: Iterable[str]) -> NDArray[np.int16]:
        """Words as small numbers, which compare faster."""
        return np.array([self.codes.setdefault(value, len(self.codes)) for value in values], np.int16)


class _Lookup:
    """One question to the tables."""

    def __init__(self, tables: _Tables, language: str | None, kind: str | None) -> None:
        self._t = tables
        self._language = None if language is None else tables.codes.get(language, -1)
        self._kind = None if kind is None else tables.codes.get(kind, -1)
        self._found: dict[str, Match] = {}

    def run(self, typed: str, k: int) -> list[Match]:
        for numbers, tiers in self._stages(typed):
            self._take(numbers, tiers, k)
            if len(self._found) >= k:
                break
        return list(self._found.values())

    def _stages(self, typed: str) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
        """Numbers of names with their tiers; later stages are worse than earlier ones."""
        yield self._beginning(typed)
        bare = without_article(typed)
        if bare != typed:
            yield _all(self._numbers(bare), Tier.WORD)
        words = typed.split()
        if len(words) > 1:
            yield _all(self._in_any_order(words, guess=False), Tier.WORDS)
        yield _all(self._nearly(typed), Tier.FUZZY)
        if len(words) > 1:
            yield _all(self._in_any_order(words, guess=True), Tier.FUZZY)

    def _beginning(self, typed: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        low, high = beginning(self._t.tails, typed)
        numbers, first = self._t.numbers[low:high], self._t.first[low:high]
        at_start = np.where(self._t.preferred_of[numbers], Tier.PREFERRED, Tier.ALTERNATIVE)
        whole = first & (self._t.sizes[low:high] == len(typed))
        return numbers, np.where(whole, Tier.EXACT, np.where(first, at_start, Tier.WORD)).astype(np.int64)

    def _numbers(self, typed: str) -> NDArray[np.int64]:
        low, high = beginning(self._t.tails, typed)
        return self._t.numbers[low:high]

    def _nearly(self, typed: str) -> NDArray[np.int64]:
        ranges = [self._t.numbers[low:high] for low, high in nearly(self._t.tails, typed)]
        return np.unique(np.concatenate(ranges)) if ranges else np.empty(0, np.int64)

    def _in_any_order(self, words: Sequence[str], *, guess: bool) -> NDArray[np.int64]:
        """Names in which each of the words begins a word; ``guess`` forgives those that begin none."""
        common: NDArray[np.int64] | None = None
        for word in words:
            numbers = self._numbers(word)
            if guess and not len(numbers):
                numbers = self._nearly(word)
            common = np.unique(numbers) if common is None else np.intersect1d(common, numbers)
            if not len(common):
                break
        return np.empty(0, np.int64) if common is None else common

    def _take(self, numbers: NDArray[np.int64], tiers: NDArray[np.int64], k: int) -> None:
        """Keep the best name of each thing until there are k things."""
        if self._kind is not None:
            wanted = self._t.kinds_of[numbers] == self._kind
            numbers, tiers = numbers[wanted], tiers[wanted]
        order = (tiers << 44) | self._t.order_of[numbers]
        if self._language is not None:
            order |= (self._t.languages_of[numbers] != self._language).astype(np.int64) << 29
        for place in np.argsort(order):
            name = self._t.names[numbers[place]]
            if name.uri not in self._found:
                self._found[name.uri] = Match(name, Tier(int(tiers[place])))
                if len(self._found) >= k:
                    return


def _all(numbers: NDArray[np.int64], tier: Tier) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    return numbers, np.full(len(numbers), tier, np.int64)
