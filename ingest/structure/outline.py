"""From blocks to passages: parts, headings, decisions. One walk, in reading order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.blocks import Block, BlockKind
from ingest.structure.decisions import DecisionHeading, decision_heading, is_formula
from ingest.structure.heads import heading_head
from ingest.structure.paragraphs import Paragraphs
from ingest.structure.parts import PartHeading, SubpartHeading, article_number, part_heading, subpart_heading
from ingest.structure.pieces import Piece, piece_of
from ingest.structure.section import Section, Writer
from ingest.structure.words import PARTIES_TO_THIS, PREAMBLE, TESTIMONY
from kg.model import DraftDecision, Passage, PassageKind

_FEWEST_ARTICLES = 3
_PREAMBLE = re.compile(rf"(?:{PREAMBLE})\W*$|(?:{PREAMBLE})?\s?(?:{PARTIES_TO_THIS})", re.IGNORECASE)
_TESTIMONY = re.compile(TESTIMONY, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Outline:
    """What the walk yields; the passages' languages are not decided yet."""

    passages: tuple[Passage, ...]
    decisions: tuple[DraftDecision, ...]
    notes: tuple[str, ...]
    articles: int


def outline(
    blocks: Sequence[Block],
    masthead: int,
    *,
    decision: DecisionHeading | None = None,
    language: str | None = None,
    treaty: bool = False,
) -> Outline:
    """Walk all blocks; of the first ``masthead`` ones only footnotes become passages.

    Args:
        blocks: of the whole document.
        masthead: how many blocks the masthead takes.
        decision: the heading of the decision that the document itself is, if it is one.
        language: of the document; Arabic lists count in digits where others count in letters or Roman numbers.
        treaty: whether it is a treaty's text, with a preamble, and parts and articles in its annexes.

    """
    articles = sum(article_number(block) is not None for block in blocks)
    walk = _Walk(has_articles=articles >= _FEWEST_ARTICLES, language=language or "", treaty=treaty)
    if decision:
        walk.open_decision(decision, level=0)
    for place, block in enumerate(blocks):
        if place >= masthead or block.kind is BlockKind.FOOTNOTE:
            walk.take(block)
        else:
            walk.out.cite(block.text)
    return walk.result()


