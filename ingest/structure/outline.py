"""From blocks to passages: parts, numbers, places. One walk, in reading order."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.blocks import Block, BlockKind
from ingest.readers.characters import is_finished
from ingest.structure.decisions import DecisionHeading, decision_heading, is_formula
from ingest.structure.eids import EidBook, item_segment, note_segment, paragraph_segment
from ingest.structure.heads import HeadKind, heading_head, paragraph_head, section_head
from ingest.structure.items import OpenItem, fits, is_letter, place_item
from ingest.structure.numbering import BULLETS, Label, Scheme, parse_label
from ingest.structure.parts import PartHeading, article_number, part_heading
from ingest.structure.pieces import Piece, citations, piece_of
from ingest.structure.tables import row_texts
from kg.model import DraftDecision, Eid, Passage, PassageKind

_LONGEST_HEADING = 160
_WIDEST_GAP = 20
"""A number found in running text is a paragraph's only if it does not leap further ahead than this."""
_FEWEST_ARTICLES = 3


@dataclass(frozen=True, slots=True)
class Outline:
    """What the walk yields; the passages' languages are not decided yet."""

    passages: tuple[Passage, ...]
    decisions: tuple[DraftDecision, ...]
    notes: tuple[str, ...]
    articles: int


@dataclass(slots=True)
class _Section:
    """Where the walk stands: the part, the container that eids begin with, and what is open in it."""

    part: str = "body"
    container: str = "body"
    last: int = 0
    level: int = 0
    parent: tuple[Eid, str] | None = None
    items: list[OpenItem] = field(default_factory=list)
    deciding: bool = False
    operative: bool = False
    decision_level: int = 0


def outline(blocks: Sequence[Block], masthead: int, *, decision: DecisionHeading | None = None) -> Outline:
    """Walk all blocks; of the first ``masthead`` ones only footnotes become passages.

    Args:
        blocks: of the whole document.
        masthead: how many blocks the masthead takes.
        decision: the heading of the decision that the document itself is, if it is one.
    """
    walk = _Walk(sum(article_number(block) is not None for block in blocks) >= _FEWEST_ARTICLES)
    if decision:
        walk.open_decision(decision, level=0)
    for place, block in enumerate(blocks):
        if place >= masthead or block.kind is BlockKind.FOOTNOTE:
            walk.take(block)
        else:
            walk.cite(block.text)
    return walk.result()


