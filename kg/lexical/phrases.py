"""Words in quotation marks, and where a text holds them in just that order.

A word here is a word in one spelling (case, diacritics, vowel signs and variants of letters aside) but not
its stem; a Chinese character is a word of its own, since what is quoted need not end where a word does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from kg.lexical.analysis import HAN_RUN, WORDS_KEPT, split_han, without_accents, words, written_words
from kg.model import Span

_QUOTED = re.compile(r'(?<!\d)"([^"]+)"|“([^“”]+)”|„([^„“”]+)[“”]|«([^«»]+)»|「([^「」]+)」|『([^『』]+)』')


def quoted(text: str) -> list[tuple[str, Span]]:
    """What stands in quotation marks of any of the six languages, with its place between the marks."""
    return [
        (match[match.lastindex], match.span(match.lastindex))
        for match in _QUOTED.finditer(text)
        if match.lastindex is not None and any(located_words(match[match.lastindex]))
    ]


def located_words(text: str) -> Iterator[tuple[str, Span]]:
    """Words of a text in order with their spans."""
    for word, (start, end) in words(text):
        place = start
        if not HAN_RUN.search(word):
            yield without_accents(word), (start, end)
            continue
        for piece in split_han(word):
            if HAN_RUN.match(piece):
                yield from ((character, (place + i, place + i + 1)) for i, character in enumerate(piece))
            else:
                yield without_accents(piece), (place, place + len(piece))
            place += len(piece)


def phrase_words(text: str) -> list[str]:
    """Words of a text in order; a text holds a phrase where the phrase's words follow each other in its own."""
    return [word for written in written_words(text) for word in _phrase_words(written)]


@lru_cache(WORDS_KEPT)
def _phrase_words(written: str) -> tuple[str, ...]:
    return tuple(word for word, _ in located_words(written))


def phrase_spans(text: str, phrase: Sequence[str]) -> list[Span]:
    """Where a text holds a phrase (``phrase_words``); places do not overlap."""
    located, spans, at = list(located_words(text)), [], 0
    while phrase and at + len(phrase) <= len(located):
        if [word for word, _ in located[at : at + len(phrase)]] == list(phrase):
            spans.append((located[at][1][0], located[at + len(phrase) - 1][1][1]))
            at += len(phrase)
        else:
            at += 1
    return spans
