"""PDF files with a text layer."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from ingest.blocks import Block, RawDocument
from ingest.readers.characters import clean
from ingest.readers.ocr import Recognizer
from ingest.readers.pdf_bulk import Bulk
from ingest.readers.pdf_lines import Line, page_lines
from ingest.readers.pdf_paragraphs import Paragraphs, Words, finished
from ingest.readers.pdf_pictures import page_picture
from ingest.readers.pdf_roles import body_size, place
from ingest.readers.pdf_rules import grids
from ingest.readers.pdf_runs import page_runs, page_text
from ingest.readers.pdf_tagged import TaggedPage, is_trustworthy, tagged_blocks
from ingest.readers.pdf_tags import page_tree
from kg.collector import uncollected
from kg.errors import BadInput, LimitReached, Unavailable
from kg.settings import Settings

T = TypeVar("T")

MEDIA_TYPE = "application/pdf"
_PROGRAM_TITLE = re.compile(r"microsoft \w+ - |.*\.(?:docx?|pdf|odt|rtf|indd)$|untitled", re.IGNORECASE)
_PASSWORD_ERRORS = (4, 5)
"""FPDF_ERR_PASSWORD and FPDF_ERR_SECURITY of pdfium's ``fpdfview.h``."""


@uncollected()
def read(data: bytes, source: str, settings: Settings) -> RawDocument:
    """Read a PDF by its structure tree where that can be trusted, else by the geometry of its characters.

    Raises:
        BadInput: encrypted, broken, or without text, also in its pictures.
        LimitReached: more pages than ``document_pages``, or than ``ocr_pages`` without a text layer.
        Unavailable: scanned, and text recognition is not installed.

    """
    document = _open(data, source)
    try:
        if len(document) > settings.document_pages:
            message = f"{source}: {len(document):,} pages, more than the {settings.document_pages:,} allowed."
            raise LimitReached(message, remedy="Split it, or raise MEA_KG_DOCUMENT_PAGES.")
        pages = _Pages(document, source)
        blocks = _by_tree(pages) if pages.is_tagged else None
        recognised: list[tuple[str, str]] = []
        if blocks is None or pages.empty:
            blocks, recognised = _by_geometry(pages, settings, source)
        title = clean(document.get_metadata_value("Title") or "").strip()
    finally:
        document.close()
    if not blocks:
        message = f"{source}: no text on its {len(pages)} pages, and none was recognised in their pictures."
        raise BadInput(message, remedy="Open it and check that it shows text.")
    metadata = [("title", title)] if title and not _PROGRAM_TITLE.match(title) else []
    if unreadable := sum(block.text.count("\ufffd") for block in blocks):
        metadata.append(("unreadable_characters", str(unreadable)))
    if pages.empty:
        metadata.append(("pages_without_text", ", ".join(map(str, sorted(pages.empty)))))
    return RawDocument(source, MEDIA_TYPE, blocks, None, (*metadata, *recognised))


def _by_tree(pages: _Pages) -> tuple[Block, ...] | None:
    """Blocks as the structure tree has them; None when it does not cover the text of some page."""
    found: list[TaggedPage] = []
    for page in pages.read(_tagged):
        if is_trustworthy(page):
            found.append(page)
        elif any(run.text != " " for run in page.runs):
            return None
        else:
            pages.empty.add(page.number)
    words = Words(lambda: [line for page in found for line in page.text.splitlines()])
    blocks: list[Block] = []
    for page in found:
        numbers = [int(block.note) for block in blocks if block.note and block.note.isdecimal()]
        blocks += tagged_blocks(page, words, numbers[-1] if numbers else 0)
    return finished(blocks, words)


def _by_geometry(pages: _Pages, settings: Settings, source: str) -> tuple[tuple[Block, ...], list[tuple[str, str]]]:
    """Blocks by the places of lines, and what is to be said of pages whose text had to be recognised."""
    found = list(pages.read(_laid_out))
    pages.empty = {number for number, (lines, _) in enumerate(found, 1) if not lines}
    told = _recognise(pages, found, settings, source) if pages.empty else []
    return Paragraphs(place([lines for lines, _ in found], [height for _, height in found])).blocks(), told


def _recognise(
    pages: _Pages, found: list[tuple[list[Line], float]], settings: Settings, source: str
) -> list[tuple[str, str]]:
    """Put recognised lines on the pages that have none. Where other pages have text, the program may be missing."""
    try:
        recognizer = Recognizer(settings, source)
    except Unavailable:
        if len(pages.empty) == len(pages):
            raise
        return []
    if len(pages.empty) > settings.ocr_pages:
        message = f"{source}: {len(pages.empty):,} pages to recognise, more than the {settings.ocr_pages:,} allowed."
        raise LimitReached(message, remedy="Split it, or raise MEA_KG_OCR_PAGES.")
    confidences: dict[int, float] = {}
    body = body_size([lines for lines, _ in found])
    for number in sorted(pages.empty):
        for page in recognizer.pages(pages.picture(number), number):
            height = found[number - 1][1]
            found[number - 1] = (page.placed(number, height, body), height)
            if page.lines:
                confidences[number] = page.confidence
    pages.empty -= set(confidences)
    if not confidences:
        return []
    mean = sum(confidences.values()) / len(confidences) / 100
    return [
        ("recognised_pages", ", ".join(map(str, confidences))),
        ("recognition_confidence", f"{mean:.2f}"),
    ]


def _laid_out(page: Any, number: int, bulk: Bulk) -> tuple[list[Line], float]:  # noqa: ANN401
    """Lines of a page, top first, and its height."""
    ruled = grids(page, bulk)
    runs = page_runs(page, bulk)
    if any(grid.cuts(runs) for grid in ruled):
        runs = page_runs(page, bulk, single=True)
    return page_lines(runs, number, ruled), page.get_height()


def _tagged(page: Any, number: int, bulk: Bulk) -> TaggedPage:  # noqa: ANN401
    return TaggedPage(number, page.get_height(), *page_text(page, bulk, marked=True), page_tree(page))


def _open(data: bytes, source: str) -> Any:  # noqa: ANN401  (pypdfium2 has no types)
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in _PASSWORD_ERRORS or "password" in str(error).lower():
            raise BadInput(f"{source}: the PDF is encrypted.", remedy="Remove its password.") from error
        raise BadInput(f"{source}: the PDF is broken ({error}).", remedy="Fetch or export it again.") from error


class _Pages:
    """The pages of one document. ``empty`` takes the numbers of those without text."""

    def __init__(self, document: Any, source: str) -> None:  # noqa: ANN401
        import pypdfium2.raw as pdfium

        self._document, self._source = document, source
        self._count = len(document)
        self._bulk = Bulk()
        self.empty: set[int] = set()
        self.is_tagged = bool(pdfium.FPDFCatalog_IsTagged(document))

    def __len__(self) -> int:
        return self._count

    def picture(self, number: int) -> bytes:
        """A page as a picture."""
        page = self._document[number - 1]
        picture = page_picture(page)
        page.close()
        return picture

    def read(self, take: Callable[[Any, int, Bulk], T]) -> Iterator[T]:
        """What ``take`` makes of each page, its number and what asks for its characters."""
        import pypdfium2

        for number in range(1, len(self) + 1):
            try:
                page = self._document[number - 1]
                taken = take(page, number, self._bulk)
                page.close()
            except (pypdfium2.PdfiumError, ctypes.ArgumentError) as error:
                message = f"{self._source}, page {number}: the page is broken ({error})."
                raise BadInput(message, remedy="Print the PDF to a new file and ingest that.") from error
            yield taken
