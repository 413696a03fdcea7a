"""Cells of a Word table, with merged cells filled in."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml.etree import _Element as Element

from ingest.readers.docx_styles import W, value

_WIDEST = 200


def grid(table: Element, cell_text: Callable[[Element], str]) -> tuple[tuple[str, ...], ...]:
    """Rows of equal width. A cell merged over several rows is repeated in each, so that each row can be read alone."""
    rows: list[list[str]] = []
    above: dict[int, str] = {}
    for row in table.iter(W + "tr"):
        if next(row.iterancestors(W + "tbl"), None) is not table:
            continue
        cells: list[str] = []
        for cell in _cells(row):
            properties = cell.find(W + "tcPr")
            at, merged = len(cells), value(properties, "vMerge")
            text = above.get(at, "") if merged not in (None, "restart") else cell_text(cell)
            above[at] = text
            cells += [text, *[""] * (_span(properties) - 1)]
        if any(cells):
            rows.append(cells[:_WIDEST])
    width = max(map(len, rows), default=0)
    return tuple(tuple(row + [""] * (width - len(row))) for row in rows)


def _cells(row: Element) -> Iterator[Element]:
    """The row's cells, also those wrapped in content controls."""
    for child in row:
        if child.tag == W + "tc":
            yield child
        elif child.tag in (W + "sdt", W + "sdtContent"):
            yield from _cells(child)


def _span(properties: Element | None) -> int:
    text = value(properties, "gridSpan") or "1"
    return max(1, min(int(text), _WIDEST)) if text.isdecimal() else 1
