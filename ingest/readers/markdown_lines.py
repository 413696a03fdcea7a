"""Lines of a Markdown or plain text file, put into pieces: headings, labelled paragraphs, footnotes, tables.

Not CommonMark's blocks: the numbers of a meeting document are not lists to be renumbered, paragraphs
follow one another without blank lines, and footnotes stand wherever a converter left them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest.blocks import BlockKind
from ingest.readers.characters import FINAL, last_mark
from ingest.readers.labels import Label, list_level, split_label

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)\s*$")
_RULE = re.compile(r"\s*(?:\\?[-*_]\s*){3,}$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_TABLE_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_CELL = re.compile(r"(?<!\\)\|")
_NOTE = re.compile(
    r"\s*(?:\[\^(?P<named>[^\]\s]{1,20})\]:|<sup>\s*(?P<sup>\\?\*+|\d{1,3})\s*</sup>|(?P<super>[⁰¹²³⁴-⁹]{1,3})|(?P<stars>(?:\\\*)+))\s*(?=\S)"
)
_BULLET = re.compile(r"(\s*)([-+*•‣▪]|[–—](?=\s))\s+(?=\S)")
_BOLD_LABEL = re.compile(r"\*\*(\(?\w{1,4}(?:\\?[.)]))\*\*(?=\s)")
_DANGLING = re.compile(r"[^\s*\\]\*(?=\s|$)(?<!\*\*)", re.MULTILINE)
_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


@dataclass(slots=True)
class Piece:
    """A block before its inline marks are read."""

    kind: BlockKind
    lines: list[str] = field(default_factory=list)
    label: str | None = None
    level: int = 0
    note: str | None = None
    literal: bool = False
    starred: bool = False

    @property
    def source(self) -> str:
        """The lines as one text; two blanks before a line end are a hard break."""
        return "\n".join(line.lstrip() for line in self.lines).rstrip()


class LineSplitter:
    """Reads a file line by line. One use: ``LineSplitter(text).pieces()``."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._at = 0
        self._done: list[Piece] = []
        self._open: Piece | None = None
        self._number = 0
        self._label: str | None = None

    def pieces(self) -> list[Piece]:
        """All pieces in reading order."""
        while self._at < len(self._lines):
            line = self._lines[self._at]
            self._at += 1
            self._take(line)
        self._close()
        return self._lift_star_notes()

    def _lift_star_notes(self) -> list[Piece]:
        """A lone ``* text`` is no list where an earlier line ends in a star: it is the note to that star."""
        cited = False
        for at, piece in enumerate(self._done):
            alone = not any(near.starred for near in self._done[max(at - 1, 0) : at + 2] if near is not piece)
            if piece.starred and alone and cited:
                piece.kind, piece.note, piece.level = BlockKind.FOOTNOTE, "*", 0
            cited = cited or bool(_DANGLING.search(piece.source))
        return self._done

    def _take(self, line: str) -> None:
        if not line.strip():
            self._close()
        elif fence := _FENCE.match(line):
            self._take_fence(fence[1])
        elif heading := _HEADING.match(line):
            self._add(Piece(BlockKind.HEADING, [heading[2]], level=len(heading[1])))
            self._close()
        elif self._takes_underline(line):
            pass
        elif _RULE.match(line):
            self._close()
        elif self._at_table(line):
            self._take_table(line)
        elif note := self._note_at(line):
            self._add(note)
        else:
            self._take_text(line)

    def _take_text(self, line: str) -> None:
        line = line.lstrip().removeprefix("> ") if line.lstrip().startswith("> ") else line
        bullet = _BULLET.match(line)
        if bullet and bullet[2] in "–—" and self._open:
            bullet = None
        rest = line[bullet.end() :] if bullet else line.lstrip()
        label = split_label(_BOLD_LABEL.sub(r"\1", rest, count=1))
        if label and (bullet or self._starts_item(label)):
            level = list_level(label.printed, self._label)
            self._add(Piece(BlockKind.LIST_ITEM, [self._tail(label, line)], label.printed, level))
            self._label = label.printed
            self._number = label.value if level == 1 else self._number
        elif bullet:
            self._add(Piece(BlockKind.LIST_ITEM, [rest], level=1 + len(bullet[1].expandtabs(4)) // 2))
            self._done[-1].starred = bullet[2] == "*"
        elif self._open:
            self._open.lines.append(line)
        else:
            self._add(Piece(BlockKind.PARAGRAPH, [line]))

    @staticmethod
    def _tail(label: Label, line: str) -> str:
        """The item's text with the blanks at the end of its line, which may be a hard break."""
        return label.rest + line[len(line.rstrip()) :]

    def _starts_item(self, label: Label) -> bool:
        """Whether a label at the head of a line begins an item and is not just where the line was broken."""
        if self._open is None or self._open.kind is BlockKind.FOOTNOTE:
            return True
        if label.value:
            return label.value == self._number + 1 or (
                self._ended() and (label.value == 1 or label.value > self._number)
            )
        return self._ended()

    def _ended(self) -> bool:
        last = self._open.lines[-1].rstrip() if self._open else ""
        return last_mark(last) in FINAL + ",，、"

    def _note_at(self, line: str) -> Piece | None:
        match = _NOTE.match(line)
        if match is None or not (match["named"] or match["stars"] or self._fits_note()):
            return None
        mark = match["named"] or match["sup"] or match["super"] or match["stars"]
        text = line[match.end() :]
        return Piece(BlockKind.FOOTNOTE, [text], note=mark.replace("\\", "").translate(_DIGITS))

    def _fits_note(self) -> bool:
        return self._open is None or self._open.kind is BlockKind.FOOTNOTE

    def _takes_underline(self, line: str) -> bool:
        """A line of ``=`` or ``-`` makes a heading of the plain lines above it."""
        piece, match = self._open, _UNDERLINE.match(line)
        if match is None or piece is None or piece.kind is not BlockKind.PARAGRAPH or len(piece.lines) > 2:
            return False
        piece.kind, piece.level = BlockKind.HEADING, 1 if match[1][0] == "=" else 2
        self._close()
        return True

    def _take_fence(self, fence: str) -> None:
        self._close()
        start = self._at
        while self._at < len(self._lines) and not self._lines[self._at].strip().startswith(fence):
            self._at += 1
        body = self._lines[start : self._at]
        self._at += 1
        if "".join(body).strip():
            self._done.append(Piece(BlockKind.PARAGRAPH, body, literal=True))

    def _at_table(self, line: str) -> bool:
        following = self._lines[self._at] if self._at < len(self._lines) else ""
        return "|" in line and "|" in following and bool(_TABLE_RULE.match(following))

    def _take_table(self, line: str) -> None:
        self._add(Piece(BlockKind.TABLE, [line]))
        self._at += 1
        while self._at < len(self._lines) and "|" in self._lines[self._at]:
            self._done[-1].lines.append(self._lines[self._at])
            self._at += 1
        self._close()

    def _add(self, piece: Piece) -> None:
        self._close()
        self._done.append(piece)
        self._open = piece

    def _close(self) -> None:
        self._open = None


def split_cells(line: str) -> list[str]:
    """The cells of a pipe table's row, in Markdown."""
    line = line.strip().removeprefix("|")
    if line.endswith("|") and not line.endswith("\\|"):
        line = line[:-1]
    return [cell.strip() for cell in _CELL.split(line)]
