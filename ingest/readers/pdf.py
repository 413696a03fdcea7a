"""PDF files with a text layer."""

from __future__ import annotations

import ctypes
import re
from typing import Any

from ingest.blocks import RawDocument
from ingest.readers.characters import clean
from ingest.readers.pdf_glyphs import page_glyphs
from ingest.readers.pdf_lines import Line, page_lines
from ingest.readers.pdf_paragraphs import Paragraphs
from ingest.readers.pdf_roles import place
from kg.errors import BadInput, LimitReached
from kg.settings import Settings

MEDIA_TYPE = "application/pdf"
_PROGRAM_TITLE = re.compile(r"microsoft \w+ - |.*\.(?:docx?|pdf|odt|rtf|indd)$|untitled", re.IGNORECASE)
_PASSWORD_ERRORS = (4, 5)
"""FPDF_ERR_PASSWORD and FPDF_ERR_SECURITY of pdfium's ``fpdfview.h``."""


def read(data: bytes, source: str, settings: Settings) -> RawDocument:
    """Read a PDF by the geometry of its characters.

    Raises:
        BadInput: encrypted, broken, or without text (scanned).
        LimitReached: more pages than ``document_pages``.

    """
    document = _open(data, source)
    try:
        if len(document) > settings.document_pages:
            message = f"{source}: {len(document):,} pages, more than the {settings.document_pages:,} allowed."
            raise LimitReached(message, remedy="Split it, or raise MEA_KG_DOCUMENT_PAGES.")
        pages, heights = _pages(document, source)
        title = clean(document.get_metadata_value("Title") or "").strip()
    finally:
        document.close()
    empty = [number for number, lines in enumerate(pages, 1) if not lines]
    if len(empty) == len(pages):
        message = f"{source}: no text on its {len(pages)} pages (scanned?); OCR is not available yet."
        raise BadInput(message, remedy="Run it through a text recognition program first and ingest the result.")
    metadata = [("title", title)] if title and not _PROGRAM_TITLE.match(title) else []
    if unreadable := sum(line.text.count("\ufffd") for lines in pages for line in lines):
        metadata.append(("unreadable_characters", str(unreadable)))
    if empty:
        metadata.append(("pages_without_text", ", ".join(map(str, empty))))
    return RawDocument(source, MEDIA_TYPE, Paragraphs(place(pages, heights)).blocks(), None, tuple(metadata))


def _open(data: bytes, source: str) -> Any:  # noqa: ANN401  (pypdfium2 has no types)
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in _PASSWORD_ERRORS or "password" in str(error).lower():
            raise BadInput(f"{source}: the PDF is encrypted.", remedy="Remove its password.") from error
        raise BadInput(f"{source}: the PDF is broken ({error}).", remedy="Fetch or export it again.") from error


def _pages(document: Any, source: str) -> tuple[list[list[Line]], list[float]]:  # noqa: ANN401
    """Lines of each page, top first, and the pages' heights."""
    import pypdfium2

    pages: list[list[Line]] = []
    heights: list[float] = []
    for number in range(1, len(document) + 1):
        try:
            page = document[number - 1]
            pages.append(page_lines(page_glyphs(page), number))
            heights.append(page.get_height())
            page.close()
        except (pypdfium2.PdfiumError, ctypes.ArgumentError) as error:
            message = f"{source}, page {number}: the page is broken ({error})."
            raise BadInput(message, remedy="Print the PDF to a new file and ingest that.") from error
    return pages, heights
