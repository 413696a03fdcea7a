"""The paragraphs and items of a treaty, one block each: what a converter glued together, cut at its numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.blocks import Block, BlockKind
from ingest.structure.parts import article_number, has_title, part_heading, subpart_heading
from ingest.structure.words import PARTIES_TO_THIS, PREAMBLE

_PREAMBLE = re.compile(rf"(?:(?:{PREAMBLE})\W+)?(?:{PARTIES_TO_THIS})", re.IGNORECASE)
_GLUED_PREAMBLE = 800
_LONGEST_TITLE = 200
_HEAD = re.compile(r"(\d{1,2}[.)]|\(?[a-z]{1,3}\s?\))\s*(?=[^\s,;.)])")
_INSIDE = re.compile(
    r"(?:^|(?<=[.;:])\s+(?:(?:and|or|y|o|et|ou|и)\s+)?)(\d{1,2}\.(?=\s)|\(?[a-z]\s?\))\s*(?=[^\s,;.)])", re.MULTILINE
)
_RECITAL = re.compile(r",\s+(?=[A-Z][a-z]+(?:ing|ed|ful|are|ous|ent)\b)|,\s+(?=Have agreed as follows)")


def pieces(blocks: Sequence[Block]) -> list[Block]:
    """One block for each recital, paragraph and item."""
    cutter = _Cutter()
    return [piece for block in blocks for part in cutter.pieces(block) for piece in _recitals(part)]


class _Cutter:
    """Cuts blocks at the numbers that stand inside them; a number counts only where it goes on with its list."""

    def __init__(self) -> None:
        self._number = 0
        self._letter = ""

    def pieces(self, block: Block) -> Iterator[Block]:
        """One block for each paragraph and item."""
        if block.kind not in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
            if block.kind is BlockKind.HEADING:
                self._number, self._letter = 0, ""
            yield block
            return
        label, text = block.label, block.text
        first = _HEAD.match(text) if label is None else None
        if first is not None and self._goes_on(first[1]):
            label, text = first[1], text[first.end() :]
        yield from self._cut(replace(block, kind=BlockKind.LIST_ITEM if label else block.kind), self._read(label), text)

    def _cut(self, block: Block, label: str | None, text: str) -> Iterator[Block]:
        start = 0
        for match in _INSIDE.finditer(text):
            behind_number = match.start() == 0 and label is not None and label[0].isdigit()
            if (match.start() == 0 and not behind_number) or not self._goes_on(match[1]):
                continue
            yield _part(block, label, text[start : match.start()])
            label, start = self._read(match[1]), match.end()
        yield _part(block, label, text[start:]) if start or label != block.label else block

    def _goes_on(self, label: str) -> bool:
        mark = label.strip("(). ").lower()
        if mark.isdigit():
            return int(mark) == self._number + 1
        return mark == "a" or self._is_next_letter(mark) or set(mark) <= set("ivx")

    def _is_next_letter(self, mark: str) -> bool:
        return len(mark) == len(self._letter) == 1 and ord(mark) == ord(self._letter) + 1

    def _read(self, label: str | None) -> str | None:
        """Remember a label; ``8)`` after 7 is a paragraph’s number with the wrong mark."""
        if label is None:
            return None
        mark = label.strip("(). ").lower()
        if mark.isdigit():
            label = f"{mark}." if int(mark) == self._number + 1 else label
            self._number, self._letter = int(mark), ""
        elif self._is_next_letter(mark) or not set(mark) <= set("ivx"):
            self._letter = mark
        return label.replace(" ", "")


def _part(block: Block, label: str | None, text: str) -> Block:
    kind = BlockKind.LIST_ITEM if label else block.kind
    return replace(block, kind=kind, label=label, text=text.strip(), level=0, emphasis=(), strong=())


def _recitals(block: Block) -> Iterator[Block]:
    """A preamble that was run into one paragraph, as the paragraphs that it is made of."""
    if block.label or not _PREAMBLE.match(block.text) or len(block.text) < _GLUED_PREAMBLE:
        yield block
        return
    places = [0, *(match.end() for match in _RECITAL.finditer(block.text)), len(block.text)]
    for start, end in pairwise(places):
        yield replace(block, text=block.text[start:end].strip(), emphasis=(), strong=())


def with_titles(blocks: Sequence[Block]) -> list[Block]:
    """The heading of an article or annex together with the title that stands below it."""
    done: list[Block] = []
    for place, block in enumerate(blocks):
        following = blocks[place + 1] if place + 1 < len(blocks) else None
        above = done[-1] if done else None
        if above is not None and _takes_title(above) and _is_title_of(block, following):
            done[-1] = replace(above, text=f"{' '.join(above.text.split())}\n{block.text}", kind=BlockKind.HEADING)
        else:
            done.append(block)
    return done


def _takes_title(block: Block) -> bool:
    bare = article_number(block) is not None or part_heading(block) is not None or subpart_heading(block) is not None
    return bare and not has_title(block)


def _is_title_of(block: Block, following: Block | None) -> bool:
    """A heading, or a short line that is no sentence, with text of the article behind it."""
    if article_number(block) is not None or part_heading(block) or subpart_heading(block) or block.label:
        return False
    if block.kind is BlockKind.HEADING:
        return True
    short = (
        block.kind is BlockKind.PARAGRAPH
        and len(block.text) <= _LONGEST_TITLE
        and not re.search(r"[.:;,。：；]\s*$", block.text)
    )
    return short and following is not None


def with_levels(blocks: Sequence[Block]) -> Iterator[Block]:
    """Depths by the form of the labels; an ``(i)`` with an ``(ii)`` behind it is Roman, even after ``(h)``."""
    marks = [(block.label or "").strip("(). ").lower() for block in blocks]
    labelled = [place for place, mark in enumerate(marks) if mark]
    following = {place: marks[after] for place, after in pairwise(labelled)}
    letter = ""
    for place, (block, mark) in enumerate(zip(blocks, marks, strict=True)):
        if not mark or not (mark.isdigit() or mark.isascii()):
            yield block
            continue
        next_letter = len(mark) == 1 and chr(ord(letter or "`") + 1) == mark
        roman = set(mark) <= set("ivx") and (mark != "i" or following.get(place) == "ii" or not next_letter)
        roman = roman and (len(mark) > 1 or mark == "i" or not next_letter)
        if not roman:
            letter = "" if mark.isdigit() else mark
        yield replace(block, level=1 if mark.isdigit() else 3 if roman else 2)
