"""Text to terms, for each language: word stems and character 4-grams.

Both were measured to help (their mean is better than either); Chinese has
words by jieba and pairs of characters instead. Numbers, symbols, decisions
and dates are kept whole as terms of their own, in one normal form, so that
they are found in every way people write them.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, repeat
from typing import TYPE_CHECKING

from kg.identifiers import find_decisions, find_symbols
from kg.identifiers.folding import fold as fold_signs
from kg.lexical.dates import date_tokens
from kg.model import Span

if TYPE_CHECKING:
    from collections.abc import Callable

REVISION = "4"
"""Changes whenever an index of words would hold other terms or lie otherwise; one of another revision is rebuilt."""

_SNOWBALL = {"en": "english", "fr": "french", "es": "spanish", "ru": "russian", "ar": "arabic"}
_MARKS = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640"
_WORD = re.compile(rf"[^\W_][^\W_{_MARKS}]*(?:[{_MARKS}]+[^\W_{_MARKS}]*)*(?:['’][^\W_]+)?")
_MARK = re.compile(f"[{_MARKS}]")
HAN_RUN = re.compile("[\u3400-\u9fff\uf900-\ufaff]+")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_ARABIC_LETTERS = str.maketrans(
    {"إ": "ا", "أ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ё": "е"}
    | {chr(zero + digit): str(digit) for zero in (0x0660, 0x06F0) for digit in range(10)}
)
_GROUPED = re.compile(r"(?<![\d.,٬])\d{1,3}(?:([ ,.'’٬])\d{3})(?:\1\d{3})*(?![\d]|[.,]\d)")
_LARGE = re.compile(r"(?<![0-9A-Za-z.,/-])(?<!\d )(?!(?:19|20)\d\d(?!\d))\d{4,}(?![0-9A-Za-z/-]|[.,]\d| \d{3}(?!\d))")
"""A large number written in one piece; four digits that may be a year are none."""
_SPELLINGS = (
    (re.compile(r"\b([MBRS]C|[МБРС]К) (?=(?:\d{1,2}|[IVX]{1,4}) ?/ ?\d)", re.IGNORECASE), r"\1-"),  # MC 5/16
    (re.compile(r"\bЮНЕП(?= ?/)", re.IGNORECASE), "UNEP"),
    (re.compile(r"(?<=[A-Z])/(COP|OEWG|CRC|POPRC|INC) (?=\d)", re.IGNORECASE), r"/\1."),  # COP 6/INF/26
)
"""Spellings of symbols and decisions that only people use who type them from memory."""
_GRAM = 4
WORDS_KEPT = 1 << 15
"""Words whose analysis is kept: the same ones come back in every text."""
_TEXTS_KEPT = 64
"""Texts whose whole tokens are kept: a question is analysed once for each language."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a text is found by: its stems and its 4-grams, whole tokens in both, in order, with repetitions."""

    stems: list[str]
    grams: list[str]


def analyse(text: str, language: str) -> Terms:
    """Terms of a passage, or of a question analysed as a passage of this language would be.

    Args:
        text: in any language; words in other scripts are left unstemmed.
        language: ISO 639-1 code whose stemmer is used.
    """
    whole = whole_tokens(text)
    stems: list[str] = []
    grams: list[str] = []
    for written in written_words(text):
        terms = _terms(written, language)
        stems += terms[0]
        grams += terms[1]
    return Terms(stems + whole, grams + whole)


def located_stems(text: str, language: str) -> Iterator[tuple[str, Span]]:
    """Each stem of a text with the span of its word, for highlighting."""
    for match in _WORD.finditer(text):
        place = match.start()
        for stem, (start, end) in _located_stems(match[0], language):
            yield stem, (place + start, place + end)


def different_words(text: str, language: str) -> tuple[str, ...]:
    """The different words of a text as they are written there, in lower case; Chinese ones one by one."""
    written = dict.fromkeys(_WORD.findall(text))
    return tuple(dict.fromkeys(chain.from_iterable(map(_spoken, written, repeat(language)))))


def places_of(stems: frozenset[str], text: str, language: str) -> list[Span]:
    """Where the words with one of some stems stand in a text."""
    return [
        (match.start() + start, match.start() + end)
        for match in _WORD.finditer(text)
        for stem, (start, end) in _located_stems(match[0], language)
        if stem in stems
    ]


def whole_tokens(text: str) -> list[str]:
    """Symbols, decision numbers, grouped numbers and dates of a text, each in one normal form.

    ``UNEP/MC/COP.6/INF/26`` → ``unep/mc/cop.6/inf/26``; ``МК-5/16`` → ``mc-5/16``;
    ``178 000``, ``178,000``, ``178.000`` and ``١٧٨٠٠٠`` → ``178000``;
    ``4 марта 2025 года`` → ``2025-03``, ``2025-03-04``.
    """
    return list(_whole_tokens(text)) if any(map(str.isdigit, text)) else []


