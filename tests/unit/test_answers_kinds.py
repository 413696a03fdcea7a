"""Kinds of questions on the labelled set; the half marked ``kept`` was not looked at when the words were chosen."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import pytest

from kg.answers.kinds import Kind, kind_of
from kg.model import LANGUAGES

CASES = Path(__file__).parents[1] / "relevance" / "kinds.jsonl"


@pytest.mark.parametrize("part", ["tuned", "kept"])
def test_kinds_in_six_languages(part: str) -> None:
    right: dict[str, list[bool]] = defaultdict(list)
    for line in CASES.read_text("utf-8").splitlines():
        case = json.loads(line)
        if case["part"] == part:
            right[case["language"]].append(kind_of(case["question"], case["language"]) == case["kind"])
    assert set(right) == set(LANGUAGES)
    for language, hits in right.items():
        assert len(hits) >= 17, language
        assert sum(hits) / len(hits) >= 0.9, language


@pytest.mark.parametrize(
    ("question", "language", "kind"),
    [
        ("Quelle est la concentration moyenne de mercure ?", "fr", Kind.COUNT),
        ("Какова средняя концентрация ртути?", "ru", Kind.COUNT),
        ("ما متوسط تركيز الزئبق؟", "ar", Kind.COUNT),
        ("ما متوسط المنح؟", "ar", Kind.SUM),
        ("Quelle est la moyenne des subventions ?", "fr", Kind.SUM),
        ("Quel est le nombre total de projets ?", "fr", Kind.COUNT),
        ("附件D列有哪几类排放点源？", "zh", Kind.LIST),
    ],
)
def test_averages_and_totals_are_not_always_money(question: str, language: str, kind: Kind) -> None:
    assert kind_of(question, language) is kind


def test_a_question_that_names_no_kind_asks_for_a_passage() -> None:
    assert kind_of("mercury in dental amalgam", "en") is Kind.PASSAGE
    assert kind_of("", "zh") is Kind.PASSAGE
    assert kind_of("How many?", "de") is Kind.COUNT
