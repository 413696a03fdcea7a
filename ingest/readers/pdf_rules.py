"""Tables that are ruled: a page's straight lines, and the cells that they enclose."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from ingest.readers.pdf_bulk import Bulk
from ingest.readers.pdf_characters import Run

_THIN = 2.5
"""Points up to which a drawn box is a line."""
_NEAR = 3.0
_INSIDE = 0.25
"""Part of the font size from its end from which on a line goes through a run, not beside it."""
_LEAST_LENGTH = 6.0
_MOST_SEGMENTS = 5
_MOST_RULES = 4000
"""More straight lines than any table has: a drawing."""

Bound = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line: its place across its direction, and where it starts and ends along it, in points."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table. ``columns`` from left to right, ``rows`` from the top down (each top, bottom).

    ``joined`` holds the cells (row, column) that no line divides from the cell above; ``widened`` those that
    no line divides from the cell on their left.
    """

    columns: tuple[Bound, ...]
    rows: tuple[Bound, ...]
    joined: frozenset[tuple[int, int]] = frozenset()
    widened: frozenset[tuple[int, int]] = frozenset()

    def split(self, runs: Sequence[Run]) -> tuple[dict[tuple[int, int], list[Run]], list[Run]]:
        """Runs by the cell (row, column) that they stand in, and those outside."""
        inside: dict[tuple[int, int], list[Run]] = {}
        outside: list[Run] = []
        top, bottom = self.rows[0][0], self.rows[-1][1]
        left, right = self.columns[0][0], self.columns[-1][1]
        for run in runs:
            x, y = (run.left + run.right) / 2, run.y + run.face.size / 4
            if left <= x <= right and bottom <= y <= top:
                row = next(at for at, bound in enumerate(self.rows) if y >= bound[1])
                column = next(at for at, bound in enumerate(self.columns) if x <= bound[1])
                inside.setdefault(self.head(row, column), []).append(run)
            else:
                outside.append(run)
        drawn = {cell: found for cell, found in inside.items() if any(run.text != " " for run in found)}
        return drawn, outside

    def cuts(self, runs: Sequence[Run]) -> bool:
        """Whether a line between columns goes through a run of several characters."""
        top, bottom = self.rows[0][0], self.rows[-1][1]
        lines = (self.columns[0][0], *(right for _, right in self.columns))
        return any(
            any(run.left + inner < line < run.right - inner for line in lines)
            for run in runs
            if bottom <= run.y + run.face.size / 4 <= top and len(run.text) > 1 and (inner := _INSIDE * run.face.size)
        )

    def head(self, row: int, column: int) -> tuple[int, int]:
        """The first of the cells that are one with this one."""
        while (row, column) in self.widened:
            column -= 1
        while (row, column) in self.joined:
            row -= 1
        return row, column


def grids(page: Any, bulk: Bulk) -> list[Grid]:  # noqa: ANN401  (pypdfium2 has no types)
    """The ruled tables of a pypdfium2 page."""
    across, down = _rules(page, bulk)
    found = []
    for horizontal, vertical in _connected(across, down):
        xs, ys = _places(vertical), _places(horizontal)[::-1]
        if len(xs) > 2 and len(ys) > 1:
            found.append(_grid(xs, ys, horizontal, vertical))
    return found


def _rules(page: Any, bulk: Bulk) -> tuple[list[Rule], list[Rule]]:  # noqa: ANN401
    """Horizontal and vertical lines, also those drawn as thin boxes; the edges of larger boxes count too."""
    across: list[Rule] = []
    down: list[Rule] = []
    for address, left, bottom, right, top in bulk.paths(page, _MOST_SEGMENTS):
        if top - bottom <= _THIN and right - left >= _LEAST_LENGTH:
            across.append(Rule((top + bottom) / 2, left, right))
        elif right - left <= _THIN and top - bottom >= _LEAST_LENGTH:
            down.append(Rule((left + right) / 2, bottom, top))
        elif min(right - left, top - bottom) > _LEAST_LENGTH and _is_stroked(address):
            across += [Rule(top, left, right), Rule(bottom, left, right)]
            down += [Rule(left, bottom, top), Rule(right, bottom, top)]
        if len(across) + len(down) > _MOST_RULES:
            return [], []
    return across, down


def _is_stroked(address: int) -> bool:
    import pypdfium2.raw as pdfium

    shape = ctypes.cast(address, pdfium.FPDF_PAGEOBJECT)
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(pdfium.FPDFPath_GetDrawMode(shape, ctypes.byref(fill), ctypes.byref(stroke)) and stroke.value)


def _connected(across: Sequence[Rule], down: Sequence[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Groups of lines that cross or touch one another."""
    groups: list[tuple[list[Rule], list[Rule]]] = []
    for rule in down:
        touching = [line for line in across if _touch(line, rule)]
        members = [group for group in groups if any(line in group[0] for line in touching)]
        merged: tuple[list[Rule], list[Rule]] = ([], [rule])
        for group in members:
            merged[0].extend(group[0])
            merged[1].extend(group[1])
            groups.remove(group)
        merged[0].extend(line for line in touching if line not in merged[0])
        groups.append(merged)
    return groups


def _touch(across: Rule, down: Rule) -> bool:
    return across.start - _NEAR <= down.at <= across.end + _NEAR and down.start - _NEAR <= across.at <= down.end + _NEAR


def _places(rules: Sequence[Rule]) -> list[float]:
    """Where lines stand, in rising order; those close together are one."""
    places: list[float] = []
    for at in sorted(rule.at for rule in rules):
        if not places or at - places[-1] > _NEAR:
            places.append(at)
    return places


def _grid(xs: list[float], ys: list[float], across: Sequence[Rule], down: Sequence[Rule]) -> Grid:
    columns, rows = tuple(pairwise(xs)), tuple(pairwise(ys))
    cells = [(row, column) for row in range(len(rows)) for column in range(len(columns))]
    joined = {(row, column) for row, column in cells if row and not _is_covered(rows[row][0], columns[column], across)}
    widened = {
        (row, column)
        for row, column in cells
        if column and not _is_covered(columns[column][0], (rows[row][1], rows[row][0]), down)
    }
    return Grid(columns, rows, frozenset(joined), frozenset(widened))


def _is_covered(at: float, bound: Bound, rules: Sequence[Rule]) -> bool:
    """Whether lines run along most of a cell's edge."""
    length = sum(
        max(0.0, min(rule.end, bound[1]) - max(rule.start, bound[0])) for rule in rules if abs(rule.at - at) <= _NEAR
    )
    return length > (bound[1] - bound[0]) / 2
