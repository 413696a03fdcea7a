"""Lines of a PDF put together into headings, paragraphs, footnotes and tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise

from ingest.blocks import Block, BlockKind
from ingest.readers.characters import clean, is_finished, starts_inside
from ingest.readers.headings import as_heading
from ingest.readers.joining import append, rejoin
from ingest.readers.labels import heading_level, list_level, split_label
from ingest.readers.pdf_lines import RAISED, Line
from ingest.readers.pdf_marks import set_marks
from ingest.readers.pdf_roles import Placed, Role
from ingest.readers.pdf_tables import is_tabular, make_table, table_at
from ingest.readers.spans import cut_head, split_typed_label

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_WIDE_PITCH = 1.28
"""Distance between baselines, in parts of the usual one, from which on a new paragraph begins."""
_SHORT = 0.65
_FAR_APART = 4.0
_KINDS = {
    Role.TEXT: BlockKind.PARAGRAPH,
    Role.HEADING: BlockKind.HEADING,
    Role.FURNITURE: BlockKind.FURNITURE,
    Role.NOTE: BlockKind.FOOTNOTE,
    Role.NOTE_GOES_ON: BlockKind.PARAGRAPH,
}
_LONGEST_TABLE = 2000
"""Lines that a table may have; it may go over many pages."""


@dataclass(slots=True)
class _Page:
    """The measures of the document's text: left and right edge, usual distance between lines of a paragraph."""

    left: float
    right: float
    pitch: float


@dataclass(slots=True)
class _Draft:
    """A block that lines are still added to."""

    block: Block
    last: Line
    role: Role


@dataclass(slots=True)
class Paragraphs:
    """Builds the blocks of one document. One use: ``Paragraphs(placed).blocks()``."""

    placed: list[Placed]
    _done: list[Block] = field(default_factory=list)
    _draft: _Draft | None = None
    _number: int = 0
    _words: Collection[str] = frozenset()

    def blocks(self) -> tuple[Block, ...]:
        """All blocks in reading order, paragraphs whole over page ends."""
        measures = _measure([item.line for item in self.placed if item.role is Role.TEXT])
        self._words = Words(lambda: [item.line.text for item in self.placed])
        at = 0
        while at < len(self.placed):
            at += self._take(at, measures)
        self._close()
        return finished(_levelled(self._done, self.placed), self._words)

    def _take(self, at: int, page: _Page) -> int:
        """Take one line, or a whole table; how many lines were taken."""
        item = self.placed[at]
        line = item.line
        if item.role is Role.TEXT and is_tabular(line):
            following = self._text_from(at)
            lines = [self.placed[index].line for index in following]
            if count := table_at(lines, page.right - page.left, page.pitch):
                return self._take_table(following[:count], page.pitch)
            if self._take_apart(line):
                return 1
        if self._draft is not None and self._goes_on(item, self._draft, page):
            self._draft.block = append(self._draft.block, _block(item), self._words)
            self._draft.last = line
        else:
            self._begin(item)
        return 1

    def _text_from(self, at: int) -> list[int]:
        """Places of the lines of text from ``at`` on up to a heading, without what stands at the pages' edges."""
        found: list[int] = []
        for index in range(at, len(self.placed)):
            role = self.placed[index].role
            if role is Role.HEADING or len(found) > _LONGEST_TABLE:
                break
            if role is Role.TEXT:
                found.append(index)
        return found

    def _take_table(self, places: list[int], pitch: float) -> int:
        """Take a table; footnotes and running heads between its rows come behind it."""
        self._close()
        self._done.append(make_table([self.placed[index].line for index in places], pitch))
        between = range(places[0], places[-1] + 1)
        for item in (self.placed[index] for index in between if index not in places):
            if self._draft is not None and item.role is Role.NOTE_GOES_ON and self._draft.role is Role.NOTE:
                self._draft.block = append(self._draft.block, _block(item), self._words)
            else:
                self._begin(item)
        self._close()
        return len(between)

    def _take_apart(self, line: Line) -> bool:
        """Pieces far apart on one line, as in a masthead, are paragraphs of their own."""
        gaps = [abs(after[0] - before[1]) for before, after in pairwise(line.bounds)]
        if max(gaps, default=0.0) < _FAR_APART * line.size:
            return False
        self._close()
        for cell in line.cells:
            block = Block(BlockKind.PARAGRAPH, cell.text, page=line.page, emphasis=cell.emphasis, strong=cell.strong)
            self._done.append(block)
        return True

    def _begin(self, item: Placed) -> None:
        self._close()
        label = split_label(item.line.text) if item.role is Role.TEXT else None
        self._number = label.value if label and label.value else self._number
        self._draft = _Draft(_block(item), item.line, item.role)
        if item.role is Role.FURNITURE:
            self._close()

    def _close(self) -> None:
        if self._draft is not None:
            self._done.append(self._draft.block)
        self._draft = None

    def _goes_on(self, item: Placed, draft: _Draft, page: _Page) -> bool:
        line, last = item.line, draft.last
        if item.role is Role.NOTE_GOES_ON:
            return draft.role is Role.NOTE
        if item.role is not draft.role or item.role in (Role.NOTE, Role.FURNITURE) or line.page != last.page:
            return False
        gap = last.y - line.y
        if abs(line.size - last.size) > 0.1 * last.size or gap <= 0:
            return False
        if item.role is Role.HEADING:
            return gap < 1.9 * line.size and line.bold == last.bold and not heading_level(line.text)
        if gap > _WIDE_PITCH * max(page.pitch, line.size) or self._begins_item(line, draft):
            return False
        return not _is_short(last, page) or (starts_inside(line.text) and line.text[0].islower())

    def _begins_item(self, line: Line, draft: _Draft) -> bool:
        label = split_label(line.text)
        if label is None:
            return False
        apart = len(line.cells) > 1 and line.cells[0].text.replace(" ", "") == label.printed.replace(" ", "")
        awaited = bool(label.value) and label.value == self._number + 1
        return apart or awaited or is_finished(draft.block.text)


