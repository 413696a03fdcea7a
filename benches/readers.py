"""Readers measured: whether the formats of one document agree, and how fast PDF is read beside the library's raw text.

Needs the developers' trial documents (``../shared/samples``); where they are absent, only the speed is measured, on a
document made here.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from benches.reading_speed import speeds
from ingest.blocks import Block, BlockKind, RawDocument
from ingest.readers import read
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


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLES
    sound = speeds(folder)
    if (folder / "long").exists():
        agreement(folder)
    if not sound:
        sys.exit(1)


if __name__ == "__main__":
    main()
