"""Printed numbers and letters: ``4.``, ``(d)``, ``iv)``, ``б)``, ``(أ)``, ``一、``.

A mark can be read in more than one way (``i`` is a letter and a Roman one), so a
label carries all its readings and the outline picks the one that fits its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдежзиклмнопрстуфхцчшщыэюя",  # Russian enumerations pass over ё, й, ъ and ь …
    "абвгдежзийклмнопрстуфхцчшщэюя",  # … but some keep й
    "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ",  # the abjad, which United Nations documents follow
    "أبتثجحخدذرزسشصضطظعغفقكلمنهوي",  # the dictionary's order, which word processors also offer
)
"""Letters in the orders in which lists count; one letter may have several places."""

CHINESE_DIGITS = "一二三四五六七八九"

ARABIC_ORDINALS = ("أولا", "ثانيا", "ثالثا", "رابعا", "خامسا", "سادسا", "سابعا", "ثامنا", "تاسعا", "عاشرا")
ARABIC_LETTER_NAMES = ("ألف", "باء", "جيم", "دال", "هاء", "واو", "زاي", "حاء", "طاء", "ياء")
"""How Arabic headings count where English ones have I, II and A, B."""

BULLETS = frozenset("-–—•*·●○▪■‣◦+")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_TASHKEEL = re.compile(r"[\u064b-\u0652\u0640]")


class Scheme(StrEnum):
    """A way of counting."""

    DIGIT = "digit"
    LETTER = "letter"
    ROMAN = "roman"


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a mark: the ``ordinal``-th (from 1) of its ``scheme``."""

    scheme: Scheme
    ordinal: int


@dataclass(frozen=True, slots=True)
class Label:
    """A printed number. ``mark`` has no punctuation; ``bracketed`` if a bracket closes it (``(a)``, ``a)``)."""

    mark: str
    readings: tuple[Reading, ...]
    bracketed: bool = False

    def has(self, scheme: Scheme, ordinal: int) -> bool:
        """Whether it can be read as this place in that way of counting."""
        return Reading(scheme, ordinal) in self.readings

    def ordinal(self, scheme: Scheme) -> int | None:
        """Its place in that way of counting, None if it cannot be read so."""
        return next((reading.ordinal for reading in self.readings if reading.scheme is scheme), None)


def digits(text: str) -> str:
    """The same text with Arabic-Indic and full-width digits as ASCII ones."""
    return "".join(str(int(sign)) if sign.isdecimal() else sign for sign in text)


def roman(mark: str) -> int | None:
    """Value of a well-formed Roman number below 400, None otherwise."""
    lower = mark.lower()
    if not lower or any(sign not in _ROMAN_VALUES for sign in lower):
        return None
    values = [_ROMAN_VALUES[sign] for sign in lower]
    total = sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))
    return total if to_roman(total) == lower else None


def to_roman(number: int) -> str:
    """Lower-case Roman form of a number from 1 to 399."""
    parts = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
    out = ""
    for value, sign in parts:
        out += sign * (number // value)
        number %= value
    return out


def to_letter(number: int) -> str:
    """``a`` … ``z``, then ``aa``, ``bb`` … as United Nations lists go on."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def chinese(mark: str) -> int | None:
    """Value of a Chinese numeral from 一 to 九十九, None otherwise."""
    tens, ten, units = mark.rpartition("十")
    if len(tens) > 1 or len(units) > 1 or any(sign not in CHINESE_DIGITS for sign in tens + units) or not mark:
        return None
    unit = CHINESE_DIGITS.index(units) + 1 if units else 0
    return (CHINESE_DIGITS.index(tens) + 1 if tens else 1) * 10 + unit if ten else unit


def read_mark(mark: str) -> tuple[Reading, ...]:
    """All ways to read a bare mark; empty when it is no number at all."""
    return tuple(_readings(digits(_TASHKEEL.sub("", mark))))


@lru_cache(maxsize=1024)
def parse_label(label: str | None) -> Label | None:
    """The label that a format gives (``1.``, ``(a)``, ``‘1’``), None for bullets and for what is no number."""
    if label is None or label.strip() in BULLETS:
        return None
    printed = label.strip()
    mark = digits(printed.strip(" .．、():（）–—-‘’'\"\t"))
    readings = read_mark(mark)
    if not readings and (whole := re.fullmatch(r"\d+(?:\.\d+)+", mark)):
        return Label(whole[0], (), bracketed=False)
    return Label(mark, readings, bracketed=printed.endswith((")", "）", "’", "'"))) if readings else None


def _readings(mark: str) -> Iterator[Reading]:
    lower = mark.lower()
    if mark.isascii() and mark.isdigit():
        if int(mark) > 0:
            yield Reading(Scheme.DIGIT, int(mark))
        return
    for alphabet in ALPHABETS:
        first = "أ" if lower[:1] == "ا" else lower[:1]
        if first and first in alphabet and len(lower) <= 3 and set(lower[1:]) <= {lower[0]}:
            yield Reading(Scheme.LETTER, alphabet.index(first) + 1 + len(alphabet) * (len(lower) - 1))
    if (value := roman(mark)) is not None:
        yield Reading(Scheme.ROMAN, value)
    if (value := chinese(mark)) is not None:
        yield Reading(Scheme.LETTER, value)
    for names in (ARABIC_ORDINALS, ARABIC_LETTER_NAMES):
        if mark in names:
            yield Reading(Scheme.LETTER, names.index(mark) + 1)
