"""Cells, rows and sheets as they come."""

from __future__ import annotations

import csv
import zipfile
from datetime import date, datetime
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.records.table import clean, tables
from kg.errors import BadInput, LimitReached

CELL = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (10349.0, "10349"),
        (1000.5, "1000.5"),
        (date(2025, 11, 3), "2025-11-03"),
        (datetime(2025, 11, 3), "2025-11-03"),  # noqa: DTZ001  # spreadsheets have no zones
        ("  two \n words ", "two words"),
        ("C\u0327a", "Ça"),
        ("Cote d&#039;Ivoire", "Cote d'Ivoire"),
        ("nul\x00l", "null"),
    ],
)
def test_clean(value: object, text: str) -> None:
    assert clean(value) == text


@given(CELL)
def test_cleaning_leaves_no_outer_space_and_no_control_characters(text: str) -> None:
    cleaned = clean(text)
    assert cleaned == " ".join(cleaned.split())
    assert "\x00" not in cleaned


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=6))
def test_csv_rows_keep_their_numbers(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    buffer = StringIO()
    csv.writer(buffer).writerows([["Alpha", "Beta", "Gamma"], *rows])
    path = tmp_path_factory.mktemp("table") / "t.csv"
    path.write_text(buffer.getvalue(), encoding="utf-8", newline="")
    (table,) = tables(path)
    assert table.header == ("Alpha", "Beta", "Gamma")
    filled = max((n for n, row in enumerate(rows, 1) if any(clean(c) for c in row)), default=0)
    assert [row.cells for row in table.rows] == [tuple(clean(c) for c in row) for row in rows[:filled]]
    assert [row.number for row in table.rows] == sorted({row.number for row in table.rows})


@pytest.mark.parametrize(
    "content", [b"A;B\n1;2\n", b"A\tB\n1\t2\n", b"\xef\xbb\xbfA,B\r\n1,2\r\n", b"Title\n\nA,B\n1,2\n\n,\n"]
)
def test_delimiters_marks_titles_and_empty_ends(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    (table,) = tables(path)
    assert table.header == ("A", "B")
    assert [row.cells for row in table.rows] == [("1", "2")]


def test_numbers_of_rows_after_cells_with_line_breaks(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('A,B\n"x\ny",1\nz,2\n', encoding="utf-8")
    assert [row.number for row in tables(path)[0].rows] == [2, 4]


def test_other_encodings(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    rows = "Pays,Texte\n" + "Côte d’Ivoire,Évaluation de l’efficacité des déchets\n" * 5
    path.write_bytes(rows.encode("cp1252"))
    assert tables(path)[0].rows[0].cells == ("Côte d’Ivoire", "Évaluation de l’efficacité des déchets")


@pytest.mark.parametrize("name", ["t.csv", "t.xlsx"])
def test_a_file_that_is_no_table(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(b"nothing here\n")
    with pytest.raises(BadInput, match=name):
        tables(path)


def test_a_spreadsheet_that_is_only_a_zip(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with zipfile.ZipFile(path, "w") as container:
        container.writestr("a.txt", "a")
    with pytest.raises(BadInput, match=r"t\.xlsx"):
        tables(path)


def test_a_spreadsheet_that_unpacks_to_too_much(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("a.xml", "0" * 100_000)
    with pytest.raises(LimitReached, match="limit of 1000"):
        tables(path, container_bytes=1000)


def test_a_real_spreadsheet(shared: Path) -> None:
    (table,) = tables(shared / "samples" / "projects.xlsx")
    assert table.header == ("id", "title", "title_ar", "budget", "start")
    assert len(table.rows) == 20_000
    assert (table.rows[0].number, table.rows[0].cells[0], table.rows[0].cells[4]) == (2, "0", "2025-01-01")
