"""Lines of a page: characters on one baseline, split into cells at wide gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from statistics import median

from ingest.readers.characters import glue
from ingest.readers.inline import Inline
from ingest.readers.pdf_columns import bands
from ingest.readers.pdf_glyphs import Glyph
from ingest.readers.pdf_order import Cell, is_right_to_left, reading_order
from ingest.readers.pdf_rows import RAISED_SIZE, Row, baselines
from ingest.readers.pdf_rules import Grid
from kg.model import Span

RAISED = "\ue000"
"""Private character before a number that stands raised; it becomes a note's mark or a power later."""

_CELL_GAP = 1.7


@dataclass(frozen=True, slots=True)
class Line:
    """One line in reading order. ``cells`` are its pieces between wide gaps, ``bounds`` their left and right ends.

    ``column`` is what it stands in, None for the whole page; ``order`` its place in the drawing order; ``ruled`` page
    and number of the ruled table of which it is a row, its cells then whole and empty ones among them.
    """

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
    column: tuple[float, float] | None = None
    order: float = 0.0
    ruled: tuple[int, int] | None = None


def is_page_right_to_left(glyphs: Sequence[Glyph]) -> bool:
    """Whether most letters of a page are written from right to left."""
    turned = sum(is_right_to_left(glyph.char) for glyph in glyphs)
    return turned * 2 > sum(glyph.char.isalpha() for glyph in glyphs)


def page_lines(glyphs: Sequence[Glyph], page: int, ruled: Sequence[Grid] = ()) -> list[Line]:
    """The lines of a page in the order in which they are read: from top to bottom, column by column.

    A row of a ruled table is one line, its cells whole.
    """
    right_to_left = is_page_right_to_left(glyphs)
    tables: list[list[Line]] = []
    for grid in ruled:
        inside, outside = grid.split(glyphs)
        if len({column for _, column in inside}) > 1:
            glyphs = outside
            tables.append(_grid_lines(grid, inside, (page, len(tables) + 1), right_to_left=right_to_left))
    lines = [
        line
        for band in bands(baselines(glyphs), right_to_left=right_to_left)
        for row in band.rows
        if (line := set_line(row, page, right_to_left=right_to_left, column=band.bound)).text
    ]
    for table in tables:
        lines[_behind(table[0], lines) : _behind(table[0], lines)] = table
    return lines


def _behind(line: Line, lines: Sequence[Line]) -> int:
    """Where a table's first line belongs among the lines of text: before the first one below it."""
    below = (at for at, other in enumerate(lines) if other.y < line.y and min(other.right, line.right) > other.left)
    return next(below, len(lines))


def _grid_lines(
    grid: Grid, inside: dict[tuple[int, int], list[Glyph]], ruled: tuple[int, int], *, right_to_left: bool
) -> list[Line]:
    """The rows of a ruled table. A cell over several rows is repeated in each, as in the other formats."""
    texts = {place: _cell_text(glyphs, ruled[0], right_to_left=right_to_left) for place, glyphs in inside.items()}
    order = range(len(grid.columns))[:: -1 if right_to_left else 1]
    lines = []
    for row, (top, bottom) in enumerate(grid.rows):
        cells = [Inline(texts.get(grid.head(row, column), ""), (), ()) for column in order]
        glyphs = [glyph for column in order for glyph in inside.get(grid.head(row, column), ())]
        if not glyphs:
            continue
        bounds = tuple(grid.columns[column] for column in order)
        size = median(glyph.face.size for glyph in glyphs)
        text = " ".join(cell.text for cell in cells if cell.text)
        left, right, y = grid.columns[0][0], grid.columns[-1][1], (top + bottom) / 2
        lines.append(
            Line(text, ruled[0], left, right, y, size, tuple(cells), bounds, right_to_left, bold=False, ruled=ruled)
        )
    return lines


def _cell_text(glyphs: Sequence[Glyph], page: int, *, right_to_left: bool) -> str:
    text = ""
    for row in baselines(glyphs):
        line = set_line(row, page, right_to_left=right_to_left).text
        text += glue(text, line) + line
    return text


def set_line(row: Row, page: int, *, right_to_left: bool, column: tuple[float, float] | None = None) -> Line:
    """One row in reading order, with its cells."""
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
        column,
        min(glyph.order for glyph in drawn),
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
        raised = glyph is not None and glyph.face.size < RAISED_SIZE * size and glyph.y - y > 0.12 * size
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
