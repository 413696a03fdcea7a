"""A date as found, and the ways to make one."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

from kg.model import Span


@dataclass(frozen=True, slots=True)
class DateMatch:
    """A date in a text: first and last day, which are the same for a single day.

    ``precision`` is ``day``, or ``month`` when only months are named.
    """

    span: Span
    start: date
    end: date
    precision: str

    @property
    def value(self) -> str:
        """ISO 8601: ``2025-03-04``, ``2025-05``, or an interval ``2018-10-09/2018-10-10``."""
        width = 10 if self.precision == "day" else 7
        first, last = self.start.isoformat()[:width], self.end.isoformat()[:width]
        return first if first == last else f"{first}/{last}"


def real_day(year: int, month: int, day: int) -> date | None:
    """The day, None when the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def whole_months(span: Span, first: tuple[int, int], last: tuple[int, int]) -> DateMatch:
    """From the first day of one (year, month) to the last day of another."""
    length = calendar.monthrange(*last)[1]
    return DateMatch(span, date(*first, 1), date(*last, length), "month")
