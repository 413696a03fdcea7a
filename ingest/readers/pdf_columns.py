"""Pages, or parts of pages, that are set in columns: each is read from top to bottom before the next.

A gutter is a place without ink that many rows share. Two columns of running text differ from a table of two
columns in that their lines reach from edge to edge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.readers.pdf_rows import Row

Bound = tuple[float, float]

_GUTTER = 0.55
"""Least width of a gutter in font sizes."""
_BESIDE = 1.0
_MARGIN = 0.2
"""A gutter lies at least this part of the text's width away from its edges."""
_LEAST_ROWS = 4
_FULL, _MOSTLY = 0.7, 0.45
_PITCH = 1.9
"""Distance of rows in font sizes from which on a single row at the end of a band is no longer part of its column."""
_DEEPEST = 3


@dataclass(frozen=True, slots=True)
class Band:
    """Rows that are read one after the other. ``bound`` is the column that they stand in, None for the whole page."""

    rows: tuple[Row, ...]
    bound: Bound | None = None


def bands(rows: Sequence[Row], *, right_to_left: bool, depth: int = 0) -> list[Band]:
    """The rows of a page (top first) in reading order: whole width, first column, second column."""
    gutter = _gutter(rows) if depth < _DEEPEST else None
    if gutter is None:
        return [Band(tuple(rows))]
    out: list[Band] = []
    wide: list[Row] = []
    at = 0
    while at < len(rows):
        end = _band_end(rows, at, gutter)
        start = next((index for index in range(at, end) if _is_two_sided(rows[index], gutter)), end)
        wide += rows[at:start]
        at = start
        sides = _sides(rows[at:end], gutter)
        if end > at and all(map(_is_running_text, sides)):
            out += [Band(tuple(wide))] if wide else []
            wide = []
            for side in sides[::-1] if right_to_left else sides:
                inner = bands(side, right_to_left=right_to_left, depth=depth + 1)
                bound = _extent(side)
                out += [Band(band.rows, band.bound or bound) for band in inner]
            at = end
        else:
            wide += rows[at : max(end, at + 1)]
            at = max(end, at + 1)
    return [*out, Band(tuple(wide))] if wide else out


def _gutter(rows: Sequence[Row]) -> float | None:
    """The place that most rows leave free, None where too few do."""
    if len(rows) < _LEAST_ROWS:
        return None
    left, right = _extent(rows)
    inner = (left + _MARGIN * (right - left), right - _MARGIN * (right - left))
    gaps = [gap for row in rows for gap in _gaps(row) if inner[0] < (gap[0] + gap[1]) / 2 < inner[1]]
    if len(gaps) < _LEAST_ROWS:
        return None
    # Lines are aligned on one side of the gutter: the place just beside that side is free in most rows.
    candidates = [x for start, end in gaps for x in ((start + end) / 2, start + _BESIDE, end - _BESIDE)]
    best = max(candidates, key=lambda x: sum(start < x < end for start, end in gaps))
    covering = [gap for gap in gaps if gap[0] < best < gap[1]]
    if len(covering) < _LEAST_ROWS:
        return None
    return (max(start for start, _ in covering) + min(end for _, end in covering)) / 2


def _gaps(row: Row) -> list[Bound]:
    """Wide gaps between the characters of a row."""
    ink = sorted((run.left, run.right) for run in row.runs if run.text != " ")
    found: list[Bound] = []
    reach = ink[0][1] if ink else 0.0
    for start, end in ink[1:]:
        if start - reach > _GUTTER * row.size:
            found.append((reach, start))
        reach = max(reach, end)
    return found


def _band_end(rows: Sequence[Row], start: int, gutter: float) -> int:
    """Where the rows from ``start`` on that leave the gutter free end."""
    end = start
    while end < len(rows) and not _crosses(rows[end], gutter):
        end += 1
    last = max((at for at in range(start, end) if _is_two_sided(rows[at], gutter)), default=start - 1)
    for at in range(last + 1, end):  # one column may be longer than the other, but what stands apart is not part of it
        row, above = rows[at], rows[at - 1]
        if above.y - row.y > _PITCH * above.size or abs(row.size - above.size) > 0.1 * above.size:
            return at
    return end


def _crosses(row: Row, gutter: float) -> bool:
    return any(run.left < gutter < run.right for run in row.runs if run.text != " ") or (
        _is_two_sided(row, gutter) and not any(start < gutter < end for start, end in _gaps(row))
    )


def _is_two_sided(row: Row, gutter: float) -> bool:
    drawn = [run for run in row.runs if run.text != " "]
    return any(run.right <= gutter for run in drawn) and any(run.left >= gutter for run in drawn)


def _sides(rows: Sequence[Row], gutter: float) -> list[list[Row]]:
    """The rows left and right of the gutter."""
    sides: list[list[Row]] = [[], []]
    for row in rows:
        for side, runs in zip(
            sides,
            ([run for run in row.runs if run.left < gutter], [run for run in row.runs if run.left >= gutter]),
            strict=True,
        ):
            if any(run.text != " " for run in runs):
                part = Row(runs)
                part.measure()
                side.append(part)
    return sides


def _is_running_text(rows: Sequence[Row]) -> bool:
    """Whether most rows fill their column, as those of a table do not."""
    if len(rows) < _LEAST_ROWS:
        return False
    left, right = _extent(rows)
    widths = [_extent([row]) for row in rows]
    full = sum(end - start > _FULL * (right - left) for start, end in widths)
    return full > _MOSTLY * len(rows)


def _extent(rows: Sequence[Row]) -> Bound:
    drawn = [run for row in rows for run in row.runs if run.text != " "]
    return min(run.left for run in drawn), max(run.right for run in drawn)
