"""Decisions: those with a record, those found in documents, and documents that are a decision as a whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from rdflib.namespace import DCTERMS, RDFS

from kg.catalog import Item
from kg.identifiers import TREATY_OF_PREFIX
from kg.terms import MEA
from kg.views.things import Statements
from search_api.feeds.informea.facts import LEO, TITLES, Facts, Found, found_decisions, marks, one, texts_of, values_of
from search_api.feeds.informea.rows import Row, Scalar, midnight, part_id, row, strings
from search_api.feeds.informea.schema import DECISION, TERM

_STATUSES = ("retired", "amended", "adopted", "draft")
"""What InforMEA allows, the strongest first; a decision without a status is ``active``."""

_ROMAN = {"I": 1, "V": 5, "X": 10}


@dataclass(slots=True)
class _Sources:
    """Documents that hold a decision: ``living`` with what they say of it, ``ever`` with removed ones."""

    living: list[tuple[Item, Found]] = field(default_factory=list)
    ever: list[Item] = field(default_factory=list)


_NOWHERE = _Sources()


@dataclass(frozen=True, slots=True)
class _Known:
    """A decision: what its record says, and the documents that hold it. The record goes first."""

    key: str
    about: Statements
    sources: _Sources

    def titles(self) -> dict[str, str]:
        """By language."""
        printed = {item.language or "": found.title for item, found in self.sources.living if found.title}
        return {**printed, **texts_of(self.about, *TITLES)}

    def number(self) -> str:
        """As recorded, else as found, else as it is printed while it is open."""
        living = [found for _, found in self.sources.living]
        numbers = [one(self.about, DCTERMS.identifier), *(f.number for f in living), *(f.printed for f in living)]
        return next((n for n in numbers if n), self.key)

    def treaty(self, facts: Facts) -> str | None:
        """As stated, else the one that the number begins with."""
        stated = [i.metadata["convention"] for i, _ in self.sources.living if i.metadata.get("convention")]
        keys = [*stated, TREATY_OF_PREFIX.get(self.key.partition("-")[0])]
        return one(self.about, MEA.treaty) or next((facts.uri("treaty", key) for key in keys if key), None)

    def meeting(self, facts: Facts) -> str | None:
        """The key of its meeting."""
        recorded = one(self.about, MEA.meeting)
        stated = (i.metadata["meeting"] for i, _ in self.sources.living if i.metadata.get("meeting"))
        return facts.key(recorded) if recorded else next(stated, None)

    def status(self, facts: Facts) -> str:
        """The strongest of what is said."""
        said = {facts.key(uri).rpartition(".")[2] for uri in values_of(self.about, MEA.status)}
        said |= {found.status for _, found in self.sources.living}
        return next((status for status in _STATUSES if status in said), "active")


def decisions(facts: Facts, meetings: Mapping[str, Row]) -> Iterator[Row]:
    """All decisions of treaties that InforMEA knows; ``meetings`` are the rows that they may point to."""
    recorded = {facts.key(uri): about for uri, about in facts.records(MEA.Decision).items()}
    sources = _sources(facts)
    for key in {**recorded, **{k: s for k, s in sources.items() if s.living}}:
        known = _Known(key, recorded.get(key, {}), sources.get(key, _NOWHERE))
        if facts.treaty_code(known.treaty(facts)) and known.titles():
            meeting = meetings.get(known.meeting(facts) or "")
            made_from = (facts.taxonomies, known.about, marks(known.sources.ever), meeting)
            yield facts.memo.row("Decisions", key, made_from, partial(_decision, facts, known, meeting))
    for work, items in facts.works.items():
        if items[0].metadata.get("kind") == "decision" and not any(i.metadata.get("decisions") for i in items):
            found = _whole(facts, work, items, meetings)
            if found is not None:
                yield found


def _sources(facts: Facts) -> Mapping[str, _Sources]:
    found: dict[str, _Sources] = defaultdict(_Sources)
    for work in facts.works_ever():
        for item in facts.versions(work):
            for decision in found_decisions(item):
                found[decision.key].ever.append(item)
                if not item.removed:
                    found[decision.key].living.append((item, decision))
    return found


def _decision(facts: Facts, known: _Known, meeting: Row | None) -> Row:
    key, about = known.key, known.about
    status = known.status(facts)
    # A draft's paper is not the text of the decision that was adopted in the end.
    same = [item for item, found in known.sources.living if (found.status == "draft") == (status == "draft")]
    number, treaty = known.number(), known.treaty(facts)
    updated = _latest(facts.updated(about, known.sources.ever), meeting)
    given: dict[str, Scalar] = {
        "link": facts.uri("decision", key),
        "type": _type(number),
        "status": status,
        "number": number,
        "treaty": facts.treaty_code(treaty),
        "published": _published(one(about, DCTERMS.issued), meeting, same, updated),
        "updated": updated,
        "displayOrder": _order(number),
        "treatyUUID": facts.treaty_uuid(treaty),
    }
    lists = {
        "title": strings(DECISION, key, "title", known.titles()),
        "summary": strings(DECISION, key, "summary", texts_of(about, RDFS.comment)),
        "keywords": _keywords(facts, key, values_of(about, DCTERMS.subject)),
        "files": facts.files(DECISION, key, same),
    }
    return _row(key, given, meeting, lists)


def _whole(facts: Facts, work: str, items: list[Item], meetings: Mapping[str, Row]) -> Row | None:
    """A document of the kind *decision* in which no decision's number was found."""
    first = items[0].metadata
    treaty = facts.uri("treaty", first["convention"]) if first.get("convention") else None
    code = facts.treaty_code(treaty)
    if code is None:
        return None
    number = str(first.get("symbol") or work)
    meeting = meetings.get(first.get("meeting") or "")
    updated = _latest(facts.updated({}, facts.versions(work)), meeting)
    themes = [facts.uri("concept", theme) for theme in first.get("themes", [])]
    given: dict[str, Scalar] = {
        "link": facts.uri("document", work),
        "type": "recommendation" if "/CRC." in number else "decision",
        "status": "active",
        "number": number,
        "treaty": code,
        "published": _published(first["masthead"].get("issued"), meeting, items, updated),
        "updated": updated,
        "treatyUUID": facts.treaty_uuid(treaty),
    }
    lists = {
        "title": strings(DECISION, work, "title", {i.language or "": i.title for i in items}),
        "keywords": _keywords(facts, work, themes),
        "files": facts.files(DECISION, work, items),
    }
    return _row(work, given, meeting, lists)


