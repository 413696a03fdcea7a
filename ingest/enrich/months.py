"""Names of the months in the forms that United Nations documents print."""

from __future__ import annotations

import re

_NAMES = (
    # English, French, Spanish in full; Russian in all cases; Arabic in both calendars' names
    r"january|janvier|enero|январ[ьяею]|كانون الثاني|يناير",
    r"february|février|fevrier|febrero|феврал[ьяею]|شباط|فبراير",
    r"march|mars|marzo|март[аеу]?|[آا]ذار|مارس",
    r"april|avril|abril|апрел[ьяею]|نيسان|[أاإ]بريل",
    r"may|mai|mayo|ма[йяею]|[أا]يار|مايو",
    r"june|juin|junio|июн[ьяею]|حزيران|يوني[هوة]",
    r"july|juillet|julio|июл[ьяею]|تموز|يولي[هوة]",
    r"august|août|aout|agosto|август[аеу]?|آب|[أا]غسطس",
    r"september|septembre|sept?iembre|сентябр[ьяею]|[أا]يلول|سبتمبر",
    r"october|octobre|octubre|октябр[ьяею]|تشرين ال[أا]ول|[أا]كتوبر",
    r"november|novembre|noviembre|ноябр[ьяею]|تشرين الثاني|نوفمبر",
    r"december|décembre|decembre|diciembre|декабр[ьяею]|كانون ال[أا]ول|ديسمبر",
)
_SHORT = ("jan", "feb", "mar", "apr", None, "jun", "jul", "aug", "sept?", "oct", "nov", "dec")

_ANY_NAME = "|".join(_NAMES)
FULL = rf"(?:{_ANY_NAME})\b(?:\s?/\s?(?:{_ANY_NAME})\b)?"
"""Regular expression of a month in full; Arabic documents print two names (``تشرين الثاني/نوفمبر``)."""

_ANY_SHORT = "|".join(name for name in _SHORT if name)
ANY = rf"(?:{FULL}|(?:{_ANY_SHORT})\b\.?)"
"""The same, or an English abbreviation: only safe beside a day."""

_PATTERNS = tuple(
    re.compile(rf"(?:{full})\b|(?:{short})\b" if short else rf"(?:{full})\b", re.IGNORECASE)
    for full, short in zip(_NAMES, _SHORT, strict=True)
)


def month_number(name: str) -> int:
    """1 to 12 for what ``ANY`` matches (ignoring case).

    Raises:
        ValueError: for any other text.
    """
    for number, pattern in enumerate(_PATTERNS, start=1):
        if pattern.match(name):
            return number
    raise ValueError(name)
