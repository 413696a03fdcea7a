"""The masthead: what stands before the first section or numbered paragraph, read line by line.

Nothing is guessed: what no line states stays None. The document's own symbol is one that stands alone on
a line before the title (or in the front matter); the symbol in the star footnote is the agenda's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from ingest.blocks import Block, BlockKind
from ingest.readers.characters import glue, is_finished, starts_inside
from ingest.structure import lines
from ingest.structure.decisions import is_formula
from ingest.structure.heads import heading_head, paragraph_head, section_head
from ingest.structure.ordinals import meeting_number
from ingest.structure.parts import article_number, part_heading
from ingest.structure.pieces import Piece, piece_of
from ingest.structure.words import AGENDA_TITLE, SUBTITLE
from kg.identifiers import find_symbols, meeting_of_symbol, parse_meeting_key
from kg.model import Masthead

_AGENDA_TITLE = re.compile(AGENDA_TITLE, re.IGNORECASE)
_SUBTITLE = re.compile(SUBTITLE, re.IGNORECASE)
_LONGEST_TITLE = 320
_MOST_TITLES = 4


@dataclass(frozen=True, slots=True)
class _Title:
    """A block that may be the document's title or its agenda item's."""

    text: str
    marked: bool
    level: int


@dataclass(slots=True)
class _Found:
    """What has been read so far."""

    language: str
    symbols: list[str] = field(default_factory=list)
    organ: list[str] = field(default_factory=list)
    meeting_lines: list[str] = field(default_factory=list)
    titles: list[_Title] = field(default_factory=list)
    when: lines.When | None = None
    agenda_item: str | None = None
    subtitle: str | None = None
    issued: date | None = None
    distribution: str | None = None
    original: str | None = None
    stated: int = 0


def read_masthead(blocks: Sequence[Block], language: str) -> tuple[Masthead, int]:
    """The masthead, and how many blocks it takes. The title is empty where none stands apart from the text."""
    found = _Found(language)
    end = 0
    for place, block in enumerate(blocks):
        if block.kind is BlockKind.FOOTNOTE:
            continue
        if block.kind is BlockKind.FURNITURE:
            _take_symbol(found, block.text)
        elif _is_body(block) or not _take(found, block):
            break
        end = place + 1
    if not (found.stated or any(title.marked for title in found.titles)):
        return Masthead(""), 0
    return _masthead(found, blocks), end


def _is_body(block: Block) -> bool:
    """Whether a block cannot belong to a masthead: numbered, a section, an annex, a decision's opening."""
    text = piece_of(block).clean().text
    if block.label or part_heading(block) or article_number(block) is not None or is_formula(text):
        return True
    if block.kind is BlockKind.HEADING:
        return heading_head(text) is not None
    return block.kind is BlockKind.LIST_ITEM or paragraph_head(text) is not None or section_head(text) is not None


def _take(found: _Found, block: Block) -> bool:
    """Read one block; False when it is where the text begins."""
    if block.kind is BlockKind.TABLE:
        if found.titles:
            return False
        cells = [part for row in block.rows for cell in row for part in cell.split("\n") if part.strip()]
        return bool(cells) and all([_take_line(found, cell) for cell in cells])
    parts = [part.strip() for part in block.text.split("\n") if part.strip()]
    whole = Piece(block.text).clean().text
    if _SUBTITLE.match(whole) and found.subtitle is None and found.titles:
        found.subtitle = whole
        return True
    if _AGENDA_TITLE.match(whole) or not any([_take_line(found, part) for part in _rejoined(parts)]):
        return _take_title(found, block, whole)
    return True


def _rejoined(parts: list[str]) -> list[str]:
    """Lines, those that begin inside a sentence put back to the line before them."""
    joined: list[str] = []
    for part in parts:
        if joined and part[:1].islower() and starts_inside(part):
            joined[-1] += glue(joined[-1], part) + part
        else:
            joined.append(part)
    return joined


def _take_line(found: _Found, printed: str) -> bool:
    """Read one line of the masthead; False when it says none of the usual things."""
    line = Piece(printed).clean().text
    taken = (
        _take_symbol(found, line)
        or _take_status(found, line)
        or lines.is_organisation(line)
        or _take_agenda(found, printed)
        or _take_when(found, line)
        or _take_meeting(found, line)
    )
    found.stated += taken
    return taken


def _take_symbol(found: _Found, line: str) -> bool:
    symbol = lines.symbol_of(line) if not found.titles else None
    if symbol and symbol not in found.symbols:
        found.symbols.append(symbol)
        found.stated += 1
    return symbol is not None


def _take_status(found: _Found, line: str) -> bool:
    distribution, issued = lines.distribution_of(line), lines.issued_on(line, found.language)
    original = lines.original_language(line) if len(line) < 80 else None
    found.distribution = found.distribution or distribution
    found.issued = found.issued or issued
    found.original = found.original or original
    return bool(distribution or issued or original) or lines.is_language_line(line)


