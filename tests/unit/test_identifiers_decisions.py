"""Decision numbers in six languages, three scripts and the forms that scanning leaves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.identifiers import decision_key, find_decisions, parse_decision

NUMBERED = [
    ("decision MC-5/16", "MC-5/16"),
    ("décision BC-16/2", "BC-16/2"),
    ("decisión RC-11/4", "RC-11/4"),
    ("decisions SC-11/9,", "SC-11/9"),
    ("в решении МК-5/16,", "MC-5/16"),
    ("решение БК-16/2", "BC-16/2"),
    ("решение РК-11/4", "RC-11/4"),
    ("решение СК1/7", "SC-1/7"),
    ("МК\u20115/16", "MC-5/16"),
    ("МК\u20135/16", "MC-5/16"),
    ("МК\u00ad-5/16", "MC-5/16"),
    ("решение MК-5/16 (mixed letters)", "MC-5/16"),
    ("第MC-1/4号决定", "MC-1/4"),
    ("第 MC-1/4 号决定", "MC-1/4"),
    ("见MC-5/16号决定", "MC-5/16"),
    ("المقرر ا ب-12/23", "BC-12/23"),
    ("المقرر ا ر-7/13،", "RC-7/13"),
    ("المقرر أ س-7/31", "SC-7/31"),
    ("المقرر ا م-٥/١٦", "MC-5/16"),
    ("التوصية ل.ا.ك-17/2", "CRC-17/2"),
    ("decision VI/29", "BC-VI/29"),
    ("décision VI/29", "BC-VI/29"),
    ("decisión VI/29", "BC-VI/29"),
    ("решение VI/29", "BC-VI/29"),
    ("第VI/29号决定", "BC-VI/29"),
    ("المقرر VI/29", "BC-VI/29"),
    ("BC-VI/12", "BC-VI/12"),
    ("POPRC-19/1", "POPRC-19/1"),
]


@pytest.mark.parametrize(("text", "number"), NUMBERED)
def test_every_form_has_one_normal_form(text: str, number: str) -> None:
    (match,) = find_decisions(text)
    assert match.number == number
    assert not match.draft
    assert text[slice(*match.span)] == match.surface


@pytest.mark.parametrize(
    "text",
    [
        "МКАД-5/16",
        "ПМК-5/16",
        "CMC-5/16",
        "MC-5/16/2",
        "MC-5/1666",
        "MC-0/1",
        "part VI/29",
        "and/or 5/16",
        "на 5/16 больше",
        "решение принято 5/16",
        "decisive VI/29",
        "UNEP/POPS/COP.3/SC-3/7",
        "ИМК5/16",
        "在5/16之间",
    ],
)
def test_what_is_no_decision(text: str) -> None:
    assert find_decisions(text) == []


@pytest.mark.parametrize(
    ("text", "surface"), [("decision 25/5", "25/5"), ("第25/5号决定", "25/5"), ("المقرر 25/5", "25/5")]
)
def test_a_number_of_another_body_has_no_normal_form(text: str, surface: str) -> None:
    (match,) = find_decisions(text)
    assert (match.number, match.surface, match.draft) == (None, surface, False)


@pytest.mark.parametrize("text", ["МК-6/[--]", "MC-6/[xx]", "SC-12/[ ]", "BC-17/[__]", "MC-6/--", "第MC-6/[…]号决定"])
def test_an_open_number_is_a_draft(text: str) -> None:
    (match,) = find_decisions(text)
    assert (match.number, match.draft) == (None, True)


@pytest.mark.parametrize(
    "text",
    [
        "draft decision MC-6/3",
        "проект решения МК-6/3",
        "projet de décision MC-6/3",
        "proyecto de decisión MC-6/3",
        "决定草案MC-6/3",
    ],
)
def test_a_draft_with_a_number(text: str) -> None:
    (match,) = find_decisions(text)
    assert (match.number, match.draft) == ("MC-6/3", True)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("BC-11/20 = RC-6/12 = SC-6/25", ["BC-11/20", "RC-6/12", "SC-6/25"]),
        ("decisions VI/29 and VII/1", ["BC-VI/29", "BC-VII/1"]),
        ("в решениях VI/29, VII/2 и VIII/3", ["BC-VI/29", "BC-VII/2", "BC-VIII/3"]),
        ("МК-5/16–МК-5/18", ["MC-5/16", "MC-5/18"]),
        ("المقررين ا ر-7/13 وا س-7/31", ["RC-7/13", "SC-7/31"]),
    ],
)
def test_lists(text: str, numbers: list[str]) -> None:
    assert [match.number for match in find_decisions(text)] == numbers


@given(
    prefix=st.sampled_from(["MC", "МК", "BC", "БК", "RC", "РК", "SC", "СК", "ا م", "ا ب", "ا ر", "ا س"]),
    hyphen=st.sampled_from("-\u2010\u2011\u2012\u2013"),
    session=st.integers(1, 20),
    serial=st.integers(1, 99),
    before=st.sampled_from(["", "decision ", "в решении ", "第", "المقرر ", "("]),
    after=st.sampled_from(["", ".", "。", "号决定", ",", ") и"]),
)
def test_round_trip(prefix: str, hyphen: str, session: int, serial: int, before: str, after: str) -> None:
    (match,) = find_decisions(f"{before}{prefix}{hyphen}{session}/{serial}{after}")
    assert match.number is not None
    assert match.number.endswith(f"C-{session}/{serial}")
    assert parse_decision(match.number) == match.number
    assert decision_key(match.number) == match.number.lower().replace("/", "-")


@given(st.text(max_size=60))
def test_any_text_gives_ordered_spans(text: str) -> None:
    end = 0
    for match in find_decisions(text):
        assert end <= match.span[0] < match.span[1] <= len(text)
        assert text[slice(*match.span)] == match.surface
        end = match.span[1]
