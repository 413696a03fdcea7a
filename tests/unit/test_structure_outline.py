"""Parts, numbers and places of passages; decisions; nothing lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.blocks import Block, BlockKind, RawDocument
from ingest.structure import Structured, structure
from ingest.structure.decisions import decision_heading
from ingest.structure.parts import article_number, part_heading
from kg.model import Passage, PassageKind

P, H, L, F, T = (
    BlockKind.PARAGRAPH,
    BlockKind.HEADING,
    BlockKind.LIST_ITEM,
    BlockKind.FOOTNOTE,
    BlockKind.TABLE,
)


def read(*blocks: Block, language: str = "en") -> Structured:
    return structure(RawDocument("a.md", "text/markdown", blocks, language))


def listed(*labels: str, kind: BlockKind = L) -> list[Block]:
    return [Block(kind, f"text {place}", label=label) for place, label in enumerate(labels)]


def places(document: Structured) -> list[tuple[str, str | None]]:
    return [(item.eid, item.number) for item in document.passages]


def by_eid(document: Structured) -> dict[str, Passage]:
    return {str(item.eid): item for item in document.passages}


def test_items_stand_under_their_paragraph() -> None:
    document = read(*listed("1.", "(a)", "(b)", "(i)", "(ii)", "(c)", "2.", "(a)"))
    assert places(document) == [
        ("body__para_1", "1"),
        ("body__para_1__item_a", "1(a)"),
        ("body__para_1__item_b", "1(b)"),
        ("body__para_1__item_b__item_i", "1(b)(i)"),
        ("body__para_1__item_b__item_ii", "1(b)(ii)"),
        ("body__para_1__item_c", "1(c)"),
        ("body__para_2", "2"),
        ("body__para_2__item_a", "2(a)"),
    ]
    assert {item.kind for item in document.passages if "item" in item.eid} == {PassageKind.ITEM}


@pytest.mark.parametrize(
    ("language", "labels", "numbers"),
    [
        ("ru", ("2.", "а)", "б)", "в)"), ("2", "2(а)", "2(б)", "2(в)")),
        ("ar", ("2.", "(أ)", "(ب)", "(ج)"), ("2", "2(أ)", "2(ب)", "2(ج)")),
        ("fr", ("2.", "a)", "b)", "c)"), ("2", "2(a)", "2(b)", "2(c)")),
        ("zh", ("2、", "(一)", "(二)", "(三)"), ("2", "2(一)", "2(二)", "2(三)")),
        ("ar", ("2.", "(أ)", "(ب)", "(ت)"), ("2", "2(أ)", "2(ب)", "2(ت)")),
        ("ar", ("2-", "‘1’", "‘2’", "‘3’"), ("2", "2(1)", "2(2)", "2(3)")),
    ],
)
def test_items_of_all_scripts_have_the_same_places(
    language: str, labels: tuple[str, ...], numbers: tuple[str, ...]
) -> None:
    document = read(*listed(*labels), language=language)
    eids = ("body__para_2", "body__para_2__item_a", "body__para_2__item_b", "body__para_2__item_c")
    assert places(document) == list(zip(eids, numbers, strict=True))


@pytest.mark.parametrize("letters", ["абвгдежзик", "абвгдежзийк", "أبجدهوزحطيك", "أبتثجحخد"])
def test_lists_may_follow_either_order_of_an_alphabet(letters: str) -> None:
    assert read(*listed("1.", *(f"({letter})" for letter in letters))).notes == ()


def test_numbers_at_the_head_of_the_text_are_lifted_out() -> None:
    document = read(
        Block(P, "I. Introduction"),
        Block(P, "1. The first[^1] paragraph", emphasis=((3, 12),)),
        Block(L, "(a) one item;"),
        Block(F, "See there.", note="1"),
    )
    assert places(document) == [
        ("body__heading_1", None),
        ("body__para_1", "1"),
        ("body__para_1__item_a", "1(a)"),
        ("body__fn_1", "1"),
    ]
    assert [item.text for item in document.passages] == [
        "I. Introduction",
        "The first paragraph",
        "one item;",
        "See there.",
    ]
    assert document.passages[1].emphasis == ((0, 9),)


def test_a_year_at_the_head_of_a_line_is_no_paragraph_number() -> None:
    document = read(*listed("1."), Block(P, "2018. That was the year."))
    assert places(document)[-1] == ("body__p_1", None)
    assert document.passages[-1].text == "2018. That was the year."


def test_numbers_begin_again_in_an_annex_and_its_appendix() -> None:
    document = read(
        *listed("1.", "2."),
        Block(H, "Annex I", level=1),
        *listed("1."),
        Block(H, "Appendix", level=2),
        *listed("1."),
        Block(H, "Annex II", level=1),
        *listed("1.", "2."),
    )
    assert [(item.part, item.number) for item in document.passages] == [
        ("body", "1"),
        ("body", "2"),
        ("annex_1", None),
        ("annex_1", "1"),
        ("annex_1__appendix_1", None),
        ("annex_1__appendix_1", "1"),
        ("annex_2", None),
        ("annex_2", "1"),
        ("annex_2", "2"),
    ]
    assert document.notes == ()


@pytest.mark.parametrize(
    ("text", "ordinal", "nested"),
    [
        ("Annex", None, False),
        ("ANNEX II", 2, False),
        ("Annex C", 3, False),
        ("Annexe I", 1, False),
        ("Anexo 3", 3, False),
        ("Приложение", None, False),
        ("Приложение IV", 4, False),
        ("附件", None, False),
        ("附件二", 2, False),
        ("المرفق", None, False),
        ("المرفق الثالث", 3, False),
        ("Annex I: List of parties", 1, False),
        ("Annex to decision MC-5/16", None, False),
        ("Appendix II", 2, True),
        ("Добавление I", 1, True),
        ("附录一", 1, True),
        ("التذييل الأول", 1, True),
        ("Apéndice", None, True),
    ],
)
def test_headings_that_open_a_part(text: str, ordinal: int | None, nested: bool) -> None:
    heading = part_heading(Block(H, text, level=1))
    assert heading is not None
    assert (heading.ordinal, heading.nested) == (ordinal, nested)


@pytest.mark.parametrize(
    "text", ["Annexes", "Annex B processes and products", "附件介绍了清单", "Приложения к докладу"]
)
def test_headings_that_only_speak_of_annexes(text: str) -> None:
    assert part_heading(Block(H, text, level=2)) is None


def test_a_sentence_about_an_annex_opens_no_part() -> None:
    assert part_heading(Block(P, "Annex I: it was agreed to wait.")) is None
    assert part_heading(Block(P, "Annex I")) is not None


DRAFTS = [
    ("Draft decision MC-6/[--]: Knowledge management", "Knowledge management", "MC-6/[--]"),
    ("Projet de décision MC-6/[--] : Gestion des connaissances", "Gestion des connaissances", "MC-6/[--]"),
    ("Proyecto de decisión MC-6/[--]: Gestión de los conocimientos", "Gestión de los conocimientos", "MC-6/[--]"),
    ("Проект решения МК-6/[--]: Менеджмент знаний", "Менеджмент знаний", "МК-6/[--]"),
    ("MC-6/[--]号决定草案：知识管理", "知识管理", "MC-6/[--]"),
    ("决定草案MC-6/[--]：知识管理", "知识管理", "MC-6/[--]"),
    ("مشروع المقرر ا م-6/[--]: إدارة المعارف", "إدارة المعارف", "ا م-6/[--]"),
]


@pytest.mark.parametrize(("text", "title", "printed"), DRAFTS)
def test_draft_decisions_in_six_languages(text: str, title: str, printed: str) -> None:
    heading = decision_heading(Block(H, text, level=2))
    assert heading is not None
    assert (heading.title, heading.printed, heading.number, heading.status) == (title, printed, None, "draft")


@pytest.mark.parametrize(
    ("text", "title", "number"),
    [
        ("Decision MC-5/16: Digital strategy", "Digital strategy", "MC-5/16"),
        ("Décision MC-5/16 : Stratégie numérique", "Stratégie numérique", "MC-5/16"),
        ("Decisión BC-16/2: Algo", "Algo", "BC-16/2"),
        ("Решение МК-5/16: Цифровая стратегия", "Цифровая стратегия", "MC-5/16"),
        ("第MC-5/16号决定：数字战略", "数字战略", "MC-5/16"),
        ("المقرر ا م-5/16: الاستراتيجية الرقمية", "الاستراتيجية الرقمية", "MC-5/16"),
        ("RC-8/2: Listing of carbofuran", "Listing of carbofuran", "RC-8/2"),
        ("Decision VI/29: Something old", "Something old", "BC-VI/29"),
    ],
)
def test_adopted_decisions_in_six_languages(text: str, title: str, number: str) -> None:
    heading = decision_heading(Block(H, text, level=2))
    assert heading is not None
    assert (heading.title, heading.number, heading.status) == (title, number, "adopted")


@pytest.mark.parametrize("text", ["Decision MC-5/16 was adopted.", "Recalling decision MC-5/16,", "Decisions adopted"])
def test_sentences_about_decisions_are_no_headings(text: str) -> None:
    assert decision_heading(Block(P, text)) is None


def test_a_fraction_is_no_decision() -> None:
    assert decision_heading(Block(H, "3/4: the state of progress", level=2)) is None


def test_a_decisions_title_may_stand_on_the_next_line() -> None:
    document = read(Block(H, "Annex", level=1), Block(H, "Draft decision MC-6/[--]"), Block(H, "Digital strategy"))
    assert [decision.title for decision in document.decisions] == ["Digital strategy"]


FORMULAS = {
    "en": "The Conference of the Parties,",
    "fr": "La Conférence des Parties,",
    "es": "La Conferencia de las Partes,",
    "ru": "Конференция Сторон,",
    "zh": "缔约方大会，",
    "ar": "إن مؤتمر الأطراف،",
}


@pytest.mark.parametrize("language", FORMULAS)
def test_a_draft_decision_has_a_preamble_and_operative_paragraphs(language: str) -> None:
    annex, heading = {
        "en": ("Annex", DRAFTS[0][0]),
        "fr": ("Annexe", DRAFTS[1][0]),
        "es": ("Anexo", DRAFTS[2][0]),
        "ru": ("Приложение", DRAFTS[3][0]),
        "zh": ("附件", DRAFTS[4][0]),
        "ar": ("المرفق", DRAFTS[6][0]),
    }[language]
    document = read(
        *listed("1."),
        Block(H, annex, level=1),
        Block(H, heading, level=2),
        Block(P, FORMULAS[language]),
        Block(P, "first,"),
        Block(P, "second,"),
        *listed("1.", "(a)", "2."),
        language=language,
    )
    assert [(item.eid, item.kind.value) for item in document.passages[3:]] == [
        ("annex_1__formula_1", "paragraph"),
        ("annex_1__preamble_1", "preamble"),
        ("annex_1__preamble_2", "preamble"),
        ("annex_1__para_1", "operative"),
        ("annex_1__para_1__item_a", "item"),
        ("annex_1__para_2", "operative"),
    ]
    assert [(item.part, item.status) for item in document.decisions] == [("annex_1", "draft")]
    assert document.passages[0].kind is PassageKind.PARAGRAPH


def test_a_document_may_be_a_decision() -> None:
    document = read(
        Block(H, "Decision MC-5/16: Digital strategy", level=1),
        Block(P, "The Conference of the Parties,"),
        Block(P, "Recalling the Convention,"),
        *listed("1."),
    )
    assert document.kind == "decision"
    assert [(d.part, d.number, d.status) for d in document.decisions] == [("body", "MC-5/16", "adopted")]
    assert [item.kind.value for item in document.passages] == ["paragraph", "preamble", "operative"]


def test_two_decisions_in_one_annex_keep_their_numbers_apart() -> None:
    document = read(
        Block(H, "Annex", level=1),
        Block(H, "MC-5/1: One", level=2),
        *listed("1.", "(a)"),
        Block(H, "MC-5/2: Two", level=2),
        *listed("1.", "(a)"),
    )
    eids = [item.eid for item in document.passages if item.kind is not PassageKind.HEADING]
    assert eids == [
        "annex_1__para_1",
        "annex_1__para_1__item_a",
        "annex_1__para_1__2",
        "annex_1__para_1__2__item_a",
    ]
    assert [d.title for d in document.decisions] == ["One", "Two"]
    assert document.notes == ("In annex_1, 1 printed number(s) come again; the first is annex_1__para_1__2.",)


def test_a_gap_in_the_numbers_is_noted() -> None:
    assert read(*listed("1.", "2.", "4.")).notes == ("In body, paragraph 4 comes after paragraph 2.",)


def test_footnotes_belong_to_the_part_that_cites_them() -> None:
    document = read(
        Block(L, "text[^1]", label="1."),
        Block(H, "Annex", level=1),
        Block(L, "text[^2]", label="1."),
        Block(F, "first", note="1"),
        Block(F, "second", note="2"),
        Block(F, "UNEP/MC/COP.6/1.", note="*"),
    )
    footnotes = [item for item in document.passages if item.kind is PassageKind.FOOTNOTE]
    assert [(item.part, item.eid, item.number) for item in footnotes] == [
        ("body", "body__fn_1", "1"),
        ("annex_1", "annex_1__fn_2", "2"),
        ("annex_1", "annex_1__fn_star", "*"),
    ]


def test_rows_carry_the_names_of_their_columns() -> None:
    rows = (("Party", "Quantity"), ("Kenya", "1,204.5"), ("Peru", ""))
    document = read(*listed("1."), Block(T, "", rows=rows))
    found = by_eid(document)
    assert found["body__table_1__row_2"].text == "Party: Kenya | Quantity: 1,204.5"
    assert found["body__table_1__row_3"].text == "Party: Peru"
    assert found["body__table_1__row_2"].kind is PassageKind.TABLE_ROW
    assert "body__table_1__row_1" not in found


def test_rows_without_names_stand_as_they_are() -> None:
    document = read(*listed("1."), Block(T, "", rows=(("2024", "7"), ("2025", "8"))))
    assert by_eid(document)["body__table_1__row_1"].text == "2024 | 7"


def test_bullets_are_points_of_their_paragraph() -> None:
    document = read(*listed("1.", "-", "•"))
    assert places(document)[1:] == [("body__para_1__point_1", None), ("body__para_1__point_2", None)]


def test_bullets_behind_a_plain_paragraph_are_its_own() -> None:
    document = read(*listed("1.", "(a)"), Block(P, "As follows:"), *listed("-"))
    assert places(document)[2:] == [("body__p_1", None), ("body__p_1__point_1", None)]


def test_a_label_that_is_no_number_stays_in_the_text() -> None:
    document = read(Block(L, "the clause", label="§x", emphasis=((0, 3),)))
    assert document.passages[0].text == "§x the clause"
    assert document.passages[0].emphasis == ((3, 6),)


@pytest.mark.parametrize(
    ("text", "number"),
    [("Article 17", 17), ("Artículo 5", 5), ("Статья 21", 21), ("第十七条", 17), ("第 3 条 术语", 3), ("المادة 4", 4)],
)
def test_headings_of_articles(text: str, number: int) -> None:
    assert article_number(Block(H, text, level=2)) == number


def test_a_treaty_counts_by_its_articles() -> None:
    document = read(
        Block(H, "Minamata Convention on Mercury", level=1),
        Block(H, "Article 1. Objective", level=2),
        Block(P, "The objective is to protect."),
        Block(H, "Article 2. Definitions", level=2),
        *listed("1.", "2."),
        Block(H, "Article 3. Trade", level=2),
        *listed("1.", "(a)"),
    )
    assert document.kind == "treaty"
    assert places(document)[1:] == [
        ("art_1__p_1", None),
        ("art_2__heading_1", None),
        ("art_2__para_1", "1"),
        ("art_2__para_2", "2"),
        ("art_3__heading_1", None),
        ("art_3__para_1", "1"),
        ("art_3__para_1__item_a", "1(a)"),
    ]


words = st.text(alphabet="abc абв 汞约 مقر.,;:()[]^*1234-\n", min_size=1, max_size=60)
labels = st.sampled_from([None, "1.", "2.", "7.", "(a)", "(b)", "(i)", "-", "б)", "(أ)", "§"])
block_lists = st.lists(
    st.one_of(
        st.builds(Block, st.sampled_from([P, L]), words, labels, st.integers(min_value=0, max_value=3)),
        st.builds(Block, st.just(H), words, st.none(), st.integers(min_value=1, max_value=4)),
        st.builds(Block, st.just(H), st.sampled_from(["Annex", "Annex I", "Приложение", "附录", "Article 3"])),
        st.builds(Block, st.just(F), words, note=st.sampled_from(["1", "2", "*", ""])),
        st.builds(Block, st.just(T), st.just(""), rows=st.just((("A", "B"), ("1", "2"), ("1", "2")))),
        st.builds(Block, st.just(H), st.sampled_from(["Decision MC-5/16: X", "Draft decision: Y", "МК-6/[--]: Z"])),
    ),
    max_size=12,
)


@given(block_lists)
def test_places_are_unique_and_in_order(blocks: list[Block]) -> None:
    passages = read(*blocks).passages
    assert len({item.eid for item in passages}) == len(passages)
    assert [item.order for item in passages] == sorted({item.order for item in passages})
    for item in passages:
        assert re.fullmatch(r"[a-z0-9_-]+", item.eid)
        assert item.text == item.text.strip() != ""
        assert all(0 <= start < end <= len(item.text) for start, end in item.emphasis)


def _letters(text: str) -> str:
    return re.sub(r"\s+", "", re.sub(r"\s?\[\^[^\]\s]+\]", "", text))


@given(st.lists(st.tuples(st.sampled_from(["plain", "label", "heading"]), st.integers(0, 10**6)), max_size=15))
def test_every_block_is_in_exactly_one_passage(shapes: list[tuple[str, int]]) -> None:
    start = Block(L, "the first paragraph of the text", label="1.")
    blocks = [start]
    for place, (shape, number) in enumerate(shapes):
        text = f"block {place} says {number}."
        if shape == "heading":
            blocks.append(Block(H, text, level=2))
        else:
            blocks.append(Block(L, text, label=f"{place + 2}.") if shape == "label" else Block(P, text))
    passages = read(*blocks).passages
    assert [_letters(item.text) for item in passages] == [_letters(block.text) for block in blocks]


def test_a_title_that_names_a_body_is_no_meeting() -> None:
    title = "Using the base during a Conference of the Parties"
    blocks = (Block(H, title, level=1), Block(L, "It began.", label="1.", level=1))
    document = structure(RawDocument("a.md", "text/markdown", blocks, "en", (("title", title),)))
    assert (document.masthead.title, document.masthead.meeting_name, document.masthead.organ) == (title, None, None)
