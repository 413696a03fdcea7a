"""Raised numbers and stars in a text: the marks of footnotes, or powers."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import accumulate

from ingest.blocks import Block, BlockKind
from ingest.readers.pdf_lines import RAISED
from kg.model import Span

_RAISED = re.compile(rf" ?{RAISED}(\d+|[*†‡]+)|(?<=[^\s*])(\*{{1,3}}|[†‡])")
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def set_marks(block: Block, notes: frozenset[str]) -> Block:
    """The block with ``[^1]`` for each mark of a known footnote and small raised figures for the others."""
    if not (RAISED in block.text or _RAISED.search(block.text)):
        return block
    if block.rows:
        rows = tuple(tuple(_replace(cell, notes)[0] for cell in row) for row in block.rows)
        return replace(block, text="\n".join(" | ".join(row) for row in rows), rows=rows)
    text, places = _replace(block.text, frozenset() if block.kind is BlockKind.FURNITURE else notes)

    def moved(spans: tuple[Span, ...]) -> tuple[Span, ...]:
        return tuple((places[start], places[end]) for start, end in spans if places[start] < places[end])

    return replace(block, text=text, emphasis=moved(block.emphasis), strong=moved(block.strong))


def _replace(text: str, notes: frozenset[str]) -> tuple[str, list[int]]:
    """The new text, and for each place in the old one (and its end) the place in the new one."""
    pieces = [""] * len(text)
    end = 0
    for match in _RAISED.finditer(text):
        pieces[end : match.start()] = text[end : match.start()]
        mark = match[1] or match[2]
        pieces[match.start()] = f"[^{mark}]" if mark in notes else _figure(match, mark)
        end = match.end()
    pieces[end:] = text[end:]
    pieces = [piece.replace(RAISED, "") for piece in pieces]
    return "".join(pieces), [0, *accumulate(map(len, pieces))]


def _figure(match: re.Match[str], mark: str) -> str:
    return mark.translate(_SUPERSCRIPTS) if match[1] else mark
