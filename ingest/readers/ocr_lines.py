"""Lines of a recognised page, as geometry has them: hOCR in, the lines of a PDF page out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from statistics import median

from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement

from ingest.readers.characters import clean, glue
from ingest.readers.inline import Inline
from ingest.readers.pdf_lines import Line
from ingest.readers.pdf_order import is_right_to_left

_BOX = re.compile(r"bbox (-?\d+) (-?\d+) (-?\d+) (-?\d+)")
_SIZE = re.compile(r"x_size ([\d.]+)")
_CONFIDENCE = re.compile(r"x_wconf (\d+)")
_CELL_GAP = 1.7
_AS_BODY = (0.86, 1.24)
"""Sizes that are within this range of the usual one are taken for it: those of recognised lines waver."""
_CLOSE = 0.7
"""Gap between lines of a row, in parts of their height, up to which they are one text; columns are further apart."""
_OVERLAP = 0.2
"""Part of its height by which the box of a line may reach into that of its neighbour."""
_Piece = tuple[str, tuple[float, float], float]
"""A cell's text, where it stands, the size of its line."""
_TOGETHER = 0.5
"""Part of its height that a line shares with another one beside it, when both are one row."""


@dataclass(frozen=True, slots=True)
class Page:
    """A recognised page: its lines (y counts upwards, in pixels), its height, and the mean confidence (0 to 100)."""

    lines: tuple[Line, ...]
    height: float
    confidence: float

    def placed(self, number: int, height: float, body: float) -> list[Line]:
        """Its lines on a page of this number and height in points, in whose document most text has the size ``body``.

        The height of recognised letters is another measure than the size of a face; only its proportions count.
        """
        scale = height / max(self.height, 1.0)
        usual = median([line.size for line in self.lines for _ in range(len(line.text))] or [1.0])
        resize = body / usual if body else scale
        return [
            replace(
                line,
                page=number,
                left=line.left * scale,
                right=line.right * scale,
                y=line.y * scale,
                size=round(line.size * resize, 1),
                bounds=tuple((left * scale, right * scale) for left, right in line.bounds),
            )
            for line in self.lines
        ]


def read_hocr(data: bytes) -> list[Page]:
    """The pages of Tesseract's hOCR output. Lines without a letter or figure (specks, rules) are left out."""
    parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        root = lxml_html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):  # nothing was recognised
        return []
    return [_page(element) for element in root.iter("div") if element.get("class") == "ocr_page"]


def _page(element: HtmlElement) -> Page:
    _, _, _, height = _box(element)
    found = [line for item in element.iter("span") if _is_line(item) and (line := _line(item, height)) is not None]
    turned = sum(line.right_to_left for line in found) * 2 > len(found)
    usual = median([line.size for line in found for _ in range(len(line.text))] or [0.0])
    lines = [
        replace(line, size=usual if _AS_BODY[0] < line.size / usual < _AS_BODY[1] else line.size) for line in found
    ]
    confidences = [
        int(match[1])
        for word in element.iter("span")
        if word.get("class") == "ocrx_word" and (match := _CONFIDENCE.search(word.get("title") or ""))
    ]
    return Page(tuple(_rows(lines, turned)), height, sum(confidences) / max(len(confidences), 1))


def _is_line(element: HtmlElement) -> bool:
    return element.get("class") in ("ocr_line", "ocr_header", "ocr_caption", "ocr_textfloat")


def _box(element: HtmlElement) -> tuple[float, float, float, float]:
    match = _BOX.search(element.get("title") or "")
    return (float(match[1]), float(match[2]), float(match[3]), float(match[4])) if match else (0.0, 0.0, 0.0, 0.0)


def _line(element: HtmlElement, height: float) -> Line | None:
    """One line with its cells; words come in the order in which they are read."""
    size_match = _SIZE.search(element.get("title") or "")
    _, top, _, bottom = _box(element)
    size = float(size_match[1]) if size_match else bottom - top
    words = [
        (clean("".join(word.itertext())).strip(), _box(word))
        for word in element.iter("span")
        if word.get("class") == "ocrx_word"
    ]
    words = [(text, box) for text, box in words if text]
    if not any(char.isalnum() for text, _ in words for char in text):
        return None
    text = "".join(text for text, _ in words)
    turned = sum(map(is_right_to_left, text)) * 2 > sum(char.isalpha() for char in text)
    cells, bounds = _cells(words, size)
    whole = " ".join(cells)
    left, right = min(box[0] for _, box in words), max(box[2] for _, box in words)
    return Line(
        whole, 0, left, right, height - bottom, size, tuple(Inline(cell, (), ()) for cell in cells), bounds, turned,
        bold=False,
    )  # fmt: skip


def _cells(
    words: list[tuple[str, tuple[float, float, float, float]]], size: float
) -> tuple[list[str], tuple[tuple[float, float], ...]]:
    cells: list[str] = []
    bounds: list[tuple[float, float]] = []
    for text, box in words:
        gap = max(box[0] - bounds[-1][1], bounds[-1][0] - box[2]) if bounds else 0.0
        if cells and gap <= _CELL_GAP * size:
            cells[-1] += glue(cells[-1], text) + text
            bounds[-1] = (min(bounds[-1][0], box[0]), max(bounds[-1][1], box[2]))
        else:
            cells.append(text)
            bounds.append((box[0], box[2]))
    return cells, tuple(bounds)


def _rows(lines: list[Line], right_to_left: bool) -> Iterator[Line]:  # noqa: FBT001
    """Lines in order; short ones that stand side by side (the cells of a table) are one line."""
    taken: set[int] = set()
    for at, line in enumerate(lines):
        if at in taken:
            continue
        row = [line]
        for other in range(at + 1, len(lines)):
            if other not in taken and _is_beside(lines[other], row):
                row.append(lines[other])
                taken.add(other)
        yield _joined(row, right_to_left=right_to_left)


def _is_beside(line: Line, row: list[Line]) -> bool:
    """Whether a line is level with a row and stands at either side of its lines, or in a gap of one of them."""
    level = all(abs(line.y - other.y) < _TOGETHER * min(line.size, other.size) for other in row)
    slack = _OVERLAP * line.size
    return level and all(
        line.left >= right - slack or line.right <= left + slack for other in row for left, right in _extents(other)
    )


def _extents(line: Line) -> tuple[tuple[float, float], ...]:
    return line.bounds or ((line.left, line.right),)


def _joined(row: list[Line], *, right_to_left: bool) -> Line:
    if len(row) == 1:
        return row[0]
    pieces = [
        (cell.text, bound, line.size) for line in row for cell, bound in zip(line.cells, line.bounds, strict=True)
    ]
    pieces.sort(key=lambda piece: -piece[1][1] if right_to_left else piece[1][0])
    pieces = _closed(pieces)
    cells = tuple(Inline(text, (), ()) for text, _, _ in pieces)
    text = " ".join(text for text, _, _ in pieces)
    left, right = min(line.left for line in row), max(line.right for line in row)
    bounds = tuple(bound for _, bound, _ in pieces)
    return replace(row[0], text=text, cells=cells, bounds=bounds, left=left, right=right)


def _closed(pieces: list[_Piece]) -> list[_Piece]:
    """Neighbours that stand as close as words are one text: a line may have been recognised in several pieces."""
    closed = pieces[:1]
    for text, (left, right), size in pieces[1:]:
        before, (first, last), _ = closed[-1]
        if max(left - last, first - right) <= _CLOSE * size:
            closed[-1] = before + glue(before, text) + text, (min(first, left), max(last, right)), size
        else:
            closed.append((text, (left, right), size))
    return closed
