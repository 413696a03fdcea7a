"""What is said around a question, and how its words are spelt."""

from __future__ import annotations

import re

import pytest

from kg.answers.asker import is_purpose, without_asker
from kg.answers.periods import dates_of, month_of
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


@pytest.mark.parametrize(
    ("before", "asked", "after", "language"),
    [
        ("", "Which countries joined?", "We would like to contact them before COP-7.", "en"),
        ("I am a student.", "How many Parties are there?", "My boss is waiting.", "en"),
        ("", "Quelles agences ?", "Je prépare une note pour mon ministre avant la prochaine COP.", "fr"),
        ("", "¿Cuántas Partes hay?", "Tengo que informar a mi jefa mañana.", "es"),
        ("", "Сколько сторон?", "Завтра у нас совещание.", "ru"),
        ("", "كم عدد الأطراف؟", "أنا طالبة وأكتب بحثاً.", "ar"),
        ("我是一名学生。", "有多少缔约方？", "老师让我们写作业。", "zh"),
    ],
)
def test_sentences_about_the_asker_are_left_out(before: str, asked: str, after: str, language: str) -> None:
    assert without_asker(f"{before} {asked} {after}".strip(), language) == asked


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How many Parties are there? We mean the African ones.", "en"),
        ("How many Parties are there? I am interested in Africa.", "en"),
        ("How many Parties are there? We need those of 2017.", "en"),
        ("Combien de Parties ? Je parle de celles qui ont signé.", "fr"),
        ("¿Cuántas Partes hay? Me refiero a África.", "es"),
        ("Сколько сторон? Нам нужны только африканские.", "ru"),
        ("كم عدد الأطراف؟ نحتاج الأفريقية فقط.", "ar"),
        ("有多少缔约方？我只要非洲的。", "zh"),
    ],
)
def test_sentences_that_narrow_a_question_are_kept(text: str, language: str) -> None:
    assert without_asker(text, language) == text


@pytest.mark.parametrize(
    ("part", "language", "told"),
    [
        ("for a slide of my lecture", "en", True),
        ("— для слайда лекции", "ru", True),
        ("pour un exposé", "fr", True),
        ("用于我的论文", "zh", True),
        ("for women", "en", False),
        ("para las minas", "es", False),
        ("for my 2017 report", "en", False),
    ],
)
def test_what_an_answer_is_used_in(part: str, language: str, told: bool) -> None:
    assert is_purpose(part, language) is told


@pytest.mark.parametrize(
    ("text", "language", "dates"),
    [
        ("issued on 27 April 2026", "en", (None, None, "2026-04-27")),
        ("issued after 30 April 2026", "en", ("2026-05-01", None, None)),
        ("issued since April 2026", "en", ("2026-04", None, None)),
        ("publiés avant le 1er avril 2026", "fr", (None, "2026-04-01", None)),
        ("a más tardar el 30 de junio de 2027", "es", (None, "2027-07-01", None)),
        ("с 1 марта 2026 года по 31 марта 2026 года", "ru", ("2026-03-01", "2026-04-01", None)),
        ("秘书处须在2027年6月30日之前做什么？", "zh", (None, "2027-06-30", None)),
        ("بعد ديسمبر 2018", "ar", ("2019-01", None, None)),
    ],
)
def test_days_and_what_bounds_them(text: str, language: str, dates: tuple[str | None, ...]) -> None:
    found = dates_of(text, language)
    assert found is not None
    assert (found.first, found.below, found.on) == dates


def test_months() -> None:
    assert month_of("Quels documents ont été publiés en avril 2026 ?", "fr")[:1] == ("2026-04",)  # type: ignore[index]
    assert month_of("水俣公约2018年10月有哪些会议", "zh")[:1] == ("2018-10",)  # type: ignore[index]
    assert month_of("Which meetings took place in 2018?", "en") is None
