"""Job numbers of the documents services: ``K2414681[E] 260824``, ``K1708819 150218``.

A letter for the duty station (K is Nairobi), the year and a running number, then the language where it is
stated, then the day on which the version was finished (ddmmyy). They tell two printings of a document apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from kg.identifiers.folding import fold
from kg.model import Span

_LANGUAGES = {"A": "ar", "C": "zh", "E": "en", "F": "fr", "R": "ru", "S": "es"}
_JOB = re.compile(
    r"(?<![A-Za-z0-9])(?P<number>K\d{7})\s?(?:[\[(](?P<language>[ACEFRS])[\])])?\s+"
    r"(?P<day>\d{2})(?P<month>\d{2})(?P<year>\d{2})(?![0-9])"
)


@dataclass(frozen=True, slots=True)
class JobMatch:
    """A job number in a text; ``language`` is an ISO 639-1 code, None where the number does not state it."""

    span: Span
    number: str
    language: str | None
    finished: date


def find_jobs(text: str) -> list[JobMatch]:
    """All job numbers in a text, in order; a number without a day that exists is none."""
    folded = fold(text)
    found = []
    for match in _JOB.finditer(folded.text):
        finished = _date(2000 + int(match["year"]), int(match["month"]), int(match["day"]))
        if finished is not None:
            language = _LANGUAGES.get(match["language"] or "")
            found.append(JobMatch(folded.span(match.span()), match["number"], language, finished))
    return found


def format_job(job: JobMatch) -> str:
    """The printed form, with the language where it is known."""
    letter = next((f"[{letter}]" for letter, code in _LANGUAGES.items() if code == job.language), "")
    return f"{job.number}{letter} {job.finished:%d%m%y}"


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
