"""How fast files are read and structured, beside the raw text rate of the library that opens them.

Two figures. One is processor time of this process alone, so that what else the machine does hardly counts; every round
begins without what an earlier one remembers of the text. The other, for PDF, is time on the clock, as people who take
files in see it: a batch goes through the reader processes and is structured here, beside one process that does nothing
but take the raw text of the same files. What the processes need to start is not counted.
"""

from __future__ import annotations

import io
import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import docx
import pypdfium2
from lxml import html

from ingest.readers import labels, pdf_order, read_bytes
from ingest.readers.process import ReaderPool
from ingest.structure import numbering, structure
from kg import language as languages
from kg.settings import Settings
from tests.unit.printed_documents import by_chromium, by_weasyprint

TARGET = 0.5
LEAST = {"pdf": 0.07, "docx": 0.23, "html": 0.04}
"""Ratios below which something has gone wrong: about half of what was measured (docs/measurements.md)."""
ROUNDS = 4
COPIES = 6
"""Of each file in a batch of its own."""
SETTINGS = Settings()
PASSAGES = 150
PAGE = (
    '<!DOCTYPE html><html lang="{language}" dir="{direction}"><head><meta charset="utf-8"><title>Texts</title><style>'
    "@page {{ size: A4; margin: 25mm }} body {{ font: 11pt 'DejaVu Sans', 'Noto Sans CJK SC', sans-serif }}"
    "</style></head><body>{body}</body></html>"
)


def raw_pdf(data: bytes) -> None:
    """All text as pdfium gives it out."""
    document = pypdfium2.PdfDocument(data)
    for number in range(len(document)):
        page = document[number]
        text_page = page.get_textpage()
        text_page.get_text_range()
        text_page.close()
        page.close()
    document.close()


def raw_docx(data: bytes) -> None:
    """The text of all paragraphs and cells as python-docx gives it out."""
    document = docx.Document(io.BytesIO(data))
    for paragraph in document.paragraphs:
        _ = paragraph.text
    for table in document.tables:
        for cell in table._cells:  # noqa: SLF001  (cell by cell through the interface takes the square of their number)
            _ = cell.text


def raw_html(data: bytes) -> None:
    """All text as lxml gives it out."""
    "".join(map(str, html.document_fromstring(data).itertext()))


RAW: dict[str, Callable[[bytes], None]] = {"pdf": raw_pdf, "docx": raw_docx, "html": raw_html}


def best_of(times: int, work: Callable[[], object]) -> float:
    """Least processor time of several runs, in seconds."""
    taken = []
    for _ in range(times):
        for remembered in (languages._evidence, languages._guess, labels.split_label, labels.heading_level):  # noqa: SLF001
            remembered.cache_clear()
        pdf_order._order_of_kinds.cache_clear()  # noqa: SLF001
        numbering.parse_label.cache_clear()
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


def speed(name: str, data: bytes) -> float:
    """Print the rates of one file; the ratio of reading and structuring to the raw text."""
    kind = name.rpartition(".")[2]
    document = read_bytes(data, name, SETTINGS)
    size = sum(len(block.text) for block in document.blocks)
    structure(document)  # loads models
    raw = best_of(ROUNDS, lambda: RAW[kind](data))
    reads = best_of(ROUNDS, lambda: read_bytes(data, name, SETTINGS))
    structures = best_of(ROUNDS, lambda: structure(document))
    both = reads + structures
    pages = max(block.page or 0 for block in document.blocks)
    rates = " | ".join(f"{size / seconds / 1000:,.0f}" for seconds in (raw, reads, both))
    print(f"| {name} | {pages or '–'} | {rates} | {raw / reads:.3f} | {raw / both:.3f} |", flush=True)
    return raw / both


def speeds(samples: Path) -> bool:
    """Print the rates of the long samples in each format and of files printed here; whether none is far too slow."""
    print("Processor time of one process:\n")
    print("| file | pages | raw text, 1,000 characters/s | read | read and structured | ratio read | ratio both |")
    print("|---|---|---|---|---|---|---|")
    files = dict(_files(samples))
    found = [(name, speed(name, data)) for name, data in files.items()]
    slow = [name for name, ratio in found if ratio < LEAST[name.rpartition(".")[2]]]
    pdf = [ratio for name, ratio in found if name.endswith(".pdf")]
    print(f"\nPDF: ratio {min(pdf):.3f} to {max(pdf):.3f}, target {TARGET}.", f"Far too slow: {slow}." if slow else "")
    batches({name: data for name, data in files.items() if name.endswith(".pdf")})
    return not slow


