"""Raised numbers and stars in a text: the marks of footnotes, or powers."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import accumulate

from ingest.blocks import Block, BlockKind
from ingest.readers.pdf_lines import RAISED
from kg.model import Span

_RAISED = re.compile(rf" ?{RAISED}(\d+|[*†‡]+)|(?<=[^\s*])(\*{{1,3}}|[†‡])")
_SIGNS = re.compile(f"[{RAISED}*†‡]")
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def set_marks(block: Block, notes: frozenset[str]) -> Block:
    """The block with ``[^1]`` for each mark of a known footnote and small raised figures for the others."""
    if not _SIGNS.search(block.text):
        return block
    if block.rows:
        rows = tuple(tuple(_with_marks(cell, notes) for cell in row) for row in block.rows)
        return replace(block, text="\n".join(" | ".join(row) for row in rows), rows=rows)
    notes = frozenset() if block.kind is BlockKind.FURNITURE else notes
    if not block.emphasis and not block.strong:
        return replace(block, text=_with_marks(block.text, notes))
    text, places = _replace(block.text, notes)

    def moved(spans: tuple[Span, ...]) -> tuple[Span, ...]:
        return tuple((places[start], places[end]) for start, end in spans if places[start] < places[end])

    return replace(block, text=text, emphasis=moved(block.emphasis), strong=moved(block.strong))


def _with_marks(text: str, notes: frozenset[str]) -> str:
    return _RAISED.sub(lambda match: _set(match, notes), text).replace(RAISED, "")


def _replace(text: str, notes: frozenset[str]) -> tuple[str, list[int]]:
    """The new text, and for each place in the old one (and its end) the place in the new one."""
    pieces = [""] * len(text)
    end = 0
    for match in _RAISED.finditer(text):
        pieces[end : match.start()] = text[end : match.start()]
        pieces[match.start()] = _set(match, notes)
        end = match.end()
    pieces[end:] = text[end:]
    pieces = [piece.replace(RAISED, "") for piece in pieces]
    return "".join(pieces), [0, *accumulate(map(len, pieces))]


def _set(match: re.Match[str], notes: frozenset[str]) -> str:
    mark = match[1] or match[2]
    if mark in notes:
        return f"[^{mark}]"
    return mark.translate(_SUPERSCRIPTS) if match[1] else mark