class _Walk:
    """The walk's memory. One use."""

    def __init__(self, has_articles: bool) -> None:  # noqa: FBT001
        self._has_articles = has_articles
        self._book = EidBook()
        self._at = _Section()
        self._annexes = 0
        self._appendices = 0
        self._articles = 0
        self._passages: list[Passage] = []
        self._decisions: list[DraftDecision] = []
        self._notes: list[str] = []
        self._cited: dict[str, deque[str]] = defaultdict(deque)
        self._page: int | None = None

    def result(self) -> Outline:
        """Everything found so far."""
        notes = (*self._notes, *self._book.notes)
        return Outline(tuple(self._passages), tuple(self._decisions), notes, self._articles)

    def cite(self, text: str) -> None:
        """Remember in which part each footnote is cited."""
        for mark in citations(text):
            self._cited[mark].append(self._at.part)

    def take(self, block: Block) -> None:
        """Put one block in its place."""
        if block.kind is BlockKind.FURNITURE:
            return
        self._page = block.page
        if block.kind is BlockKind.FOOTNOTE:
            self._take_footnote(block)
        elif block.kind is BlockKind.TABLE and block.rows:
            self.cite(block.text)
            self._take_table(block)
        elif block.text.strip():
            self._take_text(block)

    def open_decision(self, heading: DecisionHeading, level: int) -> None:
        """From here on paragraphs are a decision's: preambular until the first number, operative from it."""
        at = self._at
        self._decisions.append(DraftDecision(at.part, heading.title, heading.number, heading.printed, heading.status))
        at.deciding, at.operative, at.decision_level = True, False, level
        at.last, at.parent, at.items = 0, None, []

    def _take_text(self, block: Block) -> None:
        piece = piece_of(block).clean()
        part, decision = part_heading(block), decision_heading(block)
        if part:
            self._open_part(part)
            decision = decision_heading(replace(block, text=part.title, strong=(), emphasis=())) if part.title else None
            self._add_heading(piece, part.mark)
            self.cite(block.text)
            if decision:
                self.open_decision(decision, block.level)
            return
        self.cite(block.text)
        if decision:
            self._name_decision(decision, piece, block)
        elif self._has_articles and (number := article_number(block)) is not None:
            self._open_article(number, piece)
        elif block.kind is BlockKind.HEADING:
            self._take_heading(block, piece)
        elif self._is_formula(block, piece):
            self._at.deciding, self._at.parent, self._at.items = True, None, []
            self._add(self._book.following(f"{self._at.container}__formula"), None, PassageKind.PARAGRAPH, piece)
        else:
            self._take_paragraph(block, piece)

    def _is_formula(self, block: Block, piece: Piece) -> bool:
        """Opening words come before any preambular paragraph; later the same words would be part of one."""
        begun = self._at.deciding and self._at.parent is not None
        return not begun and not block.label and is_formula(piece.text)

    # parts and headings

    def _open_part(self, heading: PartHeading) -> None:
        if heading.nested:
            self._appendices = self._next_number(self._appendices, heading)
            above = f"annex_{self._annexes}__" if self._annexes else ""
            part = f"{above}appendix_{self._appendices}"
        else:
            self._annexes = self._next_number(self._annexes, heading)
            self._appendices = 0
            part = f"annex_{self._annexes}"
        self._at = _Section(part, part)

    @staticmethod
    def _next_number(count: int, heading: PartHeading) -> int:
        """The printed number where it goes on counting, else one more than before."""
        return heading.ordinal if heading.ordinal and heading.ordinal > count else count + 1

    def _open_article(self, number: int, piece: Piece) -> None:
        part = self._at.part
        self._at = _Section(part, f"art_{number}" if part == "body" else f"{part}__art_{number}")
        self._articles += 1
        self._add_heading(piece, str(number))

    def _name_decision(self, heading: DecisionHeading, piece: Piece, block: Block) -> None:
        self.open_decision(heading, block.level)
        self._add_heading(piece, None)

    def _take_heading(self, block: Block, piece: Piece) -> None:
        label = parse_label(block.label)
        if label is None and (head := heading_head(piece.text)):
            label, piece = head.label, piece.cut(head.end).clean()
        at = self._at
        if at.deciding and at.operative and at.part == "body" and block.level and block.level <= at.decision_level:
            at.deciding = at.operative = False
        if at.deciding and self._lacks_title():
            self._decisions[-1] = replace(self._decisions[-1], title=piece.text)
        self._add_heading(piece, label.mark if label else None)

    def _lacks_title(self) -> bool:
        """Whether the last decision's heading was its number alone and nothing has come since."""
        heading = bool(self._passages) and self._passages[-1].kind is PassageKind.HEADING
        return heading and bool(self._decisions) and not self._decisions[-1].title and not self._at.operative

    def _add_heading(self, piece: Piece, number: str | None) -> None:
        self._at.parent, self._at.items = None, []
        self._add(self._book.following(f"{self._at.container}__heading"), number, PassageKind.HEADING, piece)

    # paragraphs and items

    def _take_paragraph(self, block: Block, piece: Piece) -> None:
        label = parse_label(block.label)
        if label is not None:
            self._take_labelled(label, block.level, piece)
            return
        head = None if block.label else paragraph_head(piece.text)
        if head and head.kind is HeadKind.PARAGRAPH and self._follows(head.label):
            self._add_numbered(head.label, piece.cut(head.end).clean(), block.level)
        elif head and head.kind is HeadKind.ITEM and fits(head.label, self._at.items):
            self._add_item(head.label, 0, piece.cut(head.end).clean())
        elif self._is_plain_heading(block, piece) and (section := section_head(piece.text)):
            self._add_heading(piece.cut(section.end).clean(), section.label.mark)
        elif block.kind is BlockKind.LIST_ITEM or (block.label or "").strip() in BULLETS - {""}:
            self._add_point(piece)
        else:
            self._add_plain(piece)

    @staticmethod
    def _is_plain_heading(block: Block, piece: Piece) -> bool:
        return block.kind is BlockKind.PARAGRAPH and len(piece.text) <= _LONGEST_HEADING and not is_finished(piece.text)

    def _take_labelled(self, label: Label, level: int, piece: Piece) -> None:
        at = self._at
        nested = bool(at.parent and level and at.level and level > at.level)
        if is_letter(label) or (at.parent and (nested or label.bracketed)):
            self._add_item(label, level, piece)
        else:
            self._add_numbered(label, piece, level)

    def _follows(self, label: Label) -> bool:
        number = label.ordinal(Scheme.DIGIT) or 0
        return number == 1 or self._at.last < number <= self._at.last + _WIDEST_GAP

    def _add_numbered(self, label: Label, piece: Piece, level: int) -> None:
        at = self._at
        number = label.ordinal(Scheme.DIGIT)
        if number is not None and at.last and number not in (1, at.last + 1):
            self._notes.append(f"In {at.part}, paragraph {number} comes after paragraph {at.last}.")
        at.last = number or at.last
        at.operative = at.operative or at.deciding
        kind = PassageKind.OPERATIVE if at.deciding else PassageKind.PARAGRAPH
        eid = self._book.claim(f"{at.container}__{paragraph_segment(label)}")
        at.parent, at.items, at.level = (eid, label.mark), [], level
        self._add(eid, label.mark, kind, piece)

    def _add_item(self, label: Label, level: int, piece: Piece) -> None:
        at = self._at
        place = place_item(label, level, at.items)
        del at.items[place.depth :]
        above = at.items[-1] if at.items else None
        stem, prefix = (above.eid, above.number) if above else (at.parent or (Eid(at.container), ""))
        number = f"{prefix}({label.mark})"
        if place.skipped:
            self._notes.append(f"In {at.part}, item {number} does not follow the item before it.")
        eid = self._book.claim(f"{stem}__{item_segment(place.reading)}")
        at.items.append(OpenItem(eid, number, place.reading, level))
        self._add(eid, number, PassageKind.ITEM, piece)

    def _add_point(self, piece: Piece) -> None:
        at = self._at
        stem = at.items[-1].eid if at.items else (at.parent[0] if at.parent else at.container)
        self._add(self._book.following(f"{stem}__point"), None, PassageKind.ITEM, piece)

    def _add_plain(self, piece: Piece) -> None:
        at = self._at
        if at.deciding and not at.operative:
            eid = self._book.following(f"{at.container}__preamble")
            at.parent, at.items, at.level = (eid, ""), [], 0
            self._add(eid, None, PassageKind.PREAMBLE, piece)
        else:
            self._add(self._book.following(f"{at.container}__p"), None, PassageKind.PARAGRAPH, piece)

    # tables and footnotes

    def _take_table(self, block: Block) -> None:
        stem = self._book.following(f"{self._at.container}__table")
        for number, text in row_texts(block.rows):
            self._add(self._book.claim(f"{stem}__row_{number}"), None, PassageKind.TABLE_ROW, Piece(text))

    def _take_footnote(self, block: Block) -> None:
        """A footnote belongs to the part that cites it, wherever the format keeps it."""
        mark = block.note or ""
        places = self._cited[mark]
        part = places.popleft() if places else self._at.part
        eid = self._book.claim(f"{part}__{note_segment(mark)}")
        self._add(eid, None, PassageKind.FOOTNOTE, piece_of(block).clean(), part=part)

    def _add(self, eid: Eid, number: str | None, kind: PassageKind, piece: Piece, *, part: str | None = None) -> None:
        if not piece.text:
            return
        order = len(self._passages) + 1
        self._passages.append(
            Passage(
                eid, part or self._at.part, number, kind, piece.text, "", order, self._page, emphasis=piece.emphasis
            )
        )
