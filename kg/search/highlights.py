"""Where the words of a question stand in a passage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kg.lexical.analysis import located_stems, places_of
from kg.lexical.phrases import phrase_spans, phrase_words
from kg.model import Span
from kg.search.understanding import Question

if TYPE_CHECKING:
    from kg.snapshot import Snapshot

_COMMON = 0.4
"""A word that more than this share of a language's passages hold is not shown as a match."""


def telling_stems(snapshot: Snapshot, question: Question, language: str) -> frozenset[str]:
    """Stems that make a match in passages of a language: the question's and its labels', without common words."""
    texts = (question.text, *question.expansion.get(language, ()))
    stems = {stem for text in texts for stem, _ in located_stems(text, language)}
    return frozenset(stem for stem in stems if 0 < snapshot.words.share(stem, language) <= _COMMON)


def highlights(text: str, language: str, stems: frozenset[str], phrases: Sequence[str] = ()) -> tuple[Span, ...]:
    """Spans of the words with one of the stems, in order; words that touch are one span, and so is a phrase."""
    quoted = [span for phrase in phrases for span in phrase_spans(text, phrase_words(phrase))]
    spans: list[Span] = []
    for start, end in places_of(stems, text, language):
        if spans and text[spans[-1][1] : start].strip(" \u00a0-–") == "":
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return _joined([*spans, *quoted])


def _joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """In order, those that overlap as one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
