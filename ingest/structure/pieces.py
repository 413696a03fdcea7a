"""A block's text with its italics and bold, cut and cleaned without losing the spans' places."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ingest.blocks import Block
from kg.model import Span

CITATION = re.compile(r"\s?\[\^([^\]\s]+)\]")
_CJK = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_BREAK = re.compile(rf"(?<=[{_CJK}])\s*\n\s*(?=[{_CJK}])")
_SPACE = re.compile(r"\s")
_SPACES = re.compile(r"[^\S\n]*\n[^\S\n]*|[^\S ]|  +")


@dataclass(frozen=True, slots=True)
class Piece:
    """A text and the spans of it that stand in italics."""

    text: str
    emphasis: tuple[Span, ...] = ()

    def cut(self, start: int, end: int | None = None) -> Piece:
        """The part from ``start`` to ``end``, spans moved along."""
        stop = len(self.text) if end is None else end
        if not start and stop >= len(self.text):
            return self
        return self.without([(0, start), (stop, len(self.text))])

    def behind(self, prefix: str) -> Piece:
        """The same with something put in front of it."""
        spans = tuple((start + len(prefix), end + len(prefix)) for start, end in self.emphasis)
        return Piece(prefix + self.text, spans)

    def without(self, gaps: Iterable[Span]) -> Piece:
        """The text with the gaps taken out, spans moved along."""
        cuts = sorted((start, min(end, len(self.text))) for start, end in gaps if start < min(end, len(self.text)))
        if not cuts:
            return self
        parts: list[str] = []
        at = 0
        for start, end in cuts:
            parts.append(self.text[at:start])
            at = max(at, end)
        parts.append(self.text[at:])
        moved = ((_moved(start, cuts), _moved(end, cuts)) for start, end in self.emphasis)
        return Piece("".join(parts), tuple(span for span in moved if span[0] < span[1]))

    def clean(self) -> Piece:
        """On one line, without ``[^1]`` citations, without space at the ends or doubled."""
        piece = self
        if "[^" in piece.text:
            piece = piece.without(match.span() for match in CITATION.finditer(piece.text))
        if "\n" in piece.text:
            piece = piece.without(match.span() for match in _BREAK.finditer(piece.text))
        if " ".join(piece.text.split()) == piece.text:
            return piece
        if _SPACES.search(piece.text):
            spaces = [match.span() for match in _SPACES.finditer(piece.text)]
            piece = piece.without((start + 1, end) for start, end in spaces)
            piece = Piece(_SPACE.sub(" ", piece.text), piece.emphasis)
        lead = len(piece.text) - len(piece.text.lstrip())
        return piece.cut(lead, max(lead, len(piece.text.rstrip())))


def _moved(place: int, cuts: Iterable[Span]) -> int:
    """Where a place of the text is when the cuts (in order, apart from each other) are taken out."""
    return place - sum(min(end, place) - start for start, end in cuts if start < place)


def piece_of(block: Block) -> Piece:
    """The block's text as it came."""
    return Piece(block.text, block.emphasis)


def citations(text: str) -> list[str]:
    """Marks of the footnotes that the text cites, in order."""
    return [match[1] for match in CITATION.finditer(text)] if "[^" in text else []
