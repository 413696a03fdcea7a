"""Lines of a page: characters on one baseline, split into cells at wide gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from operator import attrgetter

from ingest.readers.characters import glue
from ingest.readers.inline import Inline
from ingest.readers.pdf_characters import Run, drawn_length, may_turn
from ingest.readers.pdf_columns import bands
from ingest.readers.pdf_order import Cell, is_right_to_left, reading_order
from ingest.readers.pdf_rows import RAISED_SIZE, Row, baselines, usual
from ingest.readers.pdf_rules import Grid
from kg.model import Span

RAISED = "\ue000"
"""Private character before a number that stands raised; it becomes a note's mark or a power later."""

_left_end = attrgetter("left", "order")
_CELL_GAP = 1.7
_MOSTLY_BOLD = 0.9
_RAISED_BY = 0.12
"""Part of the font size by which the baseline of a raised number is higher at least."""


@dataclass(frozen=True, slots=True, eq=False)
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


def is_page_right_to_left(runs: Sequence[Run]) -> bool:
    """Whether most letters of a page are written from right to left."""
    if not may_turn("".join([run.text for run in runs])):
        return False
    # A run of several characters on a page with such a script consists of letters that go one way.
    letters = [(len(run.text), is_right_to_left(run.text[0])) for run in runs if run.text[0].isalpha()]
    return sum(count for count, turned in letters if turned) * 2 > sum(count for count, _ in letters)


def page_lines(runs: Sequence[Run], page: int, ruled: Sequence[Grid] = ()) -> list[Line]:
    """The lines of a page in the order in which they are read: from top to bottom, column by column.

    A row of a ruled table is one line, its cells whole.
    """
    right_to_left = is_page_right_to_left(runs)
    tables: list[list[Line]] = []
    for grid in ruled:
        inside, outside = grid.split(runs)
        if len({column for _, column in inside}) > 1:
            runs = outside
            tables.append(_grid_lines(grid, inside, (page, len(tables) + 1), right_to_left=right_to_left))
    lines = [
        line
        for band in bands(baselines(runs), right_to_left=right_to_left)
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
    grid: Grid, inside: dict[tuple[int, int], list[Run]], ruled: tuple[int, int], *, right_to_left: bool
) -> list[Line]:
    """The rows of a ruled table. A cell over several rows is repeated in each, as in the other formats."""
    texts = {place: _cell_text(runs, ruled[0], right_to_left=right_to_left) for place, runs in inside.items()}
    order = range(len(grid.columns))[:: -1 if right_to_left else 1]
    lines = []
    for row, (top, bottom) in enumerate(grid.rows):
        cells = [Inline(texts.get(grid.head(row, column), ""), (), ()) for column in order]
        runs = [run for column in order for run in inside.get(grid.head(row, column), ())]
        if not runs:
            continue
        bounds = tuple(grid.columns[column] for column in order)
        size = usual([(run.face.size, len(run.text)) for run in runs])
        text = " ".join(cell.text for cell in cells if cell.text)
        left, right, y = grid.columns[0][0], grid.columns[-1][1], (top + bottom) / 2
        lines.append(
            Line(text, ruled[0], left, right, y, size, tuple(cells), bounds, right_to_left, bold=False, ruled=ruled)
        )
    return lines


def _cell_text(runs: Sequence[Run], page: int, *, right_to_left: bool) -> str:
    drawn = [run for run in runs if run.text != " "]
    if len(drawn) == 1 and len(drawn[0].text) > 1:
        directed = right_to_left and _has_turned_letters(drawn)
        return "".join([text for text, _ in reading_order(drawn, right_to_left=directed)])
    text = ""
    for row in baselines(runs):
        line = set_line(row, page, right_to_left=right_to_left).text
        text += glue(text, line) + line
    return text


def set_line(row: Row, page: int, *, right_to_left: bool, column: tuple[float, float] | None = None) -> Line:
    """One row in reading order, with its cells."""
    if len(row.runs) == 1 and not right_to_left and not may_turn(row.runs[0].text):
        return _whole_line(row.runs[0], page, column)
    y, size = row.y, row.size
    drawn = [run for run in row.runs if run.text != " "]
    directed = right_to_left and _has_turned_letters(drawn)
    pieces = row_pieces(row)
    if right_to_left:
        pieces = _cut_mark(pieces[::-1])
    cells: list[Inline] = []
    bounds: list[tuple[float, float]] = []
    for piece in pieces:
        cell = _inline(reading_order(piece, right_to_left=directed), y, size)
        if cell.text:
            cells.append(cell)
            bounds.append((min([run.left for run in piece]), max([run.right for run in piece])))
    whole = _whole(cells)
    bold = sum([drawn_length(run) for run in drawn if run.face.bold])
    return Line(
        whole.text,
        page,
        min([run.left for run in drawn]),
        max([run.right for run in drawn]),
        y,
        size,
        tuple(cells),
        tuple(bounds),
        right_to_left,
        bold > 0 and bold > _MOSTLY_BOLD * sum(map(drawn_length, drawn)),
        whole.emphasis,
        whole.strong,
        column,
        min([run.order for run in drawn]),
    )


