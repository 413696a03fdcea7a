"""Blocks of a tagged PDF by its structure tree, where the tree can be trusted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from ingest.blocks import Block, BlockKind
from ingest.readers.joining import append
from ingest.readers.labels import heading_level, split_label
from ingest.readers.pdf_characters import Run, drawn_length
from ingest.readers.pdf_lines import RAISED, Line, is_page_right_to_left, page_lines, row_pieces, set_line
from ingest.readers.pdf_roles import note_mark
from ingest.readers.pdf_rows import baselines, usual
from ingest.readers.pdf_tables import table_at
from ingest.readers.pdf_tags import Element
from ingest.readers.spans import cut_head

_COVERED = 0.95
"""Part of a page's text inside its edges that the tree has to cover."""
_EDGE = 0.13
_LARGEST = 0.75
"""Part of a page's text that one paragraph of a trustworthy tree holds at most, on pages with many lines."""
_MANY_LINES = 15
_NOTES = frozenset({"Note", "FENote"})
_LAYOUT = 2
"""Pieces side by side that are no table yet: a masthead, a number and its text."""
_LARGE, _LONGEST_TITLE = 1.12, 200
_ROWS_IN = frozenset({"THead", "TBody", "TFoot"})


@dataclass(frozen=True)
class TaggedPage:
    """A page's text in lines and in runs, its height in points, and its part of the structure tree."""

    number: int
    height: float
    text: str
    runs: Sequence[Run]
    tree: Element | None

    @cached_property
    def right_to_left(self) -> bool:
        """Whether most of it is written from right to left."""
        return is_page_right_to_left(self.runs)

    @cached_property
    def size(self) -> float:
        """Font size of most characters."""
        return _size(self.runs)


def is_trustworthy(page: TaggedPage) -> bool:
    """Whether the tree covers the text of the page, and divides it."""
    return page.tree is not None and _covers(page, page.tree) and _divides(page, page.tree) and _has_tables(page)


def _has_tables(page: TaggedPage) -> bool:
    """Whether the tree has a table where the page shows one. Browsers leave out what they take for layout."""
    if page.tree is None or any(element.kind == "Table" for element in page.tree.walk()):
        return True
    if not any(len(row_pieces(row)) > 1 for row in baselines(page.runs)):
        return True
    lines = [line for line in page_lines(page.runs, page.number) if _EDGE < line.y / page.height < 1 - _EDGE]
    width = max((line.right for line in lines), default=0.0) - min((line.left for line in lines), default=0.0)
    starts = (at for at, line in enumerate(lines) if len(line.cells) > _LAYOUT)
    return not any(table_at(lines[at:], width, lines[at].size) for at in starts)


def tagged_blocks(page: TaggedPage, words: Collection[str], number: int) -> list[Block]:
    """Blocks in the order of the tree; what no element holds stands at the page's edge and is furniture.

    ``words`` are those of the document, ``number`` is that of the last footnote before this page.
    """
    return _PageReader(page, words, number).blocks()


def _drawn(page: TaggedPage) -> list[Run]:
    return [run for run in page.runs if run.text != " "]


def _covers(page: TaggedPage, tree: Element) -> bool:
    marks = set(tree.marks())
    edge = _EDGE * page.height
    inner = [run for run in _drawn(page) if run.mark in marks or edge < run.y < page.height - edge]
    return _length([run for run in inner if run.mark in marks]) >= _COVERED * _length(inner)


def _divides(page: TaggedPage, tree: Element) -> bool:
    drawn = _drawn(page)
    if len({round(run.y) for run in drawn}) < _MANY_LINES:
        return True
    lengths: Counter[int] = Counter()
    for run in drawn:
        lengths[run.mark] += drawn_length(run)
    largest = 0
    for element in tree.walk():
        own = {child for child in element.children if isinstance(child, int)}
        for child in element.children:
            own |= set(child.marks()) if isinstance(child, Element) and not child.is_block else set()
        largest = max(largest, sum([lengths[mark] for mark in own]))
    return largest <= _LARGEST * lengths.total()


def _length(runs: Sequence[Run]) -> int:
    """Characters that are drawn."""
    return sum(map(drawn_length, runs))


