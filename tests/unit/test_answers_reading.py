from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.answers.figures import counts_in_words, figures, states_date, years
from kg.answers.items import Placed
from kg.answers.meetings import named_meeting
from kg.answers.quoting import QUOTED_DEFAULT, by_worth, citation, cited
from kg.answers.reading import Reading
from kg.catalog import Item, StoredPassage
from kg.search.grouping import Group
from kg.search.model import DocumentView, Hit, PassageView
from kg.search.sentences import sentences


@pytest.mark.parametrize(
    ("text", "language", "counts"),
    [
        ("conservée cinq ans", "fr", True),
        ("шесть недель", "ru", True),
        ("خلال ستة أسابيع", "ar", True),
        ("应在五个工作日内答复", "zh", True),
        ("“国际化学品管理战略方针”（半天会议）", "zh", True),
        ("秘书处组织了一次成效评估特设专家组会议", "zh", False),
        ("缔约方大会第二次会议", "zh", False),
        ("每周一次，历时一周", "zh", True),
        ("every article of the sixth report", "en", False),
        ("на третьем совещании", "ru", False),
    ],
)
def test_numbers_in_words(text: str, language: str, counts: bool) -> None:
    assert counts_in_words(text, language) is counts


@pytest.mark.parametrize(
    ("text", "besides", "date"),
    [
        ("It was visited 178 000 times.", set(), False),
        ("4 марта 2025 года", set(), True),
        ("в 2024 году", {"2024"}, False),
        ("2018 年 8 月 31 日结束", {"2018"}, True),
    ],
)
def test_dates(text: str, besides: set[str], date: bool) -> None:
    assert states_date(text, frozenset(besides)) is date


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("periods 2019–2021 and 2025", {"2019", "2020", "2021", "2025"}),
        ("за период с 2024 по 2025 год", {"2024", "2025"}),
        ("٢٠٢٣", {"2023"}),
        ("decision 1999/2005, 178 000 visits", {"1999", "2005"}),
        ("no year", set()),
    ],
)
def test_years_with_those_of_a_period(text: str, expected: set[str]) -> None:
    assert years(text) == expected


def test_figures_have_one_form() -> None:
    assert figures("178 000") == figures("178,000") == figures("١٧٨٠٠٠") == {"178000"}


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Where was COP-3 held?", "en", ("cop", 3, None)),
        ("When did BC COP-14 open?", "en", ("cop", 14, "basel")),
        ("Where did the sixth meeting of the Conference of the Parties take place?", "en", ("cop", 6, None)),
        ("Où s'est tenue la troisième réunion de la Conférence des Parties ?", "fr", ("cop", 3, None)),
        ("¿Dónde se celebró la cuarta reunión de la Conferencia de las Partes?", "es", ("cop", 4, None)),
        ("Где прошло шестое совещание Конференции Сторон?", "ru", ("cop", 6, None)),
        ("أين عُقد الاجتماع الثالث لمؤتمر الأطراف؟", "ar", ("cop", 3, None)),
        ("缔约方大会第五次会议在哪里举行？", "zh", ("cop", 5, None)),
        ("Where did POPRC-19 meet?", "en", ("poprc", 19, "stockholm")),
        ("Where is the secretariat?", "en", None),
    ],
)
def test_meetings_by_number(text: str, language: str, expected: tuple[str, int, str | None] | None) -> None:
    found = named_meeting(text, language)
    assert (found and (found.body, found.session, found.treaty)) == expected


ITEM = Item(
    1,
    "document",
    "d",
    None,
    "Title",
    "en",
    "d.md",
    "",
    "text/markdown",
    "",
    1,
    1,
    "2026-01-01",
    "2026-01-01",
    {},
    False,
)


def reading(text: str, near: list[float], *, score: float = 0.5, rank: int = 1, fits: float = 0.5) -> Reading:
    spans = tuple(sentences(text, "en"))
    assert len(spans) == len(near)
    passage = PassageView("http://example.org/p", text, "en", "body", str(rank), f"para. {rank}", None)
    document = DocumentView("http://example.org/d", "Title", None, "note", None, ("en",), "d.md")
    stored = StoredPassage(rank, 1, "body__para_1", "body", str(rank), "paragraph", text, "en", rank, None, (), ())
    zeros = np.zeros(len(spans))
    return Reading(
        Hit(rank, score, passage, document, (), ()), Placed(Group(rank, score), stored, ITEM, None), spans,
        np.array(near, np.float32), zeros, zeros, fits, 0.5, own=False, covered=np.empty(0, np.float32),
    )  # fmt: skip


SENTENCE = "This sentence has as many words as a sentence of a report of the secretariat usually has in such a text."


def test_a_paragraph_is_quoted_whole_and_its_best_sentence_marked() -> None:
    text = f"{SENTENCE} The answer is here. {SENTENCE}"
    found = citation(reading(text, [0.1, 0.8, 0.2]))
    assert found.quote == text
    assert text[slice(*found.key)] == "The answer is here."


def test_a_long_paragraph_is_quoted_around_its_best_sentence() -> None:
    text = " ".join([*[SENTENCE] * 12, "The answer is here.", *[SENTENCE] * 12])
    near = [0.1] * 12 + [0.9] + [0.2] * 12
    found = citation(reading(text, near))
    assert len(found.quote) <= QUOTED_DEFAULT
    assert found.quote == text[slice(*found.span)]
    assert found.quote.startswith("The answer is here.")
    assert found.quote.count(SENTENCE) == (QUOTED_DEFAULT - len("The answer is here.")) // (len(SENTENCE) + 1)


def test_a_passage_that_has_what_is_asked_for_goes_first() -> None:
    first = reading("One.", [0.3], score=0.50, fits=0.0)
    second = reading("Two.", [0.3], score=0.45, rank=2, fits=1.0)
    third = reading("Three.", [0.3], score=0.1, rank=3)
    ranked = by_worth([first, second, third])
    assert [r.hit.rank for r in ranked] == [2, 1, 3]
    assert [c.passage.number for c in cited(ranked)] == ["2", "1"]


@given(st.text(alphabet="Ab. 12؟。", max_size=200), st.data())
def test_quotations_are_the_very_words(text: str, data: st.DataObject) -> None:
    spans = sentences(text, "en")
    near = data.draw(st.lists(st.floats(-1, 1, width=32), min_size=len(spans), max_size=len(spans)))
    found = citation(reading(text, near))
    start, end = found.span
    assert found.quote == text[start:end]
    assert start <= found.key[0] <= found.key[1] <= end