def _row(key: str, given: Mapping[str, Scalar], meeting: Row | None, lists: Mapping[str, tuple[Row, ...]]) -> Row:
    titles = meeting.lists["title"] if meeting else ()
    about_meeting: dict[str, Scalar] = {
        "meetingId": meeting.id if meeting else None,
        "meetingTitle": titles[0].values["value"] if titles else None,
        "meetingUrl": meeting.values["url"] if meeting else None,
    }
    return row(DECISION, {"protocolVersion": 1, "id": key, **given, **about_meeting}, lists)


def _type(number: str) -> str:
    return "recommendation" if number.upper().startswith("CRC-") else "decision"


def _published(issued: str | None, meeting: Row | None, items: list[Item], updated: datetime | None) -> datetime | None:
    """The day of the decision: as stated, else the end of its meeting, else its documents', else when it came here."""
    ended = meeting.values["end"] if meeting else None
    days = [midnight(issued), ended, *(midnight(i.metadata.get("date")) for i in items), updated]
    return next((day for day in days if isinstance(day, datetime)), None)


def _latest(updated: datetime | None, meeting: Row | None) -> datetime | None:
    """When the row last changed: it shows the title and the day of its meeting."""
    of_meeting = meeting.values["updated"] if meeting else None
    return max((t for t in (updated, of_meeting) if isinstance(t, datetime)), default=None)


def _order(number: str) -> int | None:
    """Place among the decisions of a treaty: session, then serial number."""
    session, _, serial = number.rpartition("-")[2].partition("/")
    if not serial.isdecimal():
        return None
    if session.isdecimal():
        return int(session) * 1000 + int(serial)
    if not session or not set(session) <= set(_ROMAN):
        return None
    digits = [_ROMAN[letter] for letter in session]
    signs = [-1 if n < max(digits[place:]) else 1 for place, n in enumerate(digits)]
    return sum(n * sign for n, sign in zip(digits, signs, strict=True)) * 1000 + int(serial)


def _keywords(facts: Facts, owner: str, concepts: list[str]) -> tuple[Row, ...]:
    return tuple(
        row(
            TERM,
            {
                "id": part_id(DECISION, owner, "keywords", str(n)),
                "term": term.name,
                "namespace": LEO,
                "termURI": term.uri,
            },
        )
        for n, term in enumerate(facts.leo(concepts), 1)
    )
