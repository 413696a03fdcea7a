"""Values in cells: joined, escaped, guarded, and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.vocabulary import cells
from kg.vocabulary.columns import fits_a_cell

values = st.lists(st.text(alphabet="ab'=+-@|\\ \n\tж汞ز＝", min_size=1, max_size=8).filter(fits_a_cell), max_size=4)


@given(values)
def test_what_goes_in_comes_out(texts: list[str]) -> None:
    assert cells.split(cells.join(texts)) == tuple(texts)


@given(values)
def test_no_cell_begins_like_a_formula(texts: list[str]) -> None:
    assert cells.join(texts)[:1] not in {"=", "+", "-", "@", "\t", "\r"}


@given(values)
def test_a_cell_is_one_line(texts: list[str]) -> None:
    assert len(cells.join(texts).splitlines()) <= 1


@pytest.mark.parametrize(
    ("cell", "values"),
    [
        ("", ()),
        (" a|b | c ", ("a", "b", "c")),
        ("a | | b", ("a", "b")),
        (r"a \| b", ("a | b",)),
        ("'=1+1", ("=1+1",)),
        ("'тов", ("'тов",)),
        ("''тов", ("'тов",)),
        (r"one\ntwo", ("one\ntwo",)),
    ],
)
def test_cells_as_people_write_them(cell: str, values: tuple[str, ...]) -> None:
    assert cells.split(cell) == values


@pytest.mark.parametrize("cell", ["a\\", r"C:\data", r"\x"])
def test_a_backslash_that_escapes_nothing_is_told(cell: str) -> None:
    with pytest.raises(ValueError, match="means nothing"):
        cells.split(cell)


@pytest.mark.parametrize("text", ["", " a", "a\u3000", "a\x00", "\x1b[1m"])
def test_what_no_cell_can_hold(text: str) -> None:
    assert not fits_a_cell(text)
