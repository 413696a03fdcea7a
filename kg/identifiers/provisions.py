"""Articles and annexes by their numbers, in six languages: in documents, and as people type them in questions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType

from kg.identifiers.folding import fold
from kg.identifiers.ordinals import chinese_number, ordinal_number
from kg.identifiers.treaties import ROMAN
from kg.model import Span

_JOIN = (
    r"\s?(?:,\s?(?:and\s|et\s|y\s|и\s|و\s?)?|، ?و?\s?|、|;\s|/|-"
    r"|(?:and|or|to|et|ou|à|y|e|o|u|a|и|или|по)\s|و\s?|[和及与或至到]\s?)"
)
_NUMBER = r"\d{1,2}(?!\d|\.\d|[%/]\d?)(?:\s?\(\w{1,3}\))*"
_LIST = rf"(?P<list>{_NUMBER}(?:{_JOIN}{_NUMBER})*)"
_ARTICLE = re.compile(
    r"(?<![^\W\d_])(?:articles?|arts?\.|artículos?|arts?|стать\w{1,3}|ст\.|[وفبك]*(?:ال|لل)(?:مادة|مادتين|مادتان|مواد))"
    rf"\s{_LIST}",
    re.IGNORECASE,
)
_TYPED_ARTICLE = re.compile(
    r"(?<![^\W\d_])(?:articles?|arts?\.?|art[ií]culos?|стать\w{1,3}|ст\.|[وفبكل]*(?:ال|لل)?(?:مادة|مادتين|مادتان|مواد))"
    rf"\s*{_LIST}",
    re.IGNORECASE,
)
_CHINESE_ARTICLE = re.compile(
    rf"第\s?(?P<list>(?:{_NUMBER}|[一二三四五六七八九十]{{1,3}})(?:{_JOIN}第?\s?(?:{_NUMBER}|[一二三四五六七八九十]{{1,3}}))*)\s?条"
)
_LETTER = r"(?:[A-GАВСЕ]|VI{1,3}|I{1,3}|IV|IX|V)(?![^\W_\u3400-\u9fff])"
_ARABIC_LETTERS = MappingProxyType(
    {"ألف": "A", "الف": "A", "باء": "B", "جيم": "C", "دال": "D", "هاء": "E", "واو": "F", "زاي": "G"}
)
_LABEL = rf"(?:{_LETTER}|(?:{'|'.join(_ARABIC_LETTERS)})\b)"
_ARABIC_ORDINAL = r"(?:ال[أا]ول|ال(?:ثاني|ثالث|رابع|خامس|سادس|سابع|ثامن|تاسع))\b"
_TYPED_LABEL = rf"(?:{_LABEL}|[БГ]\b|[1-9](?!\.?\d)|[一二三四五六七八九](?!十)|{_ARABIC_ORDINAL})"
"""People write Annex III as 附件三, «المرفق الثالث» and annex 3 as well."""
_LABELS = rf"(?P<list>{_LABEL}(?:{_JOIN}(?:附件\s?)?{_LABEL})*)"
_ANNEX = re.compile(
    r"(?<![^\W\d_\u3400-\u9fff])(?:(?i:annexe?s?|anexos?|приложени\w{1,3})\s|附件\s?|[وفبك]*(?:ال|لل)(?:مرفق|مرفقين|مرفقات)\s)"
    rf"{_LABELS}"
)
_TYPED_ANNEX = re.compile(
    r"(?<![^\W\d_\u3400-\u9fff])(?:(?:annexe?s?|anexos?|приложени\w{1,3})\s+|附件\s*"
    rf"|[وفبكل]*(?:ال|لل)?(?:مرفق|مرفقين|مرفقات)\s+){_LABELS.replace(_LABEL, _TYPED_LABEL)}",
    re.IGNORECASE,
)
_ITEM = re.compile(rf"{_LABEL}|[БГ]\b|\d{{1,2}}|[一二三四五六七八九十]{{1,3}}|{_ARABIC_ORDINAL}", re.IGNORECASE)
_BETWEEN = re.compile(rf"(?:\s?\(\w{{1,3}}\))*{_JOIN}(?:第\s?|附件\s?)?", re.IGNORECASE)
_RANGE = re.compile(r"\s?(?:-|to|à|a|по|[至到]|إلى)\s?(?:第\s?)?")
_LOOKALIKE = str.maketrans("АВСЕБГ", "ABCEBD")  # Cyrillic letters printed or typed for Latin ones


@dataclass(frozen=True, slots=True)
class ProvisionMatch:
    """A provision that a text names. ``label`` is its number (``7``) or letter (``A``, ``VIII``).

    ``named`` is the place of the whole list that it stands in (``Articles 17 to 19``), its word included.
    """

    span: Span
    label: str
    named: Span

    @property
    def part(self) -> str:
        """Its key without the treaty: ``art_7``, ``annex_a``."""
        return f"art_{self.label}" if self.label.isdigit() else f"annex_{self.label.lower()}"


def find_provision_names(text: str) -> list[ProvisionMatch]:
    """Articles and annexes that a question names, in order: in any case, with and without spaces and accents."""
    folded = fold(text)
    found = [*_articles(folded.text, _TYPED_ARTICLE), *_annexes(folded.text, _TYPED_ANNEX)]
    return sorted((ProvisionMatch(folded.span(m.span), m.label, folded.span(m.named)) for m in found), key=_place)


def find_articles(text: str) -> Iterator[ProvisionMatch]:
    """Articles that a folded text of a document names; a range (``Articles 17 to 19``) names all within."""
    return _articles(text, _ARTICLE)


def find_annexes(text: str) -> Iterator[ProvisionMatch]:
    """Annexes that a folded text of a document names by a capital letter or a Roman number."""
    return _annexes(text, _ANNEX)


def _place(match: ProvisionMatch) -> Span:
    return match.span


def _articles(text: str, pattern: re.Pattern[str]) -> Iterator[ProvisionMatch]:
    for match in (*pattern.finditer(text), *_CHINESE_ARTICLE.finditer(text)):
        yield from _numbers(match)


def _annexes(text: str, pattern: re.Pattern[str]) -> Iterator[ProvisionMatch]:
    for match in pattern.finditer(text):
        for order, item in enumerate(_items(match)):
            yield ProvisionMatch((item.start() if order else match.start(), item.end()), _mark(item[0]), match.span())


def _mark(text: str) -> str:
    """The letter or Roman number of an annex, as it is printed in English."""
    number = int(text) if text.isdecimal() else chinese_number(text) or ordinal_number(text, "ar")
    return ROMAN[number - 1] if number else _ARABIC_LETTERS.get(text, text.upper().translate(_LOOKALIKE))


def _numbers(match: re.Match[str]) -> Iterator[ProvisionMatch]:
    """Numbers of a list with their spans; the first takes the word before it along, a range names all within."""
    text, start = match.string, match.start()
    previous: int | None = None
    previous_end = start
    items = list(_items(match))
    for item in items:
        number = int(item[0]) if item[0].isdigit() else chinese_number(item[0])
        if number is None or number == 0:
            continue
        ranged = previous is not None and _RANGE.fullmatch(text, previous_end, item.start()) and number > previous
        for within in range(previous + 1, number) if ranged and previous is not None else ():
            yield ProvisionMatch(item.span(), str(within), match.span())
        end = match.end() if item is items[-1] and text[match.end() - 1] == "条" else item.end()
        yield ProvisionMatch((start if previous is None else item.start(), end), str(number), match.span())
        previous, previous_end = number, item.end()


def _items(match: re.Match[str]) -> Iterator[re.Match[str]]:
    """Items of a list, without what stands in brackets after them: ``21 (3)`` is 21."""
    text, (place, end) = match.string, match.span("list")
    while (item := _ITEM.match(text, place, end)) is not None:
        yield item
        between = _BETWEEN.match(text, item.end(), end)
        if between is None:
            return
        place = between.end()