@dataclass(slots=True)
class _PageReader:
    """Reads one page."""

    page: TaggedPage
    words: Collection[str]
    number: int = 0
    _done: list[Block] = field(default_factory=list)
    _notes: list[Block] = field(default_factory=list)
    _label: str | None = None
    _depth: int = 0
    _marked: dict[int, list[Run]] = field(default_factory=dict)

    def blocks(self) -> list[Block]:
        tree = self.page.tree or Element("Document", [])
        known = set(tree.marks())
        mark = -1
        for run in self.page.runs:
            if run.text != " " or run.mark in known:  # a space that pdfium makes up belongs to no content
                mark = run.mark if run.mark in known else -1
            self._marked.setdefault(mark, []).append(run)
        edges = [
            Block(BlockKind.FURNITURE, line.text, page=self.page.number)
            for line in sorted(self._lines(self._marked.get(-1, [])), key=lambda line: -line.y)
        ]
        self._take(tree)
        return [*edges, *self._done, *self._notes]

    def _take(self, element: Element) -> None:
        """Take an element of any type: a run of inline children is a paragraph, block children speak for themselves."""
        run: list[int] = []
        for child in element.children:
            if isinstance(child, int):
                run.append(child)
            elif not child.is_block:
                if child.kind == "Lbl" and element.kind == "LI":
                    self._label = self._text(child.marks()).text
                else:
                    run += child.marks()
            else:
                if child.kind not in _NOTES:
                    self._paragraph(run, element.kind)
                    run = []
                self._block(child)
        self._paragraph(run, element.kind)

    def _block(self, element: Element) -> None:
        match element.kind:
            case "Table":
                self._table(element)
            case "Note" | "FENote":
                self._note(element)
            case "L":
                self._depth += 1
                self._take(element)
                self._depth -= 1
            case "LI":
                self._take(element)
                self._label = None
            case _:
                self._take(element)

    def _paragraph(self, marks: list[int], kind: str) -> None:
        block = self._text(marks)
        if not block.text:
            return
        if block.text.startswith(RAISED) and note_mark(block.text, self.number)[0]:
            self._as_note(block)
            return
        level = _heading(kind, block.text) or self._is_large(marks, kind)
        if level:
            self._done.append(replace(block, kind=BlockKind.HEADING, level=int(level)))
            return
        label, self._label = self._label, None
        if label and (split := split_label(f"{label} x")):
            block = replace(block, kind=BlockKind.LIST_ITEM, label=split.printed, level=max(self._depth, 1))
        elif label and label[:1].isalnum():
            block = replace(block, text=f"{label} {block.text}", emphasis=(), strong=())
        self._done.append(block)

    def _is_large(self, marks: Sequence[int], kind: str) -> bool:
        """Whether a paragraph is a title that is only set as one."""
        if kind != "P" or self._depth:
            return False
        own = [run for mark in marks for run in self._marked.get(mark, ()) if run.text != " "]
        return _length(own) <= _LONGEST_TITLE and _size(own) > _LARGE * self.page.size

    def _note(self, element: Element) -> None:
        self._as_note(self._text(element.marks()))

    def _as_note(self, block: Block) -> None:
        mark, cut = note_mark(block.text, self.number)
        if mark:
            block = replace(cut_head(block, cut), note=mark)
            self.number = int(mark) if mark.isdecimal() else self.number
        self._notes.append(replace(block, kind=BlockKind.FOOTNOTE))

    def _table(self, element: Element) -> None:
        for child in element.children:
            if isinstance(child, Element) and child.kind == "Caption":
                self._take(child)
        rows = []
        for row in _rows(element):
            cells = [child for child in row.children if isinstance(child, Element) and child.kind in ("TH", "TD")]
            rows.append([self._cell(cell) for cell in cells])
        rows = [row for row in rows if any(row)]
        width = max(map(len, rows), default=0)
        table = tuple(tuple(row + [""] * (width - len(row))) for row in rows)
        if table:
            text = "\n".join(" | ".join(row) for row in table)
            self._done.append(Block(BlockKind.TABLE, text, page=self.page.number, rows=table))

    def _cell(self, cell: Element) -> str:
        inner = _PageReader(self.page, self.words, self.number, _marked=self._marked)
        inner._take(cell)
        self._notes += inner._notes
        self.number = inner.number
        return "\n".join(f"{block.label or ''} {block.text}".strip() for block in inner._done)

    def _text(self, marks: Iterable[int]) -> Block:
        """The text of some marked content, lines put together."""
        runs = [run for mark in marks for run in self._marked.get(mark, ())]
        block = Block(BlockKind.PARAGRAPH, "", page=self.page.number)
        for line in sorted(self._lines(runs), key=lambda line: line.order):
            piece = replace(block, text=line.text, emphasis=line.emphasis, strong=line.strong)
            block = append(block, piece, self.words) if block.text else piece
        return block

    def _lines(self, runs: list[Run]) -> list[Line]:
        turned = self.page.right_to_left
        rows = baselines(runs)
        return [line for row in rows if (line := set_line(row, self.page.number, right_to_left=turned)).text]


def _size(runs: Sequence[Run]) -> float:
    return usual([(run.face.size, len(run.text)) for run in runs])


def _rows(table: Element) -> list[Element]:
    rows: list[Element] = []
    for child in table.children:
        if isinstance(child, Element):
            if child.kind == "TR":
                rows.append(child)
            elif child.kind in _ROWS_IN:
                rows += _rows(child)
    return rows


def _heading(kind: str, text: str) -> int:
    """Level of a heading by its type, 0 for other text. A plain ``H`` shows its level by its number only."""
    if kind == "Title":
        return 1
    if kind == "H":
        return heading_level(text) or 1
    return int(kind[1]) if len(kind) == 2 and kind[0] == "H" and kind[1].isdecimal() else 0
