"""Lines of a page: characters on one baseline, split into cells at wide gaps."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from statistics import median

from ingest.readers.inline import Inline
from ingest.readers.pdf_glyphs import Glyph
from ingest.readers.pdf_order import Cell, is_right_to_left, reading_order
from kg.model import Span

RAISED = "\ue000"
"""Private character before a number that stands raised; it becomes a note's mark or a power later."""

_SAME_BASELINE = 0.18
_RAISED_SIZE, _RAISED_BY = 0.85, 0.65
_FEW = 6
_CELL_GAP = 1.7


@dataclass(frozen=True, slots=True)
class Line:
    """One line in reading order. ``cells`` are its pieces between wide gaps, ``bounds`` their left and right ends."""

    text: str
    page: int
    left: float
    right: float
    y: float
    size: float
    cells: tuple[Inline, ...]
    bounds: tuple[tuple[float, float], ...]
    right_to_left: bool
    bold: bool
    emphasis: tuple[Span, ...] = ()
    strong: tuple[Span, ...] = ()


def page_lines(glyphs: list[Glyph], page: int) -> list[Line]:
    """The lines of a page from top to bottom, each in reading order."""
    turned = sum(is_right_to_left(glyph.char) for glyph in glyphs)
    right_to_left = turned * 2 > sum(glyph.char.isalpha() for glyph in glyphs)
    lines = [_line(row, page, right_to_left=right_to_left) for row in _baselines(glyphs)]
    return [line for line in lines if line.text]


@dataclass(slots=True)
class _Row:
    """Glyphs of one baseline, with the baseline and size of most of them."""

    glyphs: list[Glyph]
    y: float = 0.0
    size: float = 0.0

    def measure(self) -> None:
        self.size = median(glyph.face.size for glyph in self.glyphs)
        self.y = median(glyph.y for glyph in self.glyphs if glyph.face.size >= self.size * _RAISED_SIZE)


def _baselines(glyphs: list[Glyph]) -> list[_Row]:
    """Rows of glyphs, top first; raised, lowered and combining signs go to the row that they belong to."""
    rows: list[_Row] = []
    signs = [glyph for glyph in glyphs if unicodedata.combining(glyph.char)]
    for glyph in (glyph for glyph in glyphs if not unicodedata.combining(glyph.char)):
        row = next((row for row in reversed(rows[-6:]) if _is_level(row.glyphs[0], glyph)), None)
        if row is None:
            rows.append(_Row([glyph]))
        else:
            row.glyphs.append(glyph)
    rows = [row for row in rows if any(glyph.char != " " for glyph in row.glyphs)]
    for row in rows:
        row.measure()
    merged: list[_Row] = []
    for row in sorted(rows, key=lambda row: (-len(row.glyphs), -row.y)):
        fitting = [(distance, other) for other in merged if (distance := _distance(row, other)) is not None]
        if fitting:
            min(fitting, key=lambda pair: pair[0])[1].glyphs.extend(row.glyphs)
        else:
            merged.append(row)
    for sign in signs:
        near = [row for row in merged if abs(row.y - sign.y) < row.size]
        if near:
            min(near, key=lambda row: abs(row.y - sign.y)).glyphs.append(sign)
    return sorted(merged, key=lambda row: -row.y)


def _is_level(one: Glyph, other: Glyph) -> bool:
    return abs(one.y - other.y) < _SAME_BASELINE * max(one.face.size, other.face.size)


def _distance(row: _Row, other: _Row) -> float | None:
    """How far two rows' baselines are apart if they are one line, else None.

    One line are those of the same baseline, and a few small signs a little above or below a line.
    """
    distance, larger = abs(row.y - other.y), max(row.size, other.size)
    few_small = row.size < _RAISED_SIZE * other.size and len(row.glyphs) <= _FEW
    if distance < _SAME_BASELINE * larger or (few_small and distance < _RAISED_BY * larger):
        return distance
    return None


