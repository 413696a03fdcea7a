"""Reasons not to believe that a word is a country's name."""

from __future__ import annotations

import logging
from functools import cached_property

from kg.linking import arabic
from kg.linking.index import Hit
from kg.linking.tokens import Token

_CASED = frozenset({"en", "fr", "es", "ru"})
_LONG_ENOUGH_IN_LOWER_CASE = {"ru": 5}  # «того», «мали», «перу» are words
_HOMOGRAPHS = {"مالي"}  # Mali, but also "financial"
_BEFORE_A_COUNTRY = {"في", "جمهوريه", "حكومه", "دوله"}
_SHORT_CHINESE_NAME = 3


class Doubts:
    """Judges hits in one text."""

    def __init__(self, text: str, tokens: list[Token], language: str) -> None:
        self._text = text
        self._tokens = tokens
        self._language = language

    def believes(self, hit: Hit) -> bool:
        """Whether a hit may stand: country names must look like names in their language."""
        if any(label.kind != "party" for label in hit.labels) or hit.method == "abbreviation":
            return True
        if self._language in _CASED:
            return self._has_capital(hit)
        if self._language == "ar":
            return self._stands_as_country(hit)
        return self._language != "zh" or self._is_whole_chinese_word(hit)

    def _has_capital(self, hit: Hit) -> bool:
        word = self._tokens[hit.start].text
        if word[0].isupper():
            return True
        # In a question typed without any capital, capitals tell nothing.
        return self._text == self._text.lower() and (
            hit.end - hit.start > 1 or len(word) >= _LONG_ENOUGH_IN_LOWER_CASE.get(self._language, 4)
        )

    def _stands_as_country(self, hit: Hit) -> bool:
        if hit.end - hit.start > 1 or arabic.normalise(self._tokens[hit.start].text) not in _HOMOGRAPHS:
            return True
        return hit.start > 0 and arabic.without_proclitics(self._tokens[hit.start - 1].text) in _BEFORE_A_COUNTRY

    def _is_whole_chinese_word(self, hit: Hit) -> bool:
        """发展中国家 holds 中国, 上海地区 holds 海地: a short name must begin where a word does."""
        start, end = self._tokens[hit.start].span[0], self._tokens[hit.end - 1].span[1]
        if self._text[end : end + 1] in {"文", "语"}:
            return False  # a country's language
        if hit.end - hit.start > _SHORT_CHINESE_NAME:
            return True
        if self._text[start] == "日" and self._text[:start].rstrip()[-1:].isdigit():
            return False  # "31 日本报告": a date, not Japan
        word_end = self._words.get(start, start)  # the word may be longer (挪威政府), but not end inside the name
        return word_end >= end

    @cached_property
    def _words(self) -> dict[int, int]:
        """Start → end of the words of a Chinese text."""
        import jieba

        jieba.setLogLevel(logging.WARNING)
        return {start: end for _, start, end in jieba.tokenize(self._text)}