def batches(files: dict[str, bytes]) -> None:
    """Print how long batches of PDFs take on the clock, each file once together, and copies of each."""
    print(f"\nTime on the clock, {SETTINGS.reader_processes} reader processes beside one that takes the raw text:\n")
    print("| batch | files | raw text, s | read and structured, s | ratio |")
    print("|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder, ReaderPool(SETTINGS) as pool:
        paths = [Path(folder) / name for name in files]
        for path in paths:
            path.write_bytes(files[path.name])
        for _ in range(2):
            taken_in(paths, pool)  # each process loads what it needs
        for name, batch in (("all of these", paths), *((path.name, [path] * COPIES) for path in paths)):
            raw = min([_clock(raw_texts, batch) for _ in range(ROUNDS)])
            both = min([_clock(taken_in, batch, pool) for _ in range(ROUNDS)])
            print(f"| {name} | {len(batch)} | {raw:.2f} | {both:.2f} | {raw / both:.3f} |", flush=True)


def taken_in(paths: Sequence[Path], pool: ReaderPool) -> None:
    """A batch as a pipeline reads and structures it."""
    for reading in [pool.begin(path) for path in paths]:
        structure(reading.result())


def raw_texts(paths: Sequence[Path]) -> None:
    """A batch as one process takes its raw text."""
    for path in paths:
        raw_pdf(path.read_bytes())


def _clock(work: Callable[..., None], *given: object) -> float:
    start = time.perf_counter()
    work(*given)
    return time.perf_counter() - start


def _files(samples: Path) -> Iterator[tuple[str, bytes]]:
    for kind in RAW:
        for path in sorted((samples / "long").glob(f"*.{kind}")):
            yield path.name, path.read_bytes()
    texts = samples.parent / "gold" / "retrieval_dev" / "passages.jsonl"
    if not texts.exists():
        yield "made here.pdf", made_here()
        return
    for language, source in sorted(_pages(texts).items()):
        yield f"news {language} by WeasyPrint.pdf", by_weasyprint(source)
        if language in ("ar", "en"):
            with tempfile.TemporaryDirectory() as folder:
                yield f"news {language} by Chromium, tagged.pdf", by_chromium(source, Path(folder))


def _pages(texts: Path) -> dict[str, str]:
    """Language → a document of many different paragraphs, as HTML."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for line in texts.read_text(encoding="utf-8").splitlines():
        passage = json.loads(line)
        found[passage["lang"]].append(passage["text"])
    return {
        language: PAGE.format(
            language=language,
            direction="rtl" if language == "ar" else "ltr",
            body="".join(f"<p>{number}. {html_text(text)}</p>" for number, text in enumerate(passages[:PASSAGES], 1)),
        )
        for language, passages in found.items()
    }


def html_text(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def made_here(pages: int = 40) -> bytes:
    """A PDF of running text in one of the standard faces."""
    import pypdfium2.raw as pdfium

    document = pypdfium2.PdfDocument.new()
    font = pdfium.FPDFText_LoadStandardFont(document, b"Helvetica")
    for number in range(pages):
        page = document.new_page(595, 842)
        for row in range(45):
            line = f"{number * 9 + row // 5 + 1}. " if row % 5 == 0 else ""
            line += "The exchange of information among parties goes on with the help of regional centres"
            text = pdfium.FPDFPageObj_CreateTextObj(document, font, 11.0)
            wide = (line + "\0").encode("utf-16-le")
            pdfium.FPDFText_SetText(text, (pdfium.FPDF_WCHAR * (len(wide) // 2)).from_buffer_copy(wide))
            pdfium.FPDFPageObj_Transform(text, 1, 0, 0, 1, 70, 770 - row * 15)
            pdfium.FPDFPage_InsertObject(page, text)
        page.gen_content()
    data = io.BytesIO()
    document.save(data)
    document.close()
    return data.getvalue()
