"""Tables whose cells are only set apart by space."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.blocks import Block, BlockKind
from ingest.readers.characters import glue
from ingest.readers.labels import heading_level, split_label
from ingest.readers.pdf_lines import Line

_FARTHEST = 4.0
"""Distance between rows, in font sizes, at which a table ends."""
_TIGHT, _ONE_PITCH = 1.35, 1.1
_NARROW, _ALIGNED = 0.6, 0.5

Bound = tuple[float, float]


def is_tabular(line: Line) -> bool:
    """Whether a line is a row of a ruled table, or cut by wide gaps other than the one behind a number."""
    if line.ruled:
        return True
    if len(line.cells) == 2:
        first = line.cells[0].text
        return split_label(f"{first} x") is None and not heading_level(f"{first} x")
    return len(line.cells) > 2


def table_at(lines: Sequence[Line], width: float, pitch: float) -> int:
    """How many of the first lines are one table; 0 when they are none.

    ``width`` is that of the text, ``pitch`` the distance between its lines.
    """
    if lines[0].ruled:
        return _ruled_at(lines)
    rows, end = 0, 0
    while end < len(lines):
        line = lines[end]
        if line.ruled:
            break
        if end and line.page != lines[end - 1].page:
            if not (is_tabular(line) and _is_aligned(line, lines[:end])):
                break
        elif end and lines[end - 1].y - line.y > _FARTHEST * line.size:
            break
        if is_tabular(line):
            rows += 1
        elif not rows or not _goes_on(line, lines[:end], width, pitch):
            break
        end += 1
    return end if rows > 1 else 0


def _is_aligned(line: Line, above: Sequence[Line]) -> bool:
    """Whether a line at the top of a page has the columns of a row above, so that the table goes on with it."""
    last = next((row for row in reversed(above) if len(row.bounds) == len(line.bounds)), None)
    return last is not None and line.page == above[-1].page + 1 and same_columns(last, line)


def same_columns(one: Line, other: Line) -> bool:
    """Whether two lines have the same number of pieces, one above the other."""
    if len(one.bounds) != len(other.bounds):
        return False
    pairs = zip(one.bounds, other.bounds, strict=True)
    return all(min(first[1], second[1]) > max(first[0], second[0]) for first, second in pairs)


def _is_tight(above: Line, line: Line, pitch: float) -> bool:
    return 0 < above.y - line.y < max(_TIGHT * line.size, _ONE_PITCH * pitch)


def make_table(lines: Sequence[Line], pitch: float) -> Block:
    """The rows of a table; a line close below that fills only some columns goes on with the row above it."""
    columns = list(lines[0].bounds) if lines[0].ruled else _columns(lines)
    rows: list[list[str]] = []
    last: Line | None = None
    for line in lines:
        if last is not None and line.page != last.page and line.text == lines[0].text:
            continue  # the head row, printed again at the top of a page
        cells = [""] * len(columns)
        for cell, bound in zip(line.cells, line.bounds, strict=True):
            at = _nearest(bound, columns)
            cells[at] = _joined(cells[at], cell.text)
        near = last is not None and _is_tight(last, line, pitch)
        if rows and near and not line.ruled and sum(map(bool, cells)) < len(columns):
            rows[-1] = [_joined(above, below) for above, below in zip(rows[-1], cells, strict=True)]
        else:
            rows.append(cells)
        last = line
    table = tuple(map(tuple, rows))
    return Block(BlockKind.TABLE, "\n".join(" | ".join(row) for row in table), page=lines[0].page, rows=table)


def _goes_on(line: Line, above: Sequence[Line], width: float, pitch: float) -> bool:
    """Whether a line of one piece is the next line of a cell: close below, and narrow or aligned with the cell."""
    if not _is_tight(above[-1], line, pitch) or len(line.cells) != 1:
        return False
    if line.right - line.left < _NARROW * width:
        return True
    last = next(row for row in reversed(above) if is_tabular(row))
    starts = [(-right if line.right_to_left else left) for left, right in last.bounds]
    return abs((-line.right if line.right_to_left else line.left) - starts[-1]) < _ALIGNED * line.size


def _ruled_at(lines: Sequence[Line]) -> int:
    """How many lines are rows of the ruled table that the first one belongs to, also over the ends of pages."""
    end = 1
    while end < len(lines):
        line, last = lines[end], lines[end - 1]
        next_page = line.page == last.page + 1 and line.ruled is not None and same_columns(line, last)
        if line.ruled != last.ruled and not next_page:
            break
        end += 1
    return end


def _columns(lines: Sequence[Line]) -> list[Bound]:
    """Left and right ends of the columns in reading order: the fullest row's, widened by the cells of the others."""
    columns = list(max(lines, key=lambda line: len(line.cells)).bounds)
    for line in lines:
        if len(line.bounds) == len(columns):
            pairs = zip(columns, line.bounds, strict=True)
            columns = [(min(column[0], cell[0]), max(column[1], cell[1])) for column, cell in pairs]
    return columns


def _nearest(cell: Bound, columns: Sequence[Bound]) -> int:
    def distance(at: int) -> tuple[float, float]:
        column = columns[at]
        overlap = min(cell[1], column[1]) - max(cell[0], column[0])
        return -overlap, abs(cell[0] - column[0])

    return min(range(len(columns)), key=distance)


def _joined(above: str, below: str) -> str:
    return above + glue(above, below) + below
