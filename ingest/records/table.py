"""Rows of CSV files and spreadsheets as text, with the numbers by which people find them."""

from __future__ import annotations

import csv
import html
import io
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from ingest.records.raw import RawRow
from kg.errors import BadInput, LimitReached

CONTAINER_BYTES = 500 << 20
"""Most bytes that a spreadsheet may unpack to, unless the caller says otherwise."""

Sheets = list[tuple[str, Iterable[tuple[int, Sequence[object]]]]]
"""Names of sheets with their numbered rows."""

_HEADER_AMONG = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the file (the first line is 1) and its cells, cleaned."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its sheet's name (empty for CSV), its column names, and the rows below them.

    Empty rows at the end are left out, those between others are kept.
    """

    sheet: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]


def tables(path: Path, *, container_bytes: int = CONTAINER_BYTES) -> list[Table]:
    """The tables of a CSV or TSV file (one) or a spreadsheet (one for each sheet with a header).

    Raises:
        BadInput: the file is not a table.
        LimitReached: the spreadsheet unpacks to more than ``container_bytes``.
    """
    if path.suffix.lower() in {".csv", ".tsv"}:
        sheets: Sheets = [("", _csv_rows(path))]
    else:
        _check_container(path, container_bytes)
        sheets = _spreadsheet_rows(path)
    found = [table for name, rows in sheets if (table := _table(name, rows)) is not None]
    if not found:
        raise BadInput(f"{path.name} holds no table.", remedy="The first filled row has to be the column names.")
    return found


def table_rows(table: Table) -> Iterator[RawRow]:
    """The rows of a table as trees: cells by the column names as they stand in it."""
    width = len(table.header)
    for row in table.rows:
        place = f"sheet {table.sheet}, row {row.number}" if table.sheet else f"row {row.number}"
        tree = dict(zip(table.header, row.cells, strict=False))
        if not any(row.cells):
            yield RawRow(place, tree, "The row is empty.", "Delete it.")
        elif any(row.cells[width:]):
            trouble = f"The row has {len(row.cells)} cells, the header has {width}."
            yield RawRow(place, tree, trouble, "Check the quotes.")
        else:
            yield RawRow(place, tree)


def clean(value: object) -> str:
    """A cell as text: whole numbers without a fraction, days as ISO 8601, entities decoded, one space between words."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    elif isinstance(value, datetime):
        value = value.date().isoformat() if not (value.hour or value.minute or value.second) else value.isoformat()
    elif isinstance(value, date):
        value = value.isoformat()
    text = str(value)
    if text.isascii() and text.isprintable() and "&" not in text:
        return " ".join(text.split())
    text = unicodedata.normalize("NFC", html.unescape(text))
    return " ".join("".join(c for c in text if c in "\t\n\r" or unicodedata.category(c) != "Cc").split())


def _table(sheet: str, rows: Iterable[tuple[int, Sequence[object]]]) -> Table | None:
    cleaned = [Row(number, tuple(clean(cell) for cell in cells)) for number, cells in rows]
    while cleaned and not any(cleaned[-1].cells):
        cleaned.pop()
    # A sheet may begin with a title: the column names are in the first row with more than one filled cell.
    for place, row in enumerate(cleaned[:_HEADER_AMONG]):
        if sum(map(bool, row.cells)) > 1:
            return Table(sheet, row.cells, tuple(cleaned[place + 1 :]))
    return None


def _csv_rows(path: Path) -> list[tuple[int, Sequence[object]]]:
    text = _decoded(path)
    try:
        dialect: type[csv.Dialect] | csv.Dialect = csv.Sniffer().sniff(text.partition("\n")[0], delimiters=",;\t|")
        delimiter = dialect.delimiter
    except csv.Error:
        delimiter = ","
    rows: list[tuple[int, Sequence[object]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    try:
        for cells in reader:
            rows.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as problem:
        raise BadInput(
            f"{path.name}, line {line}: {problem}.", remedy="Save the table again as CSV (UTF-8)."
        ) from problem
    return rows


def _decoded(path: Path) -> str:
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        from charset_normalizer import from_bytes

        best = from_bytes(content).best()
        if best is None:
            raise BadInput(f"{path.name} is not text.", remedy="Save the table as CSV in UTF-8.") from None
        return str(best)


def _check_container(path: Path, most: int) -> None:
    try:
        with zipfile.ZipFile(path) as container:
            size = sum(entry.file_size for entry in container.infolist())
    except zipfile.BadZipFile as problem:
        raise BadInput(f"{path.name} is not a spreadsheet.", remedy="Save it again as XLSX.") from problem
    if size > most:
        raise LimitReached(
            f"{path.name} unpacks to {size} bytes, more than the limit of {most}.",
            remedy="Split the table, or raise MEA_KG_CONTAINER_BYTES.",
        )


def _spreadsheet_rows(path: Path) -> Sheets:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with CalamineWorkbook.from_path(path) as workbook:
            return [
                (name, list(enumerate(workbook.get_sheet_by_name(name).to_python(skip_empty_area=False), 1)))
                for name in workbook.sheet_names
            ]
    except CalamineError as problem:
        raise BadInput(f"{path.name} cannot be read: {problem}.", remedy="Save it again as XLSX.") from problem
