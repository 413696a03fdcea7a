"""Where the walk through a document stands, and what it has written down so far."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field

from ingest.blocks import Block
from ingest.structure.eids import EidBook, note_segment
from ingest.structure.items import OpenItem
from ingest.structure.pieces import Piece, citations, piece_of
from ingest.structure.tables import row_texts
from kg.model import Eid, Passage, PassageKind


@dataclass(slots=True)
class Section:
    """The part and the container that eids begin with, and what is open in them.

    ``last`` is the number of the last paragraph, ``parent`` the eid and number that items stand under, ``level``
    the depth that the format gives it, ``leaf`` the paragraph or item that bullets stand under. ``deciding``:
    paragraphs are a decision's; ``operative``: its numbered ones have begun; ``decision_level`` is the depth of
    its heading. ``subpart`` is the part of a treaty's annex that articles stand in.
    """

    part: str = "body"
    container: str = "body"
    last: int = 0
    level: int = 0
    parent: tuple[Eid, str] | None = None
    items: list[OpenItem] = field(default_factory=list)
    leaf: Eid | None = None
    deciding: bool = False
    operative: bool = False
    decision_level: int = 0
    subpart: str = ""

    def close(self) -> None:
        """Nothing that follows is an item of what came before."""
        self.parent, self.items, self.leaf = None, [], None


class Writer:
    """Passages in reading order, with their eids. Languages are not decided here: all have the one that is apparent."""

    def __init__(self, language: str = "") -> None:
        self._language = language
        self.book = EidBook()
        self.at = Section()
        self.passages: list[Passage] = []
        self.notes: list[str] = []
        self.page: int | None = None
        self._cited: dict[str, deque[str]] = defaultdict(deque)

    def add(self, eid: Eid, number: str | None, kind: PassageKind, piece: Piece, *, part: str | None = None) -> None:
        """Write a passage down, unless it is empty."""
        if piece.text:
            place = part or self.at.part
            order = len(self.passages) + 1
            self.passages.append(
                Passage(eid, place, number, kind, piece.text, self._language, order, self.page, piece.emphasis)
            )

    def add_heading(self, piece: Piece) -> None:
        """Write a heading down as printed, its number in its text: ``number`` is for what is cited by it.

        Items cannot go on behind it.
        """
        self.at.close()
        self.add(self.book.following(f"{self.at.container}__heading"), None, PassageKind.HEADING, piece)

    def add_table(self, block: Block) -> None:
        """One passage for each row."""
        stem = self.book.following(f"{self.at.container}__table")
        for number, text in row_texts(block.rows):
            self.add(self.book.claim(f"{stem}__row_{number}"), None, PassageKind.TABLE_ROW, Piece(text))

    def cite(self, text: str) -> None:
        """Remember in which part each footnote is cited."""
        for mark in citations(text):
            self._cited[mark].append(self.at.part)

    def add_footnote(self, block: Block) -> None:
        """A footnote belongs to the part that cites it, wherever the format keeps it."""
        mark = block.note or ""
        places = self._cited[mark]
        part = places.popleft() if places else self.at.part
        # Marks of footnotes may begin again on each page.
        eid = self.book.claim(f"{part}__{note_segment(mark)}", quiet=True)
        self.add(eid, block.note, PassageKind.FOOTNOTE, piece_of(block).clean(), part=part)
