"""What a question names that its best passage does not speak of: another year, treaty, meeting, country or session.

“How many visits did the Basel Convention's website receive?” finds the visits of another convention's, and
all but the name fits. Of 234 questions with an answer none has such a first passage; of 236 without one, 56.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING

from kg.answers.figures import figures, years
from kg.answers.items import Placed
from kg.answers.named import places_named
from kg.answers.names import named_things
from kg.identifiers.ordinals import ordinals
from kg.model import Mention
from kg.search.understanding import Question

if TYPE_CHECKING:
    from kg.snapshot import Snapshot

_CONTINENTS = {
    "Africa": "africa 002 011 014 015 017 018 202",
    "America": "latin-america-and-the-caribbean 005 013 029 419",
    "North America": "north-america 021",
    "Asia": "asia-and-the-pacific west-asia 142 143 030 034 035 145 009 053 054 057 061",
    "Europe": "europe 150 151 154 155 039",
}
"""Regions of UNEP and of M49 that lie in each other or overlap."""
_REGIONS = {key: name for name, keys in _CONTINENTS.items() for key in keys.split()}


def speaks_of_others(snapshot: Snapshot, question: Question, placed: Placed) -> bool:
    """Whether a passage, what introduces it and its document's masthead lack all years, a treaty, … of a question."""
    passage, item = placed.passage, placed.item
    masthead = " ".join((item.title, str(item.metadata.get("date") or ""), str(item.metadata.get("symbol") or "")))
    text = f"{placed.lead} {passage.text} {masthead}"
    asked = years(question.text)
    if asked and not asked & years(text):
        return True
    mentions = [*passage.mentions, *(placed.introduced_by.mentions if placed.introduced_by else ())]
    if _lacks_things(snapshot, question, placed, mentions) or _lacks_meeting(question, placed, mentions):
        return True
    sessions = {number for number in ordinals(question.text, question.language) if number > 1}
    return bool(
        sessions
        - ordinals(text, passage.language)
        - {int(n) for n in figures(text) if n.isdecimal()}
        - _session(placed)
    )


def asks_elsewhere(snapshot: Snapshot, question: Question, read: Sequence[Placed]) -> bool:
    """Whether a question is about another place than passages, the best first.

    That is another region of the world than those that the best names, or a city that neither any of them names nor
    the title of its document.
    """
    asked = places_named(snapshot, question)
    cities = {name.value for name in asked if name.slot == "city"}
    regions = {_continent(name.value) for name in asked if name.slot == "region"}
    best = read[0]
    mentions = [*best.passage.mentions, *(best.introduced_by.mentions if best.introduced_by else ())]
    there = {_continent(str(mention.uri)) for mention in mentions if mention.kind == "place"} - {None}
    if regions and there and not regions & there:
        return True
    named = {str(mention.uri) for placed in read for mention in placed.passage.mentions if mention.kind == "place"}
    titles = {(placed.item.title, placed.item.language or "") for placed in read} if cities - named else set()
    return bool(cities - named - {name.value for title in titles for name in named_things(snapshot, *title)})


def _continent(uri: str) -> str | None:
    key = uri.rpartition("/")[2]
    return _REGIONS.get(key.removeprefix("unep-regions.").removeprefix("regions.m49-"))


def _lacks_things(snapshot: Snapshot, question: Question, placed: Placed, mentions: list[Mention]) -> bool:
    """Whether a treaty that the question names is another than the document's, or a Party comes up nowhere."""
    treaties = {entity.uri for entity in question.entities if entity.kind == "treaty"}
    parties = {entity.uri for entity in question.entities if entity.kind == "party"}
    named = {str(mention.uri) for mention in mentions}
    if (own := placed.item.metadata.get("convention")) and treaties - named - {snapshot.uris.of("treaty", own)}:
        return True
    if not parties - named:
        return False
    title = snapshot.labels.find(placed.item.title, placed.item.language or "")
    return bool(parties - named - {str(mention.uri) for mention in title})


def _lacks_meeting(question: Question, placed: Placed, mentions: list[Mention]) -> bool:
    own = str(placed.item.metadata.get("meeting") or "")
    keys = chain([own], (str(m.uri).rpartition("/")[2] for m in mentions if m.kind == "meeting"))
    there = list(keys)
    return any(not any(key.endswith(meeting) for key in there) for meeting in question.meetings)


def _session(placed: Placed) -> set[int]:
    """The number of the document's meeting."""
    number = str(placed.item.metadata.get("meeting") or "").rpartition("-")[2]
    return {int(number)} if number.isdecimal() else set()
