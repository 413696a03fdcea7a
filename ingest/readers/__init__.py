"""Bytes of a file → blocks. One reader for each format; heavy libraries are imported inside them."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import cast

from ingest.blocks import RawDocument
from ingest.readers import detect
from kg.errors import BadInput, LimitReached
from kg.settings import Settings

READERS = {
    detect.MARKDOWN: "ingest.readers.markdown",
    detect.TEXT: "ingest.readers.text",
    detect.HTML: "ingest.readers.html",
    detect.DOCX: "ingest.readers.docx",
    detect.PDF: "ingest.readers.pdf",
    detect.AKN: "ingest.readers.akn",
    **dict.fromkeys((detect.PNG, detect.JPEG, detect.TIFF), "ingest.readers.image"),
}
"""Media type → module whose ``read(data, source, settings)`` reads it."""

SUFFIXES = (
    ".md", ".markdown", ".txt", ".text", ".html", ".htm", ".xhtml", ".docx", ".pdf", ".akn", ".png", ".jpg", ".jpeg",
    ".tif", ".tiff",
)  # fmt: skip
"""Suffixes of files that a folder is searched for."""


def read(path: Path, settings: Settings) -> RawDocument:
    """Read one file into blocks, in this process. ``process.ReaderPool`` does the same behind time and memory limits.

    Raises:
        BadInput: the file cannot be opened, is empty, broken, encrypted, mislabelled or holds no text.
        LimitReached: the file, its pages or its unpacked content are larger than the settings allow.

    """
    try:
        size = path.stat().st_size
        if size > settings.upload_bytes:
            message = f"{path.name}: {size:,} bytes, more than the {settings.upload_bytes:,} allowed."
            raise LimitReached(message, remedy="Split it, or raise MEA_KG_UPLOAD_BYTES.")
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path.name}: cannot be opened ({error.strerror}).", remedy="Check name and rights.") from error
    return read_bytes(data, path.name, settings)


def read_bytes(data: bytes, source: str, settings: Settings) -> RawDocument:
    """Read a file's bytes into blocks; ``source`` is its name. Raises as ``read`` does."""
    if len(data) > settings.upload_bytes:
        message = f"{source}: {len(data):,} bytes, more than the {settings.upload_bytes:,} allowed."
        raise LimitReached(message, remedy="Split it, or raise MEA_KG_UPLOAD_BYTES.")
    kind = detect.media_type(data, source, settings.container_bytes)
    document = cast("RawDocument", import_module(READERS[kind]).read(data, source, settings))
    if not document.blocks:
        raise BadInput(f"{source}: no text was found in it.", remedy="Open it and check that it shows text.")
    return document
