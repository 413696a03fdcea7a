"""What is said around a question, and how its words are spelt."""

from __future__ import annotations

import re

import pytest

from kg.answers.periods import month_of
from kg.answers.preambles import asked_part, without_preambles


@pytest.mark.parametrize(
    ("text", "language", "asked"),
    [
        ("Could you let me know how many Parties it has?", "en", "how many Parties it has?"),
        ("Pouvez-vous me dire quand la France a signé ?", "fr", "quand la France a signé ?"),
        ("Скажите, пожалуйста, сколько проектов в Перу?", "ru", "сколько проектов в Перу?"),
        ("能告诉我巴塞尔公约有多少缔约方吗？", "zh", "巴塞尔公约有多少缔约方？"),
        ("Countries which ratified it", "en", "Countries which ratified it"),
        ("How many projects are there?", "en", "How many projects are there?"),
    ],
)
def test_the_question_inside_a_sentence(text: str, language: str, asked: str) -> None:
    assert asked_part(text, language) == asked


def test_preambles_that_narrow_nothing_may_be_left_out() -> None:
    parts = list(without_preambles("I am preparing a briefing: how many projects are there? Thanks!", "en"))
    assert "how many projects are there? Thanks!" in parts
    assert "how many projects are there?" in parts
    assert not list(without_preambles("Not in Africa: how many projects are there?", "en"))
    assert not list(without_preambles("In 2017: which countries joined?", "en"))


@pytest.mark.parametrize(
    ("text", "language", "asked"),
    [
        ("How many Parties are there? I need it for a briefing note to our minister.", "en", True),
        ("Combien de Parties y a-t-il ? Merci d'avance pour votre réponse rapide.", "fr", True),
        ("¿Cuántas Partes hay? Gracias de antemano por su amable atención.", "es", True),
        ("Сколько Сторон? Заранее благодарю за содействие!", "ru", True),
        ("有多少缔约方？非常感谢您的协助！", "zh", True),
        ("How many Parties are there? I need only those of 2017.", "en", False),
        ("How many Parties are there? I need the grants as well.", "en", False),
        ("How many Parties are there? And where are the projects?", "en", False),
        ("How many Parties are there? Those with wetlands.", "en", False),
        ("How many Parties are there? I want the ones with wetlands.", "en", False),
        ("Combien de Parties y a-t-il ? Je veux celles des zones humides.", "fr", False),
    ],
)
def test_a_sentence_after_a_question_that_narrows_nothing(text: str, language: str, asked: bool) -> None:
    question = re.match(r"[^?？.!]*[?？]", text)
    assert question is not None
    assert (question[0] in list(without_preambles(text, language))) is asked


def test_months() -> None:
    assert month_of("Quels documents ont été publiés en avril 2026 ?", "fr")[:1] == ("2026-04",)  # type: ignore[index]
    assert month_of("水俣公约2018年10月有哪些会议", "zh")[:1] == ("2018-10",)  # type: ignore[index]
    assert month_of("Which meetings took place in 2018?", "en") is None
