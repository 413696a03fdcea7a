"""Rows: the characters of a page that stand on one baseline, with their raised, lowered and combining signs."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from ingest.readers.pdf_glyphs import Glyph

RAISED_SIZE, _RAISED_BY = 0.85, 0.65
_SAME_BASELINE = 0.18
_FEW = 6
_LOOK_BACK = 6


@dataclass(slots=True)
class Row:
    """Glyphs of one baseline, with the baseline and size of most of them."""

    glyphs: list[Glyph]
    y: float = 0.0
    size: float = 0.0

    def measure(self) -> None:
        """Take baseline and size from the glyphs."""
        self.size = median(glyph.face.size for glyph in self.glyphs)
        self.y = median(glyph.y for glyph in self.glyphs if glyph.face.size >= self.size * RAISED_SIZE)


def baselines(glyphs: Sequence[Glyph]) -> list[Row]:
    """Rows of glyphs, top first; raised, lowered and combining signs go to the row that they belong to."""
    rows: list[Row] = []
    signs = [glyph for glyph in glyphs if unicodedata.combining(glyph.char)]
    for glyph in (glyph for glyph in glyphs if not unicodedata.combining(glyph.char)):
        if rows and _is_level(rows[-1].glyphs[0], glyph):
            rows[-1].glyphs.append(glyph)
            continue
        row = next((row for row in reversed(rows[-_LOOK_BACK:]) if _is_level(row.glyphs[0], glyph)), None)
        if row is None:
            rows.append(Row([glyph]))
        else:
            row.glyphs.append(glyph)
    rows = [row for row in rows if any(glyph.char != " " for glyph in row.glyphs)]
    for row in rows:
        row.measure()
    merged: list[Row] = []
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


def _distance(row: Row, other: Row) -> float | None:
    """How far two rows' baselines are apart if they are one line, else None.

    One line are those of the same baseline, and a few small signs a little above or below a line.
    """
    distance, larger = abs(row.y - other.y), max(row.size, other.size)
    few_small = row.size < RAISED_SIZE * other.size and len(row.glyphs) <= _FEW
    if distance < _SAME_BASELINE * larger or (few_small and distance < _RAISED_BY * larger):
        return distance
    return None
