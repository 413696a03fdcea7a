"""The masthead: what stands before the first section or numbered paragraph, read line by line.

Nothing is guessed: what no line states stays None. The document's own symbol is one that stands alone on
a line before the title (or in the front matter); the symbol in the star footnote is the agenda's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.blocks import Block, BlockKind
from ingest.readers.characters import glue, starts_inside
from ingest.structure import lines
from ingest.structure.decisions import is_formula
from ingest.structure.findings import Found, take_line, take_symbol
from ingest.structure.heads import heading_head, paragraph_head, section_head
from ingest.structure.ordinals import meeting_number
from ingest.structure.parts import article_number, part_heading
from ingest.structure.pieces import Piece, piece_of
from ingest.structure.titles import is_agenda_title, is_subtitle, split_titles, take_title
from kg.identifiers import find_symbols, meeting_of_symbol, parse_meeting_key
from kg.model import Masthead

_LONGEST_PLAIN_TITLE = 150


@dataclass(frozen=True, slots=True)
class Reading:
    """The masthead and how many blocks it takes; ``loose`` are lines of it that were not understood.

    The title is empty where none stands apart from the text.
    """

    masthead: Masthead
    blocks: int = 0
    loose: tuple[str, ...] = ()


def read_masthead(blocks: Sequence[Block], language: str, stated_title: str = "") -> Reading:
    """Read the head of a document, up to its first section, numbered paragraph or running text.

    ``stated_title`` is the title that the file's metadata give: a line that says the same is the title,
    even where it names a body or a meeting.
    """
    found = Found(language)
    end = 0
    for place, block in enumerate(blocks):
        if block.kind is BlockKind.FOOTNOTE:
            continue
        if block.kind is BlockKind.FURNITURE:
            take_symbol(found, block.text)
        elif stated_title and block.text.strip() == stated_title.strip():
            take_title(found, block, stated_title.strip())
        elif _is_body(block) or not _take(found, block):
            break
        end = place + 1
    if not _stands_apart(found, blocks[end:]):
        return Reading(Masthead(""))
    return Reading(_masthead(found, blocks), end, tuple(found.loose))


def _stands_apart(found: Found, rest: Sequence[Block]) -> bool:
    """Whether what was read is a masthead, or a title at least, and not just how the text begins."""
    if found.stated or any(title.marked for title in found.titles):
        return True
    return len(found.titles) == 1 and bool(rest) and len(found.titles[0].text) <= _LONGEST_PLAIN_TITLE


def _is_body(block: Block) -> bool:
    """Whether a block cannot belong to a masthead: numbered, a section, an annex, a decision's opening."""
    text = piece_of(block).clean().text
    if block.label or part_heading(block) or article_number(block) is not None or is_formula(text):
        return True
    if block.kind is BlockKind.HEADING:
        return heading_head(text) is not None
    return block.kind is BlockKind.LIST_ITEM or paragraph_head(text) is not None or section_head(text) is not None


def _take(found: Found, block: Block) -> bool:
    """Read one block; False when it is where the text begins."""
    if block.kind is BlockKind.TABLE:
        if found.titles:
            return False
        cells = [part for row in block.rows for cell in row for part in cell.split("\n") if part.strip()]
        loose = [cell for cell in cells if not take_line(found, cell)]
        found.loose += loose if 2 * len(loose) < len(cells) else []
        return 2 * len(loose) < len(cells)
    parts = [part.strip() for part in block.text.split("\n") if part.strip()]
    whole = Piece(block.text).clean().text
    if is_subtitle(whole) and found.subtitle is None and found.titles:
        found.subtitle = whole
        return True
    if is_agenda_title(whole):
        return take_title(found, block, whole)
    heading = block.kind is BlockKind.HEADING
    parts = _rejoined(parts)
    rest = [part for part in parts if not take_line(found, part, heading=heading)]
    if len(rest) == len(parts):
        return take_title(found, block, whole)
    found.loose += [part for part in rest if not take_title(found, block, Piece(part).clean().text)]
    return True


def _rejoined(parts: list[str]) -> list[str]:
    """Lines, those that begin inside a sentence or a convention's name put back to the line before them."""
    organ = next((place for place, part in enumerate(parts) if lines.organ_in(part)), len(parts))
    meeting = next((place for place, part in enumerate(parts) if meeting_number(part)), 0)
    joined: list[str] = []
    for place, part in enumerate(parts):
        if joined and (organ < place < meeting or (part[:1].islower() and starts_inside(part))):
            joined[-1] += glue(joined[-1], part) + part
        else:
            joined.append(part)
    return joined


def _masthead(found: Found, blocks: Sequence[Block]) -> Masthead:
    agenda_symbol = _agenda_symbol(blocks) if found.agenda_item else None
    name = " ".join(found.meeting_lines) or None
    symbol = found.symbols[0] if found.symbols else None
    meeting = lines.meeting_of(name or "") or _first_meeting(found.symbols, agenda_symbol)
    agenda_title, title = split_titles(found)
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
    named = (
        {parsed[0]} if parsed and len(set(by_symbol)) < 2 else set(by_symbol) or set(lines.conventions_in(name or ""))
    )
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
