"""What the text of a cell means."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib.namespace import XSD
from rdflib.term import Literal

from ingest.records.columns import Column
from ingest.records.resolver import Resolver, folded
from ingest.records.trees import Text
from ingest.records.values import Context, statements
from kg.errors import BadInput
from kg.identifiers import Uris

CONTEXT = Context(Uris("https://kg.example/"), Resolver())
MONEY = Column(header="x", value="money", property=("mea:value",))
DATE = Column(header="x", value="date", property=("dcterms:issued",))
INTEGER = Column(header="x", value="integer", property=("mea:session",))
WORDS = Column(header="x", split=";", property=("dcterms:subject",))


def values(text: str, column: Column) -> list[object]:
    return [value for _, value in statements([Text(text)], column, CONTEXT, {})]


@given(st.integers(min_value=0, max_value=10**12))
def test_money_round_trip(amount: int) -> None:
    for text in (f"${amount:,}", f"{amount}", f"USD {amount:,}", f"US${amount:,}.00"):
        assert values(text, MONEY)[0] == Literal(amount)


@pytest.mark.parametrize("text", ["1.234", "500 XYZ", "$", "-3", "12,34,567", "plenty", "$5; $6"])
def test_what_is_no_money(text: str) -> None:
    with pytest.raises(BadInput, match=r"amount|two ways|currency"):
        values(text, MONEY)


@given(st.dates())
def test_date_round_trip(day: date) -> None:
    assert values(day.isoformat(), DATE) == [Literal(day.isoformat(), datatype=XSD.date)]


@pytest.mark.parametrize("text", ["2025-02-30", "November 2025", "03/11/2025", "2025"])
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(BadInput, match="not a day"):
        values(text, DATE)


@pytest.mark.parametrize("text", ["1.5", "one", "9" * 19])
def test_what_is_no_whole_number(text: str) -> None:
    with pytest.raises(BadInput, match="whole number"):
        values(text, INTEGER)


def test_several_values_in_a_cell() -> None:
    assert values("a; b;;c ;", WORDS) == [Literal("a"), Literal("b"), Literal("c")]
    assert values("", WORDS) == []


@given(st.text())
def test_folding_is_stable(text: str) -> None:
    assert folded(folded(text)) == folded(text)
