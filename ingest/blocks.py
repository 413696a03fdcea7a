"""What every reader returns: blocks in reading order, whatever the format.

A reader turns bytes into blocks and judges nothing beyond what the format
says: numbers as printed, footnote text apart from the text that cites it,
running heads marked as furniture. ``ingest.structure`` takes it from there.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kg.model import PassageKind, Span


class BlockKind(StrEnum):
    """What the format says a block is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list_item"
    TABLE = "table"
    FOOTNOTE = "footnote"
    FURNITURE = "furniture"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block stands, as a format states it that knows passages (Akoma Ntoso).

    ``eid``, ``part``, ``number`` and ``kind`` are those of the passage; ``language`` is ISO 639-1, None for the
    document's own.
    """

    eid: str
    part: str
    number: str | None
    kind: PassageKind
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph-like piece of a file, in logical character order.

    ``text`` does not hold the list number; ``label`` does, as printed (``1.``,
    ``(a)``, ``(أ)``), None where the format carries none (then a number may
    still stand at the head of ``text``). ``level`` is the heading or list
    depth from 1, 0 where there is none. ``rows`` holds a table's cells.
    ``note`` is a footnote's own mark (``1``, ``*``); where it is cited, the
    citing text holds ``[^1]``. ``emphasis`` and ``strong`` are spans of
    ``text`` set in italics and bold. ``page`` counts from 1. ``place`` is known in few formats.
    """

    kind: BlockKind
    text: str
    label: str | None = None
    level: int = 0
    page: int | None = None
    rows: tuple[tuple[str, ...], ...] = ()
    note: str | None = None
    emphasis: tuple[Span, ...] = ()
    strong: tuple[Span, ...] = ()
    place: Place | None = None

    def __reduce__(self) -> tuple[type[Block], tuple[object, ...]]:
        """For the way from a reader process: made anew from its fields, which takes half as long."""
        return Block, tuple([getattr(self, name) for name in self.__slots__])


@dataclass(frozen=True, slots=True)
class RawDocument:
    """A file as read. ``language`` is what the format declares (ISO 639-1), else None."""

    source: str
    media_type: str
    blocks: tuple[Block, ...]
    language: str | None = None
    metadata: tuple[tuple[str, str], ...] = ()
