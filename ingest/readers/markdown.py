"""Markdown, and plain text that is written like it: the output of converters above all."""

from __future__ import annotations

import re

from ingest.blocks import Block, BlockKind, RawDocument
from ingest.readers.characters import decode
from ingest.readers.front_matter import split_front_matter
from ingest.readers.headings import as_heading
from ingest.readers.inline import Inline, parse_inline
from ingest.readers.joining import rejoin
from ingest.readers.markdown_lines import LineSplitter, Piece, split_cells
from kg.settings import Settings

MEDIA_TYPE = "text/markdown"
_LANGUAGE = re.compile(r"[a-z]{2}(?=$|[-_])")
_SHORT_LINE = 60


def read(data: bytes, source: str, settings: Settings) -> RawDocument:  # noqa: ARG001  (all readers are called alike)
    """Read a Markdown file; its front matter becomes the document's metadata.

    Raises:
        BadInput: the bytes are no text.

    """
    metadata, text = split_front_matter(decode(data, source))
    declared = _LANGUAGE.match(dict(metadata).get("language", "").lower())
    return RawDocument(source, MEDIA_TYPE, read_blocks(text), declared[0] if declared else None, metadata)


def read_blocks(text: str) -> tuple[Block, ...]:
    """Blocks of a Markdown text without its front matter."""
    pieces = LineSplitter(_without_comments(text).replace("\f", "\n\n")).pieces()
    notes = frozenset(piece.note for piece in pieces if piece.note)
    blocks: list[Block] = []
    in_masthead = True
    for piece in pieces:
        in_masthead = in_masthead and not piece.label and piece.kind is not BlockKind.HEADING
        block = _block(piece, notes, in_masthead=in_masthead)
        if block.text:
            blocks.append(as_heading(block))
    return tuple(rejoin(blocks))


def _without_comments(text: str) -> str:
    kept, end = [], 0
    while (start := text.find("<!--", end)) >= 0 and (close := text.find("-->", start)) >= 0:
        kept.append(text[end:start])
        end = close + len("-->")
    return "".join(kept) + text[end:]


def _block(piece: Piece, notes: frozenset[str], *, in_masthead: bool) -> Block:
    if piece.literal:
        return Block(piece.kind, "\n".join(piece.lines).strip("\n"))
    if piece.kind is BlockKind.TABLE:
        return _table(piece, notes)
    source = piece.source
    if in_masthead and piece.kind is BlockKind.PARAGRAPH and all(len(line) <= _SHORT_LINE for line in piece.lines):
        source = "  \n".join(line.rstrip() for line in source.split("\n"))
    # Only unnumbered pieces are set line by line; in a numbered paragraph a line break means nothing.
    inline = parse_inline(source, notes, breaks=piece.kind is BlockKind.PARAGRAPH)
    kind, text = piece.kind, inline.text
    return Block(kind, text, piece.label, piece.level, note=piece.note, emphasis=inline.emphasis, strong=inline.strong)


def _table(piece: Piece, notes: frozenset[str]) -> Block:
    cells = [[_cell(cell, notes).text for cell in split_cells(line)] for line in piece.lines]
    width = max(map(len, cells))
    rows = tuple(tuple(row + [""] * (width - len(row))) for row in cells)
    return Block(BlockKind.TABLE, "\n".join(" | ".join(row) for row in rows), rows=rows)


def _cell(source: str, notes: frozenset[str]) -> Inline:
    return parse_inline(source, notes)
