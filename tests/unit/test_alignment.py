"""Which passage of one version says what a passage of another says."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.alignment import Side, align
from kg.model import Mention


def side(eid: str, text: str = "words and words", kind: str = "paragraph", *dates: str) -> Side:
    return Side(eid, kind, text, tuple(Mention((0, 1), "date", day, None, "date", 1.0) for day in dates))


def test_the_same_number_is_the_same_paragraph() -> None:
    ours = [side("body__para_1"), side("body__para_2"), side("body__fn_1", kind="footnote")]
    theirs = [side("body__fn_1", kind="footnote"), side("body__para_1"), side("body__para_2")]
    assert align(ours, theirs) == [(s.eid, s.eid) for s in ours]


def test_what_has_no_number_is_found_by_figures_and_length() -> None:
    ours = [
        side("body__p_1", "In 2024 the secretariat counted 178 000 visits."),
        side("body__p_2", "A short line."),
        side("body__p_3", "On 4 March 2025 credentials were sent.", "paragraph", "2025-03-04"),
    ]
    theirs = [
        side("body__p_1", "Вступление, которого нет в другом тексте и которое ничего не считает."),
        side("body__p_2", "В 2024 году секретариат насчитал 178 000 посещений."),
        side("body__p_3", "Короткая строка."),
        side("body__p_4", "4 марта 2025 года были разосланы учетные данные.", "paragraph", "2025-03-04"),
    ]
    assert align(ours, theirs) == [
        ("body__p_1", "body__p_2"),
        ("body__p_2", "body__p_3"),
        ("body__p_3", "body__p_4"),
    ]


def test_numbers_that_one_version_lost_by_one_are_not_believed() -> None:
    figures = ["1111", "2222", "3333", "4444"]
    ours = [side(f"body__para_{n}", f"There were {figure} of them.") for n, figure in enumerate(figures, 1)]
    theirs = [side(f"body__para_{n}", f"Il y en avait {figure} là.") for n, figure in enumerate(figures, 2)]
    assert align(ours, theirs) == [(f"body__para_{n}", f"body__para_{n + 1}") for n in range(1, 5)]


def test_annexes_are_not_mixed() -> None:
    ours = [side("annex_1__p_1"), side("annex_2__p_1", "the last words")]
    theirs = [side("annex_2__p_1", "les derniers mots")]
    assert align(ours, theirs) == [("annex_2__p_1", "annex_2__p_1")]


@given(
    st.lists(st.sampled_from(["body__para_1", "body__para_2", "body__p_1", "body__p_2", "annex_1__p_1"]), unique=True),
    st.lists(st.sampled_from(["body__para_1", "body__para_2", "body__p_1", "body__p_3", "annex_1__p_1"]), unique=True),
)
def test_each_passage_has_one_counterpart_at_most(left: list[str], right: list[str]) -> None:
    pairs = align([side(eid) for eid in left], [side(eid) for eid in right])
    assert len({a for a, _ in pairs}) == len({b for _, b in pairs}) == len(pairs)
    assert {a for a, _ in pairs} <= set(left)
    assert {b for _, b in pairs} <= set(right)


def test_a_version_is_aligned_with_itself() -> None:
    sides = [side("body__heading_1", "Report", "heading"), side("body__p_1"), side("body__para_1")]
    assert align(sides, sides) == [(s.eid, s.eid) for s in sides]
