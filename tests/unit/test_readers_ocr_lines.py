"""Lines of a recognised page."""

from __future__ import annotations

from ingest.readers.ocr_lines import read_hocr


def cells(*lines: tuple[str, int, int]) -> list[list[str]]:
    """The cells of each line of a page, from lines as Tesseract finds them: text, left and right."""
    spans = "".join(
        f"<span class='ocr_line' title='bbox {left} 100 {right} 130; x_size 30'>"
        f"<span class='ocrx_word' title='bbox {left} 100 {right} 130; x_wconf 90'>{text}</span></span>"
        for text, left, right in lines
    )
    (page,) = read_hocr(f"<div class='ocr_page' title='bbox 0 0 1500 2000'>{spans}</div>".encode())
    return [[cell.text for cell in line.cells] for line in page.lines]


def test_a_line_that_was_recognised_in_pieces_is_one() -> None:
    found = cells(("缔约方大会", 332, 473), ("日于内罗毕", 771, 900), ("在 11 月 3 日", 470, 761))
    assert found == [["缔约方大会在 11 月 3 日日于内罗毕"]]
    assert cells(("of the", 332, 473), ("Parties", 485, 600)) == [["of the Parties"]]


def test_what_stands_apart_are_cells_of_a_row() -> None:
    assert cells(("Kenya", 100, 200), ("2024", 600, 700), ("12.5", 230, 300)) == [["Kenya", "12.5", "2024"]]


def test_from_right_to_left() -> None:
    assert cells(("كينيا", 600, 700), ("الأطراف", 480, 590), ("عدد", 100, 200)) == [["كينيا الأطراف", "عدد"]]
