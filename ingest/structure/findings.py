"""What the lines of a masthead have said so far, and how each line adds to it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from ingest.readers.characters import is_finished
from ingest.structure import lines
from ingest.structure.kinds import kind_of
from ingest.structure.ordinals import meeting_number
from ingest.structure.pieces import Piece
from ingest.structure.words import CONVENTIONS


@dataclass(frozen=True, slots=True)
class Title:
    """A block that may be the document's title or its agenda item's."""

    text: str
    marked: bool
    level: int


@dataclass(slots=True)
class Found:
    """What has been read so far."""

    language: str
    symbols: list[str] = field(default_factory=list)
    organ: list[str] = field(default_factory=list)
    meeting_lines: list[str] = field(default_factory=list)
    titles: list[Title] = field(default_factory=list)
    when: lines.When | None = None
    agenda_item: str | None = None
    subtitle: str | None = None
    issued: date | None = None
    distribution: str | None = None
    original: str | None = None
    stated: int = 0
    loose: list[str] = field(default_factory=list)


def take_line(found: Found, printed: str, *, heading: bool = False) -> bool:
    """Read one line of the masthead, or one that stands in a heading; False when it says none of the usual things."""
    line = Piece(printed).clean().text
    taken = (
        take_symbol(found, line)
        or _take_status(found, line)
        or lines.is_organisation(line)
        or _take_agenda(found, line)
        or _take_when(found, line)
        or _take_meeting(found, line, heading=heading)
    )
    found.stated += taken
    return taken


def take_symbol(found: Found, line: str) -> bool:
    """Keep the symbols that stand alone on their line before the title; False when there are none."""
    symbols = lines.symbols_of(line) if not found.titles else []
    new = [symbol for symbol in symbols if symbol not in found.symbols]
    found.symbols += new
    found.stated += bool(new)
    return bool(symbols)


def _take_status(found: Found, line: str) -> bool:
    distribution, issued = lines.distribution_of(line), lines.issued_on(line, found.language)
    original = lines.original_language(line) if len(line) < 80 else None
    found.distribution = found.distribution or distribution
    found.issued = found.issued or issued
    found.original = found.original or original
    return bool(distribution or issued or original) or lines.is_language_line(line)


def _take_agenda(found: Found, line: str) -> bool:
    item = lines.agenda_item(line) if not found.agenda_item else None
    found.agenda_item = found.agenda_item or item
    return item is not None


def _take_when(found: Found, line: str) -> bool:
    when = lines.meeting_days(line, found.language) if found.when is None and not found.titles else None
    found.when = found.when or when
    return when is not None


def _take_meeting(found: Found, line: str, *, heading: bool) -> bool:
    """The organ and its meeting. A heading that names only a convention is more likely the title."""
    if found.agenda_item or is_finished(line) or re.search("[:：]", line) or kind_of(line):
        return False
    number, organ = meeting_number(line), lines.organ_in(line)
    if found.titles and not (number and found.meeting_lines and found.when is None):
        return False
    if number is None and (organ is None or (organ in CONVENTIONS and heading and not found.meeting_lines)):
        return False
    # What stood between the organ and its meeting went on with the organ's name.
    between = [title.text for title in found.titles]
    name = line[: number.start].strip(" ,.") if number else line
    found.organ += between + ([name] if organ is not None and name else [])
    found.meeting_lines += [*between, line]
    found.titles.clear()
    return True
