"""The different words of a text, as they are compared with those of questions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from kg.lexical.analysis import different_words

Spoken = tuple[str, str]
"""A text and its language."""
HAS_DIGIT = re.compile(r"\d")
_TEXTS_KEPT = 5000
"""Texts whose words stay in memory (about 3 kB each)."""


@dataclass(frozen=True, slots=True)
class Words:
    """The different words of a text in lower case; ``plain`` are those without numbers, codes and symbols."""

    all: tuple[str, ...]
    plain: tuple[str, ...]

    @classmethod
    def of(cls, text: str, language: str) -> Words:
        """The words of a text."""
        found = different_words(text, language)
        codes = HAS_DIGIT.search(text) is not None
        return cls(found, tuple(word for word in found if not HAS_DIGIT.search(word)) if codes else found)


@lru_cache(_TEXTS_KEPT)
def words_of(text: str, language: str) -> Words:
    """The words of a text, which are kept for a while."""
    return Words.of(text, language)


def comparable_words(text: str, language: str) -> tuple[str, ...]:
    """The different words of a text that are compared with those of any question, in lower case."""
    return Words.of(text, language).plain
