"""The dictionary form of a word: simplemma (en fr es), pymorphy3 (ru), a light stem (ar), itself (zh)."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from kg.linking.arabic import stem

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer

_ACCENTS = re.compile(r"[\u0300-\u036F]")


def lemma(word: str, language: str) -> str:
    """Lower-case lemma of one word in a language (ISO 639-1); a word of another script is only folded.

    Two forms of a word get the same lemma; the lemma itself is for comparing, not for showing.
    """
    word = fold_case(word)
    lemmatise = _LEMMATISERS.get(language)
    if lemmatise is None or not word[:1].isalpha() or _foreign(word, language):
        return word
    return lemmatise(word) or word


def fold_case(word: str) -> str:
    """NFKC, lower case, е for ё, one apostrophe."""
    return unicodedata.normalize("NFKC", word).casefold().replace("ё", "е").replace("’", "'")


def without_accents(word: str) -> str:
    """A Latin word without its accents: questions are often typed without them."""
    return word if word.isascii() else _ACCENTS.sub("", unicodedata.normalize("NFD", word)) or word


def _foreign(word: str, language: str) -> bool:
    """Whether a word is in letters that the language does not use (``GEF`` in Russian)."""
    script = {"ru": "CYRILLIC", "ar": "ARABIC"}.get(language, "LATIN")
    return not unicodedata.name(word[0], "").startswith(script)


def _russian(word: str) -> str:
    parsed = _analyser().parse(word)
    return fold_case(parsed[0].normal_form) if parsed else word


@lru_cache(maxsize=1024)
def is_toponym(word: str) -> bool:
    """Whether a Russian word is more likely the name of a place than another word."""
    parsed = _analyser().parse(word)
    places = sum(one.score for one in parsed if "Geox" in one.tag)
    return bool(places > sum(one.score for one in parsed) / 2)


def _simple(language: str) -> Callable[[str], str]:
    def lemmatise(word: str) -> str:
        from simplemma import lemmatize

        return without_accents(fold_case(lemmatize(word, lang=language)))

    return lemmatise


_LEMMATISERS: dict[str, Callable[[str], str]] = {
    "ar": stem,
    "ru": _russian,
    "en": _simple("en"),
    "fr": _simple("fr"),
    "es": _simple("es"),
}

_loading = threading.Lock()


def _analyser() -> MorphAnalyzer:
    with _loading:
        return _load_analyser()


@lru_cache(maxsize=1)
def _load_analyser() -> MorphAnalyzer:
    from pymorphy3 import MorphAnalyzer

    return MorphAnalyzer(lang="ru")
