"""What a question names by its number: meetings, years and months, projects, CAS numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rdflib.term import Literal, URIRef

from kg.answers.meetings import named_meeting
from kg.answers.periods import dates_of, month_of, period_of
from kg.answers.values import Values
from kg.identifiers import meeting_key
from kg.identifiers.ordinals import ORDINAL, ordinal_number
from kg.identifiers.treaties import CITIES
from kg.model import Span
from kg.search.understanding import Question

if TYPE_CHECKING:
    from kg.snapshot import Snapshot

_YEAR = re.compile(r"(?<![\d/.-])(?:19[6-9]|20[0-4])\d(?![\d/])")
_PROJECT = re.compile(r"(?<![\d/.-])\d{4,6}(?![\d/])")
_ENGLISH = dict(
    enumerate(("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"), 1)
)
"""Ordinals, as the titles of the meetings that prepare another have them."""
_AHEAD = re.compile(
    r"(?:before|ahead of|prior to|(?:preparatory|leading up) to|(?:in preparation )?for|avant|préparatoires? à"
    r"|en vue de|précédant|préalables? à|antes de|preparatorias? (?:de|a)|previ[ao]s? (?:de|a)|перед|до|в преддверии"
    r"|накануне|предшеств\w+|قبل|السابقة? ل|التحضيرية ل|preceding)"
    r"\s*(?:the |la |l['’]|el |las? )?$",
    re.IGNORECASE,
)
"""Before a meeting that others prepare."""
_OF_PROJECT = re.compile(
    r"(?:projects?|projets?|proyectos?|проект\w*|مشروع|项目|ID|GEF|FEM|FMAM|ГЭФ|No\.?|№|n[°º]|#)(?:\s+ID)?[\s(:№#]*$",
    re.IGNORECASE,
)
"""Before the number of a project that may as well be a year."""
_CAS = re.compile(r"(?<![\d-])\d{2,7}-\d{2}-\d(?![\d-])")
_TIMES = {
    "en": r"(?:for the |the |its )?(?P<ordinal>{}) (?:time|meeting|session)",
    "fr": r"(?:pour )?(?:la |sa )?(?P<ordinal>{}) (?:fois|réunion|session)",
    "es": r"(?:por |su )?(?P<ordinal>{}) (?:vez|reunión)",
    "ru": r"(?:в )?(?:сво\w+ )?(?P<ordinal>{}) (?:раз|совещани\w+|сесси\w+)",
    "ar": r"(?:للمرة|اجتماعه|الاجتماع|دورته) (?P<ordinal>{})",
    "zh": r"(?P<ordinal>{})次(?:会议)?",
}


def of_repetition(question: Question, values: Values) -> list[Span]:
    """The session of a body that met “for the second time”."""
    times = _TIMES.get(question.language)
    match = re.search(times.format(ORDINAL[question.language]), question.text, re.IGNORECASE) if times else None
    if match is None or "body" not in values or values.keys() & {"session", "ahead_of"}:
        return []
    values["session"] = [Literal(ordinal_number(match["ordinal"], question.language))]
    return [match.span()]


def of_meeting(snapshot: Snapshot, question: Question, values: Values) -> list[Span]:
    """The numbered meeting: its body and session, and itself where its treaty is known."""
    meeting = named_meeting(question.text, question.language)
    if meeting is None:
        return []
    start = question.text.find(meeting.text)
    spans = [(start, start + len(meeting.text))]
    body = URIRef(snapshot.uris.of("concept", f"bodies.{meeting.body}"))
    regional = URIRef(snapshot.uris.of("concept", "bodies.regional"))
    if meeting.body != "regional" and regional in values.get("body", ()):
        values["body"] = [regional]  # the consultations before it
        values["ahead_of"] = [Literal(f"{_ENGLISH.get(meeting.session, meeting.session)} meeting")]
        before = _AHEAD.search(question.text[:start])
        return [(before.start() if before else start, spans[0][1])]
    values["session"] = [Literal(meeting.session)]
    values["body"] = [body]
    treaties = [meeting.treaty] if meeting.treaty else [str(t).rpartition("/")[2] for t in values.get("treaty", ())]
    if not treaties:
        cities = {key: match.span() for key, name in CITIES.items() if (match := re.search(name, question.text))}
        treaties = [*cities] if len(cities) == 1 else []
        spans += cities.values() if treaties else []
    if treaties:
        keys = (meeting_key(treaty, meeting.body, meeting.session) for treaty in treaties)
        values["meeting"] = [URIRef(snapshot.uris.of("meeting", key)) for key in keys]
    return spans


def of_period(question: Question, values: Values) -> list[Span]:
    """The first and the last year, or a month or day, or what bounds such."""
    if dates := dates_of(question.text, question.language):
        for slot, value in (("from_date", dates.first), ("below_date", dates.below), ("day", dates.on)):
            values |= {slot: [Literal(value)]} if value else {}
        return list(dates.spans)
    period = period_of(question.text, question.language)
    if period is None:
        month = month_of(question.text, question.language)
        values |= {"month": [Literal(month[0])]} if month else {}
        return list(month[1]) if month else []
    for slot, year in (("since", period.since), ("until", period.until)):
        if year is not None:
            values[slot] = [Literal(year)]
    return list(period.spans)


def of_numbers(snapshot: Snapshot, text: str, values: Values, taken: list[Span]) -> list[Span]:
    """Projects and single years."""
    spans = []
    for match in _PROJECT.finditer(text):
        if any(start <= match.start() < end for start, end in taken):
            continue
        project = snapshot.uris.of("project", match[0])
        year = _YEAR.fullmatch(match[0]) is not None
        if project in snapshot.entities and (not year or _OF_PROJECT.search(text[: match.start()])):
            values.setdefault("project", []).append(URIRef(project))
        elif year:
            values.setdefault("year", []).append(Literal(int(match[0])))
        else:
            continue
        spans.append(match.span())
    return spans


def of_cas_numbers(text: str, values: Values) -> list[Span]:
    """Numbers of the Chemical Abstracts Service: “50-29-3”."""
    found = list(_CAS.finditer(text))
    if found:
        values["cas_number"] = [Literal(match[0]) for match in found]
    return [match.span() for match in found]
