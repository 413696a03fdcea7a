"""Words with their places, in six scripts; each Chinese character is a word of its own.

spaCy's own tokenisers are not used: only words and places are needed, the French one alone takes
three seconds to make, and labels must be cut like texts whatever language surrounds them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from kg.linking import arabic
from kg.linking.lemmas import fold_case, without_accents
from kg.model import Span

_HAN = r"\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF"
_MARKS = r"\u0300-\u036F\u064B-\u065F\u0670"
_TOKEN = re.compile(
    rf"[{_HAN}]|(?:(?![{_HAN}])[^\W_])(?:(?![{_HAN}])[^\W_]|[{_MARKS}])*"
    # punctuation parts names, hyphens and apostrophes do not
    r"|[^\w\s'’\-\u2010\u2011\u00AD\u200B-\u200F\u2060\u061C]"
)
_ARABIC = re.compile(r"[\u0600-\u06FF]")


class Token(NamedTuple):
    """A word as it stands, and where."""

    text: str
    span: Span


@lru_cache(maxsize=4)
def tokenise(text: str) -> tuple[Token, ...]:
    """Words and punctuation marks of a text in order. The last texts are kept: several matchers read the same one."""
    return tuple(Token(match[0], match.span()) for match in _TOKEN.finditer(text))


@lru_cache(maxsize=1 << 17)
def norm(word: str, language: str) -> str:
    """The form that exact matching compares: no case, and no accents but in Russian.

    Questions are often typed without accents; Arabic words lose vowel signs and what is written
    together with them.
    """
    if _ARABIC.match(word):
        return arabic.without_proclitics(word) or word
    word = fold_case(word)
    return without_accents(word) if language in {"fr", "es", "en"} else word
