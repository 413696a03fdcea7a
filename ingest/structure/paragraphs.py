"""Paragraphs, items and points: their numbers, printed or found in the text, and what they stand under."""

from __future__ import annotations

from ingest.blocks import Block, BlockKind
from ingest.readers.characters import is_finished
from ingest.structure.eids import by_depth, item_segment, paragraph_segment
from ingest.structure.heads import HeadKind, paragraph_head, section_head
from ingest.structure.items import OpenItem, fits, is_letter, place_item
from ingest.structure.numbering import BULLETS, Label, Scheme, parse_label
from ingest.structure.pieces import Piece
from ingest.structure.section import Writer
from kg.model import Eid, PassageKind

_LONGEST_HEADING = 160
_WIDEST_GAP = 20
"""A number found in running text is a paragraph's only if it does not leap further ahead than this."""


class Paragraphs:
    """Puts text blocks in their place. ``digit_items``: a list counted in digits has digits in its eids."""

    def __init__(self, out: Writer, *, digit_items: bool) -> None:
        self._out = out
        self._digit_items = digit_items

    def take(self, block: Block, piece: Piece) -> None:
        """Write a paragraph, item or point down; a label that is no number stays in front of its text."""
        label = parse_label(block.label)
        printed = (block.label or "").strip()
        if label is not None:
            self._take_labelled(label, block.level, piece)
            return
        if printed and printed not in BULLETS:
            piece = piece.behind(f"{printed} ")
        head = None if printed else paragraph_head(piece.text)
        if head and head.kind is HeadKind.PARAGRAPH and self._follows(head.label):
            self._add_numbered(head.label, piece.cut(head.end).clean(), block.level)
        elif head and head.kind is HeadKind.ITEM and fits(head.label, self._out.at.items):
            self._add_item(head.label, 0, piece.cut(head.end).clean())
        elif self._is_plain_heading(block, piece) and section_head(piece.text):
            self._out.add_heading(piece)
        elif block.kind is BlockKind.LIST_ITEM or printed in BULLETS:
            self._add_point(piece)
        else:
            self._add_plain(piece)

    @staticmethod
    def _is_plain_heading(block: Block, piece: Piece) -> bool:
        return block.kind is BlockKind.PARAGRAPH and len(piece.text) <= _LONGEST_HEADING and not is_finished(piece.text)

    def _take_labelled(self, label: Label, level: int, piece: Piece) -> None:
        at = self._out.at
        nested = bool(at.parent and level and at.level and level > at.level)
        if is_letter(label) or (label.readings and at.parent and (nested or label.bracketed)):
            self._add_item(label, level, piece)
        else:
            self._add_numbered(label, piece, level)

    def _follows(self, label: Label) -> bool:
        number = label.ordinal(Scheme.DIGIT) or 0
        return number == 1 or self._out.at.last < number <= self._out.at.last + _WIDEST_GAP

    def _add_numbered(self, label: Label, piece: Piece, level: int) -> None:
        at = self._out.at
        number = label.ordinal(Scheme.DIGIT)
        if number is not None and at.last and number not in (1, at.last + 1):
            self._out.notes.append(f"In {at.part}, paragraph {number} comes after paragraph {at.last}.")
        at.last = number or at.last
        at.operative = at.operative or at.deciding
        kind = PassageKind.OPERATIVE if at.deciding else PassageKind.PARAGRAPH
        eid = self._out.book.claim(f"{at.container}__{paragraph_segment(label)}")
        at.parent, at.items, at.level, at.leaf = (eid, label.mark), [], level, eid
        self._out.add(eid, label.mark, kind, piece)

    def _add_item(self, label: Label, level: int, piece: Piece) -> None:
        at = self._out.at
        place = place_item(label, level, at.items)
        del at.items[place.depth :]
        above = at.items[-1] if at.items else None
        stem, prefix = (above.eid, above.number) if above else (at.parent or (Eid(at.container), ""))
        number = f"{prefix}({label.mark})"
        if place.skipped:
            self._out.notes.append(f"In {at.part}, item {number} does not follow the item before it.")
        reading = place.reading if self._digit_items else by_depth(place.reading, place.depth)
        eid = self._out.book.claim(f"{stem}__{item_segment(reading)}")
        at.items.append(OpenItem(eid, number, place.reading, level))
        at.leaf = eid
        self._out.add(eid, number, PassageKind.ITEM, piece)

    def _add_point(self, piece: Piece) -> None:
        stem = self._out.at.leaf or self._out.at.container
        self._out.add(self._out.book.following(f"{stem}__point"), None, PassageKind.ITEM, piece)

    def _add_plain(self, piece: Piece) -> None:
        at = self._out.at
        if at.deciding and not at.operative:
            eid = self._out.book.following(f"{at.container}__preamble")
            at.parent, at.items, at.level, at.leaf = (eid, ""), [], 0, eid
            self._out.add(eid, None, PassageKind.PREAMBLE, piece)
        else:
            at.leaf = self._out.book.following(f"{at.container}__p")
            self._out.add(at.leaf, None, PassageKind.PARAGRAPH, piece)
