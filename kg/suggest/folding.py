"""One spelling for what people type and for what they look for."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from kg.identifiers.folding import fold as one_form
from kg.linking.arabic import normalise

_LETTERS = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})
_WORD = re.compile(r"[^\W_]+")

CJK = "\u3400-\u9fff"
"""Chinese characters, as a range of a regular expression."""

_START = re.compile(rf"(?<!\S)\S|[{CJK}]|(?<=[{CJK}])\S")
_AFTER_ARTICLE = re.compile(r"(?<!\S)[وف]?(?:بال|كال|لل|ال)(?=\S{3})")


@lru_cache(maxsize=1 << 15)
def fold(text: str) -> str:
    """Case, accents and variants of letters folded: `estrateg` finds `Estratégia`, `е` finds `ё`, `ا` finds `أ`."""
    plain = unicodedata.normalize("NFKD", normalise(one_form(text).text).casefold())
    return "".join(c for c in plain if not unicodedata.combining(c)).translate(_LETTERS)


def plain(text: str) -> str:
    """Folded words with one space between them: punctuation separates and is not compared."""
    return " ".join(_WORD.findall(fold(text)))


def starts(words: str) -> list[int]:
    """Places in a plain text where somebody may begin to type: words, Chinese characters, after an Arabic article."""
    found = {match.start() for match in _START.finditer(words)}
    found.update(match.end() for match in _AFTER_ARTICLE.finditer(words))
    return sorted(found)


def without_article(words: str) -> str:
    """A plain text without the Arabic article (and what is written together with it) before its first word."""
    return _AFTER_ARTICLE.sub("", words, count=1) if _AFTER_ARTICLE.match(words) else words
