"""Dates in the prose of six languages, as ISO tokens that match across them.

Only for matching: what a date *means* in a document is the ingest side's work.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_MONTHS = (
    # The beginnings of the twelve names; Russian and Arabic have several forms of each.
    r"jan(?:uary)?|janvier|enero|январ\w{1,2}|كانون الثاني|يناير",
    r"feb(?:ruary)?|février|febrero|феврал\w{1,2}|شباط|فبراير",
    r"mar(?:ch)?|mars|marzo|март\w{0,2}|آذار|اذار|مارس",
    r"apr(?:il)?|avril|abril|апрел\w{1,2}|نيسان|أبريل|ابريل|إبريل",
    r"may|mai|mayo|ма[йяею]|أيار|ايار|مايو",
    r"june?|juin|junio|июн\w{1,2}|حزيران|يونيه|يونيو",
    r"july?|juillet|julio|июл\w{1,2}|تموز|يوليه|يوليو",
    r"aug(?:ust)?|août|aout|agosto|август\w{0,2}|آب|أغسطس|اغسطس",
    r"sept?(?:ember)?|septembre|septiembre|setiembre|сентябр\w{1,2}|أيلول|ايلول|سبتمبر",
    r"oct(?:ober)?|octobre|octubre|октябр\w{1,2}|تشرين الأول|تشرين الاول|أكتوبر|اكتوبر",
    r"nov(?:ember)?|novembre|noviembre|ноябр\w{1,2}|تشرين الثاني|نوفمبر",
    r"dec(?:ember)?|décembre|diciembre|декабр\w{1,2}|كانون الأول|كانون الاول|ديسمبر",
)
_NAMES = "|".join(f"(?P<m{i}>{names})" for i, names in enumerate(_MONTHS, 1))
_SECOND_NAME = "|".join(_MONTHS)
_DAYS = (
    r"(?P<day>\d{1,2})(?:er|º|-е|-го|st|nd|rd|th)?(?:\s?(?:[-–—]|to|and|au|et|al?|y|по|и|إلى|و)\s?(?P<last>\d{1,2}))?"
)
_OF = r"(?:\s+(?:de|of|من)\s+|\s+)"
_WRITTEN = re.compile(
    rf"(?<!\w)(?:{_DAYS}{_OF})?(?:{_NAMES})(?:\s?/\s?(?:{_SECOND_NAME}))?"
    rf"\.?(?:\s+(?P<us>\d{{1,2}})(?:st|nd|rd|th)?,)?(?:\s+(?:de|del|of))?\s+(?:عام\s+)?(?P<year>(?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
_CHINESE = re.compile(
    r"(?P<year>(?:19|20)\d\d)\s?年\s?(?P<month>\d{1,2})\s?月(?:\s?(?P<day>\d{1,2})\s?日?(?:[至和到、-]\s?(?P<last>\d{1,2})\s?日)?)?"
)
_NUMERIC = re.compile(r"(?<![\d-])(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)(?:-(?P<day>\d\d))?(?![\d-])")


def date_tokens(text: str) -> list[str]:
    """``2025-03-04`` and ``2025-03`` for each date of a text; the month alone where no day is given.

    A range of days in one month (``3–7 November 2025``) gives its first and last day.
    """
    found: dict[str, None] = {}
    for year, month, days in _dates(text) if "19" in text or "20" in text else ():
        if 1 <= month <= 12:
            found[f"{year}-{month:02}"] = None
            found.update((f"{year}-{month:02}-{int(day):02}", None) for day in days if day and 1 <= int(day) <= 31)
    return list(found)


def written_dates(text: str) -> list[tuple[tuple[int, int], str]]:
    """Where a text names one month or day of a year, and which (``2025-03``, ``2025-03-04``); ranges are left out."""
    found = []
    for pattern in (_WRITTEN, _CHINESE, _NUMERIC):
        for match in pattern.finditer(text):
            ((year, month, days),) = _dates(match[0])
            named = [int(day) for day in days if day]
            if 1 <= month <= 12 and len(named) < 2 and all(1 <= day <= 31 for day in named):
                found.append((match.span(), "-".join([year, f"{month:02}", *(f"{day:02}" for day in named)])))
    return sorted(found)


def _dates(text: str) -> Iterator[tuple[str, int, tuple[str | None, ...]]]:
    for match in _WRITTEN.finditer(text):
        month = next(i for i in range(1, 13) if match[f"m{i}"])
        yield match["year"], month, (match["day"], match["last"], match["us"])
    for match in _CHINESE.finditer(text):
        yield match["year"], int(match["month"]), (match["day"], match["last"])
    for match in _NUMERIC.finditer(text):
        yield match["year"], int(match["month"]), (match["day"],)
