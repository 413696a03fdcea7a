"""The paragraphs that stand beside an article: “paragraph 4 (b) of article 3”, «статья 3, пункт 4», 第3条第4款."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType

from kg.identifiers.ordinals import chinese_number
from kg.model import Span

_JOIN = (
    r"\s?(?:,\s?(?:and\s|et\s|y\s|и\s|و\s?)?|، ?و?\s?|-|(?:and|or|to|et|ou|à|y|o|ó|u|a|и|или|по)\s|و\s?"
    r"|[和及与或至到、])\s?"
)
_LETTER = r"[a-zа-яء-ي]"
_NUMBER = rf"(?:\d{{1,2}}(?![\d/%]|\.\d)|[一二三四五六七八九十]{{1,3}})(?:\s?\(?{_LETTER}\))?"
_WORD = r"(?:paragraphs?|paras?\.?|paragraphes?|p[áa]rrafos?|пункт\w{0,3}|п\.|[وفبك]?(?:ال|لل)فقر(?:ة|تين|تان|ات))\s"
_SUB_WORD = r"(?:sub-?paragraphs?|alinéas?|apartados?|incisos?|подпункт\w{0,3}|[وفبك]?(?:ال|لل)فقرة\sالفرعية)"
_LIST = rf"(?P<list>{_NUMBER}(?:{_JOIN}{_NUMBER})*)"
_OF = r"(?:\s(?:of|du|de|del|من))?\s"
_ITEM = rf"\(?(?P<item>{_LETTER})\)"

_BEFORE = re.compile(
    rf"(?<![^\W_])(?P<whole>(?:{_SUB_WORD}\s{_ITEM},?{_OF})?{_WORD}{_LIST}"
    rf"(?:,?\s{_SUB_WORD}\s\(?(?P<last>{_LETTER})\),?)?)"
    r"\s?(?:\s(?:of(?:\sthe)?|del|des?|du|de\slos|من)\s|\sde\sl['’]|\s)$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"(?:\s?[,،]\s?|\s)(?P<whole>{_WORD}{_LIST}(?:\s?[,،]?\s{_SUB_WORD}\s{_ITEM})?)(?![^\W_])", re.IGNORECASE
)
_CHINESE = re.compile(
    rf"\s?(?P<whole>第\s?(?P<list>{_NUMBER}(?:{_JOIN}(?:第\s?)?{_NUMBER})*)\s?款"
    r"(?:\s?第?\s?\(?(?P<item>[a-z])\)?\s?项)?)"
)
_ALONE = re.compile(
    rf"(?<![^\W_])(?P<whole>(?:{_SUB_WORD}\s{_ITEM},?{_OF})?{_WORD}{_LIST}(?:,?\s{_SUB_WORD}\s\(?(?P<last>{_LETTER})\))?)"
    r"(?![^\W_])",
    re.IGNORECASE,
)
_CHINESE_ALONE = re.compile(rf"(?<!条)(?<!条\s){_CHINESE.pattern}")
_ELSEWHERE = re.compile(
    r"\s?,?\s(?:of|to|in|du|de|des|del|au|aux|de\sl['’]|من|стать\w+|приложени\w+|решени\w+|част\w+|раздел\w*|правил\w*"
    r"|протокол\w*|конвенци\w+)(?!\w)|\sd['’]",
    re.IGNORECASE,
)
"""What follows a paragraph of another text than the one it stands in."""
_OF_ANOTHER = re.compile(
    r"(?:articles?|artículos?|стать\w{1,3}|(?:ال|لل)مادة|第)\s?\d{1,2}\s?条?[,،]?\s?$", re.IGNORECASE
)
_BRACKETS = re.compile(r"\s?(?P<whole>\((?P<list>\d{1,2})\)(?:\s?\((?P<item>[a-z])\))?)")
_ONE = re.compile(
    rf"(?P<number>\d{{1,2}}|[一二三四五六七八九十]{{1,3}})(?:\s?\(?(?P<item>{_LETTER})\))?", re.IGNORECASE
)
_RANGE = re.compile(r"\s?(?:-|to|à|a|по|[至到]|إلى)\s?(?:第\s?)?")
_REACH = 70

_LETTERS = MappingProxyType(
    dict(zip("абвгдежзик", "abcdefghij", strict=True)) | dict(zip("أبجدهوزحطي", "abcdefghij", strict=True)) | {"ا": "a"}
)
"""Letters of items in the order in which the other scripts count them."""


@dataclass(frozen=True, slots=True)
class Pinpoint:
    """A paragraph of an article: its place, its number, and the letter of an item (in Latin letters) or None."""

    span: Span
    number: int
    item: str | None

    @property
    def eid(self) -> str:
        """``para_4__item_b``."""
        return f"para_{self.number}" + (f"__item_{self.item}" if self.item else "")


def pinpoints(text: str, start: int, end: int) -> list[Pinpoint]:
    """The paragraphs named right before or right behind an article that stands at a span of a folded text."""
    for pattern in (_CHINESE, _BRACKETS, _AFTER):
        match = pattern.match(text, end)
        if match is not None:
            return list(_listed(match, match["item"]))
    begin = max(0, start - _REACH)
    before = _BEFORE.search(text, begin, start) if text[start - 1 : start].strip() in {"", "'", "’"} else None
    return list(_listed(before, before["item"] or before["last"])) if before is not None else []


def lone_pinpoints(text: str) -> Iterator[Pinpoint]:
    """Paragraphs that are named without an article: in the text of a treaty those of the article they stand in."""
    for match in (*_ALONE.finditer(text), *_CHINESE_ALONE.finditer(text)):
        before = text[max(0, match.start("whole") - _REACH) : match.start("whole")]
        if not _ELSEWHERE.match(text, match.end()) and not _OF_ANOTHER.search(before):
            yield from _listed(match, match["item"] or match.groupdict().get("last"))


def _listed(match: re.Match[str], item: str | None) -> Iterator[Pinpoint]:
    """Each number of a list; the first takes the words before it along, the last those behind it."""
    found = list(_ONE.finditer(match.string, *match.span("list")))
    previous: int | None = None
    for one in found:
        number = int(one["number"]) if one["number"].isdigit() else chinese_number(one["number"])
        if not number:
            continue
        start = match.start("whole") if one is found[0] else one.start()
        span = (start, match.end("whole") if one is found[-1] else one.end())
        end = found[found.index(one) - 1].end() if previous else 0
        if previous and number > previous and _RANGE.fullmatch(match.string, end, one.start()):
            yield from (Pinpoint(span, within, None) for within in range(previous + 1, number))
        letter = (one["item"] or (item if len(found) == 1 else None) or "").lower()
        yield Pinpoint(span, number, _LETTERS.get(letter, letter) or None)
        previous = number
