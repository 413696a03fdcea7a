"""What a question names that its best passage does not speak of: another year, treaty, meeting, country or session.

“How many visits did the Basel Convention's website receive?” finds the visits of another convention's, and
all but the name fits. Of 234 questions with an answer none has such a first passage; of 236 without one, 56.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from kg.answers.figures import figures, years
from kg.answers.items import Placed
from kg.identifiers.ordinals import ordinals
from kg.model import Mention
from kg.search.understanding import Question

if TYPE_CHECKING:
    from kg.snapshot import Snapshot


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
