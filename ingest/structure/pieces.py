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
_SPACES = re.compile(r"[^\S\n]*\n[^\S\n]*|[^\S ]|  +")


@dataclass(frozen=True, slots=True)
class Piece:
    """A text and the spans of it that stand in italics."""

    text: str
    emphasis: tuple[Span, ...] = ()

    def cut(self, start: int, end: int | None = None) -> Piece:
        """The part from ``start`` to ``end``, spans moved along."""
        stop = len(self.text) if end is None else end
        return self.without([(0, start), (stop, len(self.text))])

    def behind(self, prefix: str) -> Piece:
        """The same with something put in front of it."""
        spans = tuple((start + len(prefix), end + len(prefix)) for start, end in self.emphasis)
        return Piece(prefix + self.text, spans)

    def without(self, gaps: Iterable[Span]) -> Piece:
        """The text with the gaps taken out, spans moved along."""
        kept = [True] * len(self.text)
        for start, end in gaps:
            kept[start:end] = [False] * len(kept[start:end])
        places = [0]
        for keep in kept:
            places.append(places[-1] + keep)
        moved = ((places[start], places[min(end, len(kept))]) for start, end in self.emphasis)
        text = "".join(sign for sign, keep in zip(self.text, kept, strict=True) if keep)
        return Piece(text, tuple(span for span in moved if span[0] < span[1]))

    def clean(self) -> Piece:
        """On one line, without ``[^1]`` citations, without space at the ends or doubled."""
        bare = self.without(match.span() for match in CITATION.finditer(self.text))
        joined = bare.without(match.span() for match in _BREAK.finditer(bare.text))
        spaces = [match.span() for match in _SPACES.finditer(joined.text)]
        single = joined.without((start + 1, end) for start, end in spaces)
        flat = Piece(re.sub(r"\s", " ", single.text), single.emphasis)
        lead = len(flat.text) - len(flat.text.lstrip())
        return flat.cut(lead, max(lead, len(flat.text.rstrip())))


def piece_of(block: Block) -> Piece:
    """The block's text as it came."""
    return Piece(block.text, block.emphasis)


def citations(text: str) -> list[str]:
    """Marks of the footnotes that the text cites, in order."""
    return [match[1] for match in CITATION.finditer(text)]