def _line(row: _Row, page: int, *, right_to_left: bool) -> Line:
    group, y, size = row.glyphs, row.y, row.size
    drawn = [glyph for glyph in group if not glyph.char.isspace()]
    turned = any(is_right_to_left(glyph.char) for glyph in drawn)
    directed = right_to_left and (turned or not any(glyph.char.isalpha() for glyph in drawn))
    pieces = _split(group, size)
    if right_to_left:
        pieces = _cut_mark(pieces[::-1])
    cells = tuple(_inline(reading_order(piece, right_to_left=directed), y, size) for piece in pieces)
    bounds = tuple((min(g.left for g in piece), max(g.right for g in piece)) for piece in pieces)
    kept = [(cell, bound) for cell, bound in zip(cells, bounds, strict=True) if cell.text]
    whole = _whole([cell for cell, _ in kept])
    return Line(
        whole.text,
        page,
        min(glyph.left for glyph in drawn),
        max(glyph.right for glyph in drawn),
        y,
        size,
        tuple(cell for cell, _ in kept),
        tuple(bound for _, bound in kept),
        right_to_left,
        sum(glyph.face.bold for glyph in drawn) > 0.9 * len(drawn),
        whole.emphasis,
        whole.strong,
    )


def _split(group: list[Glyph], size: float) -> list[list[Glyph]]:
    """Pieces of a line from left to right, cut where a gap is much wider than a space."""
    drawn = sorted((glyph for glyph in group if not glyph.char.isspace()), key=lambda glyph: (glyph.left, glyph.order))
    pieces: list[list[Glyph]] = [[drawn[0]]]
    right = drawn[0].right
    for glyph in drawn[1:]:
        if glyph.left - right > _CELL_GAP * size:
            pieces.append([])
        pieces[-1].append(glyph)
        right = max(right, glyph.right)
    ends = [max(glyph.right for glyph in piece) for piece in pieces]
    for space in (glyph for glyph in group if glyph.char.isspace()):
        at = next((at for at, end in enumerate(ends) if space.left < end), None)
        if at is not None and space.left > min(glyph.left for glyph in pieces[at]):
            pieces[at].append(space)
    return pieces


def _cut_mark(pieces: list[list[Glyph]]) -> list[list[Glyph]]:
    """Set a note's number at the right end apart when Latin text follows, for both would be read as one number."""
    drawn = sorted((glyph for glyph in pieces[0] if glyph.char != " "), key=lambda glyph: -glyph.x)
    face = drawn[0].face
    mark = list(takewhile(lambda glyph: glyph.face.size == face.size and glyph.char.isdecimal(), drawn))
    rest = drawn[len(mark) : len(mark) + 1]
    if not 0 < len(mark) <= 3 or not rest or not rest[0].char.isalnum() or rest[0].face.size == face.size:
        return pieces
    return [mark, [glyph for glyph in pieces[0] if glyph not in mark], *pieces[1:]]


def _inline(cell: Cell, y: float, size: float) -> Inline:
    """A cell's text with its italic and bold spans; raised numbers are marked."""
    chars: list[str] = []
    italic: list[bool] = []
    bold: list[bool] = []
    was_raised = False
    for char, glyph in cell:
        raised = glyph is not None and glyph.face.size < _RAISED_SIZE * size and glyph.y - y > 0.12 * size
        if raised and not was_raised and (char.isdecimal() or char in "*†‡"):
            chars, italic, bold = [*chars, RAISED], [*italic, False], [*bold, False]
        was_raised = raised
        chars.append(char)
        italic.append(glyph.face.italic if glyph else bool(italic) and italic[-1])
        bold.append(glyph.face.bold if glyph else bool(bold) and bold[-1])
    return Inline("".join(chars), _runs(italic), _runs(bold))


def _runs(flags: list[bool]) -> tuple[Span, ...]:
    spans: list[Span] = []
    for at, flag in enumerate(flags):
        if flag and spans and spans[-1][1] == at:
            spans[-1] = (spans[-1][0], at + 1)
        elif flag:
            spans.append((at, at + 1))
    return tuple(spans)


def _whole(cells: Sequence[Inline]) -> Inline:
    """The cells as one text, a space between them."""
    text, emphasis, strong = "", [], []
    for cell in cells:
        shift = len(text) + bool(text)
        text = f"{text} {cell.text}" if text else cell.text
        emphasis += [(start + shift, end + shift) for start, end in cell.emphasis]
        strong += [(start + shift, end + shift) for start, end in cell.strong]
    return Inline(text, tuple(emphasis), tuple(strong))
