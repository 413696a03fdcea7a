"""Rows: the runs of a page that stand on one baseline, with their raised, lowered and combining signs."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from ingest.readers.pdf_characters import Run

RAISED_SIZE, _RAISED_BY = 0.85, 0.65
_SAME_BASELINE = 0.18
_FEW = 6
_LOOK_BACK = 6


@dataclass(slots=True)
class Row:
    """Runs of one baseline, with the baseline and size of most of their characters."""

    runs: list[Run]
    y: float = 0.0
    size: float = 0.0
    length: int = 0

    def measure(self) -> None:
        """Take baseline, size and number of characters from the runs."""
        if len(self.runs) == 1:
            run = self.runs[0]
            self.size, self.y, self.length = run.face.size, run.y, len(run.text)
            return
        sizes, levels = {run.face.size for run in self.runs}, {run.y for run in self.runs}
        if len(sizes) == 1 == len(levels):
            self.size, self.y = sizes.pop(), levels.pop()
        else:
            self.size = usual([(run.face.size, len(run.text)) for run in self.runs])
            self.y = usual([(run.y, len(run.text)) for run in self.runs if run.face.size >= self.size * RAISED_SIZE])
        self.length = sum([len(run.text) for run in self.runs])


def baselines(runs: Sequence[Run]) -> list[Row]:
    """Rows of runs, top first; raised, lowered and combining signs go to the row that they belong to."""
    if len(runs) == 1 and len(runs[0].text) > 1:
        row = Row(list(runs))
        row.measure()
        return [row]
    rows: list[Row] = []
    signs: list[Run] = []
    level: float | None = None
    for run in runs:
        if len(run.text) == 1 and run.text > "\u02ff" and unicodedata.combining(run.text):
            signs.append(run)
            continue
        if run.y == level:
            rows[-1].runs.append(run)
            continue
        for row in rows[: -_LOOK_BACK - 1 : -1]:
            if _is_level(row.runs[0], run):
                row.runs.append(run)
                break
        else:
            rows.append(Row([run]))
        level = rows[-1].runs[0].y
    rows = [row for row in rows if row.runs[0].text != " " or any(run.text != " " for run in row.runs)]
    for row in rows:
        row.measure()
    merged = _merged(rows)
    for sign in signs:
        near = [row for row in merged if abs(row.y - sign.y) < row.size]
        if near:
            min(near, key=lambda row: abs(row.y - sign.y)).runs.append(sign)
    return sorted(merged, key=lambda row: -row.y)


def _merged(rows: list[Row]) -> list[Row]:
    """The rows, those of few small signs put to the line that they stand at."""
    if len(rows) < 2:
        return rows
    reach = _RAISED_BY * max([row.size for row in rows])
    merged: list[Row] = []
    levels: list[float] = []  # of the merged rows, in rising order
    for row in sorted(rows, key=lambda row: (-row.length, -row.y)):
        first, last = bisect_left(levels, row.y - reach), bisect_right(levels, row.y + reach)
        fitting = [(distance, at) for at in range(first, last) if (distance := _distance(row, merged[at])) is not None]
        if fitting:
            merged[min(fitting)[1]].runs.extend(row.runs)
        else:
            levels.insert(last, row.y)
            merged.insert(last, row)
    return merged


def usual(weighted: list[tuple[float, int]]) -> float:
    """The median of values, each with how many times it counts."""
    counts: Counter[float] = Counter()
    for value, count in weighted:
        counts[value] += count
    if len(counts) == 1:
        return weighted[0][0]
    values = sorted(counts)
    reached = list(accumulate(map(counts.__getitem__, values)))
    low, high = (values[bisect_left(reached, place)] for place in ((reached[-1] + 1) // 2, reached[-1] // 2 + 1))
    return (low + high) / 2


def _is_level(one: Run, other: Run) -> bool:
    return one.y == other.y or abs(one.y - other.y) < _SAME_BASELINE * max(one.face.size, other.face.size)


def _distance(row: Row, other: Row) -> float | None:
    """How far two rows' baselines are apart if they are one line, else None.

    One line are those of the same baseline, and a few small signs a little above or below a line.
    """
    distance, larger = abs(row.y - other.y), max(row.size, other.size)
    few_small = row.size < RAISED_SIZE * other.size and row.length <= _FEW
    if distance < _SAME_BASELINE * larger or (few_small and distance < _RAISED_BY * larger):
        return distance
    return None