class _Walk:
    """The walk's memory. One use."""

    def __init__(self, *, has_articles: bool, language: str, treaty: bool) -> None:
        self.out = Writer(language)
        self._treaty = treaty
        self._paragraphs = Paragraphs(self.out, digit_items=language != "ar")
        self._has_articles = has_articles
        self._annexes = 0
        self._appendices = 0
        self._articles = 0
        self._decisions: list[DraftDecision] = []

    def result(self) -> Outline:
        """Everything found so far."""
        notes = (*self.out.notes, *self.out.book.notes())
        return Outline(tuple(self.out.passages), tuple(self._decisions), notes, self._articles)

    def take(self, block: Block) -> None:
        """Put one block in its place."""
        if block.kind is BlockKind.FURNITURE:
            return
        self.out.page = block.page
        if block.kind is BlockKind.FOOTNOTE:
            self.out.add_footnote(block)
        elif block.kind is BlockKind.TABLE and block.rows:
            self.out.cite(block.text)
            self.out.add_table(block)
        elif part := part_heading(block):
            self._open_part(part, block)
        elif block.text.strip() or (self._treaty and block.label):
            self.out.cite(block.text)
            self._take_text(block, piece_of(block).clean())

    def open_decision(self, heading: DecisionHeading, level: int) -> None:
        """From here on paragraphs are a decision's: preambular until the first number, operative from it."""
        at = self.out.at
        self._decisions.append(DraftDecision(at.part, heading.title, heading.number, heading.printed, heading.status))
        at.deciding, at.operative, at.decision_level, at.last = True, False, level, 0
        at.close()

    def _take_text(self, block: Block, piece: Piece) -> None:
        if self._treaty and self._take_of_treaty(block, piece):
            return
        if decision := decision_heading(block):
            self.open_decision(decision, block.level)
            self.out.add_heading(piece)
        elif self._has_articles and (number := article_number(block)) is not None:
            self._open_article(number, piece)
        elif block.kind is BlockKind.HEADING:
            self._take_heading(block, piece)
        elif self._is_formula(block, piece):
            self.out.at.close()
            self.out.at.deciding = True
            self.out.add(
                self.out.book.following(f"{self.out.at.container}__formula"), None, PassageKind.PARAGRAPH, piece
            )
        else:
            self._paragraphs.take(block, piece)

    def _take_of_treaty(self, block: Block, piece: Piece) -> bool:
        """What only treaties have: a preamble, parts of annexes, closing words. False for everything else."""
        at = self.out.at
        if at.part == "body":
            if _PREAMBLE.match(piece.text) and at.container == "body":
                self.out.at = Section("body", "preamble")
            elif _TESTIMONY.match(piece.text):
                self.out.at = Section("body", "conclusions")
            if self.out.at.container == "preamble" and block.kind is BlockKind.PARAGRAPH and not article_number(block):
                if re.fullmatch(PREAMBLE, piece.text, re.IGNORECASE):
                    self.out.add_heading(piece)
                else:
                    self.out.add(self.out.book.following("preamble__recital"), None, PassageKind.PREAMBLE, piece)
                return True
        elif subpart := subpart_heading(block):
            self._open_subpart(subpart, piece)
            return True
        return False

    def _open_subpart(self, heading: SubpartHeading, piece: Piece) -> None:
        part = self.out.at.part
        self.out.at = Section(part, f"{part}__{heading.segment}", subpart=f"{part}__{heading.segment}")
        self.out.add_heading(piece)

    def _is_formula(self, block: Block, piece: Piece) -> bool:
        """Opening words come before any preambular paragraph; later the same words would be part of one."""
        begun = self.out.at.deciding and self.out.at.parent is not None
        return not begun and not block.label and is_formula(piece.text)

    def _open_part(self, heading: PartHeading, block: Block) -> None:
        if heading.nested:
            self._appendices = _next_number(self._appendices, heading)
            above = f"annex_{self._annexes}__" if self._annexes else ""
            part = f"{above}appendix_{self._appendices}"
        else:
            self._annexes, self._appendices = _next_number(self._annexes, heading), 0
            part = f"annex_{self._annexes}" + (f"_{heading.suffix}" if heading.suffix else "")
        self.out.at = Section(part, part)
        self.out.cite(block.text)
        self.out.add_heading(piece_of(block).clean())
        title = replace(block, text=heading.title, emphasis=(), strong=()) if heading.title else None
        if title and (decision := decision_heading(title)):
            self.open_decision(decision, block.level)

    def _open_article(self, number: int, piece: Piece) -> None:
        part, subpart = self.out.at.part, self.out.at.subpart
        container = f"art_{number}" if part == "body" else f"{subpart or part}__art_{number}"
        self.out.at = Section(part, container, subpart=subpart)
        self._articles += 1
        self.out.add_heading(piece)

    def _take_heading(self, block: Block, piece: Piece) -> None:
        title = piece
        if block.label:
            piece = piece.behind(f"{block.label.strip()} ")
        elif head := heading_head(piece.text):
            title = piece.cut(head.end).clean()
        at = self.out.at
        if at.operative and at.part == "body" and block.level and block.level <= at.decision_level:
            at.deciding = at.operative = False
        if at.deciding and self._lacks_title():
            self._decisions[-1] = replace(self._decisions[-1], title=title.text)
        self.out.add_heading(piece)

    def _lacks_title(self) -> bool:
        """Whether the last decision's heading was its number alone and nothing has come since."""
        heading = bool(self.out.passages) and self.out.passages[-1].kind is PassageKind.HEADING
        return heading and bool(self._decisions) and not self._decisions[-1].title and not self.out.at.operative


def _next_number(count: int, heading: PartHeading) -> int:
    """The printed number where it goes on counting, else one more than before."""
    if heading.suffix and heading.ordinal == count:
        return count
    return heading.ordinal if heading.ordinal and heading.ordinal > count else count + 1
