"""Tables as people hand them in, back to schemes; every bad cell is told with its row and column."""

from __future__ import annotations

import codecs
import csv
import difflib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.errors import BadInput
from kg.model import Refusal
from kg.vocabulary.checks import flaws
from kg.vocabulary.columns import columns
from kg.vocabulary.row import Problem, Row, statements
from kg.vocabulary.scheme import Scheme, from_statements

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS = (",", ";", "\t")
_LARGEST_CELL = 1 << 20


@dataclass(frozen=True, slots=True)
class Reading:
    """A table that was read: the scheme, or else the reasons why not (never both)."""

    scheme: Scheme | None
    refusals: tuple[Refusal, ...]


def read_csv(path: Path, base: str, known: frozenset[str] = frozenset()) -> Reading:
    """The scheme in a CSV file (UTF-8 or Excel's UTF-16; commas, semicolons or tabs).

    Args:
        path: of the file.
        base: URI that IRIs are relative to; ends in a slash.
        known: URIs of concepts of other schemes, which this one may point to.

    Raises:
        BadInput: the file cannot be read as a table at all.
    """
    rows = list(_rows(path))
    problems: list[Problem] = []
    statements_of = []
    for row in rows:
        try:
            statements_of += list(statements(row, base))
        except ValueError as error:
            problems += [error] if isinstance(error, Problem) else []
    problems += flaws(rows, base, known)
    if problems:
        return Reading(None, tuple(_refusal(path, problem) for problem in sorted(problems, key=lambda p: p.row)))
    scheme = from_statements(statements_of, base)
    headings = set(rows[0].cells)
    derived = [] if "narrower" in headings else scheme.implied_narrower()
    derived += [] if "inScheme" in headings else scheme.implied_membership()
    return Reading(from_statements([*scheme.statements, *derived], base), ())


def _rows(path: Path) -> Iterator[Row]:
    text = _text(path)
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    csv.field_size_limit(_LARGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        records = list(reader)
    except csv.Error as error:
        raise BadInput(f"{path.name}, line {reader.line_num}: {error}.", remedy="Save it as CSV again.") from error
    headings = _headings(path, records[0] if records else [])
    for number, record in enumerate(records[1:], start=2):
        if any(cell.strip() for cell in record):
            if any(cell.strip() for cell in record[len(headings) :]):
                raise BadInput(
                    f"{path.name}, row {number} has {len(record)} cells, more than there are columns.",
                    remedy="Put text that holds a comma between quotation marks.",
                )
            padded = record[: len(headings)] + [""] * (len(headings) - len(record))
            yield Row(number, dict(zip(headings, padded, strict=True)))


def _headings(path: Path, first: list[str]) -> list[str]:
    headings = [heading.strip() for heading in first]
    while headings and not headings[-1]:
        headings.pop()
    if "uri" not in headings:
        raise BadInput(
            f"{path.name} has no column “uri” in its first row.", remedy="Start from `mea-kg vocab export --csv`."
        )
    for heading in headings:
        if heading not in columns():
            near = difflib.get_close_matches(heading, columns(), n=1)
            raise BadInput(
                f"{path.name} has a column “{heading}”, which means nothing here.",
                remedy=f"Did you mean “{near[0]}”?" if near else "Put such statements into the column “other”.",
            )
        if headings.count(heading) > 1:
            raise BadInput(f"{path.name} has the column “{heading}” twice.", remedy="Join them with “ | ”.")
    return headings


def _text(path: Path) -> str:
    content = path.read_bytes()
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "utf-8")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise BadInput(f"{path.name} is not UTF-8.", remedy="Save it as “CSV UTF-8”.") from error


def _refusal(path: Path, problem: Problem) -> Refusal:
    place = f"row {problem.row}, column {problem.column}"
    return Refusal(path.name, place, problem.reason, problem.remedy)
