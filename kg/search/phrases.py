"""Phrases that a question quotes: passages that hold them come before those that do not.

In a sentence that only has quotation marks in it, a title perhaps, they count for a little, no more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from kg.lexical.phrases import phrase_words, quoted
from kg.passages import Column
from kg.search.model import PhraseView, Reading

if TYPE_CHECKING:
    from kg.search.understanding import Question
    from kg.snapshot import Snapshot

PHRASE_CANDIDATES = 200
"""Passages of a language that are taken up for holding a phrase; more are told apart only where they are candidates."""


def of_quotations(text: str) -> list[Reading]:
    """A reading for each quoted phrase; its value is the phrase in normal form, words apart."""
    return [Reading("phrase", " ".join(phrase_words(words)), words, span) for words, span in quoted(text)]


@dataclass(frozen=True, slots=True)
class Holding:
    """Passages by language that hold phrases of a question, and how many passages hold each phrase.

    ``every`` has, by phrase and language, all passages that hold it, where those are few.
    """

    passages: dict[str, list[int]]
    counts: tuple[int, ...] = ()
    every: dict[tuple[str, str], list[int]] = field(default_factory=dict)


def holding(snapshot: Snapshot, question: Question, languages: Sequence[str], allowed: Column | None) -> Holding:
    """The passages that hold what the question quotes, those that match its other words best first."""
    passages: dict[str, list[int]] = {}
    every: dict[tuple[str, str], list[int]] = {}
    counts = []
    for phrase in question.phrases:
        count = 0
        for language in languages:
            found, held = snapshot.words.holding(phrase, question.text, language, PHRASE_CANDIDATES, allowed=allowed)
            passages.setdefault(language, []).extend(found)
            if len(found) == held:
                every[phrase, language] = found
            count += held
        counts.append(count)
    return Holding(passages, tuple(counts), every)


def is_phrase(question: Question) -> bool:
    """Whether a question is a phrase to look up, with a few words beside it, and no sentence with a quotation in it."""
    quoted_words = sum(len(phrase.split()) for phrase in question.phrases)
    return quoted_words * 3 >= len(phrase_words(question.text))


def held_by(
    snapshot: Snapshot, question: Question, passages: Column, languages: Sequence[str], held: Holding
) -> Column:
    """How many of the question's phrases each passage holds, shape as ``passages``.

    ``held`` is what was found to hold them before, in the same languages and under the same filters.
    """
    if not question.phrases:
        return np.zeros(len(passages), np.int64)
    ids: list[int] = passages.tolist()
    counted: Counter[int] = Counter()
    for phrase in question.phrases:
        for language in languages:
            found = held.every.get((phrase, language))
            if found is None:
                found, _ = snapshot.words.holding(phrase, "", language, max(1, len(ids)), allowed=ids)
            counted.update(found)
    return np.array([counted[passage] for passage in ids], np.int64)


def phrase_views(question: Question, counts: Sequence[int]) -> tuple[PhraseView, ...]:
    """The phrases as they are shown, with how many passages hold each."""
    read = [reading for reading in question.readings if reading.name == "phrase"]
    return tuple(PhraseView(each.label, each.span, count) for each, count in zip(read, counts, strict=True))