def _has_turned_letters(drawn: Sequence[Run]) -> bool:
    """Whether a line has letters of a script from right to left, or no letters at all."""
    letters = [sign for run in drawn if (sign := run.text[0]).isalpha()]
    return not letters or any(map(is_right_to_left, letters))


def _whole_line(run: Run, page: int, column: tuple[float, float] | None) -> Line:
    """A line of one run."""
    cell = _evenly(reading_order([run], right_to_left=False))
    return Line(
        cell.text,
        page,
        run.left,
        run.right,
        run.y,
        run.face.size,
        (cell,),
        ((run.left, run.right),),
        right_to_left=False,
        bold=run.face.bold,
        emphasis=cell.emphasis,
        strong=cell.strong,
        column=column,
        order=run.order,
    )


def row_pieces(row: Row) -> list[list[Run]]:
    """Pieces of a row from left to right, cut where a gap is much wider than a space."""
    group, wide = row.runs, _CELL_GAP * row.size
    drawn = [run for run in group if run.text != " "]
    if len(drawn) == 1:
        return [drawn]
    drawn.sort(key=_left_end)
    pieces: list[list[Run]] = [[drawn[0]]]
    reach = drawn[0].right
    for run in drawn[1:]:
        if run.left - reach > wide:
            pieces.append([])
        pieces[-1].append(run)
        reach = max(reach, run.right)
    if len(drawn) == len(group):
        return pieces
    if len(pieces) == 1:
        left = drawn[0].left
        return [drawn + [run for run in group if run.text == " " and left < run.left < reach]]
    starts = [piece[0].left for piece in pieces]
    ends = [max([run.right for run in piece]) for piece in pieces]
    for space in (run for run in group if run.text == " "):
        at = next((at for at, end in enumerate(ends) if space.left < end), None)
        if at is not None and space.left > starts[at]:
            pieces[at].append(space)
    return pieces


def _cut_mark(pieces: list[list[Run]]) -> list[list[Run]]:
    """Set a note's number at the right end apart when Latin text follows, for both would be read as one number."""
    drawn = [run for run in pieces[0] if run.text != " "]
    if not max(drawn, key=attrgetter("x")).text.isdecimal():
        return pieces
    drawn.sort(key=lambda run: -run.x)
    face = drawn[0].face
    mark = list(takewhile(lambda run: run.face.size == face.size and run.text.isdecimal(), drawn))
    rest = drawn[len(mark) : len(mark) + 1]
    if (
        not 0 < sum([len(run.text) for run in mark]) <= 3
        or not rest
        or not rest[0].text.strip()[-1:].isalnum()
        or rest[0].face.size == face.size
    ):
        return pieces
    return [mark, [run for run in pieces[0] if run not in mark], *pieces[1:]]


def _inline(cell: Cell, y: float, size: float) -> Inline:
    """A cell's text with its italic and bold spans; raised numbers are marked."""
    faces = {id(run.face): run.face for _, run in cell if run is not None}
    if len(faces) == 1 and next(iter(faces.values())).size >= RAISED_SIZE * size:
        return _evenly(cell)
    parts: list[str] = []
    italic: list[Span] = []
    bold: list[Span] = []
    length = 0
    was_raised = is_italic = is_bold = False
    for text, run in cell:
        if run is not None:
            face = run.face
            raised = face.size < RAISED_SIZE * size and run.y - y > _RAISED_BY * size
            if raised and not was_raised and (text[0].isdecimal() or text[0] in "*†‡"):
                parts.append(RAISED)
                length += 1
            was_raised, is_italic, is_bold = raised, face.italic, face.bold
        else:
            was_raised = False
        parts.append(text)
        end = length + len(text)
        if is_italic:
            _extend(italic, length, end)
        if is_bold:
            _extend(bold, length, end)
        length = end
    return Inline("".join(parts), tuple(italic), tuple(bold))


def _evenly(cell: Cell) -> Inline:
    """A cell of one face."""
    text = "".join([text for text, _ in cell])
    first = cell[0][1] if cell else None
    whole = ((0, len(text)),)
    return Inline(text, whole if first and first.face.italic else (), whole if first and first.face.bold else ())


def _extend(spans: list[Span], start: int, end: int) -> None:
    if spans and spans[-1][1] == start:
        spans[-1] = (spans[-1][0], end)
    else:
        spans.append((start, end))


def _whole(cells: Sequence[Inline]) -> Inline:
    """The cells as one text, a space between them."""
    if len(cells) == 1:
        return cells[0]
    text, emphasis, strong = "", [], []
    for cell in cells:
        shift = len(text) + bool(text)
        text = f"{text} {cell.text}" if text else cell.text
        emphasis += [(start + shift, end + shift) for start, end in cell.emphasis]
        strong += [(start + shift, end + shift) for start, end in cell.strong]
    return Inline(text, tuple(emphasis), tuple(strong))
