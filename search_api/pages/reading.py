"""A document as people read it: parts, headings with levels, tables put together again, notes at the end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from kg.model import Span
from kg.search.places import place_label
from kg.views.listing import JsonObject

_LAST_ITEM = re.compile(r"\([^()]*\)$")
_TABLE = re.compile(r"^(?P<table>.*__table_\d+)__row_\d+")
_NOTE = re.compile(r"__fn_([\w-]+)$")
_HEAD_NUMBER = re.compile(r"(?P<number>[^\s.、]+?)(?:[.、]|\s+[-–])")
_SUBSECTION = re.compile(r"[A-HJ-UWYZА-Я]|ألف|باء|جيم|دال|هاء|واو|زاي|حاء|طاء|ياء")
_CHINESE = re.compile(r"[一二三四五六七八九十]+")
CELL = " | "
NAME = ": "


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage, dressed: ``marker`` is the number as it stands in the margin, ``depth`` that of a list item."""

    eid: str
    uri: str
    kind: str
    text: str
    language: str
    marker: str
    depth: int
    level: int
    label: str
    citation: str
    emphasis: list[list[int]]
    mentions: list[JsonObject]
    status: str | None = None
    translation: JsonObject | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A table's row: the spans of its cells in the passage's text, None for an empty cell."""

    passage: Shown
    cells: tuple[Span | None, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """What is shown together: one passage, a table, or a part's notes."""

    kind: str
    passages: tuple[Shown, ...]
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """The body or an annex. ``label`` is its name in the reader's language."""

    name: str
    label: str
    blocks: tuple[Block, ...]


def parts_of(document: JsonObject, language: str) -> list[Part]:
    """The parts of a document (as the API gives it), for a reader in a language."""
    found = []
    for name, group in groupby(document["passages"], key=lambda p: p["part"]):
        shown = [_shown(p, document, language) for p in group]
        found.append(Part(name, place_label(name, None, "paragraph", "", language), tuple(_blocks(shown))))
    return found


def contents(parts: Sequence[Part]) -> list[Shown]:
    """The headings, for a table of contents."""
    return [b.passages[0] for part in parts for b in part.blocks if b.kind == "heading"]


def _shown(p: JsonObject, document: JsonObject, language: str) -> Shown:
    number = _number(p)
    item = _LAST_ITEM.search(number) if p["kind"] == "item" else None
    label = place_label(p["part"], number or None, p["kind"], p["eid"], language)
    return Shown(
        eid=p["eid"],
        uri=p["uri"],
        kind=p["kind"],
        text=p["text"],
        language=p["language"],
        marker=item[0] if item else _marker(p["kind"], number, p["language"]),
        depth=number.count("(") if item else 0,
        level=_level(p),
        label=label,
        citation=_citation(document, label, p["uri"]),
        emphasis=p["emphasis"],
        mentions=p["mentions"],
        status=_status(p, document),
        translation=p.get("translation"),
    )


def _number(p: JsonObject) -> str:
    """As printed; a footnote's mark stands in its eid when the reader kept none."""
    note = _NOTE.search(p["eid"]) if p["kind"] == "footnote" else None
    return str(p["number"] or (note[1] if note else ""))


def _marker(kind: str, number: str, language: str) -> str:
    """The number as it is set in the margin or before a heading."""
    if _CHINESE.fullmatch(number):
        return f"{number}、"
    if kind == "heading" and number:
        return f"{number} –" if language == "ar" and not number.isdecimal() else f"{number}."
    return f"{number}." if number.isdecimal() and kind != "footnote" else number


def _citation(document: JsonObject, label: str, uri: str) -> str:
    """What to write under a quotation: title, symbol, place, permanent address."""
    return ", ".join(piece for piece in (document["title"], document["symbol"], label, uri) if piece)


def _level(p: JsonObject) -> int:
    """Headings under the title: 2 for sections, 3 for what is lettered within them."""
    printed = _HEAD_NUMBER.match(p["text"])
    number = p["number"] or (printed["number"] if printed else "")
    return 3 if _SUBSECTION.fullmatch(number) else 2


def _status(p: JsonObject, document: JsonObject) -> str | None:
    """The status of the decision that a heading opens."""
    if p["kind"] != "heading":
        return None
    for decision in document["decisions"]:
        if decision["part"] == p["part"] and decision["title"] and decision["title"] in p["text"]:
            return str(decision["status"])
    return None


def _blocks(shown: Sequence[Shown]) -> Iterator[Block]:
    notes = tuple(p for p in shown if p.kind == "footnote")
    for table, group in groupby((p for p in shown if p.kind != "footnote"), key=_table):
        passages = tuple(group)
        if table:
            yield _put_together(passages)
        else:
            yield from (Block("heading" if p.kind == "heading" else "passage", (p,)) for p in passages)
    if notes:
        yield Block("notes", notes)


def _table(p: Shown) -> str:
    match = _TABLE.match(p.eid) if p.kind == "table_row" else None
    return match["table"] if match else ""


def _put_together(passages: tuple[Shown, ...]) -> Block:
    """Rows read ``Party: Kenya | Year: 2024`` where the table had names of columns, else cell by cell."""
    rows = [list(_cells(p.text)) for p in passages]
    named = [[_name(p.text, span) for span in row] for p, row in zip(passages, rows, strict=True)]
    columns = tuple(dict.fromkeys(name for row in named for name in row if name))
    if not columns or any(name is None for row in named for name in row):
        width = max(len(row) for row in rows)
        plain = (Row(p, (*row, *[None] * (width - len(row)))) for p, row in zip(passages, rows, strict=True))
        return Block("table", passages, (), tuple(plain))
    placed = []
    for p, row, names in zip(passages, rows, named, strict=True):
        by_name = {
            name: (start + len(name or "") + len(NAME), end) for name, (start, end) in zip(names, row, strict=True)
        }
        placed.append(Row(p, tuple(by_name.get(column) for column in columns)))
    return Block("table", passages, columns, tuple(placed))


def _cells(text: str) -> Iterator[Span]:
    start = 0
    for cell in text.split(CELL):
        yield start, start + len(cell)
        start += len(cell) + len(CELL)


def _name(text: str, span: Span) -> str | None:
    name, colon, _ = text[slice(*span)].partition(NAME)
    return name if colon else None
