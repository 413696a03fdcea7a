"""Headings that are known by their number alone."""

from __future__ import annotations

from dataclasses import replace

from ingest.blocks import Block, BlockKind
from ingest.readers.characters import is_finished
from ingest.readers.labels import heading_level

_LONGEST = 160


def as_heading(block: Block) -> Block:
    """A short line of its own that carries a section's number is a heading, whatever it is set in."""
    level = heading_level(block.text)
    single = block.kind is BlockKind.PARAGRAPH and "\n" not in block.text and len(block.text) <= _LONGEST
    if level and single and not is_finished(block.text):
        return replace(block, kind=BlockKind.HEADING, level=level)
    return block
