"""Rows of tables as sentences that can stand alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.structure.pieces import Piece

_FIGURE = re.compile(r"[\d\s.,%()+\-–—/$€]+")
_LONGEST_NAME = 80


def row_texts(rows: tuple[tuple[str, ...], ...]) -> Iterator[tuple[int, str]]:
    """(Number of the row from 1, its text), with column names where the first row has them.

    A row reads ``Party: Kenya | Year: 2024``; the row of names itself is then not repeated.
    """
    cells = [[Piece(cell).clean().text for cell in row] for row in rows]
    names = cells[0] if len(cells) > 1 and _are_names(cells[0]) else []
    for number, row in enumerate(cells, start=1):
        if not (names and number == 1) and any(row):
            yield number, " | ".join(_cell(names, place, text) for place, text in enumerate(row) if text)


def _are_names(row: list[str]) -> bool:
    filled = [cell for cell in row if cell]
    short = all(len(cell) <= _LONGEST_NAME and not _FIGURE.fullmatch(cell) for cell in filled)
    return len(row) > 1 and len(filled) >= len(row) - 1 and len(set(filled)) == len(filled) and short


def _cell(names: list[str], place: int, text: str) -> str:
    name = names[place] if place < len(names) else ""
    return f"{name}: {text}" if name else text
