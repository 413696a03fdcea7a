"""What each line of a PDF is: running head, footnote, heading or text, by place, size and repetition."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from enum import Enum, auto

from ingest.readers.labels import heading_level, split_label
from ingest.readers.pdf_lines import RAISED, Line
from ingest.readers.pdf_tables import same_columns

_NUMBERS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"[-–—\s]*(?:page\s+|стр\.\s*|第\s*)?\d{1,4}(?:\s*(?:/|of|de|из|sur)\s*\d{1,4})?(?:\s*页)?[-–—\s]*", re.IGNORECASE
)
_MARK = re.compile(rf"({RAISED})?(\d{{1,3}}|[*†‡]{{1,3}}|[a-z](?={RAISED}))[.)]?\s*(?=\S)")
_EDGE = 0.13
"""Part of the page's height, at top and bottom, in which running heads and feet stand."""
_OFTEN = 0.2
"""Part of the pages on which a running head stands at least; it may change with the chapter."""
_ALWAYS = 0.6
"""Part of the pages from which on a line that repeats is a running head, however close it is to the text."""
_SMALL, _LARGE = 0.92, 1.12
_LONGEST_HEADING = 200
_MOST_LEFT_OUT = 30


class Role(Enum):
    """What a line is on its page."""

    TEXT = auto()
    HEADING = auto()
    FURNITURE = auto()
    NOTE = auto()
    NOTE_GOES_ON = auto()


@dataclass(frozen=True, slots=True)
class Placed:
    """A line with its role. ``mark`` and ``cut`` are a footnote's own mark and the length of it in the text."""

    line: Line
    role: Role
    mark: str = ""
    cut: int = 0


def place(pages: list[list[Line]], heights: list[float]) -> list[Placed]:
    """All lines of a document with their roles, page by page.

    ``heights`` are those of the pages in points; lines carry their distance from the bottom.
    """
    body = body_size(pages)
    furniture = _furniture(pages, heights, body)
    placed: list[Placed] = []
    number = 0
    for lines in pages:
        kept = [line for line in lines if line not in furniture]
        notes: list[Placed] = []
        for column in _columns(kept):
            notes += _notes(column, body, number)
            number = next((int(note.mark) for note in reversed(notes) if note.mark.isdecimal()), number)
        known = {id(note.line): note for note in notes}
        for line in lines:
            if line in furniture:
                placed.append(Placed(line, Role.FURNITURE))
            else:
                placed.append(known.get(id(line)) or Placed(line, _heading_or_text(line, body)))
    return placed


def _columns(lines: list[Line]) -> list[list[Line]]:
    """Lines that follow one another from the top down."""
    columns: list[list[Line]] = []
    for line in lines:
        if not columns or line.y > columns[-1][-1].y:
            columns.append([])
        columns[-1].append(line)
    return columns


def body_size(pages: list[list[Line]]) -> float:
    """The font size of most characters."""
    sizes: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _furniture(pages: list[list[Line]], heights: list[float], body: float) -> set[Line]:
    """Running heads and feet: the outermost lines that stand on several pages at the same height, and page numbers."""
    edges = [
        [line for line in lines if line.y > height * (1 - _EDGE) or line.y < height * _EDGE]
        for lines, height in zip(pages, heights, strict=True)
    ]
    seen = Counter(_key(line) for lines in edges for line in lines)
    often = max(2, len(pages) * _OFTEN)
    found: set[Line] = set()  # lines are told apart by identity
    for lines, edge in zip(pages, edges, strict=True):
        by_height = sorted(lines, key=lambda line: -line.y)
        for inwards in (by_height, by_height[::-1]):
            run = []
            for line in inwards:
                repeated = seen[_key(line)] >= often and not _is_content(line, body)
                if line not in edge or not (repeated or _PAGE_NUMBER.fullmatch(line.text)):
                    break
                run.append(line)
            always = [seen[_key(line)] >= len(pages) * _ALWAYS for line in run]
            found.update(run[: _head_length(inwards, run, always)])
    return found


def _head_length(inwards: list[Line], run: list[Line], always: list[bool]) -> int:
    """How many of the lines that repeat are the head: not the first rows of a table that stands there often."""
    for at, line in enumerate(run):
        table = at + 1 < len(inwards) and len(line.cells) > 1 and same_columns(line, inwards[at + 1])
        if table and not any(always[at:]):
            return at
    return len(run)


def _is_content(line: Line, body: float) -> bool:
    """Whether a line is numbered as paragraphs, headings and footnotes are; such a line may be the same by chance."""
    if line.ruled:
        return True
    numbered = split_label(line.text) is not None or heading_level(line.text) > 0
    return numbered or (line.size < body * _SMALL and _MARK.match(line.text) is not None)


def _key(line: Line) -> tuple[str, int]:
    return _NUMBERS.sub("#", line.text), round(line.y / 3)


def _notes(lines: list[Line], body: float, number: int) -> list[Placed]:
    """The footnotes at the foot of a page: the lines below the last one of body size, from the first mark on.

    Where notes are as large as the text, they are known by the raised mark that they begin with.
    ``number`` is that of the last footnote before this page, 0 where there was none.
    """
    start = len(lines)
    while start and lines[start - 1].size < body * _SMALL and not lines[start - 1].ruled:
        start -= 1
    if start == len(lines):
        raised = (at for at, line in enumerate(lines) if line.text.startswith(RAISED))
        start = next(raised, len(lines))
    notes: list[Placed] = []
    for line in lines[start:]:
        mark, cut = note_mark(line.text, number)
        if mark:
            notes.append(Placed(line, Role.NOTE, mark, cut))
            number = int(mark) if mark.isdecimal() else number
        elif notes or number:
            notes.append(Placed(line, Role.NOTE_GOES_ON))
    return notes


def note_mark(text: str, number: int) -> tuple[str, int]:
    """A footnote's mark and how many characters it takes, ``("", 0)`` where the text begins with none.

    ``number`` is that of the footnote before, 0 where there was none.
    """
    awaited = str(number + 1)
    raised = text.startswith(RAISED)
    if text.lstrip(RAISED).startswith(awaited):
        # A note that begins with a figure: the mark is the one that follows the last.
        cut = len(awaited) + raised
        return awaited, cut + len(text[cut:]) - len(text[cut:].lstrip(" .)"))
    match = _MARK.match(text)
    if match is None or (
        match[2].isdecimal() and not match[1] and not 0 < int(match[2]) - number < 30 and match[2] != "1"
    ):
        return "", 0
    return match[2], match.end()


def _heading_or_text(line: Line, body: float) -> Role:
    if line.ruled:
        return Role.TEXT
    numbered = len(line.cells) > 1 and split_label(line.text) is not None and line.size <= body * _LARGE
    if numbered or len(line.text) > _LONGEST_HEADING or not any(char.isalpha() for char in line.text):
        return Role.TEXT
    return Role.HEADING if line.bold or line.size > body * _LARGE else Role.TEXT
