"""What a question wants of a passage: the word that is asked for, a person, a number, the same place."""

from __future__ import annotations

import numpy as np
import pytest

from kg.answers.asked import asked_word
from kg.answers.covering import content_words
from kg.answers.figures import counts_in_cell
from kg.answers.items import Placed
from kg.answers.kinds import Kind
from kg.answers.named import covered_by_name
from kg.answers.persons import asks_for_person, names_person
from kg.answers.sorts import names_one, sort_asked
from kg.answers.wanted import kind_wanted
from kg.catalog import Item, StoredPassage
from kg.model import Mention, Uri
from kg.search.grouping import Group
from kg.search.understanding import Question


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


def passage_of(text: str, language: str, *mentions: Mention) -> Placed:
    passage = StoredPassage(1, 1, "p", "body", None, "paragraph", text, language, 1, None, (), mentions)
    item = Item(1, "document", "d", None, "d", language, "d.txt", "", "text/plain", "", 1, 1, "", "", {}, False)
    return Placed(Group(1, 1.0), passage, item, None)


def asked(text: str, language: str) -> Question:
    none: frozenset[str] = frozenset()
    return Question(text, language, (), none, none, none, none, none, (), (), {})


@pytest.mark.parametrize(
    ("question", "language", "sort"),
    [
        ("In which Vietnamese city did the Assembly meet?", "en", "city"),
        ("What must a company do in that city?", "en", None),
        ("¿Qué empresa rediseñó la navegación?", "es", "company"),
        ("В какой гостинице прошло совещание?", "ru", "building"),
        ("ما اسم الفندق الذي عقد فيه الاجتماع؟", "ar", "building"),
        ("第六次会议的直播用的是哪家公司的平台？", "zh", "company"),
        ("选定的会场叫什么名字？", "zh", "building"),
        ("Quel logiciel est utilisé ?", "fr", "software"),
        ("What is the name of the venue?", "en", "building"),
        ("What is the venue of the meeting?", "en", None),
        ("Which organization represents civil society?", "en", None),
    ],
)
def test_something_of_a_sort_is_asked_for(question: str, language: str, sort: str | None) -> None:
    assert sort_asked(asked(question, language)) == sort


@pytest.mark.parametrize(
    ("sort", "text", "language", "named"),
    [
        ("company", "The company that won the tender designed the menu.", "en", True),
        ("company", "The menu was designed for the secretariat by Northern Light Studio.", "en", True),
        ("company", "The secretariat designed a new menu.", "en", False),
        ("software", "Секретариат разработал портал на основе Drupal.", "ru", True),
        ("software", "Секретариат разработал портал.", "ru", False),
        ("building", "会议将在日内瓦国际会议中心举行。", "zh", True),
        ("building", "会议将在日内瓦举行。", "zh", False),
        ("city", "The Assembly met in Geneva.", "en", True),
        ("city", "The Assembly met in France.", "en", False),
    ],
)
def test_something_of_a_sort_is_named(sort: str, text: str, language: str, named: bool) -> None:
    known = {
        "Geneva": ("place", "concept/places.geneva"),
        "France": ("party", "party/FRA"),
        "Chile": ("party", "party/CHL"),
    }
    mentions = [
        Mention(
            (text.index(name), text.index(name) + len(name)), kind, name, Uri(f"https://e.org/id/{uri}"), "label", 0.9
        )
        for name, (kind, uri) in known.items()
        if name in text
    ]
    assert names_one(sort, passage_of(text, language, *mentions), frozenset()) is named


def test_a_name_is_covered_whatever_it_is_called() -> None:
    question = asked("Quand s'est tenue l'Assemblée du FEM ?", "fr")
    things = (("https://e.org/id/organization/gef", (33, 36)),)
    gef = Mention((8, 12), "organization", "全环基金", Uri(things[0][0]), "label", 0.9)
    with_it, without = passage_of("2018 年 6 月全环基金大会。秘书处出席。", "zh", gef), passage_of("秘书处出席。", "zh")
    rows = covered_by_name(question, things, [with_it, without], [(15, 20), (0, 6)], [0])
    words = content_words(question.text, "fr")
    assert rows.shape == (5, len(words))
    told = np.argwhere(rows == 1.0).tolist()
    assert told == [[0, words.index("fem")], [4, words.index("fem")]]


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("By how much did page views grow?", Kind.COUNT),
        ("How much did traffic grow?", Kind.COUNT),
        ("How much did the workshop cost?", Kind.SUM),
        ("What did the workshop cost?", Kind.SUM),
    ],
)
def test_growth_is_no_money(question: str, kind: Kind) -> None:
    assert kind_wanted(question, "en") is kind