class Words(Collection[str]):
    """The words of a document by its lines, looked for when a divided word asks for them.

    The last one of a line may be half a word and must not vouch for itself.
    """

    def __init__(self, lines: Callable[[], Iterable[str]]) -> None:
        self._lines = lines

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(word for line in self._lines() for word in _WORD.findall(line.lower().rsplit(" ", 1)[0]))

    def __contains__(self, word: object) -> bool:
        return word in self._known

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def finished(blocks: Sequence[Block], words: Collection[str]) -> tuple[Block, ...]:
    """Blocks with note marks set, numbers taken off their text, and whole over page ends."""
    marks = frozenset(block.note for block in blocks if block.note)
    return tuple(_with_levels(rejoin([_labelled(set_marks(block, marks)) for block in blocks], words)))


def _block(item: Placed) -> Block:
    line, kind = item.line, _KINDS[item.role]
    block = Block(kind, line.text, page=line.page, note=item.mark or None, emphasis=line.emphasis, strong=line.strong)
    return cut_head(block, item.cut)


def _measure(lines: list[Line]) -> _Page:
    """Edges that nearly all lines keep within, and the usual distance between lines."""
    if not lines:
        return _Page(0.0, 0.0, 0.0)
    lefts, rights = sorted(line.left for line in lines), sorted(line.right for line in lines)
    gaps = Counter(
        round((above.y - below.y) * 2) / 2
        for above, below in pairwise(lines)
        if above.page == below.page and 0 < above.y - below.y < 3 * above.size
    )
    # Of the common distances the smallest: others are those between paragraphs.
    pitch = min((gap for gap, count in gaps.items() if count * 12 >= gaps.total()), default=lines[0].size * 1.2)
    near_end = len(lines) - 1 - len(lines) // 20
    return _Page(lefts[len(lines) // 20], rights[near_end], min(pitch, 2 * lines[0].size))


def _is_short(line: Line, page: _Page) -> bool:
    """Whether a line ends long before the edge, so that the next one would have had room on it."""
    left, right = line.column or (page.left, page.right)
    used = right - line.left if line.right_to_left else line.right - left
    return used < _SHORT * (right - left)


def _levelled(blocks: list[Block], placed: list[Placed]) -> list[Block]:
    """Headings with their level: the larger the type, the higher; text with a section's number too."""
    sizes: dict[tuple[str, int | None], float] = {}
    for item in placed:
        if item.role is Role.HEADING:
            sizes.setdefault((item.line.text, item.line.page), round(item.line.size))
    ranks = {size: rank for rank, size in enumerate(sorted(set(sizes.values()), reverse=True), 1)}

    def level(block: Block) -> int:
        found = (size for (text, page), size in sizes.items() if page == block.page and block.text.startswith(text))
        return min(ranks[next(found, min(ranks))], 6)

    return [replace(block, level=level(block)) if block.kind is BlockKind.HEADING else block for block in blocks]


def _labelled(block: Block) -> Block:
    text = block.text.replace(RAISED, "")
    if clean(text) != block.text and not block.rows:
        block = replace(block, text=text)
    return as_heading(split_typed_label(block))


def _with_levels(blocks: list[Block]) -> list[Block]:
    """List items with the depth that the form of their number shows."""
    out: list[Block] = []
    previous: str | None = None
    for block in blocks:
        if block.kind is BlockKind.LIST_ITEM and block.label:
            block = replace(block, level=list_level(block.label, previous))  # noqa: PLW2901
            previous = block.label
        out.append(block)
    return out
