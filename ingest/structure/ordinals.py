"""Which meeting it was: *Sixth meeting*, *sixième réunion*, «Шестое совещание», 第二次会议, الاجتماع السادس."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.structure.numbering import chinese, digits
from ingest.structure.words import MEETING

_ENGLISH = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth"
    " fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
_FRENCH = (
    "premi[eè]re? (?:deuxième|seconde?) troisième quatrième cinquième sixième septième huitième neuvième dixième"
    " onzième douzième treizième quatorzième quinzième seizième dix-septième dix-huitième dix-neuvième vingtième"
)
_SPANISH = (
    "primera? segund[ao] tercera? cuart[ao] quint[ao] sext[ao] s[ée]ptim[ao] octav[ao] noven[ao] décim[ao]"
    r" (?:undécim[ao]|décim[ao]\s?primera?) (?:duodécim[ao]|d[ée]cim[ao]\s?segund[ao]) d[ée]cim[ao]\s?tercera?"
    r" d[ée]cim[ao]\s?cuart[ao] d[ée]cim[ao]\s?quint[ao] d[ée]cim[ao]\s?sext[ao] d[ée]cim[ao]\s?s[ée]ptim[ao]"
    r" d[ée]cim[ao]\s?octav[ao] d[ée]cim[ao]\s?noven[ao] vigésim[ao]"
)
_RUSSIAN = (
    "перв втор треть?[иеья]? четверт пят шест седьм восьм девят десят одиннадцат двенадцат тринадцат четырнадцат"
    " пятнадцат шестнадцат семнадцат восемнадцат девятнадцат двадцат"
)
_ARABIC = "(?:أول|أولى|حادي) ثاني ثالث رابع خامس سادس سابع ثامن تاسع عاشر"

_RUSSIAN_ENDING = r"(?:ая|ое|ый|ой|ий|ом|ого|ому|ье|ья|ьем|ьего|ей|ую|ью)?"
_BEFORE = r"\s+(?:[^\W\d]+\s+){0,3}?"


def _european(words: str, twenty: str, joint: str, ending: str = "") -> list[tuple[int, str]]:
    units = words.split()
    above = [(20 + place, rf"{twenty}{joint}{unit}{ending}") for place, unit in enumerate(units[:9], start=1)]
    return [*above, *((place, unit + ending) for place, unit in enumerate(units, start=1))]


def _arabic() -> list[tuple[int, str]]:
    units = [f"(?:ال)?{unit}ة?" for unit in _ARABIC.split()]
    teens = [(10 + place, rf"{unit}\s+عشرة?") for place, unit in enumerate(units[:9], start=1)]
    above = [(20 + place, rf"{unit}\s+وال?عشر(?:ون|ين)") for place, unit in enumerate(units[:9], start=1)]
    return [*above, (20, "(?:ال)?عشر(?:ون|ين)"), *teens, *enumerate(units, start=1)]


_WORDS = sorted(
    [
        *_european(_ENGLISH, "twenty", r"[-\s]"),
        *_european(_FRENCH.replace("premi[eè]re?", "(?:premi[eè]re?|unième)"), "vingt", r"[-\s](?:et[-\s])?"),
        *_european(_SPANISH, "vigésim[ao]", r"\s?"),
        *_european(_RUSSIAN, "двадцать", r"\s", _RUSSIAN_ENDING),
    ],
    reverse=True,
)
_ARABIC_ORDINALS = sorted(_arabic(), reverse=True)
# From high to low: «décima sexta» holds «sexta», «السادس عشر» holds «السادس».
_PATTERNS = [
    *((value, re.compile(rf"\b{word}{_BEFORE}(?:{MEETING})", re.IGNORECASE)) for value, word in _WORDS),
    *(
        (value, re.compile(rf"(?:{MEETING})\s+(?:[^\W\d]+\s+)??{word}(?!\w|\s+(?:عشر|وال))"))
        for value, word in _ARABIC_ORDINALS
    ),
]
_NUMERAL = re.compile(
    rf"(?P<number>\d{{1,2}})\s?(?:st|nd|rd|th|e|ème|er|re|ª|º|a|-?[а-я]{{1,3}})?{_BEFORE}(?:{MEETING})"
    r"|第\s?(?P<zh>[一二三四五六七八九十]{1,3}|\d{1,2})\s?[次届]会议",
    re.IGNORECASE,
)
_NEEDED = re.compile(rf"第|{MEETING}", re.IGNORECASE)
"""Every one of these patterns has one of these words: one search instead of 140."""


def arabic_ordinal(words: str) -> int | None:
    """Value of a definite Arabic ordinal («الثالث», «الثاني عشر»), None for anything else."""
    return next((value for value, word in _ARABIC_ORDINALS if re.fullmatch(word, words.strip())), None)


@dataclass(frozen=True, slots=True)
class MeetingNumber:
    """Which meeting a text names, and where its words begin (*Sixth meeting*)."""

    value: int
    start: int


def meeting_number(text: str) -> MeetingNumber | None:
    """Number of the meeting that a text names, in words or digits, in any of the six languages."""
    if not _NEEDED.search(text):
        return None
    for value, pattern in _PATTERNS:
        if found := pattern.search(text):
            return MeetingNumber(value, found.start())
    match = _NUMERAL.search(digits(text))
    if match is None:
        return None
    numeral = match["number"] or match["zh"]
    number = int(numeral) if numeral.isdigit() else chinese(numeral)
    return MeetingNumber(number, match.start()) if number else None
