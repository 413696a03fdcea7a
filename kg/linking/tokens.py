"""Words with their places, in six scripts; each Chinese character is a word of its own.

spaCy's own tokenisers are not used: the French one alone takes three seconds to make, and labels must be cut like
texts whatever language surrounds them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from kg.linking import arabic
from kg.linking.lemmas import fold_case, lemma, without_accents
from kg.model import LANGUAGES, Span

_HAN = r"\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF"
_MARKS = r"\u0300-\u036F\u064B-\u065F\u0670"
TOKEN = (
    rf"[{_HAN}]|[^\W_{_HAN}]+(?:[{_MARKS}]+[^\W_{_HAN}]*)*"
    # punctuation parts names, hyphens and apostrophes do not
    r"|[^\w\s'’\-\u2010\u2011\u00AD\u200B-\u200F\u2060\u061C]"
)
"""A word or punctuation mark, as a regular expression."""

_TOKEN = re.compile(TOKEN)
_ARABIC = re.compile(r"[\u0600-\u06FF]")


_MOST = 1 << 17
"""Words of a language that are remembered; recognised pages bring ever new ones."""


class Words:
    """The words and punctuation marks of a text, in order, under three ways of comparing them.

    ``forms`` are the words as they stand, ``norms`` what exact matching compares, ``lemmas`` their dictionary forms;
    all three are equally long.
    """

    __slots__ = ("_spans", "forms", "lemmas", "norms", "text")

    def __init__(self, text: str, language: str) -> None:
        self.text = text
        self.forms = cut(text)
        norms, lemmas = _known(language)
        self.norms = [norms[form] for form in self.forms]
        # Chinese does not inflect
        self.lemmas = self.norms if language == "zh" else [lemmas[form] for form in self.forms]
        self._spans: list[Span] | None = None

    @property
    def spans(self) -> list[Span]:
        """The place of each word in the text; looked for when somebody asks, for most texts hold no name."""
        if self._spans is None:
            self._spans = list(_places(self.text, self.forms))
        return self._spans


class _Known(dict[str, str]):
    """Word → what a function makes of it, remembered."""

    def __init__(self, make: Callable[[str], str]) -> None:
        self._make = make

    def __missing__(self, word: str) -> str:
        if len(self) >= _MOST:
            self.clear()
        made = self[word] = self._make(word)
        return made


def _places(text: str, forms: list[str]) -> Iterator[Span]:
    """Where the words stand: no word begins with what may lie between two of them."""
    end = 0
    for form in forms:
        start = text.index(form, end)
        end = start + len(form)
        yield start, end


def cut(text: str) -> list[str]:
    """Words and punctuation marks of a text in order."""
    return _TOKEN.findall(text)


@lru_cache(maxsize=4)
def words_of(text: str, language: str) -> Words:
    """The words of a text. The last texts are kept: several matchers read the same one."""
    return Words(text, language)


@lru_cache(maxsize=len(LANGUAGES) + 2)
def _known(language: str) -> tuple[_Known, _Known]:
    return _Known(lambda word: norm(word, language)), _Known(lambda word: lemma(word, language))


def norm(word: str, language: str) -> str:
    """The form that exact matching compares: no case, and no accents but in Russian.

    Questions are often typed without accents; Arabic words lose vowel signs and what is written
    together with them.
    """
    if _ARABIC.match(word):
        return arabic.without_proclitics(word) or word
    word = fold_case(word)
    return without_accents(word) if language in {"fr", "es", "en"} else word
