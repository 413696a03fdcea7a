"""The template of the project data standard, filled in and read back."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest

from ingest.records import Resolver, load_mappings, mapping_named, read_records
from ingest.records.template import write_template
from kg.errors import BadInput
from kg.identifiers import Uris

URIS = Uris("https://kg.example/")
ROW = {
    "Identifier": "X-1", "Title (en)": "Mercury thermometers", "Status": "Ongoing",
    "Funder": "Global Environment Facility", "Implementing agencies": "UNEP",
    "Countries and regions": "Kenya; Peru", "Grant": "$5,000", "Start": "2026-01-01",
}  # fmt: skip


def statements(path: Path) -> dict[str, set[tuple[str, object]]]:
    reading = read_records(path, load_mappings(), URIS, Resolver.of_taxonomies(URIS))
    assert (reading.mapping, reading.rows, reading.refusals) == ("project-standard", 1, ())
    return {record.uri: set(record.statements) for record in reading.records.records}


def test_both_formats_are_filled_in_and_read_back_alike(tmp_path: Path) -> None:
    sheet_file, text_file = tmp_path / "projects.xlsx", tmp_path / "projects.csv"
    write_template(sheet_file)
    write_template(text_file)
    book = openpyxl.load_workbook(sheet_file)
    sheet = book["Projects"]
    headers = [cell.value for cell in sheet[1]]
    assert set(headers) == {column.header for column in mapping_named("project-standard").all_columns()}
    for place, header in enumerate(headers, 1):
        sheet.cell(2, place, ROW.get(header))
    book.save(sheet_file)
    with text_file.open("a", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerow([ROW.get(header, "") for header in headers])
    assert statements(sheet_file) == statements(text_file)


def test_lists_and_notes(tmp_path: Path) -> None:
    path = tmp_path / "projects.xlsx"
    write_template(path)
    book = openpyxl.load_workbook(path)
    choices = {v.formula1.partition("$")[2][:1]: str(v.sqref) for v in book["Projects"].data_validations.dataValidation}
    assert len(choices) == 2
    statuses = [cell.value for cell in book["Lists"]["A"]]
    assert {"Ongoing", "Completed"} <= set(statuses)
    assert "Status of a project" not in statuses
    notes = [cell.value for cell in book["Notes"]["A"]]
    assert "Identifier: Must be filled in." in notes
    assert any(note.startswith("Topics: May stay empty. A name or code, in any of the six languages") for note in notes)


def test_every_choice_of_a_list_is_understood(tmp_path: Path) -> None:
    path = tmp_path / "projects.xlsx"
    write_template(path)
    resolver = Resolver.of_taxonomies(URIS)
    lists = openpyxl.load_workbook(path)["Lists"]
    for column, scheme in (("A", "statuses"), ("B", "organizations")):
        names = [cell.value for cell in lists[column][1:] if cell.value]
        assert [name for name in names if resolver.find(scheme, name) is None] == []


def test_another_kind_of_file(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="neither CSV nor XLSX"):
        write_template(tmp_path / "projects.ods")
