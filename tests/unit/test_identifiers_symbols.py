"""Document symbols in every form that documents, bulletins, file names and our own keys have."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.identifiers import find_symbols, meeting_of_symbol, parse_symbol, symbol_key

FORMS = [
    ("UNEP/MC/COP.6/INF/26", "mc-cop-6", "minamata", "unep-mc-cop.6-inf-26"),
    ("UNEP/MC/COP.6/1/Rev.1", "mc-cop-6", "minamata", "unep-mc-cop.6-1-rev.1"),
    ("UNEP/MC/COP.5/19", "mc-cop-5", "minamata", "unep-mc-cop.5-19"),
    ("UNEP/MC/COP.6/CRP.8", "mc-cop-6", "minamata", "unep-mc-cop.6-crp.8"),
    ("UNEP/CHW.16/3", "bc-cop-16", "basel", "unep-chw.16-3"),
    ("UNEP/CHW.16/1/Add.1", "bc-cop-16", "basel", "unep-chw.16-1-add.1"),
    ("UNEP/CHW.17/INF/5", "bc-cop-17", "basel", "unep-chw.17-inf-5"),
    ("UNEP/CHW/OEWG.14/INF/5", "bc-oewg-14", "basel", "unep-chw-oewg.14-inf-5"),
    ("UNEP/FAO/RC/COP.12/INF/1", "rc-cop-12", "rotterdam", "unep-fao-rc-cop.12-inf-1"),
    ("UNEP/FAO/RC/CRC.17/2", "rc-crc-17", "rotterdam", "unep-fao-rc-crc.17-2"),
    ("UNEP/POPS/COP.12/15", "sc-cop-12", "stockholm", "unep-pops-cop.12-15"),
    ("UNEP/POPS/POPRC.2/17/Add.3", "sc-poprc-2", "stockholm", "unep-pops-poprc.2-17-add.3"),
    ("UNEP(DTIE)/Hg/CONF/4", None, "minamata", "unepdtie-hg-conf-4"),
    ("UNEP(DTIE)/Hg/INC.5/3", "mc-inc-5", "minamata", "unepdtie-hg-inc.5-3"),
]


@pytest.mark.parametrize(("symbol", "meeting", "convention", "key"), FORMS)
def test_every_form_is_understood(symbol: str, meeting: str | None, convention: str, key: str) -> None:
    match = parse_symbol(symbol)
    assert match is not None
    assert (match.symbol, match.meeting, match.convention) == (symbol, meeting, convention)
    assert symbol_key(symbol) == key
    assert meeting_of_symbol(symbol) == meeting


@pytest.mark.parametrize(
    ("printed", "symbol"),
    [
        ("CHW.17/15", "UNEP/CHW.17/15"),
        ("RC/COP.12/18", "UNEP/FAO/RC/COP.12/18"),
        ("POPS/COP.12/15", "UNEP/POPS/COP.12/15"),
        ("CHW.17/CRP.27", "UNEP/CHW.17/CRP.27"),
        ("UNEP-POPS-COP.3-SC-3-7", "UNEP/POPS/COP.3/SC-3/7"),
        ("UNEP-MC-COP.6-01", "UNEP/MC/COP.6/1"),
        ("unep-mc-cop.6-inf-26", "UNEP/MC/COP.6/INF/26"),
        ("unepdtie-hg-inc.5-3", "UNEP(DTIE)/Hg/INC.5/3"),
        ("ＵＮＥＰ／ＭＣ／ＣＯＰ．６／３", "UNEP/MC/COP.6/3"),
        ("UNEP/MC/COP.6/Inf/26", "UNEP/MC/COP.6/INF/26"),
        ("UNEP/MC/COP.6/ INF/26", "UNEP/MC/COP.6/INF/26"),
        ("UNEP/MC/COP.6/\u200bINF/26", "UNEP/MC/COP.6/INF/26"),
    ],
)
def test_other_spellings_have_the_same_normal_form(printed: str, symbol: str) -> None:
    match = parse_symbol(printed)
    assert match is not None
    assert match.symbol == symbol


@pytest.mark.parametrize(
    "after", [".", "。", ",", "، ", "*", ")", "»", "》", "号文件", " и", "؛", "\\*", ".English.DOC"]
)
@pytest.mark.parametrize("before", ["", "документу ", "《", "查阅", "الوثيقة ", "(", "*"])
def test_what_stands_around_a_symbol_is_not_part_of_it(before: str, after: str) -> None:
    text = f"{before}UNEP/MC/COP.6/INF/26{after}"
    (match,) = find_symbols(text)
    assert text[slice(*match.span)] == "UNEP/MC/COP.6/INF/26"


@pytest.mark.parametrize(
    "text",
    [
        "MC/COP6/2025/59",
        "MC/ES/2024/24",
        "UNEP/MC/COP.6",
        "UNEP/MC/COP.6/INF",
        "XUNEP/MC/COP.6/3x",
        "RC/COP of 12/18",
        "COP.6/3",
        "UNEP/CHW/17/3",
        "UNEP and/or 3/4",
    ],
)
def test_what_is_no_symbol(text: str) -> None:
    assert find_symbols(text) == []


def test_several_in_one_sentence_in_order() -> None:
    text = "UNEP/CHW.17/15-UNEP/FAO/RC/COP.12/18-UNEP/POPS/COP.12/15"
    assert [match.symbol for match in find_symbols(text)] == text.split("-")


numbers = st.integers(1, 999)
sessions = st.integers(1, 30)
heads = st.one_of(
    st.builds("UNEP/MC/COP.{}".format, sessions),
    st.builds("UNEP/CHW.{}".format, sessions),
    st.builds("UNEP/CHW/OEWG.{}".format, sessions),
    st.builds("UNEP/FAO/RC/{}.{}".format, st.sampled_from(["COP", "CRC"]), sessions),
    st.builds("UNEP/POPS/{}.{}".format, st.sampled_from(["COP", "POPRC", "INC"]), sessions),
    st.builds("UNEP(DTIE)/Hg/INC.{}".format, sessions),
)
tails = st.one_of(
    st.builds("/{}".format, numbers),
    st.builds("/INF/{}".format, numbers),
    st.builds("/{}/{}.{}".format, numbers, st.sampled_from(["Add", "Rev", "Corr"]), st.integers(1, 9)),
    st.builds("/{}.{}".format, st.sampled_from(["CRP", "L"]), numbers),
)


@given(head=heads, tail=tails)
def test_symbol_to_key_to_symbol(head: str, tail: str) -> None:
    symbol = head + tail
    for form in (
        symbol,
        symbol_key(symbol),
        symbol.replace("/", "-").replace("(", "").replace(")", ""),
        symbol.lower(),
    ):
        match = parse_symbol(form)
        assert match is not None
        assert match.symbol == symbol


@given(st.text(alphabet="UNEPMCHW/.-()0123456789 INFCOP\u200f，。", max_size=40))
def test_any_text_gives_spans_that_hold_their_symbol(text: str) -> None:
    end = 0
    for match in find_symbols(text):
        assert end <= match.span[0] < match.span[1] <= len(text)
        end = match.span[1]
        again = parse_symbol(match.symbol)
        assert again is not None
        assert again.symbol == match.symbol
