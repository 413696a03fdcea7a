"""Identifiers in a question that the base has never seen: then no passage can answer, however near it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.answers.meetings import NamedMeeting, named_meeting
from kg.identifiers import decision_key, find_decisions, find_symbols, meeting_key, symbol_key
from kg.identifiers.folding import fold
from kg.search.understanding import Question

if TYPE_CHECKING:
    from kg.snapshot import Snapshot

_PROJECT = re.compile(
    r"(?:\b(?:GEF|FEM|FMAM|ГЭФ)\b|全环基金|مرفق البيئة العالمية|proje[ct]\w*|projet\w*|proyecto\w*|проект\w*"
    r"|مشروع|项目)"
    r"\D{0,20}?(?<!\d)(\d{4,6})(?!\d)|(?<!\d)(\d{4,6})(?!\d)\D{0,6}?(?:GEF|全环基金|项目)",
    re.IGNORECASE,
)


def unknown_identifier(snapshot: Snapshot, question: Question) -> str | None:
    """The first decision, document symbol, project number or meeting that neither the graph nor any passage names."""
    text = fold(question.text).text
    for match in find_decisions(question.text):
        if match.number and not _known(snapshot, "decision", decision_key(match.number), match.number.lower()):
            return match.surface
    for symbol in find_symbols(question.text):
        if not _known(snapshot, "document", symbol_key(symbol.symbol), symbol.symbol.lower()):
            return symbol.symbol
    for found in _PROJECT.finditer(text):
        number = found[1] or found[2]
        if not _known_number(snapshot, number):
            return number
    meeting = named_meeting(question.text, question.language)
    return meeting.text if meeting is not None and not _known_meeting(snapshot, question, meeting) else None


def _known(snapshot: Snapshot, kind: str, key: str, token: str) -> bool:
    uri = snapshot.uris.of(kind, key)
    if uri in snapshot.entities or any(key in {item.work, item.key} for item in snapshot.documents.values()):
        return True
    return _anchored(snapshot, {token, uri})


def _known_number(snapshot: Snapshot, number: str) -> bool:
    if snapshot.uris.of("project", number) in snapshot.entities:
        return True
    return any(snapshot.words.share(number, language) > 0 for language in snapshot.vectors.languages())


def _known_meeting(snapshot: Snapshot, question: Question, meeting: NamedMeeting) -> bool:
    """A meeting whose convention is not named counts as known: it may be any convention's."""
    treaties = {e.uri.rpartition("/")[2] for e in question.entities if e.kind == "treaty"}
    named = {meeting.treaty} if meeting.treaty else treaties
    if len(named) != 1:
        return True
    uri = snapshot.uris.of("meeting", meeting_key(named.pop(), meeting.body, meeting.session))
    return uri in snapshot.entities or _anchored(snapshot, {uri})


def _anchored(snapshot: Snapshot, anchors: set[str]) -> bool:
    return any(len(snapshot.words.anchored(anchors, name, 1)[0]) for name in snapshot.vectors.languages())
