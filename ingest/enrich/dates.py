"""Dates and ranges of dates in six languages. A year alone is not a date here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import takewhile

from ingest.enrich.context import EnrichmentContext, PassageText
from ingest.enrich.datematch import DateMatch, real_day, whole_months
from ingest.enrich.dates_chinese import chinese_dates
from ingest.enrich.months import ANY, FULL, month_number
from kg.identifiers.folding import fold
from kg.model import Mention

_YEAR = r"(?:19|20)\d\d(?!\d)"
_YEAR_WORD = r"(?:\s?(?:года|году|год|г\.))?"
_DAY = r"\d{1,2}(?:st|nd|rd|th|er|º|°|-?го|-?е)?(?![\d.,]*\d)"
_OF = r"(?:\s(?:of|de|del|du|من(?:\sشهر)?|شهر))?\s"
_OF_YEAR = r"(?:,?\s|\s(?:of|de|del|(?:من\s)?(?:عام|سنة)|لعام)\s)"
_ARTICLE = r"(?:(?:the|le|el)\s)?"
_TO = rf"(?:\s?-\s?|\s(?:to|through|until|au|à|al|a|hasta|по|до|إلى|الى|حتى|وحتى)\s{_ARTICLE})"
_AND = rf"\s(?:(?:and|et|y|и|&)\s|و\s?){_ARTICLE}"
_BETWEEN = rf"(?P<between>\b(?:between|entre|между|بين)\s{_ARTICLE})?"
_LEFT = r"(?<![\d/.,-])"

_DAYS = re.compile(
    rf"{_BETWEEN}{_LEFT}(?P<whole>"
    rf"(?:(?P<d1>{_DAY})(?:{_OF}(?P<m1>{ANY})(?:{_OF_YEAR}(?P<y1>{_YEAR}){_YEAR_WORD})?)?(?:(?P<to>{_TO})|{_AND}))?"
    rf"(?P<d2>{_DAY}){_OF}(?P<m2>{ANY}){_OF_YEAR}(?P<y2>{_YEAR}){_YEAR_WORD})",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    rf"\b(?P<whole>(?P<m2>{ANY})\s(?P<d1>{_DAY})(?:(?P<to>\s?-\s?)(?P<d2>{_DAY}))?,\s?(?P<y2>{_YEAR}))", re.IGNORECASE
)
_MONTHS = re.compile(
    rf"(?<![^\W\d_])[وبلف]?(?P<whole>(?:(?P<m1>{FULL})(?:{_OF_YEAR}(?P<y1>{_YEAR}){_YEAR_WORD})?{_TO})?"
    rf"(?P<m2>{FULL}){_OF_YEAR}(?P<y2>{_YEAR}){_YEAR_WORD})",
    re.IGNORECASE,
)
_YEARS = re.compile(r"[12][09]\d\d")
_NAMED = re.compile(ANY, re.IGNORECASE)
_NEAR = 40
"""Letters from the beginning of a month's name to the year of the date, at most."""
_NUMERIC = re.compile(
    rf"{_LEFT}(?P<whole>(?P<iso>(?P<y>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d))|(?P<d1>\d{{1,2}})(?P<mark>[./])(?P<m1>\d{{1,2}})"
    rf"(?P=mark)(?P<y1>{_YEAR}))(?![\d/-]|\.\d)"
)


def find_dates(text: str, language: str) -> list[DateMatch]:
    """All dates with day or month in a text, in order; spans are of ``text``.

    Every language's names are looked for in every text (a Chinese page has an English masthead);
    ``language`` decides only whether ``04/03/2025`` has the day first: in English that cannot be
    known unless the day is above twelve.
    """
    folded = fold(text)
    found = _dates_in(folded.text, language)
    return [DateMatch(folded.span(item.span), item.start, item.end, item.precision) for item in found]


def _dates_in(text: str, language: str) -> list[DateMatch]:
    """The same for a folded text."""
    years = [match.start() for match in _YEARS.finditer(text)]
    if not years:
        return []
    candidates = [*chinese_dates(text), *_numeric(text, language)]
    if any(_NAMED.search(text, max(0, year - _NEAR), year) for year in years):
        candidates += [*_named_days(text), *_named_months(text)]
    found: list[DateMatch] = []
    for match in sorted(candidates, key=lambda item: (item.span[0], -item.span[1])):
        if not found or match.span[0] >= found[-1].span[1]:
            found.append(match)
    return found


def _named_days(text: str) -> Iterator[DateMatch]:
    for match in _DAYS.finditer(text):
        month, year = month_number(match["m2"]), int(match["y2"])
        last = real_day(year, month, _leading(match["d2"]))
        if last is None:
            continue
        if match["d1"] is None:
            yield DateMatch(match.span("whole"), last, last, "day")
            continue
        first_month = month_number(match["m1"]) if match["m1"] else month
        first = real_day(int(match["y1"] or year), first_month, _leading(match["d1"]))
        ranged = bool(match["to"] or match["between"])
        yield from _pair(match, first, last, ranged=ranged, first_end=match.end("y1" if match["y1"] else "d1"))
    for match in _MONTH_FIRST.finditer(text):
        month, year = month_number(match["m2"]), int(match["y2"])
        first = real_day(year, month, _leading(match["d1"]))
        end = real_day(year, month, _leading(match["d2"] or match["d1"]))
        if first and end and first <= end:
            yield DateMatch(match.span("whole"), first, end, "day")


def _pair(match: re.Match[str], first: date | None, last: date, *, ranged: bool, first_end: int) -> Iterator[DateMatch]:
    """Two days: one range, or two dates when they are joined by *and* and do not follow each other."""
    if first is not None and first > last and ranged and not match["m1"]:
        first, last = last, first  # Arabic files that hold "7-3" in the order of the screen
    if first is None or first > last:
        yield DateMatch((match.start("d2"), match.end("whole")), last, last, "day")
    elif ranged or (not match["m1"] and last - first == timedelta(days=1)):
        yield DateMatch(match.span("whole"), first, last, "day")
    else:
        yield DateMatch((match.start("d1"), max(first_end, match.end("m1"))), first, first, "day")
        yield DateMatch((match.start("d2"), match.end("whole")), last, last, "day")


def _named_months(text: str) -> Iterator[DateMatch]:
    for match in _MONTHS.finditer(text):
        year = int(match["y2"])
        last = month_number(match["m2"])
        first_year = int(match["y1"] or year)
        first = month_number(match["m1"]) if match["m1"] else last
        if (first_year, first) <= (year, last):
            yield whole_months(match.span("whole"), (first_year, first), (year, last))


def _numeric(text: str, language: str) -> Iterator[DateMatch]:
    for match in _NUMERIC.finditer(text):
        if match["iso"]:
            day = real_day(int(match["y"]), int(match["m"]), int(match["d"]))
        elif match["mark"] == "/" and language == "en" and int(match["d1"]) <= 12:
            continue
        else:
            day = real_day(int(match["y1"]), int(match["m1"]), int(match["d1"]))
        if day is not None:
            yield DateMatch(match.span("whole"), day, day, "day")


def _leading(day: str) -> int:
    """The number at the head of ``1er``, ``3rd``, ``5-го``."""
    return int("".join(takewhile(str.isdigit, day)))


def find_date_mentions(view: PassageText, context: EnrichmentContext) -> list[Mention]:  # noqa: ARG001
    """Mentions of kind ``date`` with their ISO value; a date has no URI."""
    return [
        view.mention(match.span, "date", match.value, None, method="date")
        for match in _dates_in(view.text, view.language)
    ]
