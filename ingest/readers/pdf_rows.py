"""Rows: the runs of a page that stand on one baseline, with their raised, lowered and combining signs."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

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

    def measure(self) -> None:
        """Take baseline and size from the runs."""
        self.size = usual([(run.face.size, len(run.text)) for run in self.runs])
        self.y = usual([(run.y, len(run.text)) for run in self.runs if run.face.size >= self.size * RAISED_SIZE])

    @property
    def length(self) -> int:
        """How many characters it has."""
        return sum(len(run.text) for run in self.runs)


def baselines(runs: Sequence[Run]) -> list[Row]:
    """Rows of runs, top first; raised, lowered and combining signs go to the row that they belong to."""
    rows: list[Row] = []
    signs: list[Run] = []
    for run in runs:
        if len(run.text) == 1 and run.text > "\u02ff" and unicodedata.combining(run.text):
            signs.append(run)
            continue
        row = next((row for row in rows[: -_LOOK_BACK - 1 : -1] if _is_level(row.runs[0], run)), None)
        if row is None:
            rows.append(Row([run]))
        else:
            row.runs.append(run)
    rows = [row for row in rows if any(run.text != " " for run in row.runs)]
    for row in rows:
        row.measure()
    merged: list[Row] = []
    for row in sorted(rows, key=lambda row: (-row.length, -row.y)):
        fitting = [(distance, other) for other in merged if (distance := _distance(row, other)) is not None]
        if fitting:
            min(fitting, key=lambda pair: pair[0])[1].runs.extend(row.runs)
        else:
            merged.append(row)
    for sign in signs:
        near = [row for row in merged if abs(row.y - sign.y) < row.size]
        if near:
            min(near, key=lambda row: abs(row.y - sign.y)).runs.append(sign)
    return sorted(merged, key=lambda row: -row.y)


def usual(weighted: list[tuple[float, int]]) -> float:
    """The median of values, each with how many times it counts."""
    if all(value == weighted[0][0] for value, _ in weighted):
        return weighted[0][0]
    return median(value for value, count in weighted for _ in range(count))


def _is_level(one: Run, other: Run) -> bool:
    return abs(one.y - other.y) < _SAME_BASELINE * max(one.face.size, other.face.size)


def _distance(row: Row, other: Row) -> float | None:
    """How far two rows' baselines are apart if they are one line, else None.

    One line are those of the same baseline, and a few small signs a little above or below a line.
    """
    distance, larger = abs(row.y - other.y), max(row.size, other.size)
    few_small = row.size < RAISED_SIZE * other.size and row.length <= _FEW
    if distance < _SAME_BASELINE * larger or (few_small and distance < _RAISED_BY * larger):
        return distance
    return None
