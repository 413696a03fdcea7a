"""Plain text. Numbers, footnotes and headings are found as in Markdown; marks are read where the file uses them."""

from __future__ import annotations

from dataclasses import replace

from ingest.blocks import RawDocument
from ingest.readers import markdown
from kg.settings import Settings

MEDIA_TYPE = "text/plain"


def read(data: bytes, source: str, settings: Settings) -> RawDocument:
    """Read a plain text file.

    Raises:
        BadInput: the bytes are no text.

    """
    return replace(markdown.read(data, source, settings), media_type=MEDIA_TYPE)
