from __future__ import annotations

from typing import Any

import pytest

from search_api.pages.reading import contents, parts_of

BASE = "http://kb.test/id/passage/d.en/"


def passage(
    eid: str, text: str, kind: str = "paragraph", number: str | None = None, language: str = "en"
) -> dict[str, Any]:
    return {
        "uri": BASE + eid,
        "eid": eid,
        "part": eid.partition("__")[0],
        "number": number,
        "text": text,
        "language": language,
        "kind": kind,
        "page": None,
        "emphasis": [],
        "mentions": [],
    }


def document(*passages: dict[str, Any], decisions: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    return {"title": "On mercury", "symbol": "X/1", "passages": list(passages), "decisions": list(decisions)}


def test_tables_are_put_together_again() -> None:
    rows = [
        passage("body__table_1__row_2", "Party: Kenya | Year: 2024", "table_row"),
        passage("body__table_1__row_3", "Party: Peru | Note: late: very", "table_row"),
    ]
    (block,) = parts_of(document(*rows), "en")[0].blocks
    assert block.columns == ("Party", "Year", "Note")
    cells = [[row.passage.text[slice(*span)] if span else None for span in row.cells] for row in block.rows]
    assert cells == [["Kenya", "2024", None], ["Peru", None, "late: very"]]


def test_tables_without_names_keep_their_cells() -> None:
    rows = [passage("body__table_1__row_1", "a | b", "table_row"), passage("body__table_1__row_2", "c: d", "table_row")]
    (block,) = parts_of(document(*rows), "en")[0].blocks
    assert block.columns == ()
    assert [[row.passage.text[slice(*s)] if s else None for s in row.cells] for row in block.rows] == [
        ["a", "b"],
        ["c: d", None],
    ]


def test_two_tables_stay_two() -> None:
    rows = [passage(f"body__table_{n}__row_1", "A: b", "table_row") for n in (1, 2)]
    assert len(parts_of(document(*rows), "en")[0].blocks) == 2


def test_notes_come_last_in_their_part() -> None:
    found = parts_of(
        document(
            passage("body__para_1", "one", number="1"),
            passage("body__fn_2", "note", "footnote"),
            passage("body__para_2", "two", number="2"),
            passage("annex_1__para_1", "three", number="1"),
        ),
        "en",
    )
    assert [part.name for part in found] == ["body", "annex_1"]
    assert [block.kind for block in found[0].blocks] == ["passage", "passage", "notes"]
    assert found[0].blocks[-1].passages[0].marker == "2"
    assert found[0].blocks[-1].passages[0].label == "footnote 2"
    assert found[1].label == "annex"


@pytest.mark.parametrize(
    ("number", "kind", "language", "marker"),
    [
        ("4", "paragraph", "en", "4."),
        ("6(d)", "item", "en", "(d)"),
        ("6(d)(ii)", "item", "en", "(ii)"),
        ("11(أ)", "item", "ar", "(أ)"),
        ("II", "heading", "fr", "II."),
        ("二", "heading", "zh", "二、"),
        ("A", "heading", "zh", "A."),
        ("أولاً", "heading", "ar", "أولاً –"),
        (None, "preamble", "en", ""),
    ],
)
def test_numbers_as_they_are_set(number: str | None, kind: str, language: str, marker: str) -> None:
    shown = parts_of(document(passage("body__x", "t", kind, number, language)), "en")[0].blocks[0].passages[0]
    assert shown.marker == marker


@pytest.mark.parametrize(
    ("number", "level"),
    [("I", 2), ("II", 2), ("V", 2), ("A", 3), ("C", 3), ("Б", 3), ("باء", 3), ("ثانياً", 2), ("一", 2), (None, 2)],
)
def test_levels_of_headings(number: str | None, level: int) -> None:
    (heading,) = contents(parts_of(document(passage("body__heading_1", "Title", "heading", number)), "en"))
    assert heading.level == level


def test_drafts_are_marked_where_they_begin() -> None:
    draft = {"part": "annex_1", "title": "Mercury waste", "status": "draft"}
    found = parts_of(
        document(
            passage("body__heading_1", "Mercury waste", "heading"),
            passage("annex_1__heading_1", "Draft decision MC-6/[--]: Mercury waste", "heading"),
            decisions=(draft,),
        ),
        "en",
    )
    assert [h.status for h in contents(found)] == [None, "draft"]


def test_a_citation_names_document_place_and_address() -> None:
    shown = parts_of(document(passage("annex_1__para_2", "t", "operative", "2")), "fr")[0].blocks[0].passages[0]
    assert shown.citation == f"On mercury, X/1, annexe, par. 2, {BASE}annex_1__para_2"
