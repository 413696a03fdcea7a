"""Readers and structure together, on the trial documents: printed numbers, whole paragraphs, mastheads."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from ingest.readers import read
from ingest.structure import Structured, structure
from kg.model import Passage, PassageKind
from kg.settings import Settings

LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")
FORMATS = ("docx", "html", "pdf")


@cache
def structured(path: Path) -> Structured:
    return structure(read(path, Settings()))


@pytest.fixture(scope="module")
def russian(shared: Path) -> Structured:
    return structured(next((shared / "corpus").glob("000_*.txt")))


@pytest.fixture(scope="module")
def chinese(shared: Path) -> Structured:
    return structured(next((shared / "corpus").glob("003_*.txt")))


def numbers(document: Structured, part: str, kind: PassageKind) -> list[str | None]:
    return [item.number for item in document.passages if item.part == part and item.kind is kind]


def at(document: Structured, eid: str) -> Passage:
    return next(item for item in document.passages if item.eid == eid)


def headings(document: Structured) -> list[str]:
    return [p.text for p in document.passages if p.part == "body" and p.kind is PassageKind.HEADING]


def test_the_russian_note_has_its_numbers(russian: Structured) -> None:
    assert numbers(russian, "body", PassageKind.PARAGRAPH) == [str(n) for n in range(1, 16)]
    assert numbers(russian, "annex_1", PassageKind.OPERATIVE) == [str(n) for n in range(1, 9)]
    assert len(numbers(russian, "annex_1", PassageKind.PREAMBLE)) == 3
    assert numbers(russian, "body", PassageKind.HEADING) == [None] * 4
    assert [t.split()[0] for t in headings(russian)] == ["I.", "II.", "III.", "IV."]
    assert [(item.eid, item.number) for item in russian.passages if item.kind is PassageKind.FOOTNOTE] == [
        ("body__fn_star", "*"),
        ("body__fn_1", "1"),
        ("body__fn_2", "2"),
        ("body__fn_3", "3"),
    ]
    assert russian.notes == ()


def test_russian_paragraphs_that_the_page_cut_are_whole(russian: Structured) -> None:
    fourth = at(russian, "body__para_4").text
    assert fourth.startswith("В соответствии с компонентом")
    assert "к более широкой и ориентированной на пользователя архитектуры" in fourth
    assert fourth.endswith("1 700 000 взаимодействий.")
    assert "[^" not in fourth
    ninth = at(russian, "body__para_9").text
    assert "расширения обмена информацией и цифровых инструментов" in ninth
    assert ninth.endswith("Минаматской конвенции о ртути.")


def test_the_russian_masthead(russian: Structured) -> None:
    masthead = russian.masthead
    assert masthead.title == "Менеджмент знаний и цифровизация для поддержки Сторон Минаматской конвенции о ртути"
    assert masthead.subtitle == "Записка секретариата"
    assert masthead.meeting == "mc-cop-6"
    assert masthead.convention == "minamata"
    assert masthead.place == "Женева"
    assert (masthead.start, masthead.end) == (date(2025, 11, 3), date(2025, 11, 7))
    assert masthead.agenda_item == "4 к)"
    assert masthead.agenda_symbol == "UNEP/MC/COP.6/1/Rev.1"
    expected = "Вопросы для рассмотрения или принятия мер Конференцией Сторон: менеджмент знаний"
    assert masthead.agenda_title == expected
    assert masthead.symbol is None
    assert masthead.issued is None
    assert (russian.kind, russian.language) == ("note", "ru")


def test_the_russian_draft_decision(russian: Structured) -> None:
    (decision,) = russian.decisions
    assert decision.part == "annex_1"
    assert decision.title == "Менеджмент знаний и осуществление цифровой стратегии"
    assert (decision.number, decision.printed, decision.status) == (None, "МК-6/[--]", "draft")


def test_the_verbs_of_the_russian_decision_are_marked(russian: Structured) -> None:
    verbs = []
    for item in russian.passages:
        if item.kind is PassageKind.OPERATIVE:
            start, end = item.emphasis[0]
            verbs.append(item.text[start:end])
    assert verbs[0] == "с удовлетворением отмечает"
    assert verbs[3:5] == ["постановляет", "призывает"]
    assert len(verbs) == 8


def test_the_chinese_report_has_its_numbers(chinese: Structured) -> None:
    assert numbers(chinese, "body", PassageKind.PARAGRAPH) == [str(n) for n in range(1, 28)]
    assert numbers(chinese, "body", PassageKind.ITEM) == ["6(a)", "6(b)", "6(c)", "6(d)"]
    assert at(chinese, "body__para_6__item_d").text.startswith("拉丁美洲和加勒比：利马")
    assert [t[0] for t in headings(chinese)] == ["一", "二", "A", "B", "C", "三", "四", "五", "六"]
    assert chinese.notes == ()


def test_the_chinese_paragraph_that_the_page_cut_is_whole(chinese: Structured) -> None:
    second = at(chinese, "body__para_2").text
    assert "为与会者和观察员编写资料；通过水俣公约网站" in second
    assert second.endswith("安保和安全科联络。")


def test_the_chinese_masthead(chinese: Structured) -> None:
    masthead = chinese.masthead
    assert masthead.title == "秘书处闭会期间主要活动进度报告"
    assert masthead.subtitle == "秘书处的说明"
    assert masthead.meeting == "mc-cop-2"
    assert masthead.place == "日内瓦"
    assert (masthead.start, masthead.end) == (date(2018, 11, 19), date(2018, 11, 23))
    assert masthead.agenda_item == "5(k)"
    assert masthead.agenda_symbol == "UNEP/MC/COP.2/1"
    assert masthead.agenda_title == "供缔约方大会审议或采取行动的事项：秘书处"
    assert (masthead.distribution, masthead.issued) == ("general", date(2018, 10, 22))
    assert masthead.original_language == "en"
    assert masthead.symbol is None
    assert (chinese.kind, chinese.language) == ("progress-report", "zh")


EXPECTED = {
    *(f"body__para_{n}" for n in range(1, 8)),
    *(f"body__para_2__item_{letter}" for letter in "abc"),
    *(f"body__heading_{n}" for n in (1, 2, 3)),
    *(f"body__table_1__row_{n}" for n in (2, 3, 4)),
    "body__fn_1",
    "body__fn_2",
    "annex_1__heading_1",
    "annex_1__heading_2",
    "annex_1__formula_1",
    "annex_1__preamble_1",
    *(f"annex_1__para_{n}" for n in (1, 2, 3)),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("suffix", FORMATS)
def test_a_report_has_the_same_places_in_all_languages_and_formats(shared: Path, language: str, suffix: str) -> None:
    document = structured(shared / "samples" / f"report_{language}.{suffix}")
    assert {str(item.eid) for item in document.passages} == EXPECTED
    assert numbers(document, "annex_1", PassageKind.OPERATIVE) == ["1", "2", "3"]
    assert document.language == language
    assert document.notes == ()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("suffix", FORMATS)
def test_a_reports_masthead_and_decision(shared: Path, language: str, suffix: str) -> None:
    document = structured(shared / "samples" / f"report_{language}.{suffix}")
    masthead = document.masthead
    assert masthead.symbol == "UNEP/TEST/COP.9/7"
    assert masthead.issued == date(2026, 3, 12)
    assert (masthead.distribution, masthead.original_language) == ("general", "en")
    assert masthead.title
    assert masthead.subtitle
    assert document.kind == "report"
    assert [(item.part, item.printed, item.status) for item in document.decisions] == [
        ("annex_1", "TS-9/[--]", "draft")
    ]


STARTER = Path(__file__).parents[2] / "ingest" / "starter" / "documents"
WORKS = sorted({path.name.split(".")[0] for path in STARTER.glob("*.md")})


@pytest.mark.parametrize("work", WORKS)
def test_translations_of_a_starter_document_have_the_same_places(work: str) -> None:
    versions = {path: structured(path) for path in STARTER.glob(f"{work}.*.md")}
    assert {path.name.split(".")[1] for path in versions} == {item.language for item in versions.values()}
    assert len({tuple(item.eid for item in version.passages) for version in versions.values()}) == 1
    assert {item.masthead.symbol for item in versions.values()} != {None}
    assert [version.notes for version in versions.values()] == [()] * len(versions)