def _take_agenda(found: _Found, line: str) -> bool:
    item = lines.agenda_item(line) if not found.agenda_item else None
    found.agenda_item = found.agenda_item or item
    return item is not None


def _take_when(found: _Found, line: str) -> bool:
    when = lines.meeting_days(line, found.language) if found.when is None and not found.titles else None
    found.when = found.when or when
    return when is not None


def _take_meeting(found: _Found, line: str) -> bool:
    if found.titles or found.agenda_item or is_finished(line) or _SUBTITLE.match(line):
        return False
    numbered = meeting_number(line) is not None
    if not numbered and not lines.names_organ(line):
        return False
    found.meeting_lines.append(line)
    if not numbered or lines.names_organ(line):
        found.organ.append(line)
    return True


def _take_title(found: _Found, block: Block, text: str) -> bool:
    """A block that says none of the usual things is a title, as long as titles may still come."""
    marked = block.kind is BlockKind.HEADING or bool(block.strong)
    done = found.subtitle is not None or len(text) > _LONGEST_TITLE or len(found.titles) == _MOST_TITLES
    if done or (is_finished(text) and not (marked or _AGENDA_TITLE.match(text))):
        return False
    last = found.titles[-1] if found.titles else None
    if last is not None and not _may_follow(found, last, block, marked=marked):
        return False
    found.titles.append(_Title(text, marked, block.level if block.kind is BlockKind.HEADING else 0))
    return True


def _may_follow(found: _Found, last: _Title, block: Block, *, marked: bool) -> bool:
    """Whether another title may come after ``last``: the agenda item's title stands before the document's."""
    if not found.stated:
        return False
    deeper = block.kind is BlockKind.HEADING and last.level > 0 and block.level > last.level
    agenda = bool(_AGENDA_TITLE.match(last.text)) or last.level == 0
    return agenda and (marked or not last.marked) and (not deeper or bool(_AGENDA_TITLE.match(last.text)))


def _masthead(found: _Found, blocks: Sequence[Block]) -> Masthead:
    agenda_symbol = _agenda_symbol(blocks)
    name = " ".join(found.meeting_lines) or None
    symbol = found.symbols[0] if found.symbols else None
    meeting = lines.meeting_of(name or "") or _first_meeting(found.symbols, agenda_symbol)
    agenda_title, title = _split_titles(found)
    return Masthead(
        title=title or (name or ""),
        symbol=symbol,
        symbols=tuple(found.symbols),
        organ=" ".join(found.organ) or None,
        meeting=meeting,
        meeting_name=name,
        place=found.when.place if found.when else None,
        start=found.when.start if found.when else None,
        end=found.when.end if found.when else None,
        agenda_item=found.agenda_item,
        agenda_symbol=agenda_symbol,
        agenda_title=agenda_title,
        subtitle=found.subtitle,
        issued=found.issued,
        distribution=found.distribution,
        original_language=found.original,
        convention=convention_of(meeting, name, found.symbols),
    )


def convention_of(meeting: str | None, name: str | None, symbols: Sequence[str]) -> str | None:
    """The one convention that a meeting, its name or the document's symbols belong to; None for a joint document."""
    parsed = parse_meeting_key(meeting) if meeting else None
    by_symbol = [match.convention for symbol in symbols for match in find_symbols(symbol) if match.convention]
    named = {parsed[0]} if parsed and len(set(by_symbol)) < 2 else set(by_symbol) or set(lines.conventions_in(name or ""))
    return named.pop() if len(named) == 1 else None


def _first_meeting(symbols: Sequence[str], agenda_symbol: str | None) -> str | None:
    """The meeting that the document's own symbol, else its agenda's, was issued for."""
    keys = (meeting_of_symbol(symbol) for symbol in (*symbols, agenda_symbol or ""))
    return next((str(key) for key in keys if key), None)


def _agenda_symbol(blocks: Sequence[Block]) -> str | None:
    """The symbol that the star footnote of the agenda item gives."""
    for block in blocks:
        if block.kind is BlockKind.FOOTNOTE and block.note and set(block.note) == {"*"}:
            matches = find_symbols(block.text)
            return matches[0].symbol if matches else None
    return None


def _split_titles(found: _Found) -> tuple[str | None, str]:
    """(Title of the agenda item, title of the document)."""
    titles = found.titles
    if not titles:
        return None, ""
    marked = [place for place, title in enumerate(titles) if title.marked and not _AGENDA_TITLE.match(title.text)]
    place = marked[-1] if marked else len(titles) - 1
    if len(titles) == 1 and _AGENDA_TITLE.match(titles[0].text) and found.agenda_item:
        return titles[0].text, titles[0].text
    before = [title.text for title in titles[:place]]
    agenda = "".join(glue(*pair) + pair[1] for pair in zip(["", *before], before, strict=False)) if before else None
    return agenda, titles[place].text
