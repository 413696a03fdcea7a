"""PDF files: the samples of LibreOffice, and pages printed here by Chromium."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.blocks import Block, BlockKind, RawDocument
from ingest.readers import read, read_bytes
from ingest.readers.joining import seam
from ingest.readers.pdf_characters import Run
from ingest.readers.pdf_faces import Face
from ingest.readers.pdf_order import reading_order
from kg.errors import BadInput, LimitReached, Unavailable
from kg.settings import Settings

SETTINGS = Settings()
CHROMIUM = shutil.which("chromium")
LANGUAGES = ["ar", "zh", "en", "fr", "ru", "es"]


def content(document: RawDocument) -> list[Block]:
    aside = (BlockKind.FURNITURE, BlockKind.FOOTNOTE, BlockKind.TABLE)
    return [block for block in document.blocks if block.kind not in aside]


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_samples_say_the_same_as_the_word_documents(shared: Path, language: str) -> None:
    pdf = read(shared / "samples" / f"report_{language}.pdf", SETTINGS)
    word = read(shared / "samples" / f"report_{language}.docx", SETTINGS)
    assert [(b.label, squeezed(b.text)) for b in content(pdf)] == [(b.label, squeezed(b.text)) for b in content(word)]
    for kind in (BlockKind.FOOTNOTE, BlockKind.TABLE):
        found = [(b.note, squeezed(b.text), b.rows) for b in pdf.blocks if b.kind is kind]
        assert found == [(b.note, squeezed(b.text), b.rows) for b in word.blocks if b.kind is kind]
    assert len([b for b in pdf.blocks if b.label and b.level == 1]) == 10
    assert [b.note for b in pdf.blocks if b.note] == ["1", "2"]


@pytest.mark.parametrize("language", ["ar", "en", "es", "fr", "ru"])
def test_spaces_are_exact(shared: Path, language: str) -> None:
    pdf = read(shared / "samples" / f"report_{language}.pdf", SETTINGS)
    word = read(shared / "samples" / f"report_{language}.docx", SETTINGS)
    assert [b.text for b in content(pdf)] == [b.text.replace("\n", " ") for b in content(word)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_heads_and_italics(shared: Path, language: str) -> None:
    blocks = read(shared / "samples" / f"report_{language}.pdf", SETTINGS).blocks
    heads = [b for b in blocks if b.kind is BlockKind.FURNITURE]
    pages = sorted({b.page or 0 for b in blocks})
    assert pages == list(range(1, len(pages) + 1))
    assert [b.text for b in heads if b.text == "UNEP/TEST/COP.9/7"] == ["UNEP/TEST/COP.9/7"] * len(pages)
    assert [b.text for b in heads if b.text.isdecimal()] == [str(page) for page in pages]
    annex = [b for b in blocks if b.kind is BlockKind.PARAGRAPH and b.page == pages[-1]]
    assert all(b.emphasis for b in annex) == (language != "zh")  # no face with Chinese italics was at hand


@pytest.mark.parametrize("language", ["ar", "en"])
def test_long_sample(shared: Path, language: str) -> None:
    blocks = read(shared / "samples" / "long" / f"long_{language}.pdf", SETTINGS).blocks
    kinds = [b.kind for b in blocks]
    assert sum(b.label is not None for b in blocks) == 603
    assert kinds.count(BlockKind.FOOTNOTE) == 120
    assert kinds.count(BlockKind.TABLE) == 60
    assert kinds.count(BlockKind.HEADING) == 184


def test_a_scanned_document_is_refused_without_text_recognition(shared: Path) -> None:
    with pytest.raises(Unavailable, match=r"report_ar\.pdf: there is no text on it .* not installed"):
        read(shared / "samples" / "scanned" / "report_ar.pdf", Settings(tesseract=""))


def test_pages_are_limited(shared: Path) -> None:
    path = shared / "samples" / "report_ar.pdf"
    assert read(path, Settings(document_pages=3)).blocks
    with pytest.raises(LimitReached, match="3 pages"):
        read(path, Settings(document_pages=2))


def test_an_encrypted_document_is_refused() -> None:
    with pytest.raises(BadInput, match="encrypted"):
        read_bytes(encrypted_pdf(), "locked.pdf", SETTINGS)


def encrypted_pdf() -> bytes:
    """A small PDF with a password that is not empty (standard handler, revision 2)."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
        b"<</Filter/Standard/V 1/R 2/O<" + b"41" * 32 + b">/U<" + b"42" * 32 + b">/P -4>>",
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj" % number + body + b"endobj\n"
    start = len(out)
    out += b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size 5/Root 1 0 R/Encrypt 4 0 R/ID[<00><00>]>>\nstartxref\n%d\n%%%%EOF" % start
    return bytes(out)


def test_a_document_without_pages_that_hold_text() -> None:
    document = pypdfium2.PdfDocument.new()
    document.new_page(200, 200)
    data = io.BytesIO()
    document.save(data)
    document.close()
    with pytest.raises((BadInput, Unavailable), match="no text on i"):
        read_bytes(data.getvalue(), "blank.pdf", SETTINGS)


PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>A note</title><style>
@page {{ size: A4; margin: 25mm }} body {{ font: 11pt serif; margin: 0 }} p {{ orphans: 1; widows: 1 }}
.fn {{ font-size: 8pt }} td {{ padding: 2mm 8mm }}</style></head><body>{}</body></html>"""


def printed(body: str, folder: Path) -> RawDocument:
    """What the reader makes of a page that Chromium printed."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    source, target = folder / "page.html", folder / "page.pdf"
    source.write_text(PAGE.format(body), encoding="utf-8")
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    subprocess.run(
        [*command, f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={target}", source.as_uri()],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return read(target, SETTINGS)


def test_printed_page(tmp_path: Path) -> None:
    long = "The exchange of knowledge among parties goes on with the help of many regional centres. " * 12
    document = printed(
        "<h1>Knowledge management</h1><h2>I. Introduction</h2>"
        "<p>1. The secretariat has prepared the present note to support the parties in the exchange of infor&shy;"
        "mation on mercury-added products, and of mercury-added waste.<sup>1</sup> A "
        "lake of 5 km<sup>2</sup> is not a note.</p>"
        "<p style='margin-left:10mm'>(a) The exchange of data;</p>"
        "<p style='margin-left:10mm'>(b) The exchange of <i>experience</i>.</p>"
        "<table><tr><td>Party</td><td>Amount</td><td>Year</td></tr><tr><td>Kenya</td><td>1,204.5</td><td>2024</td></tr>"
        "<tr><td>Peru</td><td>980.0</td><td>2025</td></tr></table>"
        f"<p style='margin-top:130mm'>2. {long}</p><p>3. <b>Last</b> one.</p>"
        "<p class=fn><sup>1</sup> See the website.</p>",
        tmp_path,
    )
    first = (
        "The secretariat has prepared the present note to support the parties in the exchange of information on "
        "mercury-added products, and of mercury-added waste.[^1] A lake of 5 km² is not a note."
    )
    found = [(b.kind.value, b.label, b.text) for b in document.blocks]
    assert found[:5] == [
        ("heading", None, "Knowledge management"),
        ("heading", None, "I. Introduction"),
        ("list_item", "1.", first),
        ("list_item", "(a)", "The exchange of data;"),
        ("list_item", "(b)", "The exchange of experience."),
    ]
    assert document.blocks[4].emphasis == ((16, 26),)
    assert document.blocks[5].rows == (
        ("Party", "Amount", "Year"),
        ("Kenya", "1,204.5", "2024"),
        ("Peru", "980.0", "2025"),
    )
    assert found[6:] == [
        ("list_item", "2.", long.strip()),
        ("list_item", "3.", "Last one."),
        ("footnote", None, "See the website."),
    ]
    assert (document.blocks[6].page, document.blocks[7].page) == (1, 2)


@pytest.mark.parametrize(
    ("left", "right", "words", "joined"),
    [
        ("infor-", "mation", {"information", "infor"}, "information"),
        ("mercury-", "added", {"mercury", "added"}, "mercury-added"),
        ("self-", "made", {"self-made"}, "self-made"),
        ("imple-", "mentation", {"other"}, "implementation"),
        ("the COP-", "6 meeting", {"x"}, "the COP-6 meeting"),
        ("UNEP/MC/", "COP.6/1", set(), "UNEP/MC/COP.6/1"),
        ("решении МК-", "5/16", set(), "решении МК-5/16"),
        ("one -", "Two", set(), "one - Two"),
        ("大会", "第二", set(), "大会第二"),
        ("one", "two", set(), "one two"),
    ],
)
def test_seams(left: str, right: str, words: set[str], joined: str) -> None:
    kept, gap = seam(left, right, words)
    assert kept + gap + right == joined


def drawn(visual: str) -> list[Run]:
    """Runs of one character of a string as it stands on the page from left to right."""
    face = Face(10.0)
    return [Run(char, at * 5.0, at * 5.0 + 5, at * 5.0, 0.0, face, float(at)) for at, char in enumerate(visual)]


@pytest.mark.parametrize(
    "logical",
    ["المقرر TS-8/4 بشأن", "من 3 إلى 7 آذار", "(أ) جمع", "مبلغ 1 250 000,50 دولار", "UNEP/MC/COP.6/1، المرفق"],
)
def test_reading_order_undoes_the_order_on_the_page(logical: str) -> None:
    from bidi import get_display

    # A no-break space keeps the groups of a number together, as it does in such texts.
    visual = get_display(re.sub(r"(?<=\d) (?=\d{3})", "\u00a0", logical), base_dir="R")
    found = "".join(piece for piece, _ in reading_order(drawn(visual), right_to_left=True))
    assert found == logical


def in_units(visual: str) -> list[Run]:
    """The same with words and figures in one run each, as a page from right to left is read."""
    face = Face(10.0)
    units = re.finditer(
        r"[A-Za-z](?:[ .,/:]?[A-Za-z0-9])*(?![$%])|\d(?:[.,/:]?\d)*|[\u0621-\u064a]+(?: [\u0621-\u064a]+)*|.", visual
    )
    ends = [(unit[0], unit.start() * 5.0, unit.end() * 5.0) for unit in units]
    return [Run(text, left, right, left, 0.0, face, left) for text, left, right in ends]


WORDS = [
    "المقرر",
    "من",
    "آذار",
    "UNEP/MC/COP.6/1",
    "TS-8",
    "Basel",
    "2024",
    "1 250 000,50",
    "12.5%",
    "7",
    "(أ)",
    "،",
    "-",
    "$",
]


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=9), st.sampled_from([" ", ""]), st.booleans())
def test_words_and_figures_in_runs_are_read_as_their_characters(words: list[str], gap: str, turned: bool) -> None:
    from bidi import get_display

    visual = get_display(gap.join(words), base_dir="R" if turned else "L")
    one, other = (
        "".join(piece for piece, _ in reading_order(runs, right_to_left=turned))
        for runs in (drawn(visual), in_units(visual))
    )
    assert one == other
