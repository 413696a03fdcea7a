"""Pictures of pages (PNG, JPEG, TIFF), by text recognition."""

from __future__ import annotations

import struct
from dataclasses import replace

from ingest.blocks import RawDocument
from ingest.readers import detect
from ingest.readers.ocr import Recognizer
from ingest.readers.pdf_paragraphs import Paragraphs
from ingest.readers.pdf_roles import place
from kg.errors import BadInput, LimitReached
from kg.settings import Settings


def read(data: bytes, source: str, settings: Settings) -> RawDocument:
    """Read a picture of one page, or of several in a TIFF file.

    Raises:
        BadInput: the picture is broken or shows no text.
        LimitReached: more pixels than ``picture_pixels``, more pages than ``ocr_pages``, or one that takes too long.
        Unavailable: text recognition is not installed.

    """
    _check_size(data, source, settings.picture_pixels)
    pages = Recognizer(settings, source).pages(data)
    if len(pages) > settings.ocr_pages:
        message = f"{source}: {len(pages):,} pages to recognise, more than the {settings.ocr_pages:,} allowed."
        raise LimitReached(message, remedy="Split it, or raise MEA_KG_OCR_PAGES.")
    lines = [[replace(line, page=number) for line in page.lines] for number, page in enumerate(pages, 1)]
    if not any(lines):
        raise BadInput(
            f"{source}: no text was recognised in the picture.", remedy="Scan it upright, at 200 to 300 dpi."
        )
    blocks = Paragraphs(place(lines, [page.height for page in pages])).blocks()
    confidence = sum(page.confidence for page in pages) / len(pages)
    metadata = (
        ("recognised_pages", ", ".join(str(number) for number in range(1, len(pages) + 1))),
        ("recognition_confidence", f"{confidence / 100:.2f}"),
    )
    return RawDocument(source, detect.media_type(data, source, settings.container_bytes), blocks, None, metadata)


def _check_size(data: bytes, source: str, most: int) -> None:
    """A PNG of few bytes may be as large as a field; its head tells. Others are held by the limits on the program."""
    if data.startswith(b"\x89PNG") and data[12:16] == b"IHDR":
        width, height = struct.unpack(">II", data[16:24])
        if width * height > most:
            message = f"{source}: {width:,} × {height:,} pixels, more than the {most:,} allowed."
            raise LimitReached(message, remedy="Scale it down, or raise MEA_KG_PICTURE_PIXELS.")
