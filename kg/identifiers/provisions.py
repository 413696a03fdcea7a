"""Articles and annexes as people ask for them: “article 7”, «статья 7», 第七条, «المادة ٧», “annex A”."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.identifiers.folding import fold
from kg.model import Span

_ARTICLE = re.compile(
    r"(?<![^\W\d_])(?:articles?|arts?\.?|artículos?|articulos?|стать\w{1,3}|ст\.|[وفبكل]*(?:ال|لل)?مادة)\s*(\d{1,2})(?![\d/])"
    r"|第\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*条",
    re.IGNORECASE,
)
_ANNEX = re.compile(
    r"(?<![^\W\d_])(?:annexe?s?\s+|anexos?\s+|приложени\w{1,3}\s+|[وفبكل]*(?:ال|لل)?مرفق\s+)"
    r"([A-G]|[АВСЕ]|VI{0,3}|I{1,3}|IV|IX|ألف|باء|جيم|دال|هاء|واو|زاي)(?![^\W_])"
    r"|附件\s*([A-G]|VI{0,3}|I{1,3}|IV|IX)(?![A-Za-z])",
    re.IGNORECASE,
)
_ARABIC = dict(zip(("ألف", "باء", "جيم", "دال", "هاء", "واو", "زاي"), "abcdefg", strict=True))
_LOOKALIKE = str.maketrans("авсе", "abce")  # Cyrillic letters typed for Latin ones
_UNITS = "一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class ProvisionMatch:
    """A provision that a text names. ``part`` is its key without the treaty: ``art_7``, ``annex_a``."""

    span: Span
    part: str


def find_provision_names(text: str) -> list[ProvisionMatch]:
    """Articles and annexes that a text names one by one, in order."""
    folded = fold(text)
    found = [*_articles(folded.text), *_annexes(folded.text)]
    return sorted((ProvisionMatch(folded.span(m.span), m.part) for m in found), key=lambda m: m.span)


def _articles(text: str) -> Iterator[ProvisionMatch]:
    for match in _ARTICLE.finditer(text):
        number = _number(match[1] or match[2])
        if number:
            yield ProvisionMatch(match.span(), f"art_{number}")


def _annexes(text: str) -> Iterator[ProvisionMatch]:
    for match in _ANNEX.finditer(text):
        label = (match[1] or match[2]).lower()
        yield ProvisionMatch(match.span(), f"annex_{_ARABIC.get(label, label.translate(_LOOKALIKE))}")


def _number(text: str) -> int:
    """A number up to 99 in digits or in Chinese characters (十七, 三十五)."""
    if text.isdigit():
        return int(text)
    tens, ten, units = text.rpartition("十")
    return (10 * (_UNITS.find(tens) + 1 if tens else 1) if ten else 0) + (_UNITS.find(units) + 1 if units else 0)
