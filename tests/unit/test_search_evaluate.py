from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.errors import BadInput
from kg.search.evaluate import Case, Found, evaluate, load_cases

CASE = Case("q1", "fr", "Combien ?", ("a.txt",), ("4",), ("178 000",))


def ranks(case: Case, *hits: Found) -> tuple[int | None, int | None]:
    rank = evaluate([case], lambda _question, _k: hits).ranks[0]
    return rank.rank, rank.strict_rank


def test_a_hit_is_right_by_its_number_or_by_its_words() -> None:
    wrong = Found("a.txt", "body", "5", "")
    assert ranks(CASE, wrong, Found("a.txt", "body", "4", "")) == (2, 2)
    assert ranks(CASE, wrong, Found("a.txt", "body", "7", "a 178\u00a0000 b")) == (2, None)
    assert ranks(CASE, Found("b.txt", "body", "4", "178 000")) == (None, None)
    assert ranks(CASE) == (None, None)


def test_a_source_may_be_a_path_or_an_address() -> None:
    assert ranks(CASE, Found("https://example.org/docs/a.txt", "body", "4", "")) == (1, 1)


@pytest.mark.parametrize(
    ("wanted", "part", "number", "right"),
    [
        ("6", "body", "6(d)", True),
        ("6(d)", "body", "6 (d)", True),
        ("6(d)", "body", "6", False),
        ("6", "body", "61", False),
        ("annex 2", "annex_1", "2", True),
        ("annex 2", "body", "2", False),
        ("2", "annex_1", "2", False),
        ("annex", "annex_1", None, True),
        ("annex", "body", None, False),
        ("table 1", "body", None, False),
    ],
)
def test_places(wanted: str, part: str, number: str | None, right: bool) -> None:
    case = Case("q", "en", "?", ("a.txt",), (wanted,), ("never there",))
    assert (ranks(case, Found("a.txt", part, number, "text"))[1] == 1) is right


@pytest.mark.parametrize(("eid", "right"), [("art_7__para_1", True), ("art_17__para_1", False), ("annex_7__p", False)])
def test_articles_of_treaties(eid: str, right: bool) -> None:
    case = Case("q", "en", "?", ("a.txt",), ("article 7",), ())
    assert (ranks(case, Found("a.txt", "body", "1", "text", eid))[1] == 1) is right


def test_figures_per_language_and_together() -> None:
    hit, miss = Found("a.txt", "body", "4", ""), Found("a.txt", "body", "5", "")
    answers = {"one": [hit], "two": [miss, hit], "three": [miss] * 6 + [hit]}
    cases = [Case(q, lang, q, ("a.txt",), ("4",), ()) for q, lang in (("one", "en"), ("two", "en"), ("three", "ru"))]
    report = evaluate(cases, lambda question, _k: answers[question])
    english, everything = report.figures["en"], report.figures["all"]
    assert (english.count, english.recall_1, english.recall_5, english.mrr) == (2, 0.5, 1.0, 0.75)
    assert report.figures["ru"].recall_5 == 0.0
    assert everything.count == 3
    assert everything.strict_mrr == pytest.approx((1 + 1 / 2 + 1 / 7) / 3)
    assert report.as_table().splitlines()[-1].split()[:3] == ["all", "3", "0.33"]
    assert json.loads(json.dumps(report.as_json()))["figures"]["en"]["recall_5"] == 1.0


def test_cases_of_both_shapes(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    fields = '"language": "en", "question": "?", "paragraphs": ["annex 4"], "evidence_any": ["x"]'
    path.write_text(
        f'{{"id": "a", "file": "f.txt", {fields}}}\n\n{{"id": "b", "files": ["f.en.md", "f.fr.md"], {fields}}}\n'
        '{"id": "u", "language": "en", "question": "no answer"}\n',
        "utf-8",
    )
    assert [(case.id, case.files) for case in load_cases(path)] == [("a", ("f.txt",)), ("b", ("f.en.md", "f.fr.md"))]


@pytest.mark.parametrize("line", ["{", '{"id": "a", "file": "f"}'])
def test_a_broken_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(f"\n{line}\n", "utf-8")
    with pytest.raises(BadInput, match=r"cases\.jsonl, line 2"):
        load_cases(path)
