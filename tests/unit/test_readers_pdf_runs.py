"""Runs of a PDF page: they say what single characters say, and fall back to them where a page is odd."""

from __future__ import annotations

from pathlib import Path
from statistics import median

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.pdf_bulk import Bulk
from ingest.readers.pdf_characters import Characters
from ingest.readers.pdf_lines import page_lines
from ingest.readers.pdf_rows import usual
from ingest.readers.pdf_rules import Grid
from ingest.readers.pdf_runs import page_runs


@pytest.mark.parametrize("language", ["ar", "zh", "en", "fr", "ru", "es"])
def test_runs_say_what_characters_say(language: str, shared: Path) -> None:
    document = pypdfium2.PdfDocument(shared / "samples" / f"report_{language}.pdf")
    for page in document:
        runs, characters = page_runs(page, Bulk()), page_runs(page, Bulk(), single=True)
        assert len(runs) < len(characters) / 2
        found, expected = page_lines(runs, 1), page_lines(characters, 1)
        assert [(line.text, line.cells, line.strong) for line in found] == [
            (line.text, line.cells, line.strong) for line in expected
        ]
        ends = [(line.left, line.right, line.y, line.size) for line in expected]
        for line, end in zip(found, ends, strict=True):
            assert (line.left, line.right, line.y, line.size) == pytest.approx(end, abs=0.3)
    document.close()


def page_with(*words: tuple[str, float, float]) -> pypdfium2.PdfPage:
    """A page with text in Helvetica, each piece drawn at its own place."""
    document = pypdfium2.PdfDocument.new()
    font = pdfium.FPDFText_LoadStandardFont(document, b"Helvetica")
    page = document.new_page(595, 842)
    for text, x, y in words:
        shape = pdfium.FPDFPageObj_CreateTextObj(document, font, 11.0)
        wide = (text + "\0").encode("utf-16-le")
        pdfium.FPDFText_SetText(shape, (pdfium.FPDF_WCHAR * (len(wide) // 2)).from_buffer_copy(wide))
        pdfium.FPDFPageObj_Transform(shape, 1, 0, 0, 1, x, y)
        pdfium.FPDFPage_InsertObject(page, shape)
    page.gen_content()
    return page


def test_text_drawn_twice_counts_once() -> None:
    page = page_with(("Mercury waste", 70, 700), ("Mercury waste", 70.2, 700), ("Other words", 70, 680))
    assert [line.text for line in page_lines(page_runs(page, Bulk()), 1)] == ["Mercury waste", "Other words"]


def test_a_wide_gap_ends_a_run_and_a_line_of_a_table_goes_through_one() -> None:
    page = page_with(("Kenya", 70, 700), ("Peru and Chile", 300, 700))
    runs = [run for run in page_runs(page, Bulk()) if run.text.strip()]
    assert [run.text.strip() for run in runs] == ["Kenya", "Peru and Chile"]
    [line] = page_lines(runs, 1)
    assert [cell.text for cell in line.cells] == ["Kenya", "Peru and Chile"]
    middle = (runs[1].left + runs[1].right) / 2
    assert Grid(((60, middle), (middle, 500)), ((720, 690),)).cuts(runs[1:2])
    assert not Grid(((60, 290), (290, 500)), ((720, 690),)).cuts(runs[1:2])


def test_pages_without_text_have_no_runs() -> None:
    assert page_runs(page_with(), Bulk()) == []
    assert [run.text for run in page_runs(page_with((" ", 70, 700)), Bulk()) if run.text.strip()] == []


def test_more_characters_than_the_buffers_have_room_for() -> None:
    words = "Parties exchange information on mercury waste and its storage in their regions"
    page = page_with(*((f"{row} {words}", 60, 810 - row * 11) for row in range(70)))
    assert sum("mercury waste" in run.text for run in page_runs(page, Bulk())) == 70


def test_objects_found_by_the_ends_of_words_are_those_of_all_characters(shared: Path) -> None:
    document = pypdfium2.PdfDocument(shared / "samples" / "report_fr.pdf")
    for page in document:
        text_page = page.get_textpage()
        characters = Characters(text_page.raw, text_page.count_chars(), Bulk(), marked=False)
        assert not characters.turned
        assert len(characters.ink) > 300
        assert characters.objects.tolist() == characters._all_objects().tolist()
        text_page.close()
    document.close()


@given(st.lists(st.tuples(st.sampled_from([8.0, 9.5, 11.0, 12.0]), st.integers(1, 5)), min_size=1, max_size=9))
def test_the_usual_size_is_the_median_of_all_characters(weighted: list[tuple[float, int]]) -> None:
    assert usual(weighted) == median(value for value, count in weighted for _ in range(count))
