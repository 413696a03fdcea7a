"""Paragraphs that a footnote or the end of a page has cut in two are put together again."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from ingest.blocks import Block, BlockKind
from ingest.readers.characters import glue, is_cjk, is_finished, starts_inside
from ingest.readers.labels import heading_level
from kg.model import Span

_BREAKS = frozenset("-\u2010\u2013/")
"""Signs behind which a word, a symbol or a number may go on in the next line."""
_BROKEN = re.compile(r"([^\W\d_]+)[-\u2010]$")
_JOINT = re.compile(r"\w[-\u2010\u2013/]")
_HEAD = re.compile(r"[^\W\d_]+")
_ASIDE = (BlockKind.FOOTNOTE, BlockKind.FURNITURE)
_TEXT = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
_RUNNING = 80
"""Characters from which on an unnumbered piece counts as running text; half of it in Chinese."""


def rejoin(blocks: list[Block], words: Collection[str] = ()) -> list[Block]:
    """Join each block that continues an earlier one. Footnotes in between come behind the whole paragraph.

    ``words`` are those of the document, which tell a hyphen that divides a word from one that belongs to it.
    """
    joined: list[Block] = []
    opened: int | None = None
    page: int | None = None
    for block in blocks:
        if block.kind in _ASIDE:
            joined.append(block)
            continue
        lifted = page != block.page or (opened is not None and opened < len(joined) - 1)
        page = block.page
        if opened is not None and continues(joined[opened], block, lifted=lifted):
            joined[opened] = append(joined[opened], block, words)
            continue
        joined.append(block)
        opened = len(joined) - 1 if block.kind in _TEXT else None
    return joined


def continues(block: Block, following: Block, *, lifted: bool) -> bool:
    """Whether ``following`` goes on with the sentence that ``block`` leaves open.

    ``lifted`` says that a footnote or a running head stood between the two: then capitals and
    digits may go on with a sentence too, since names often stand at the break.
    """
    if following.kind is not BlockKind.PARAGRAPH or following.label or is_finished(block.text) or not block.text:
        return False
    if not (block.label or _is_running(block)) or _is_set_apart(following) or heading_level(following.text):
        return False
    comma = block.text.rstrip()[-1] in ",，、"
    if starts_inside(following.text):
        return bool(block.label) or not comma or lifted
    return lifted and bool(block.label) and (len(following.text) >= _RUNNING // 2 or is_finished(following.text))


def append(block: Block, following: Block, words: Collection[str] = ()) -> Block:
    """One block of two pieces of a paragraph, with the spans of both."""
    left, gap = seam(block.text, following.text, words)
    shift = len(left) + len(gap)

    def kept(spans: tuple[Span, ...]) -> tuple[Span, ...]:
        return tuple((start, min(end, len(left))) for start, end in spans if start < len(left))

    def moved(spans: tuple[Span, ...]) -> tuple[Span, ...]:
        return tuple((start + shift, end + shift) for start, end in spans)

    return replace(
        block,
        text=left + gap + following.text,
        emphasis=_merged(kept(block.emphasis) + moved(following.emphasis), gap),
        strong=_merged(kept(block.strong) + moved(following.strong), gap),
    )


def seam(left: str, right: str, words: Collection[str]) -> tuple[str, str]:
    """What stays of the left piece, and what stands between the two.

    A hyphen at a line's end goes when the document has the word without it, and stays when it has the word with it,
    or both halves as words of their own, as in ``mercury-added``.
    """
    if left[-1:] not in _BREAKS:
        return left, glue(left, right)
    if _JOINT.match(left[-2:]) and right[:1].isalnum() and not right[:1].islower():
        return left, ""  # a symbol or a number that may break behind a hyphen or a stroke: MC-5/16, COP.6/INF/26
    broken = _BROKEN.search(left[left.rfind(" ") + 1 :])
    head = _HEAD.match(right)
    if broken is None or head is None or not head[0][0].islower():
        return left, glue(left, right)
    first, second = broken[1].lower(), head[0].lower()
    if first + second in words:
        return left[:-1], ""
    stays = f"{first}-{second}" in words or not words or (first in words and second in words)
    return (left, "") if stays else (left[:-1], "")


def _merged(spans: tuple[Span, ...], gap: str) -> tuple[Span, ...]:
    """Spans that only the seam divides, as one."""
    out: list[Span] = []
    for start, end in spans:
        if out and start - out[-1][1] <= len(gap):
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return tuple(out)


def _is_running(block: Block) -> bool:
    """Whether an unnumbered piece is long enough, and on one line, to be running text and not a masthead's line."""
    needed = _RUNNING // 2 if is_cjk(block.text[-1:]) else _RUNNING
    return "\n" not in block.text and len(block.text) >= needed and not _covers(block.strong, block)


def _is_set_apart(block: Block) -> bool:
    """Whether a piece begins in italics or is all bold: a verb of its own, a title."""
    return any(start == 0 for start, _ in block.emphasis) or _covers(block.strong, block)


def _covers(spans: tuple[Span, ...], block: Block) -> bool:
    return bool(spans) and spans[0][0] == 0 and spans[-1][1] >= len(block.text)
