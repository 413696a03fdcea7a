"""Things that a question names, whatever they are called in a passage: « FEM » is “全环基金”, “КС” is “缔约方大会”.

The vectors of words do not know acronyms and names. A word that is part of a name counts as covered where the thing
was noted in a passage when that was taken in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kg.answers.covering import content_spans, content_words
from kg.answers.items import Placed
from kg.answers.names import Named, named_things
from kg.model import Mention, Span
from kg.search.understanding import Question

if TYPE_CHECKING:
    from kg.snapshot import Snapshot

Things = tuple[tuple[str, Span], ...]
"""URIs, with the places of their names in a question."""


def places_named(snapshot: Snapshot, question: Question) -> list[Named]:
    """The regions of the world and the cities that a question names, with their URIs."""
    found = named_things(snapshot, question.text, question.language)
    regions = [Named("region", snapshot.uris.of("concept", n.value), n.span) for n in found if n.slot == "region"]
    cities = [r for r in question.readings if r.name == "place"]
    return regions + [Named("city", snapshot.uris.of("concept", r.value), r.span) for r in cities if r.span]


def things_named(snapshot: Snapshot, question: Question) -> Things:
    """Everything that a question names and that is noted in passages."""
    places = [(name.value, name.span) for name in places_named(snapshot, question)]
    return (*((entity.uri, entity.span) for entity in question.entities), *places)


def covered_by_name(
    question: Question, things: Things, read: Sequence[Placed], keys: Sequence[Span], items: Sequence[int]
) -> NDArray[np.float32]:
    """1 where a word of content is part of a name that is told, else −1.

    Args:
        question: whose words.
        things: what it names.
        read: passages; with what introduces them, their names are the first rows.
        keys: their best sentences, which are the next rows.
        items: which of them are compared by themselves in the last rows.

    Returns:
        Shape (2 × passages + items, words of content).
    """
    names = _words_of_names(question, things)
    rows = np.full((2 * len(read) + len(items), len(names)), -1.0, np.float32)
    if not any(names):
        return rows
    for place, (placed, (start, end)) in enumerate(zip(read, keys, strict=True)):
        own, before = placed.passage.mentions, placed.introduced_by.mentions if placed.introduced_by else ()
        rows[place, _told(names, (*own, *before))] = 1.0
        in_key = (mention for mention in own if start <= mention.span[0] < end)
        rows[len(read) + place, _told(names, (*in_key, *before))] = 1.0
    for row, place in enumerate(items, 2 * len(read)):
        rows[row, _told(names, read[place].passage.mentions)] = 1.0
    return rows


def _words_of_names(question: Question, things: Things) -> list[frozenset[str]]:
    """For each word of content of a question the things of whose names it is part."""
    found: dict[str, set[str]] = {word: set() for word in content_words(question.text, question.language)}
    for start, end in content_spans(question.text, question.language):
        if (word := question.text[start:end].lower()) in found:
            found[word] |= {uri for uri, (first, last) in things if first <= start and end <= last}
    return [frozenset(uris) for uris in found.values()]


def _told(names: Sequence[frozenset[str]], mentions: Iterable[Mention]) -> NDArray[np.bool_]:
    """Whether each word is part of the name of a thing that is mentioned, shape (words,)."""
    there = {str(mention.uri) for mention in mentions if mention.uri is not None}
    return np.array([not there.isdisjoint(uris) for uris in names], bool)
