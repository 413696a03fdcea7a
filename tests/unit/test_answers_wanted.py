"""What a question wants of a passage: the word that is asked for, a person, a number, the same place."""

from __future__ import annotations

import pytest

from kg.answers.asked import asked_word
from kg.answers.figures import counts_in_cell
from kg.answers.kinds import Kind
from kg.answers.persons import asks_for_person, names_person
from kg.answers.wanted import kind_wanted
from kg.catalog import StoredPassage
from kg.model import Mention


@pytest.mark.parametrize(
    ("question", "language", "word"),
    [
        ("In which hotel did the Bureau meet?", "en", "hotel"),
        ("Combien de participants sont venus ?", "fr", "participants"),
        ("¿Qué empresa desarrolló las herramientas?", "es", "empresa"),
        ("Какая гостиница приняла совещание?", "ru", "гостиница"),
        ("ما اسم الفندق الذي عقد فيه الاجتماع؟", "ar", "اسم"),
        ("会议在哪家酒店举行？", "zh", "酒店"),
        ("When did it meet?", "en", None),
        ("Which of all?", "en", None),
    ],
)
def test_the_word_that_is_asked_for(question: str, language: str, word: str | None) -> None:
    assert asked_word(question, language) == word


@pytest.mark.parametrize(
    ("question", "language", "kind"),
    [
        ("What is the CAS number of mercury?", "en", Kind.PASSAGE),
        ("汞的CAS登记号是多少？", "zh", Kind.PASSAGE),
        ("Какой регистрационный номер у ртути?", "ru", Kind.PASSAGE),
        ("What is the number of participants?", "en", Kind.COUNT),
        ("秘书处的电话号码是多少？", "zh", Kind.COUNT),
    ],
)
def test_a_mark_counts_nothing(question: str, language: str, kind: Kind) -> None:
    assert kind_wanted(question, language) is kind


@pytest.mark.parametrize(
    ("question", "language", "person"),
    [
        ("Who chaired the first meeting?", "en", True),
        ("Who co-chairs the task team?", "en", False),
        ("Who finances the project?", "en", False),
        ("When did the chair resign?", "en", False),
        ("Qui préside le Bureau ?", "fr", True),
        ("¿Quién es la Secretaria Ejecutiva?", "es", True),
        ("Кто возглавлял группу?", "ru", True),
        ("من هو رئيس اللجنة؟", "ar", True),
        ("谁担任委员会主席？", "zh", True),
        ("谁为主席团提供支持？", "zh", False),
    ],
)
def test_questions_for_a_person(question: str, language: str, person: bool) -> None:
    assert asks_for_person(question, language) is person


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("The meeting was chaired by Ms. Lee (Chile).", True),
        ("Rolph Payet opened the meeting.", True),
        ("Совещание открыла г-жа Иванова.", True),
        ("会议由王先生主持。", True),
        ("افتتح السيد حسن الاجتماع.", True),
        ("The meeting was chaired by Chile.", True),
        ("Ten people from Chile took part in the workshop of the small group that the chair had set up.", False),
        ("The Chair opened the meeting.", False),
        ("The Implementation Committee met.", False),
    ],
)
def test_whether_somebody_is_named(text: str, named: bool) -> None:
    known = {"Implementation Committee": "concept", "Chile": "party"}
    mentions = tuple(
        Mention((text.index(name), text.index(name) + len(name)), kind, name, None, "label", 0.9)
        for name, kind in known.items()
        if name in text
    )
    passage = StoredPassage(1, 1, "p", "body", None, "paragraph", text, "en", 1, None, (), mentions)
    assert names_person(passage) is named


def test_a_number_in_a_cell_counts() -> None:
    assert counts_in_cell("Step: review | Days before the opening: 21 | Who: editors")
    assert not counts_in_cell("As set out in paragraph 21: the Parties")
