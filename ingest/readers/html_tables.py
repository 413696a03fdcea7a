"""Cells of an HTML table, with spans filled in."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml.html import HtmlElement

_WIDEST = 200
_STRUCTURE = ("h1", "h2", "h3", "h4", "h5", "h6", "ol", "table")


def is_layout(table: HtmlElement) -> bool:
    """Whether a table only places text on the page: one column, or headings, numbered lists or tables inside."""
    if any(element is not table for element in table.iter(*_STRUCTURE)):
        return True
    return all(len([cell for cell in row if cell.tag in ("td", "th")]) <= 1 for row in _rows(table))


def table_rows(table: HtmlElement, cell_text: Callable[[HtmlElement], str]) -> tuple[tuple[str, ...], ...]:
    """Rows of equal width. A cell over several rows is repeated in each, so that each row can be read alone."""
    rows: list[list[str]] = []
    hanging: dict[int, tuple[int, str]] = {}
    for row in _rows(table):
        cells: list[str] = []
        for cell in (child for child in row if child.tag in ("td", "th")):
            _fill(cells, hanging)
            width, height = _span(cell, "colspan"), _span(cell, "rowspan")
            texts = [cell_text(cell), *[""] * (width - 1)]
            for text in texts:
                if height > 1:
                    hanging[len(cells)] = (height - 1, text)
                cells.append(text)
        _fill(cells, hanging)
        if any(cells):
            rows.append(cells[:_WIDEST])
    width = max(map(len, rows), default=0)
    return tuple(tuple(row + [""] * (width - len(row))) for row in rows)


def _fill(cells: list[str], hanging: dict[int, tuple[int, str]]) -> None:
    """Put in the cells that hang down from rows above, as long as the next column has one."""
    while (at := len(cells)) in hanging:
        left, text = hanging.pop(at)
        cells.append(text)
        if left > 1:
            hanging[at] = (left - 1, text)


def _rows(table: HtmlElement) -> Iterator[HtmlElement]:
    return (row for row in table.iter("tr") if next(row.iterancestors("table"), None) is table)


def _span(cell: HtmlElement, name: str) -> int:
    text = (cell.get(name) or "1").strip()
    return max(1, min(int(text), _WIDEST)) if text.isdecimal() and len(text) < 7 else 1
