"""One document in four languages, printed by three programs: every number, note, column and table cell is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from benches.readers import squeezed
from ingest.blocks import Block, BlockKind
from ingest.readers import pdf, pdf_tagged, read_bytes
from ingest.readers.pdf_bulk import Bulk
from kg.settings import Settings
from tests.unit.printed_documents import (
    HEAD_AND_FOOT,
    RUNNING_HEAD,
    TEXTS,
    Text,
    by_chromium,
    by_reportlab,
    by_weasyprint,
    page_source,
)

SETTINGS = Settings()
Found = tuple[str | None, str | tuple[tuple[str, ...], ...]]


def expected(text: Text, *, note: bool = True) -> list[Found]:
    """Label and squeezed text of each block, cells for the table, footnote last."""
    found: list[Found] = [(None, squeezed(text.title)), (None, squeezed(text.section))]
    found += [("1.", squeezed(text.paragraphs[0])), *((label, squeezed(words)) for label, words in text.items)]
    found += [("2.", squeezed(text.paragraphs[1])), (None, tuple(tuple(map(squeezed, row)) for row in text.rows))]
    found += [(f"{number}.", squeezed(words)) for number, words in enumerate(text.columns * 2, 3)]
    return [*found, ("1", squeezed(text.note))] if note else found


def found(blocks: tuple[Block, ...]) -> list[Found]:
    content = [block for block in blocks if block.kind is not BlockKind.FURNITURE]
    return [
        (block.note or block.label, tuple(tuple(map(squeezed, row)) for row in block.rows) or squeezed(block.text))
        for block in content
    ]


@pytest.mark.parametrize("border", ["0.5pt solid black", "none"])
@pytest.mark.parametrize("language", TEXTS)
def test_by_weasyprint(language: str, border: str) -> None:
    text = TEXTS[language]
    blocks = read_bytes(by_weasyprint(page_source(text, border=border)), "a.pdf", SETTINGS).blocks
    assert found(blocks) == expected(text)
    assert [block.kind for block in blocks[:2]] == [BlockKind.HEADING] * 2
    assert "[^1]" in blocks[2].text


def test_running_heads_and_page_numbers() -> None:
    text = TEXTS["en"]
    blocks = read_bytes(by_weasyprint(page_source(text, pages=3, furniture=HEAD_AND_FOOT)), "a.pdf", SETTINGS).blocks
    assert found(blocks) == expected(text) * 3
    furniture = [(block.text, block.page) for block in blocks if block.kind is BlockKind.FURNITURE]
    assert sorted(furniture) == sorted((words, page) for page in (1, 2, 3) for words in (RUNNING_HEAD, str(page)))


def test_by_reportlab() -> None:
    text = TEXTS["en"]
    blocks = read_bytes(by_reportlab(text), "a.pdf", SETTINGS).blocks
    assert found(blocks) == expected(text, note=False)


@pytest.mark.parametrize("language", TEXTS)
def test_by_chromium_with_a_structure_tree(language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Chromium writes a tree; tree and geometry say the same."""
    text = TEXTS[language]
    data = by_chromium(page_source(text), tmp_path)
    by_tree = read_bytes(data, "a.pdf", SETTINGS).blocks
    monkeypatch.setattr(pdf, "is_trustworthy", lambda _: False)
    by_geometry = read_bytes(data, "a.pdf", SETTINGS).blocks
    for blocks in (by_tree, by_geometry):
        assert [label for label, _ in found(blocks)] == [label for label, _ in expected(text)]
        if language != "zh":  # of this face Chromium does not say what each glyph is
            assert found(blocks) == expected(text)
    assert [block.level for block in by_tree[:2]] == [1, 2]


def test_a_tagged_sample_says_what_the_word_document_says(shared: Path) -> None:
    tagged = read_bytes((shared / "samples" / "tagged" / "report_ar.pdf").read_bytes(), "a.pdf", SETTINGS)
    word = read_bytes((shared / "samples" / "report_ar.docx").read_bytes(), "a.docx", SETTINGS)
    aside = (BlockKind.FURNITURE, BlockKind.FOOTNOTE)
    ours = [(b.kind, b.label, b.text.replace("\n", " "), b.rows) for b in tagged.blocks if b.kind not in aside]
    theirs = [(b.kind, b.label, b.text.replace("\n", " "), b.rows) for b in word.blocks if b.kind not in aside]
    assert [item[1:] for item in ours] == [item[1:] for item in theirs]
    notes = [(b.note, b.text) for b in tagged.blocks if b.kind is BlockKind.FOOTNOTE]
    assert notes == [(b.note, b.text) for b in word.blocks if b.kind is BlockKind.FOOTNOTE]


def test_a_tree_that_misses_text_is_not_trusted(tmp_path: Path) -> None:
    text = TEXTS["en"]
    data = by_chromium(page_source(text), tmp_path)
    document = pdf._open(data, "a.pdf")
    page = pdf._tagged(document[0], 1, Bulk())
    assert pdf_tagged.is_trustworthy(page)
    assert page.tree is not None
    page.tree.children[0].children = page.tree.children[0].children[:4]  # type: ignore[union-attr]
    assert not pdf_tagged.is_trustworthy(page)
    document.close()
