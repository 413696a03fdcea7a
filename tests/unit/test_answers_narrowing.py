"""What narrows questions on projects: bounds of amounts, what is left out, stretches of replenishments."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib.term import Literal, URIRef

from kg.answers.bounds import of_amounts
from kg.answers.exceptions import of_left_out
from kg.answers.names import Named
from kg.answers.notions import carriers
from kg.answers.phases import of_phases
from kg.answers.values import Values
from kg.search.understanding import Question

PREFIX = "http://example.org/id"


def question(language: str, text: str) -> Question:
    none = frozenset[str]()
    return Question(text, language, (), none, none, none, none, none, (), (), {})


@pytest.mark.parametrize(
    ("language", "text", "bounds"),
    [
        ("en", "projects with grants over $10 million", {"above": 10_000_000}),
        ("en", "grants of at least 500,000 dollars", {"at_least": 500_000}),
        ("en", "grants between 1 and 5 million USD", {"at_least": 1_000_000, "at_most": 5_000_000}),
        ("en", "grants between 1 million and 5 million USD", {"at_least": 1_000_000, "at_most": 5_000_000}),
        ("en", "projects of more than a million dollars", {"above": 1_000_000}),
        ("en", "more than 10 projects", {}),
        ("fr", "dons de plus de 2,5 millions de dollars", {"above": 2_500_000}),
        ("fr", "dont le don dépasse 10 millions de dollars", {"above": 10_000_000}),
        ("es", "donaciones superiores a 10 millones de dólares", {"above": 10_000_000}),
        ("es", "proyectos de menos de 1.000.000 de dólares", {"below": 1_000_000}),
        ("ru", "гранты более 10 млн долларов", {"above": 10_000_000}),
        ("ru", "гранты не более 500 тыс. долл.", {"at_most": 500_000}),
        ("ar", "منح تزيد على 10 ملايين دولار", {"above": 10_000_000}),
        ("ar", "منح لا تقل عن مليون دولار", {"at_least": 1_000_000}),
        ("zh", "赠款超过1000万美元", {"above": 10_000_000}),
        ("zh", "赠款在一亿美元以上", {"above": 100_000_000}),
    ],
)
def test_bounds_of_amounts(language: str, text: str, bounds: dict[str, int]) -> None:
    values: Values = {}
    spans = of_amounts(text, language, carriers(text, language), values)
    assert {slot: int(term[0]) for slot, term in values.items() if slot != "bound_kind"} == bounds
    assert bool(spans) is bool(bounds)


def test_what_is_bounded_is_the_money_beside() -> None:
    text = "projects with co-financing of more than 10 million dollars"
    values: Values = {"project": [URIRef(f"{PREFIX}/project/10")], "year": [Literal(2004)]}
    of_amounts(text, "en", carriers(text, "en"), values)
    assert values["bound_kind"] == [Literal("cofinancing")]
    assert "project" not in values, "a figure of the amount"
    assert values["year"] == [Literal(2004)]


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("en", "projects that were not cancelled", "cancelled"),
        ("en", "projects that haven't been cancelled", "cancelled"),
        ("fr", "les projets qui n’ont pas été annulés", "annulés"),
        ("es", "proyectos que no fueron cancelados", "cancelados"),
        ("ru", "проекты, которые не были отменены", "отменены"),
        ("ar", "المشاريع غير الملغاة", "الملغاة"),
        ("zh", "未取消的项目", "取消"),
    ],
)
def test_what_is_left_out(language: str, text: str, name: str) -> None:
    status = URIRef(f"{PREFIX}/concept/statuses.cancelled")
    span = (text.index(name), text.index(name) + len(name))
    values: Values = {"project_status": [status]}
    assert of_left_out(question(language, text), [Named("project_status", "statuses.cancelled", span)], values)
    assert values == {"not_project_status": [status]}


def test_what_is_named_is_not_left_out() -> None:
    text = "projects that were cancelled"
    values: Values = {"project_status": [URIRef(f"{PREFIX}/concept/statuses.cancelled")]}
    assert not of_left_out(question("en", text), [Named("project_status", "statuses.cancelled", (19, 28))], values)
    assert "project_status" in values


@pytest.mark.parametrize(
    ("language", "text", "phases"),
    [
        ("en", "projects in GEF-5", [5]),
        ("en", "projects in GEF-5 and GEF-7", [5, 7]),
        ("en", "projects from GEF-4 to GEF-6", [4, 5, 6]),
        ("en", "projects since GEF-6", [6, 7, 8]),
        ("fr", "entre le FEM-3 et le FEM-5", [3, 4, 5]),
        ("es", "desde el FMAM-7", [7, 8]),
        ("ru", "до ГЭФ-3", [1, 2]),
        ("zh", "GEF-7以来的项目", [7, 8]),
        ("zh", "全球环境基金第七增资期（GEF-7）", [7]),
        ("ar", "منذ GEF-7", [7, 8]),
        ("en", "projects in 2015", []),
    ],
)
def test_stretches_of_replenishments(language: str, text: str, phases: list[int]) -> None:
    values: Values = {}
    of_phases(question(language, text), values)
    assert [str(term) for term in values.get("phase", ())] == [f"GEF - {number}" for number in phases]


def test_the_pilot_phase() -> None:
    values: Values = {}
    of_phases(question("en", "GEF projects of the pilot phase"), values)
    assert values["phase"] == [Literal("Pilot Phase")]


@given(st.text(max_size=60), st.sampled_from(["en", "fr", "es", "ru", "ar", "zh"]))
def test_places_lie_within_the_text(text: str, language: str) -> None:
    values: Values = {}
    for start, end in [*of_amounts(text, language, [], values), *of_phases(question(language, text), values)]:
        assert 0 <= start <= end <= len(text)
