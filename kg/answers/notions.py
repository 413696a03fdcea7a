"""The notions that a question is asked with (``lexicon.toml``), and what is left of it without them."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from kg.identifiers.folding import fold
from kg.model import LANGUAGES, Span

_WORD_REST = re.compile(r"\w*")
_KEPT = 256
"""Texts whose notions are kept: a question and its parts are read several times over."""
_STARTS = {"zh": "", "ar": r"(?<!\w)(?:[وفبلك](?=\w{3}))?(?:ال|لل)?"}


_ACCENTED = frozenset("áàâäãéèêëíìîïóòôöõúùûüñçýÿÁÀÂÄÉÈÊËÍÌÎÏÓÒÔÖÚÙÛÜÑÇ")
_ALIKE = str.maketrans("ёأإآٱىة", "еااااي\u0647")


def plain(text: str) -> str:
    """A text of the same length without accents, and with one letter for those that people write for each other."""
    return "".join(
        unicodedata.normalize("NFD", letter)[0] if letter in _ACCENTED else letter for letter in text
    ).translate(_ALIKE)


def word_start(language: str) -> str:
    """A pattern for where a word begins; Arabic writes particles and the article together with it."""
    return _STARTS.get(language, r"(?<!\w)")


@dataclass(frozen=True, slots=True)
class Carrier:
    """Words of a question that carry a notion."""

    notion: str
    span: Span


def carriers(text: str, language: str) -> list[Carrier]:
    """Everything in a question that carries a notion, in the order of the lexicon; a word may carry several."""
    return list(_carriers(text, language))


@lru_cache(maxsize=_KEPT)
def _carriers(text: str, language: str) -> tuple[Carrier, ...]:
    folded = fold(text)
    found = []
    written = plain(folded.text)
    for name, pattern in _lexicon(language if language in LANGUAGES else "en"):
        for match in pattern.finditer(written):
            rest = _WORD_REST.match(written, match.end()) if language != "zh" else None
            found.append(Carrier(name, folded.span((match.start(), rest.end() if rest else match.end()))))
    return tuple(found)


def meanings(found: Iterable[Carrier]) -> list[tuple[Span, frozenset[str]]]:
    """What each carrying piece of a question may mean, in order: its own notions, and those of what it is part of."""
    pieces = list(found)
    spans = sorted({carrier.span for carrier in pieces})
    return [
        (span, frozenset(c.notion for c in pieces if c.span[0] <= span[0] and span[1] <= c.span[1])) for span in spans
    ]


def masked(text: str, spans: Iterable[Span]) -> str:
    """The text with spaces for the spans."""
    letters = list(text)
    for start, end in spans:
        letters[start:end] = " " * (end - start)
    return "".join(letters)


@cache
def _lexicon(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    data = tomllib.loads(files("kg.answers").joinpath("lexicon.toml").read_text("utf-8"))
    start = word_start(language)
    return tuple((name, re.compile(plain(f"{start}(?:{row[language]})"), re.IGNORECASE)) for name, row in data.items())
