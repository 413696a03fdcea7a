"""Dates in Chinese: year, month and day in this order, ranges that repeat only what changes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from ingest.enrich.datematch import DateMatch, real_day, whole_months

_CHINESE = re.compile(
    r"(?<!\d)(?P<whole>(?P<y1>(?:19|20)\d\d)\s?年\s?(?P<m1>\d{1,2})\s?月(?:份)?"
    r"(?:\s?(?P<d1>\d{1,2})(?:\s?[日号](?:\s?(?P<to>至|到|-|~|和|、)\s?"
    r"(?:(?:(?P<y2>(?:19|20)\d\d)\s?年\s?)?(?P<m2>\d{1,2})\s?月\s?)?(?P<d2>\d{1,2})\s?[日号])?"
    r"|\s?(?P<dash>-|~|至)\s?(?P<d3>\d{1,2})\s?[日号])"
    r"|\s?(?:至|到|-|~)\s?(?:(?P<y3>(?:19|20)\d\d)\s?年\s?)?(?P<m3>\d{1,2})\s?月(?!\s?\d))?)"
)
_CHINESE_PAIR = frozenset({"和", "、"})


def chinese_dates(text: str) -> Iterator[DateMatch]:
    """Dates such as ``2018年11月19日至23日`` in a folded text, in order."""
    for match in _CHINESE.finditer(text):
        year, month = int(match["y1"]), int(match["m1"])
        if match["d1"] is None:
            last_month = (int(match["y3"] or year), int(match["m3"])) if match["m3"] else (year, month)
            if (year, month) <= last_month and month <= 12 and last_month[1] <= 12:
                yield whole_months(match.span("whole"), (year, month), last_month)
            continue
        first = real_day(year, month, int(match["d1"]))
        last_day = match["d2"] or match["d3"]
        last = real_day(int(match["y2"] or year), int(match["m2"] or month), int(last_day)) if last_day else first
        if first is None or last is None or first > last:
            continue
        if match["to"] in _CHINESE_PAIR and (match["m2"] or last - first > timedelta(days=1)):
            yield from _two(match, first, last)
        else:
            yield DateMatch(match.span("whole"), first, last, "day")


def _two(match: re.Match[str], first: date, last: date) -> Iterator[DateMatch]:
    yield DateMatch((match.start("y1"), match.start("to")), first, first, "day")
    start = next(match.start(name) for name in ("y2", "m2", "d2") if match[name])
    yield DateMatch((start, match.end("whole")), last, last, "day")
