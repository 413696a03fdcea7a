"""Scans and pictures of pages. What needs Tesseract is skipped where it is not installed."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from benches.readers import character_error_rate, squeezed
from ingest.blocks import BlockKind, RawDocument
from ingest.readers import read, read_bytes
from kg.errors import BadInput, LimitReached, Unavailable
from kg.settings import Settings
from tests.unit.printed_documents import TEXTS, by_weasyprint, page_source

SETTINGS = Settings()
TEXT = TEXTS["en"]
needs_tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")


@pytest.fixture(scope="module")
def picture() -> Image.Image:
    """The head of a printed page at 200 dpi."""
    page = pypdfium2.PdfDocument(by_weasyprint(page_source(TEXT)))[0]
    drawn: Image.Image = page.render(scale=200 / 72, grayscale=True).to_pil()
    return drawn.crop((0, 150, 1654, 900))


def saved(picture: Image.Image, kind: str, *more: Image.Image) -> bytes:
    data = io.BytesIO()
    picture.save(data, kind, **({"save_all": True, "append_images": list(more)} if more else {}))
    return data.getvalue()


def assert_head_of_the_page(document: RawDocument, page: int = 1) -> None:
    blocks = [block for block in document.blocks if block.page == page]
    assert [block.text for block in blocks[:2]] == [TEXT.title, TEXT.section]
    assert [block.kind for block in blocks[:2]] == [BlockKind.HEADING] * 2
    assert [block.label for block in blocks[2:6]] == ["1.", "(a)", "(b)", "2."]
    for block, expected in zip(blocks[2:6], (TEXT.paragraphs[0], TEXT.items[0][1], TEXT.items[1][1]), strict=False):
        assert character_error_rate(squeezed(block.text), squeezed(expected)) < 0.02


@needs_tesseract
@pytest.mark.parametrize(("kind", "name"), [("PNG", "a.png"), ("JPEG", "a.jpg")])
def test_a_picture(picture: Image.Image, kind: str, name: str) -> None:
    document = read_bytes(saved(picture, kind), name, SETTINGS)
    assert_head_of_the_page(document)
    assert document.media_type == f"image/{kind.lower()}"
    assert float(dict(document.metadata)["recognition_confidence"]) > 0.8


@needs_tesseract
def test_a_scan_that_lies_askew(picture: Image.Image) -> None:
    turned = picture.rotate(3, Image.Resampling.BICUBIC, fillcolor=255)
    assert_head_of_the_page(read_bytes(saved(turned, "PDF"), "a.pdf", SETTINGS))


@needs_tesseract
def test_a_tiff_of_two_pages_and_its_limit(picture: Image.Image) -> None:
    data = saved(picture, "TIFF", picture)
    document = read_bytes(data, "a.tif", SETTINGS)
    assert_head_of_the_page(document, 1)
    assert_head_of_the_page(document, 2)
    with pytest.raises(LimitReached, match="2 pages to recognise, more than the 1 allowed"):
        read_bytes(data, "a.tif", Settings(ocr_pages=1))


@needs_tesseract
def test_only_pages_without_text_are_recognised(picture: Image.Image) -> None:
    mixed = pypdfium2.PdfDocument(by_weasyprint(page_source(TEXT)))
    mixed.import_pages(pypdfium2.PdfDocument(saved(picture, "PDF")))
    data = io.BytesIO()
    mixed.save(data)
    document = read_bytes(data.getvalue(), "a.pdf", SETTINGS)
    assert_head_of_the_page(document, 2)
    assert dict(document.metadata)["recognised_pages"] == "2"
    assert {block.page for block in document.blocks} == {1, 2}
    without = read_bytes(data.getvalue(), "a.pdf", Settings(tesseract=""))
    assert dict(without.metadata)["pages_without_text"] == "2"


@needs_tesseract
def test_a_page_takes_only_so_long(picture: Image.Image) -> None:
    with pytest.raises(LimitReached, match=r"a\.png, page 1: recognising its text took longer than 0\.05 seconds"):
        read_bytes(saved(picture, "PNG"), "a.png", Settings(ocr_time=0.05))


@needs_tesseract
def test_a_picture_has_only_so_many_pixels(picture: Image.Image) -> None:
    data = saved(picture.crop((0, 0, 900, 200)), "PNG")
    assert read_bytes(data, "a.png", Settings(picture_pixels=180_000)).blocks
    with pytest.raises(LimitReached, match="900 × 200 pixels"):
        read_bytes(data, "a.png", Settings(picture_pixels=179_999))


@needs_tesseract
@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n" + bytes(40), b"\xff\xd8\xff" + bytes(99), b"II*\x00" + bytes(9)])
def test_a_broken_picture_is_refused(data: bytes) -> None:
    name = {b"\x89": "a.png", b"\xff": "a.jpg", b"I": "a.tif"}[data[:1]]
    with pytest.raises(BadInput, match="picture") as refused:
        read_bytes(data, name, SETTINGS)
    assert refused.value.remedy


@needs_tesseract
def test_a_white_page_is_refused() -> None:
    with pytest.raises(BadInput, match="no text was recognised"):
        read_bytes(saved(Image.new("L", (600, 800), 255), "PNG"), "a.png", SETTINGS)


@pytest.mark.parametrize("program", ["", "no-such-program"])
def test_without_the_program(picture: Image.Image, program: str) -> None:
    with pytest.raises(Unavailable, match="text recognition is not installed") as refused:
        read_bytes(saved(picture, "PNG"), "a.png", Settings(tesseract=program))
    assert "apt-get install tesseract-ocr" in refused.value.remedy


@needs_tesseract
@pytest.mark.parametrize(("language", "most"), [("ar", 0.1), ("zh", 0.1)])
def test_scanned_samples(shared: Path, language: str, most: float) -> None:
    scanned = read(shared / "samples" / "scanned" / f"report_{language}.pdf", SETTINGS)
    whole = read(shared / "samples" / f"report_{language}.pdf", SETTINGS)

    def said(document: RawDocument) -> str:
        first = [b for b in document.blocks if b.page == 1 and b.kind is not BlockKind.FURNITURE]
        return "".join(squeezed((b.label or b.note or "") + b.text) for b in first)

    assert character_error_rate(said(scanned), said(whole)) < most
