"""How many of the found passages have each value that can be filtered by."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from kg.catalog import Item
from kg.search.grouping import Groups
from kg.search.model import FacetValue
from kg.views.names import label_of

if TYPE_CHECKING:
    from kg.snapshot import Snapshot

_MOST_VALUES = 30
_THINGS = {
    "convention": ("treaty", "{}"),
    "type": ("concept", "document-kinds.{}"),
    "theme": ("concept", "{}"),
    "party": ("party", "{}"),
}


def facets(snapshot: Snapshot, groups: Groups, language: str) -> dict[str, tuple[FacetValue, ...]]:
    """Values with their counts, the most frequent first, labelled in the asker's language."""
    counts = {name: Counter[str]() for name in _THINGS} | {"language": _languages(snapshot, groups)}
    items, found = np.unique(snapshot.passages.item[groups.rows], return_counts=True)
    if len(items):
        values = _values_of(snapshot)
        codes = values.of(snapshot, items.tolist())
        every = np.fromiter(chain.from_iterable(codes), np.int64)
        totals = np.bincount(every, np.repeat(found, list(map(len, codes))))
        for code in np.flatnonzero(totals).tolist():
            name, value = values.pairs[code]
            counts[name][value] = int(totals[code])
    return {name: _ranked(snapshot, name, counted, language) for name, counted in counts.items()}


class _Values:
    """Numbers for (facet, value), and which of them each document has, found when it is first asked for."""

    def __init__(self) -> None:
        self.pairs: list[tuple[str, str]] = []
        self._codes: dict[tuple[str, str], int] = {}
        self._items: dict[int, tuple[int, ...]] = {}
        self._adding = threading.Lock()

    def of(self, snapshot: Snapshot, items: Sequence[int]) -> list[tuple[int, ...]]:
        """The numbers of the values of some documents, in the order of these."""
        for item in set(items) - self._items.keys():
            pairs = [(name, v) for name, values in _values(snapshot.documents[item]).items() for v in values]
            with self._adding:
                self._items[item] = tuple(map(self._code, pairs))
        return [self._items[item] for item in items]

    def _code(self, pair: tuple[str, str]) -> int:
        if pair not in self._codes:
            self._codes[pair] = len(self.pairs)
            self.pairs.append(pair)
        return self._codes[pair]


def _values_of(snapshot: Snapshot) -> _Values:
    found: _Values = snapshot.cache.setdefault("facets", _Values())
    return found


def _languages(snapshot: Snapshot, groups: Groups) -> Counter[str]:
    """How many groups have a member in each language."""
    columns = snapshot.passages
    names = columns.languages.all()
    there = np.zeros((len(groups), len(names)), np.bool_)
    there[groups.group, columns.language[groups.members]] = True
    counts = there.sum(axis=0).tolist()
    return Counter({name: count for name, count in zip(names, counts, strict=True) if count})


def _values(item: Item) -> dict[str, Iterable[str]]:
    metadata = item.metadata
    single = {"convention": metadata.get("convention"), "type": metadata.get("kind")}
    return {name: [value] if value else [] for name, value in single.items()} | {
        "theme": metadata.get("themes") or (),
        "party": metadata.get("parties") or (),
    }


def _ranked(snapshot: Snapshot, name: str, counted: Counter[str], language: str) -> tuple[FacetValue, ...]:
    best = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST_VALUES]
    return tuple(FacetValue(value, _label(snapshot, name, value, language), count) for value, count in best)


def _label(snapshot: Snapshot, name: str, value: str, language: str) -> str:
    if name == "language":
        return language_name(value, language)
    labels: dict[tuple[str, str, str], str] = snapshot.cache.setdefault("facet labels", {})
    if (found := labels.get((name, value, language))) is None:
        kind, key = _THINGS[name]
        found = label_of(snapshot, snapshot.uris.of(kind, key.format(value)), language) or value
        labels[name, value, language] = found
    return found


@lru_cache(maxsize=64)
def language_name(code: str, language: str) -> str:
    """Name of a language in another: ``("ru", "fr")`` → ``russe``; the code itself when there is none."""
    from babel import Locale

    return str(Locale(language).languages.get(code, code))
