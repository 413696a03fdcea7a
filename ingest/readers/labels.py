"""Numbers at the head of paragraphs and headings, as the six languages print them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_DECIMAL = (
    r"(?:\d{1,3}\.)*\d{1,3}\\?[.．](?=[\s\u4e00-\u9fff])|\d{1,3}、|\(?\d{1,3}\\?[)](?=\s)|[（]\d{1,3}[）]"
    r"|\d{1,3}\s?[-–](?=\s+[\u0621-\u064a])"
)
_LETTER = r"\(?(?:[a-z]{1,2}|[ivxl]{1,6}|[а-яё])\)(?=\s)|[a-z]\.(?=\s)|\(?(?:[\u0621-\u064a]\u0640?|هـ)\)(?=\s)"
_CHINESE = r"[（(](?:[一二三四五六七八九十]{1,3}|[a-z]|[ivxl]{1,5})[）)]"
_LABEL = re.compile(rf"(?P<decimal>{_DECIMAL})|(?P<letter>{_LETTER}|{_CHINESE})")
_ROMAN = re.compile(r"[ivxl]+")
_HEADING = re.compile(
    r"(?P<first>[IVX]{1,6}\.(?=\s)|[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]{1,3}[章节部])|(?P<second>[A-HА-И]\.(?=\s)|[أ-ي]\s?[-–](?=\s))"
)


@dataclass(frozen=True, slots=True)
class Label:
    """A printed number and the text behind it. ``value`` is the last number of a decimal label, else 0."""

    printed: str
    rest: str
    value: int = 0


@lru_cache(maxsize=1024)
def split_label(text: str) -> Label | None:
    """The number at the head of a text, or None: ``1.`` ``1.2.`` ``1)`` ``(a)`` ``а)`` ``(iv)`` ``(أ)`` ``（一）``."""
    match = _LABEL.match(text)
    if match is None or not text[match.end() :].strip():
        return None
    printed = match[0].replace("\\", "").strip()
    digits = re.findall(r"\d+", printed)
    return Label(printed, text[match.end() :].strip(), int(digits[-1]) if digits else 0)


@lru_cache(maxsize=1024)
def heading_level(text: str) -> int:
    """Depth that a heading's number shows: 1 for ``II.`` and ``二、``, 2 for ``B.`` and ``ب -``, 0 for none."""
    match = _HEADING.match(text)
    if match is None:
        return 0
    return 1 if match["first"] else 2


def list_level(label: str, previous: str | None) -> int:
    """Depth of a list item by the form of its label: 1 for numbers, 2 for letters, 3 for roman numbers.

    ``(i)``, ``(v)`` and ``(x)`` are letters when the item before them carries the letter before them;
    ``previous`` is the label of the item before, if any.
    """
    core = label.strip("()（）.、 -–")
    if core[:1].isdigit():
        return 1 + core.count(".")
    before = (previous or "").strip("()（）.、 ")
    if not _ROMAN.fullmatch(core):
        return 2
    follows = len(core) == len(before) == 1 and ord(core) == ord(before) + 1
    return 2 if follows else 3
