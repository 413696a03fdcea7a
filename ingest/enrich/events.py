"""Events that passages speak of: kind, days, place, organizer and funder.

A sentence is an event's when it names a kind of event together with its days or its place. Meetings of the
conventions' bodies have URIs of their own and are mentions; here are consultations, webinars, trainings, calls and
meetings of others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from ingest.enrich.event_words import FUNDED_BY, KINDS, ORGANISED_BY
from kg.model import Event, Mention, Passage, PassageKind, Span

_SENTENCE = re.compile(r"[^.!?。！？؟;；]+(?:[.](?=\d|[a-zа-я])[^.!?。！？؟;；]*)*[.!?。！？؟;；]?")
_FUNDED = re.compile(FUNDED_BY, re.IGNORECASE)
_ORGANISED = re.compile(ORGANISED_BY, re.IGNORECASE)
_WHO = frozenset({"organization", "party"})
_REACH = 160
_PLAIN = frozenset({"meeting"})
_SILENT = frozenset({PassageKind.HEADING, PassageKind.FOOTNOTE, PassageKind.OPERATIVE, PassageKind.PREAMBLE})


def with_events(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages of one document with the events that they speak of; headings and footnotes speak of none.

    Items under *the following consultations were held:* are events of that kind.
    """
    done: list[Passage] = []
    above: tuple[str, str] | None = None
    for passage in passages:
        if passage.kind is PassageKind.ITEM and above and passage.eid.startswith(f"{above[0]}__"):
            events = tuple(_of_item(passage, above[1]))
        else:
            events = () if passage.kind in _SILENT else tuple(_events(passage))
            kind = _announced(passage)
            above = (passage.eid, kind) if kind else None
        done.append(replace(passage, events=events) if events else passage)
    return tuple(done)


def _announced(passage: Passage) -> str | None:
    """The kind of event of which a paragraph says that a list follows."""
    if passage.kind in _SILENT or not passage.text.rstrip().endswith((":", "：")):
        return None
    found = ((kind, pattern.search(passage.text)) for kind, pattern in _kinds())
    return next((kind for kind, match in found if match), None)


def _of_item(passage: Passage, kind: str) -> Iterator[Event]:
    days = [m for m in passage.mentions if m.kind == "date"]
    places = dict.fromkeys(m.uri for m in passage.mentions if m.kind == "place" and m.uri)
    if days:
        span = (0, len(passage.text))
        yield Event(span, f"event-kinds.{kind}", days[0].value, tuple(places), (), (), 0.75)


def _events(passage: Passage) -> Iterator[Event]:
    """At most one event for each sentence and kind."""
    if not any(m.kind in {"date", "place"} for m in passage.mentions):
        return
    text = passage.text
    for sentence in _SENTENCE.finditer(text):
        span = sentence.span()
        held = [m for m in passage.mentions if span[0] <= m.span[0] and m.span[1] <= span[1]]
        days = [m for m in held if m.kind == "date"]
        places = [m for m in held if m.kind == "place"]
        if days or places:
            yield from _in_sentence(text, span, held, days, places)


def _in_sentence(
    text: str, span: Span, held: Sequence[Mention], days: Sequence[Mention], places: Sequence[Mention]
) -> Iterator[Event]:
    named = [m.span for m in held if m.kind == "meeting"]
    for kind, pattern in _kinds():
        match = next(
            (
                found
                for found in pattern.finditer(text, *span)
                if all(found.end() <= start or found.start() >= end for start, end in named)
            ),
            None,
        )
        if match is None or (kind in _PLAIN and not (days and places)):
            continue
        if not _near(match.span(), days) and not _near(match.span(), places):
            continue
        funders = _after(text, span, _FUNDED, held)
        organisers = [m for m in _after(text, span, _ORGANISED, held) if m not in funders]
        yield Event(
            span=(match.start(), match.end()),
            kind=f"event-kinds.{kind}",
            days=days[0].value if days else None,
            places=tuple(dict.fromkeys(m.uri for m in places if m.uri)),
            organizers=tuple(dict.fromkeys(m.uri for m in organisers if m.uri)),
            funders=tuple(dict.fromkeys(m.uri for m in funders if m.uri)),
            confidence=0.8 if days and places else 0.6,
        )
        return


@cache
def _kinds() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(words, re.IGNORECASE)) for kind, words in KINDS.items())


def _near(span: Span, mentions: Sequence[Mention]) -> bool:
    return any(min(abs(m.span[0] - span[1]), abs(span[0] - m.span[1])) <= _REACH for m in mentions)


def _after(text: str, span: Span, words: re.Pattern[str], held: Sequence[Mention]) -> list[Mention]:
    """Organizations and Parties that stand behind *funded by* and its like, until the next comma but one."""
    match = words.search(text, *span)
    if match is None:
        return []
    reach = match.end() + _REACH // 2
    return [m for m in held if m.kind in _WHO and match.end() <= m.span[0] <= reach]
