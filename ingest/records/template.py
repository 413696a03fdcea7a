"""The template of the project data standard: the columns of its mapping, with lists to choose from and notes."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import pyoxigraph as ox
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from rdflib.namespace import SKOS

from ingest.records.columns import Column
from ingest.records.mapping import mapping_named
from kg.errors import BadInput
from ontology import taxonomies

STANDARD = "project-standard"
_LISTS = {"Status": "statuses", "Funder": "organizations"}
"""Columns with one value of a taxonomy → the taxonomy."""

_ROWS = 2000
"""Rows below the header that lists are offered in."""


def write_template(path: Path) -> None:
    """Write an empty table to fill in: CSV with the columns alone, XLSX with lists and a sheet of notes.

    Raises:
        BadInput: for another kind of file.
    """
    columns = {column.header: column for column in mapping_named(STANDARD).all_columns()}
    headers = list(columns)
    if path.suffix.lower() == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream).writerow(headers)
    elif path.suffix.lower() == ".xlsx":
        _workbook(headers, columns).save(path)
    else:
        raise BadInput(f"{path.name} is neither CSV nor XLSX.", remedy="Name it like projects.xlsx.")


def note(column: Column) -> str:
    """What a column takes, for people."""
    said = ["Must be filled in." if column.required else "May stay empty."]
    if column.value == "thing":
        said.append(f"A name or code, in any of the six languages, of: {', '.join(column.schemes)}.")
    elif column.value == "money":
        said.append("An amount such as $500,000 or EUR 1.2 million; several are parted by semicolons.")
    elif column.value == "date":
        said.append("A day such as 2025-11-03.")
    elif column.value == "address":
        said.append("An address of the web.")
    elif column.value == "link":
        said.append("Numbers of decisions, such as MC-5/16.")
    if column.split:
        said.append(f"Several values are parted by “{column.split}”.")
    if column.value == "thing" and column.otherwise:
        said.append("Names that are not known are kept as they are.")
    return " ".join(said)


def _workbook(headers: Sequence[str], columns: dict[str, Column]) -> Workbook:
    book = Workbook()
    sheet = book.active
    sheet.title = "Projects"
    for place, header in enumerate(headers, 1):
        cell = sheet.cell(1, place, header)
        cell.font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = max(14, len(header) + 2)
    sheet.freeze_panes = "A2"
    lists = book.create_sheet("Lists")
    for place, (header, scheme) in enumerate(_LISTS.items(), 1):
        names = _names(scheme)
        for row, name in enumerate([header, *names], 1):
            lists.cell(row, place, name)
        letter = get_column_letter(place)
        choice = DataValidation(
            "list", formula1=f"Lists!${letter}$2:${letter}${len(names) + 1}", showErrorMessage=False
        )
        target = get_column_letter(headers.index(header) + 1)
        choice.add(f"{target}2:{target}{_ROWS}")
        sheet.add_data_validation(choice)
    notes = book.create_sheet("Notes")
    # One cell in a row: a sheet without a header of several cells is not read as a table.
    for row, header in enumerate(headers, 1):
        notes.cell(row, 1, f"{header}: {note(columns[header])}").alignment = Alignment(wrap_text=True)
    notes.column_dimensions["A"].width = 110
    return book


def _names(scheme: str) -> list[str]:
    """English names of the concepts of a taxonomy that have nothing narrower."""
    content = next(t.content for t in taxonomies() if t.name == scheme)
    quads = list(ox.parse(content, format=ox.RdfFormat.TURTLE, base_iri="http://base.example/"))
    above = {q.subject.value for q in quads if q.predicate.value == str(SKOS.narrower)}
    return sorted(
        q.object.value
        for q in quads
        if q.predicate.value == str(SKOS.prefLabel)
        and isinstance(q.object, ox.Literal)
        and q.object.language == "en"
        and isinstance(q.subject, ox.NamedNode)
        and q.subject.value not in above
        and not q.subject.value.endswith(f"/{scheme}")
    )
