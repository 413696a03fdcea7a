"""The domain's types. Ids are types of their own; everything here is frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NewType

Uri = NewType("Uri", str)
"""Absolute URI of a thing in the graph."""

Key = NewType("Key", str)
"""Last segment of an item's URI, unique within its kind."""

Eid = NewType("Eid", str)
"""Place of a passage in its document, after Akoma Ntoso: ``body__para_6__item_d``."""

Span = tuple[int, int]
"""Half-open range of characters in the text it belongs to."""

LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")
"""ISO 639-1 codes of the six official languages of the United Nations."""

RIGHT_TO_LEFT = frozenset({"ar"})


class PassageKind(StrEnum):
    """What a passage is in its document."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    PREAMBLE = "preamble"
    OPERATIVE = "operative"
    TABLE_ROW = "table_row"
    FOOTNOTE = "footnote"


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in a passage that names a thing.

    ``uri`` is None while the thing is known only by its surface form;
    ``kind`` is the kind of thing (document, decision, meeting, provision,
    party, concept, organization, date …); ``value`` is the normal form
    (``MC-5/16``, ``2025-03-04``). ``confidence`` lies between 0 and 1.
    """

    span: Span
    kind: str
    value: str
    uri: Uri | None
    method: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Action:
    """What a paragraph of a decision has somebody do.

    ``span`` is the clause from the verb on, ``object`` what is decided or asked; both are of the passage's text.
    ``verb`` is the key of a concept (``verbs.requests``); ``actor`` is the body that decides, ``addressees`` are
    those asked. ``deadline`` is an ISO 8601 date, ``meeting`` the meeting by which it is to be done, None where
    none is stated; ``subjects`` are concepts that the object names.
    """

    span: Span
    verb: str
    actor: Uri
    addressees: tuple[Uri, ...]
    object: Span
    deadline: str | None
    meeting: Uri | None
    subjects: tuple[Uri, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Event:
    """An event that a passage speaks of. ``span`` is the place of the words for it.

    ``kind`` is the key of a concept (``event-kinds.webinar``); ``days`` is an ISO 8601 date or interval as in
    mentions; the rest are URIs of what the same sentence names.
    """

    span: Span
    kind: str
    days: str | None
    places: tuple[Uri, ...]
    organizers: tuple[Uri, ...]
    funders: tuple[Uri, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Passage:
    """What is cited: a numbered paragraph, sub-item, heading, table row or footnote.

    ``part`` is ``body``, ``annex_1`` …; ``number`` is the printed number as a
    string (``"4"``, ``"6(d)"``), a footnote's its mark (``"2"``, ``"*"``), None where there is none; ``page`` counts
    from 1 and is None for formats without pages. ``emphasis`` holds the spans
    printed in italics, which mark the verbs of operative paragraphs.
    """

    eid: Eid
    part: str
    number: str | None
    kind: PassageKind
    text: str
    language: str
    order: int
    page: int | None = None
    emphasis: tuple[Span, ...] = ()
    mentions: tuple[Mention, ...] = ()
    actions: tuple[Action, ...] = ()
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Masthead:
    """What the first page says of the document. None means: not stated there.

    ``agenda_item`` is the printed form (``4 к)``, ``5(k)``); ``meeting`` is the
    key of the meeting (``mc-cop-6``) when it was understood; ``symbol`` is the
    document's own symbol, never one that it merely cites; ``original_language``
    and ``language`` are ISO 639-1 codes; ``distribution`` is ``general`` …
    """

    title: str
    symbol: str | None = None
    symbols: tuple[str, ...] = ()
    organ: str | None = None
    meeting: str | None = None
    meeting_name: str | None = None
    place: str | None = None
    start: date | None = None
    end: date | None = None
    agenda_item: str | None = None
    agenda_symbol: str | None = None
    agenda_title: str | None = None
    subtitle: str | None = None
    issued: date | None = None
    distribution: str | None = None
    original_language: str | None = None
    convention: str | None = None


@dataclass(frozen=True, slots=True)
class DraftDecision:
    """A decision that a document proposes or reproduces.

    ``part`` is the part that holds it; ``number`` is normalised (``MC-6/3``)
    or None while it is open; ``printed`` is the form on the page
    (``МК-6/[--]``); ``status`` is ``draft`` or ``adopted``.
    """

    part: str
    title: str
    number: str | None
    printed: str | None
    status: str


@dataclass(frozen=True, slots=True)
class Parallel:
    """A passage of another language version that says the same: ``other`` is that version's key."""

    eid: str
    other: str
    other_eid: str


@dataclass(frozen=True, slots=True)
class Document:
    """One language version of a document, understood.

    ``work`` is the key shared by all language versions; ``key`` is
    ``{work}.{language}``; ``kind`` is the key of a document kind
    (``note``, ``progress-report``, ``decision``, ``report`` …); ``source`` is
    the file name or URL that it came from; ``sha256`` is of the bytes. ``topics`` are its topics and how strong
    they are, at most 1; ``sketch`` tells its other language versions by (see ``ingest.versions``), ``parallels`` are
    their passages.
    """

    key: Key
    work: Key
    kind: str
    language: str
    masthead: Masthead
    passages: tuple[Passage, ...]
    source: str
    sha256: str
    media_type: str
    decisions: tuple[DraftDecision, ...] = ()
    notes: tuple[str, ...] = ()
    parallels: tuple[Parallel, ...] = ()
    sketch: tuple[str, ...] = ()
    topics: tuple[tuple[Uri, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """A thing that comes from a table row: its statements, in order.

    A statement's key is the property's full IRI. A value is an ``rdflib`` term.
    """

    uri: Uri
    statements: tuple[tuple[str, object], ...]
    place: str


@dataclass(frozen=True, slots=True)
class RecordSet:
    """All records of one table, which live in one named graph; ``about`` is what is said of that graph itself."""

    key: Key
    title: str
    source: str
    sha256: str
    records: tuple[Record, ...]
    about: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """An item that was not taken: the file, the place in it, why, and what to do.

    Of a row of records also: ``row``, ``field`` and ``value`` that the reason is about,
    ``rule`` (which rule it breaks), and ``content``, the row itself as JSON.
    """

    source: str
    place: str
    reason: str
    remedy: str = ""
    row: str = ""
    field: str = ""
    value: str = ""
    rule: str = ""
    content: str = ""


class Outcome(StrEnum):
    """What adding an item did to the base."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing with a label, as shown to people and found in questions."""

    uri: Uri
    kind: str
    label: str
    labels: Mapping[str, str] = field(default_factory=dict)
