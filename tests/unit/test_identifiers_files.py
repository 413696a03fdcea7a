"""File names, job numbers, joint documents; and no identifier where there is none."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.identifiers import (
    JobMatch,
    document_key,
    find_decisions,
    find_jobs,
    find_symbols,
    format_job,
    other_keys,
    parse_file_name,
    parse_joint,
    parse_symbol,
)
from kg.model import Masthead

STARTER = Path(__file__).parents[2] / "ingest" / "starter" / "documents"
JOINT = ("UNEP/CHW.17/15", "UNEP/FAO/RC/COP.12/18", "UNEP/POPS/COP.12/15")


@pytest.mark.parametrize(
    ("name", "symbol", "language"),
    [
        ("UNEP-POPS-COP.3-SC-3-7.English.DOC", "UNEP/POPS/COP.3/SC-3/7", "en"),
        ("UNEP-MC-COP.6-01-provisional-agenda", "UNEP/MC/COP.6/1", None),
        ("UNEP-FAO-RC-COP.12-INF-1.Russian.pdf", "UNEP/FAO/RC/COP.12/INF/1", "ru"),
        ("https://x.example/download?d=UNEP-CHW.16-3-Add.1.French.docx", "UNEP/CHW.16/3/Add.1", "fr"),
        ("in/UNEP_MC_COP.6_INF_26_zh.pdf", "UNEP/MC/COP.6/INF/26", "zh"),
        ("UNEP-MC-COP.5-19-Rev.1-en-bref-ES.pdf", "UNEP/MC/COP.5/19/Rev.1", "es"),
    ],
)
def test_file_names(name: str, symbol: str, language: str | None) -> None:
    hint = parse_file_name(name)
    assert hint is not None
    assert (hint.symbol.symbol, hint.language) == (symbol, language)


@pytest.mark.parametrize("name", ["report.pdf", "UNEP-POPS-NIP-Albania-1.English.pdf", "on-UNEP-MC-COP.6-3.pdf", ""])
def test_file_names_that_tell_nothing(name: str) -> None:
    assert parse_file_name(name) is None


@given(
    session=st.integers(1, 20),
    number=st.integers(1, 99),
    kind=st.sampled_from(["", "INF-"]),
    language=st.sampled_from([("English", "en"), ("French", "fr"), ("Arabic", "ar"), ("ru", "ru")]),
)
def test_a_symbol_as_a_file_name(session: int, number: int, kind: str, language: tuple[str, str]) -> None:
    hint = parse_file_name(f"UNEP-MC-COP.{session}-{kind}{number}.{language[0]}.pdf")
    assert hint is not None
    assert hint.language == language[1]
    assert hint.symbol.symbol == f"UNEP/MC/COP.{session}/{kind.replace('-', '/')}{number}"


def test_job_numbers() -> None:
    text = "K1708819\u00a0150218; K2414681[E] 260824, K2414681 (R)  270824"
    assert [(job.number, job.language, job.finished) for job in find_jobs(text)] == [
        ("K1708819", None, date(2018, 2, 15)),
        ("K2414681", "en", date(2024, 8, 26)),
        ("K2414681", "ru", date(2024, 8, 27)),
    ]
    assert find_jobs("K1234567 999999, XK1708819 150218, K170881 150218, K1708819 1502180") == []


@given(
    number=st.integers(0, 9_999_999),
    language=st.sampled_from([None, "ar", "zh", "en", "fr", "ru", "es"]),
    finished=st.dates(date(2000, 1, 1), date(2099, 12, 31)),
)
def test_job_round_trip(number: int, language: str | None, finished: date) -> None:
    job = JobMatch((0, 0), f"K{number:07}", language, finished)
    (found,) = find_jobs(format_job(job))
    assert (found.number, found.language, found.finished) == (job.number, language, finished)


@pytest.mark.parametrize("symbols", list(permutations(JOINT)))
def test_a_joint_document_is_one_work_in_whatever_order(symbols: tuple[str, ...]) -> None:
    masthead = Masthead("Synergies", symbol=symbols[0], symbols=symbols)
    assert document_key(masthead, "fr", "0" * 64) == ("unep-chw.17-15", "unep-chw.17-15.fr")
    assert set(other_keys(masthead)) == {"unep-fao-rc-cop.12-18", "unep-pops-cop.12-15"}


def test_a_symbol_that_was_given_stays() -> None:
    masthead = Masthead("Note", symbol="MEA-KG/DOC.1", symbols=("UNEP/MC/COP.6/3",))
    assert document_key(masthead, "en", "0" * 64)[0] == "mea-kg-doc.1"
    assert other_keys(Masthead("Note")) == []


def test_a_number_of_another_convention_is_not_read_in_part() -> None:
    assert find_decisions("关于第TS-8/4号决定的报告") == []


EXPECTED = {
    *("UNEP/CHW.17/15", "UNEP/FAO/RC/COP.12/18", "UNEP/POPS/COP.12/15", "MC-4/6"),
    *("UNEP/MC/COP.2/1", "UNEP/MC/COP.2/11", "UNEP/MC/COP.5/19", "UNEP/MC/COP.6/1/Rev.1"),
    *("UNEP/MC/COP.6/INF/26", "UNEP/MC/COP.6/INF/38", "MC-5/13", "MC-5/16", "МК-6/[--]"),
    *("14/16", "14/30", "25/5"),
}
"""Every identifier in the texts at hand; each was looked at."""


def identifiers(folder: Path, pattern: str) -> set[str]:
    texts = [path.read_text("utf-8", errors="replace") for path in sorted(folder.rglob(pattern))]
    assert texts
    symbols = {match.symbol for text in texts for match in find_symbols(text)}
    return symbols | {match.number or match.surface for text in texts for match in find_decisions(text)}


def test_ordinary_text_of_six_languages_has_no_false_matches() -> None:
    assert {path.suffixes[-2][1:] for path in STARTER.glob("*.md")} == {"ar", "zh", "en", "fr", "ru", "es"}
    assert identifiers(STARTER, "*.md") <= EXPECTED


def test_neither_have_treaties_documents_and_samples(shared: Path) -> None:
    found = [("corpus", "*.txt"), ("data/treaties", "*.md"), ("samples", "*.html")]
    assert set().union(*(identifiers(shared / folder, pattern) for folder, pattern in found)) <= EXPECTED | {"8/4"}


@given(st.lists(st.sampled_from(JOINT), min_size=1, max_size=3, unique=True))
def test_joint_symbols_are_found_one_by_one(symbols: list[str]) -> None:
    assert [match.symbol for match in find_symbols("-".join(symbols))] == symbols
    assert all(parse_symbol(symbol) for symbol in symbols)


@pytest.mark.parametrize("joint", ["–", "-", " / ", ", ", "\n"])
def test_a_line_of_joint_symbols(joint: str) -> None:
    assert [match.symbol for match in parse_joint(joint.join(JOINT))] == list(JOINT)


@pytest.mark.parametrize(
    "line", ["UNEP/CHW.17/15", "see UNEP/CHW.17/15, UNEP/POPS/COP.12/15", f"{JOINT[0]} and {JOINT[1]}", ""]
)
def test_lines_that_are_no_joint_symbols(line: str) -> None:
    assert parse_joint(line) == []
