"""The years that a question speaks of, one by one or as a stretch: “between 2004 and 2006”, «после 2015 года»."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from kg.answers.notions import plain
from kg.identifiers.folding import fold
from kg.lexical.dates import date_tokens, written_dates
from kg.model import LANGUAGES, Span

_YEAR = r"(?<![\d/.])(?:19[6-9]|20[0-4])\d(?![\d/])"
_MONTH_WORDS = re.compile(r"(?:كانون|تشرين) \w+|[^\W\d_]{3,}")
_CHINESE_MONTH = re.compile(r"(?P<year>(?:19|20)\d\d)\s?年\s?(?P<month>1[0-2]|0?[1-9])\s?月份?")
_SHIFTS = {"since": 0, "after": 1, "until": 0, "before": -1}
_LOWER = frozenset({"since", "after"})


@dataclass(frozen=True, slots=True)
class Period:
    """Years from ``since`` to ``until``, both included, None: open; ``spans`` are the words that say so."""

    since: int | None
    until: int | None
    spans: tuple[Span, ...]


def period_of(text: str, language: str) -> Period | None:
    """The stretch of years that a question bounds, None where it bounds none.

    Args:
        text: as the asker wrote it.
        language: ISO 639-1; one outside the six is read with the English words.
    """
    folded = fold(text.replace("’", "'"))
    written = plain(folded.text)
    between, bounds = _patterns(language if language in LANGUAGES else "en")
    if match := between.search(written):
        first, last = sorted(int(year) for year in re.findall(_YEAR, match[0]))
        return Period(first, last, (folded.span(match.span()),))
    found: dict[bool, int] = {}
    spans = []
    for name, pattern in bounds:
        if (match := pattern.search(written)) and (name in _LOWER) not in found:
            found[name in _LOWER] = int(re.findall(_YEAR, match[0])[0]) + _SHIFTS[name]
            spans.append(folded.span(match.span()))
    return Period(found.get(True), found.get(False), tuple(spans)) if found else None


def month_of(text: str, language: str) -> tuple[str, tuple[Span, ...]] | None:
    """The month of a year that a question names, such as ``2026-04``, and the words that say so."""
    if language == "zh":
        match = _CHINESE_MONTH.search(text)
        return (f"{match['year']}-{int(match['month']):02}", (match.span(),)) if match else None
    year = re.search(_YEAR, text)
    named = [(word, date_tokens(f"{word[0]} {year[0]}")) for word in _MONTH_WORDS.finditer(text)] if year else []
    months = [(word.span(), tokens[0]) for word, tokens in named if tokens]
    if year is None or len({month for _, month in months}) != 1:
        return None
    return months[0][1], (*(span for span, _ in months), year.span())


@dataclass(frozen=True, slots=True)
class Dates:
    """Dates from ``first`` on and before ``below``, as ISO prefixes, None: open; ``on`` is a day or month itself."""

    first: str | None
    below: str | None
    on: str | None
    spans: tuple[Span, ...]


def dates_of(text: str, language: str) -> Dates | None:
    """The day that a question names, or the days or months that bound a period; None where it names no such."""
    named = written_dates(text)
    if not named:
        return None
    as_years, places = _as_years(text, named, language)
    period = period_of(as_years, language)
    if period is None:
        (span, day), *others = named
        return Dates(None, None, day, (span,)) if not others and len(day) == len("2025-03-04") else None
    bounds = [(places[start], places[end - 1] + 1) for start, end in period.spans]
    spans = (*(span for span, _ in named), *bounds)
    first, last = named[0][1], named[-1][1]
    year = int(first[:4])
    if period.since is not None and period.until is not None:
        return Dates(first, _next(last), None, spans) if len(named) == 2 else None
    if len(named) > 1:
        return None
    since = None if period.since is None else first if period.since == year else _next(first)
    below = None if period.until is None else _next(first) if period.until == year else first
    return Dates(since, below, None, spans)


def _as_years(text: str, named: list[tuple[Span, str]], language: str) -> tuple[str, list[int]]:
    """The text with years for its dates, as what bounds the one bounds the other, and where each letter was."""
    written, places, done = "", list[int](), 0
    for (start, end), iso in named:
        year = iso[:4] + ("年" if language == "zh" else "")
        written += text[done:start] + year
        places += [*range(done, start), *([start] * (len(year) - 1)), end - 1]
        done = end
    return written + text[done:], [*places, *range(done, len(text))]


def _next(iso: str) -> str:
    """The day after a day, or the month after a month."""
    if len(iso) == len("2025-03-04"):
        return (date.fromisoformat(iso) + timedelta(days=1)).isoformat()
    year, month = map(int, iso.split("-"))
    return f"{year + month // 12}-{month % 12 + 1:02}"


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], tuple[tuple[str, re.Pattern[str]], ...]]:
    data = tomllib.loads(files("kg.answers").joinpath("periods.toml").read_text("utf-8"))[language]
    start = "" if language == "zh" else r"(?<!\w)و?" if language == "ar" else r"(?<!\w)"
    compiled = {
        name: re.compile(plain(f"{start}(?:{'|'.join(forms)})").replace("{Y}", _YEAR), re.IGNORECASE)
        for name, forms in data.items()
    }
    return compiled.pop("between"), tuple(compiled.items())
