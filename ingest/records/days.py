"""Days and periods as sources write them, in six languages."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime

from ingest.enrich.dates import find_dates

_ODATA = re.compile(r"/Date\((-?\d{1,15})(?:[+-]\d{4})?\)/")
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_ISO_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ].*")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_YEAR = r"(?:19|20)\d\d"
_YEARS = re.compile(rf"(?:FY\s?)?(?P<first>{_YEAR})(?:\s?[-–—/]\s?(?P<last>{_YEAR}|\d\d))?(?:\s?(?:годы?|гг\.|年))?")
_INTERVAL = re.compile(r"(\d{4}-\d\d-\d\d)\s?(?:/|–|—|to|-)\s?(\d{4}-\d\d-\d\d)")


class NoDayError(ValueError):
    """Words that are no day or period."""


def day(text: str) -> date:
    """A day: ``2025-11-03`` with or without a time, ``/Date(ms)/`` of OData 1 to 3 (UTC), ``3 ноября 2025 года``.

    Raises:
        NoDayError: it is not one day of the calendar.
    """
    try:
        if _ISO.fullmatch(text):
            return date.fromisoformat(text)
        if _ISO_TIME.fullmatch(text):
            return datetime.fromisoformat(text).date()
        if found := _ODATA.fullmatch(text):
            return (_EPOCH + timedelta(milliseconds=int(found[1]))).date()
        if re.match(r"[A-Z][a-z]{2},? \d", text):
            return parsedate_to_datetime(text).date()
    except (ValueError, OverflowError) as problem:
        raise NoDayError(text) from problem
    first, last, precision = _named(text)
    if first != last or precision != "day":
        raise NoDayError(text)
    return first


def period(text: str) -> tuple[date, date]:
    """First and last day: ``2017-2019``, ``2021``, ``2019-01-01/2020-12-31``, ``January 2019 to June 2020``.

    Raises:
        NoDayError: it is not a period of the calendar, or ends before it begins.
    """
    if found := _YEARS.fullmatch(text):
        last = found["last"] or found["first"]
        year = int(last) if len(last) == 4 else int(found["first"][:2] + last)
        first, end = date(int(found["first"]), 1, 1), date(year, 12, 31)
    elif found := _INTERVAL.fullmatch(text):
        first, end = day(found[1]), day(found[2])
    else:
        first, end, _ = _named(text)
    if end < first:
        raise NoDayError(text)
    return first, end


def _named(text: str) -> tuple[date, date, str]:
    found = find_dates(text, "en")
    if len(found) != 1 or found[0].span != (0, len(text)):
        raise NoDayError(text)
    return found[0].start, found[0].end, found[0].precision
