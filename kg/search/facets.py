"""How many of the found passages have each value that can be filtered by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from kg.catalog import Item
from kg.search.grouping import Group
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


def facets(snapshot: Snapshot, groups: Sequence[Group], language: str) -> dict[str, tuple[FacetValue, ...]]:
    """Values with their counts, the most frequent first, labelled in the asker's language."""
    counts = {name: Counter[str]() for name in (*_THINGS, "language")}
    for item, count in Counter(group.shown.item for group in groups).items():
        for name, values in _values(snapshot.documents[item]).items():
            counts[name].update(dict.fromkeys(values, count))
    counts["language"].update(language for group in groups for language in {m.language for m in group.members})
    return {name: _ranked(snapshot, name, counted, language) for name, counted in counts.items()}


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
    kind, key = _THINGS[name]
    return label_of(snapshot, snapshot.uris.of(kind, key.format(value)), language) or value


@lru_cache(maxsize=64)
def language_name(code: str, language: str) -> str:
    """Name of a language in another: ``("ru", "fr")`` → ``russe``; the code itself when there is none."""
    from babel import Locale

    return str(Locale(language).languages.get(code, code))
