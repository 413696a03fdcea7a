"""Reasons not to believe that words are the name that they look like."""

from __future__ import annotations

import logging
import re
from functools import cache, cached_property, lru_cache
from typing import Any

from kg.linking import arabic
from kg.linking.index import Hit
from kg.linking.labels import Label
from kg.linking.lemmas import is_toponym
from kg.linking.tokens import Words, cut

_LATIN = frozenset({"en", "fr", "es"})
_CASED = _LATIN | {"ru"}
_LONG_ENOUGH_IN_LOWER_CASE = {"ru": 5}  # «того», «мали», «перу» are words
_SENTENCE_ENDS = frozenset(".!?…")
_HOMOGRAPHS = {"مالي"}  # Mali, but also "financial"
_BEFORE_A_COUNTRY = {"في", "جمهوريه", "حكومه", "دوله"}
_SHORT_CHINESE_NAME = 3
_PIECE = re.compile(r"[\u4e00-\u9fd5a-zA-Z0-9+#&._%-]+|[^\u4e00-\u9fd5a-zA-Z0-9+#&._%-]+")
"""What jieba cuts by itself, whatever stands around it."""
_PIECES_KEPT = 256
_ROOT = 3
"""Letters of a bare Arabic word that can be a verb as well (رصد "monitoring", "he observed")."""


class Doubts:
    """Judges hits in one text."""

    def __init__(self, words: Words, language: str) -> None:
        self._text = words.text
        self._forms = words.forms
        self._all = words
        self._language = language

    def believes(self, hit: Hit) -> bool:
        """Whether a hit may stand."""
        if hit.method == "abbreviation":
            return True
        if all(label.kind == "party" for label in hit.labels):
            return self._is_country(hit)
        if self._language == "ar":
            return any(self._agrees(hit, label) for label in hit.labels)
        if self._language == "zh":
            return hit.end - hit.start > _SHORT_CHINESE_NAME or not self._straddles_words(hit)
        if self._language in _LATIN and hit.end - hit.start == 1 and all(map(_is_body, hit.labels)):
            return self._has_capital(hit)  # the Bureau is not "le bureau", la Mesa is not "la mesa"
        return True

    def _is_country(self, hit: Hit) -> bool:
        """Names of countries must look like names in their language."""
        if self._language in _CASED:
            return self._has_capital(hit)
        if self._language == "ar":
            return self._stands_as_country(hit)
        return self._language != "zh" or self._is_whole_chinese_word(hit)

    def _agrees(self, hit: Hit, label: Label) -> bool:
        """Whether what is written together with Arabic words fits the label.

        Before the first word anything may stand. Inside, another preposition makes another phrase: الأمانة بمرفق
        "the secretariat in the facility" is not أمانة المرفق. A lone short word or a body needs the label's article.
        """
        said = [arabic.parts(form) for form in self._forms[hit.start : hit.end]]
        named = _parts(label.text)
        if [part.preposition for part in said[1:]] != [part.preposition for part in named[1:]]:
            return False
        could_be_a_verb = len(said[0].bare) == _ROOT and not said[0].bare.endswith("ه")
        if len(said) == 1 and (could_be_a_verb or _is_body(label)):
            return said[0].article or not named[0].article
        return True

    def _straddles_words(self, hit: Hit) -> bool:
        """安排放映 holds 排放: a short name that begins inside one word and ends inside another is none."""
        start, end = self._all.spans[hit.start][0], self._all.spans[hit.end - 1][1]
        words = self._words(start, end).items()
        first = next((word for word in words if word[0] < start < word[1]), None)
        last = next((word for word in words if word[0] < end < word[1]), None)
        return first is not None and last is not None and first != last

    def _has_capital(self, hit: Hit) -> bool:
        words = self._forms[hit.start : hit.end]
        if self._language == "ru" and len(words) == 1 and self._begins_sentence(hit) and not is_toponym(words[0]):
            return False  # «Того человека …»: here the capital tells nothing
        if any(word[0].isupper() for word in words):  # not only the first: «бывшая югославская Республика …»
            return True
        # In a question typed without any capital, capitals tell nothing.
        return self._text == self._text.lower() and (
            len(words) > 1 or len(words[0]) >= _LONG_ENOUGH_IN_LOWER_CASE.get(self._language, 4)
        )

    def _begins_sentence(self, hit: Hit) -> bool:
        return len(self._forms) > 1 and (hit.start == 0 or self._forms[hit.start - 1] in _SENTENCE_ENDS)

    def _stands_as_country(self, hit: Hit) -> bool:
        if hit.end - hit.start > 1 or arabic.normalise(self._forms[hit.start]) not in _HOMOGRAPHS:
            return True
        if len(self._forms) == 1:
            return True  # the whole question
        return hit.start > 0 and arabic.without_proclitics(self._forms[hit.start - 1]) in _BEFORE_A_COUNTRY

    def _is_whole_chinese_word(self, hit: Hit) -> bool:
        """发展中国家 holds 中国, 上海地区 holds 海地: a short name must begin where a word does."""
        start, end = self._all.spans[hit.start][0], self._all.spans[hit.end - 1][1]
        if self._text[end : end + 1] in {"文", "语"}:
            return False  # a country's language
        if hit.end - hit.start > _SHORT_CHINESE_NAME:
            return True
        if self._text[start] == "日" and self._text[:start].rstrip()[-1:].isnumeric():
            return False  # "31 日本报告", "三十一日本报告": a date, not Japan
        words = self._words(start, end)
        word_end = words.get(start, start)  # the word may be longer (挪威政府), but not end inside the name
        return word_end >= end or (start in words and end in words.values())  # 南苏丹 is two words

    def _words(self, start: int, end: int) -> dict[int, int]:
        """Start → end of the words of a Chinese text around a place."""
        found: dict[int, int] = {}
        for piece in self._pieces:
            place = piece.start()
            for word in _segmented(piece[0]) if place <= end and start <= piece.end() else ():
                found[place] = place = place + len(word)
        return found

    @cached_property
    def _pieces(self) -> list[re.Match[str]]:
        return list(_PIECE.finditer(self._text))


@lru_cache(_PIECES_KEPT)
def _segmented(piece: str) -> list[str]:
    """The words of a part of a Chinese text."""
    words: list[str] = _segmenter().lcut(piece)
    return words


@cache
def _segmenter() -> Any:  # noqa: ANN401  # jieba has no types
    import jieba

    jieba.setLogLevel(logging.WARNING)
    return jieba


@lru_cache(maxsize=4096)
def _parts(label: str) -> list[arabic.Parts]:
    return [arabic.parts(word) for word in cut(label)]


def _is_body(label: Label) -> bool:
    """Whether a label names a body of a convention (the Bureau, a committee)."""
    return "/concept/bodies." in label.uri