@lru_cache(_TEXTS_KEPT)
def _whole_tokens(text: str) -> tuple[str, ...]:
    signs = usual_spelling(fold_signs(text).text)
    found = [match.symbol.lower() for match in find_symbols(signs)]
    found += [match.number.lower() for match in find_decisions(signs) if match.number]
    found += [re.sub(r"\D", "", match[0]) for match in _GROUPED.finditer(signs)]
    found += [match[0] for match in _LARGE.finditer(signs)]
    return (*found, *date_tokens(signs))


def usual_spelling(text: str) -> str:
    """Symbols and decision numbers as documents print them (``MC-5/16`` for ``MC 5/16``)."""
    for pattern, usual in _SPELLINGS:
        text = pattern.sub(usual, text)
    return text


@lru_cache(WORDS_KEPT)
def normalise(word: str) -> str:
    """One spelling of a word: NFKC, lower case, no vowel signs, one alef, one yeh, е for ё."""
    return _MARK.sub("", unicodedata.normalize("NFKC", word).lower()).translate(_ARABIC_LETTERS)


def written_words(text: str) -> list[str]:
    """What is written in one piece, as it stands there; ``words`` tells what words each is made of."""
    return _WORD.findall(text)


def words(text: str) -> Iterator[tuple[str, Span]]:
    """Normalised words with their places; an elided article (``l'``, ``d'``, ``qu'``) is left out."""
    for match in _WORD.finditer(text):
        place = match.start()
        for word, (start, end) in _parts(match[0]):
            yield word, (place + start, place + end)


@lru_cache(WORDS_KEPT)
def _parts(written: str) -> tuple[tuple[str, Span], ...]:
    """The words of what is written in one piece, normalised, with their places in it."""
    head, _, tail = written.replace("’", "'").partition("'")
    middle, end = len(head), len(written)
    parts = [(head, (0, middle))] if len(head) > 2 or len(tail) <= 1 else []  # else an elided article
    parts += [(tail, (middle + 1, end))] if len(tail) > 1 else []
    found = ((normalise(part), span) for part, span in parts)
    return tuple((word, span) for word, span in found if word)  # a lengthening sign alone is no word


@lru_cache(WORDS_KEPT)
def _located_stems(written: str, language: str) -> tuple[tuple[str, Span], ...]:
    """The stems of what is written in one piece, with the places of their words in it."""
    located: list[tuple[str, Span]] = []
    for word, (start, end) in _parts(written):
        if not HAN_RUN.search(word):
            located += [(stem, (start, end)) for stem in _stems(word, language)]
            continue
        place = start
        for piece in _chinese_words(word):
            located.append((piece, (place, place + len(piece))))
            place += len(piece)
    return tuple(located)


@lru_cache(WORDS_KEPT)
def _spoken(written: str, language: str) -> tuple[str, ...]:
    return tuple(written[start:end].lower() for _, (start, end) in _located_stems(written, language))


@lru_cache(WORDS_KEPT)
def _terms(written: str, language: str) -> tuple[list[str], list[str]]:
    """Stems and 4-grams of what is written in one piece."""
    found = [word for word, _ in _parts(written)]
    return (
        [stem for word in found for stem in _stems(word, language)],
        [gram for word in found for gram in _grams(word)],
    )


@lru_cache(WORDS_KEPT)
def _stems(word: str, language: str) -> tuple[str, ...]:
    if HAN_RUN.search(word):
        return tuple(_chinese_words(word))
    stem = _stemmer(language)
    return (without_accents(stem(word)) if stem else without_accents(word),)


@lru_cache(WORDS_KEPT)
def _grams(word: str) -> tuple[str, ...]:
    if not HAN_RUN.search(word):
        return tuple(_windows(f"^{without_accents(word)}$", _GRAM))
    return tuple(gram for run in split_han(word) for gram in (_windows(run, 2) if HAN_RUN.match(run) else [run]))


def _windows(text: str, width: int) -> list[str]:
    return [text[i : i + width] for i in range(max(1, len(text) - width + 1))]


def without_accents(word: str) -> str:
    """The word with plain letters."""
    # й is not и with an ornament: Cyrillic keeps its marks.
    if word.isascii() or _CYRILLIC.search(word):
        return word
    return "".join(c for c in unicodedata.normalize("NFD", word) if unicodedata.category(c) != "Mn")


def split_han(word: str) -> list[str]:
    """Runs of Chinese characters and what lies between them, in order."""
    pieces, place = [], 0
    for match in HAN_RUN.finditer(word):
        pieces += [word[place : match.start()], match[0]]
        place = match.end()
    return [piece for piece in (*pieces, word[place:]) if piece]


def _chinese_words(word: str) -> Iterator[str]:
    for run in split_han(word):
        yield from _segmenter()(run) if HAN_RUN.match(run) else (run,)


@lru_cache(maxsize=8)
def _stemmer(language: str) -> Callable[[str], str] | None:
    if language not in _SNOWBALL:
        return None
    from Stemmer import Stemmer

    stem: Callable[[str], str] = Stemmer(_SNOWBALL[language]).stemWord
    return stem


@lru_cache(maxsize=1)
def _segmenter() -> Callable[[str], list[str]]:
    import jieba

    jieba.setLogLevel(logging.ERROR)  # it reports the loading of its dictionary on stderr
    cut: Callable[[str], list[str]] = jieba.lcut
    return cut
