"""Readers measured: whether the formats of one document agree, and how fast PDF is read beside the library's raw text.

Needs the developers' trial documents (``../shared/samples``); where they are absent, only the speed is measured, on a
document made here.
"""

from __future__ import annotations

import io
import re
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from rapidfuzz.distance import Levenshtein

from ingest.blocks import Block, BlockKind, RawDocument
from ingest.readers import read, read_bytes
from ingest.structure import structure
from kg.model import Passage, PassageKind
from kg.settings import Settings

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "samples"
LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")
FORMATS = ("pdf", "docx", "html")
SETTINGS = Settings()
_NOTE = re.compile(r"\[\^[^\]]+\]")


@dataclass(frozen=True)
class Reading:
    """One file, read and structured."""

    document: RawDocument
    passages: tuple[Passage, ...]

    def numbers(self, *kinds: PassageKind) -> list[str | None]:
        """Printed numbers of the passages of these kinds, in reading order."""
        return [item.number for item in self.passages if item.kind in kinds]

    def counts(self) -> dict[str, int]:
        """How many passages there are of each kind; paragraphs and notes count with a number of their own only."""
        kinds = {PassageKind.HEADING: "headings", PassageKind.TABLE_ROW: "rows", PassageKind.ITEM: "items"}
        named = {**kinds, PassageKind.FOOTNOTE: "notes"}
        found = Counter(named.get(item.kind, "numbered") for item in self.passages if item.number or item.kind in kinds)
        return dict(found)


def reading(path: Path) -> Reading:
    document = read(path, SETTINGS)
    return Reading(document, structure(document).passages)


def squeezed(text: str) -> str:
    """Text without white space, note marks and the marks that only set cells apart, in NFKC."""
    return re.sub(r"[\s|]+", "", unicodedata.normalize("NFKC", _NOTE.sub("", text)))


def flat(document: RawDocument) -> str:
    """All that a document says, footnotes last: formats place them differently. Labels and marks are not part of it."""

    def of(blocks: list[Block]) -> str:
        return "".join(squeezed(block.text) for block in blocks)

    content = [block for block in document.blocks if block.kind is not BlockKind.FURNITURE]
    notes = [block for block in content if block.kind is BlockKind.FOOTNOTE]
    return of([block for block in content if block.kind is not BlockKind.FOOTNOTE]) + of(notes)


def character_error_rate(found: str, expected: str) -> float:
    """Edits of single characters that turn one text into the other, in parts of the expected text's length."""
    return Levenshtein.distance(found, expected) / max(len(expected), 1)


def agreement(folder: Path) -> None:
    print("| document | format | " + " | ".join(COLUMNS) + " | CER to DOCX |")
    print("|---" * (len(COLUMNS) + 3) + "|")
    for stem in ("report", "long/long"):
        for language in LANGUAGES:
            readings = {kind: reading(folder / f"{stem}_{language}.{kind}") for kind in FORMATS}
            expected = flat(readings["docx"].document)
            for kind, item in readings.items():
                counts = item.counts()
                rate = character_error_rate(flat(item.document), expected)
                cells = " | ".join(str(counts.get(column, 0)) for column in COLUMNS)
                print(f"| {Path(stem).name} {language} | {kind} | {cells} | {rate:.2%} |")


COLUMNS = ("headings", "numbered", "items", "rows", "notes")


def raw_text(data: bytes) -> int:
    """Characters that the underlying library gives out for all pages."""
    document = pypdfium2.PdfDocument(data)
    characters = 0
    for number in range(len(document)):
        page = document[number]
        text_page = page.get_textpage()
        characters += len(text_page.get_text_range())
        text_page.close()
        page.close()
    document.close()
    return characters


def best_of(times: int, work: Callable[[], object]) -> float:
    """Seconds of the quickest of several runs."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


def speed(name: str, data: bytes) -> None:
    document = read_bytes(data, name, SETTINGS)
    raw = best_of(5, lambda: raw_text(data))
    reads = best_of(3, lambda: read_bytes(data, name, SETTINGS))
    structures = best_of(3, lambda: structure(document))
    pages = max(block.page or 1 for block in document.blocks)
    print(
        f"| {name} | {pages} | {pages / raw:,.0f} | {pages / reads:,.0f} | {pages / (reads + structures):,.0f} "
        f"| {raw / reads:.3f} | {raw / (reads + structures):.3f} |"
    )


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


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLES
    files = sorted((folder / "long").glob("*.pdf"))
    print("| PDF | pages | raw text, pages/s | read | read and structured | ratio read | ratio both |")
    print("|---|---|---|---|---|---|---|")
    for path in files:
        speed(path.name, path.read_bytes())
    if not files:
        speed("made here", made_here())
    if files:
        agreement(folder)


if __name__ == "__main__":
    main()
