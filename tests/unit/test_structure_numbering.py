"""Printed numbers: reading marks, heads of texts, and where items belong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.structure.heads import HeadKind, heading_head, paragraph_head, section_head
from ingest.structure.items import OpenItem, place_item
from ingest.structure.numbering import Reading, Scheme, chinese, parse_label, roman, to_letter, to_roman
from ingest.structure.ordinals import arabic_ordinal, meeting_number
from kg.model import Eid


@given(st.integers(min_value=1, max_value=399))
def test_roman_numbers_come_back(number: int) -> None:
    assert roman(to_roman(number)) == number


@given(st.integers(min_value=1, max_value=78))
def test_item_letters_come_back(number: int) -> None:
    label = parse_label(f"({to_letter(number)})")
    assert label is not None
    assert label.ordinal(Scheme.LETTER) == number


@given(st.text(max_size=12))
def test_any_label_is_read_or_refused(text: str) -> None:
    label = parse_label(text)
    assert label is None or (label.mark and label.mark in text) or any(c.isdecimal() for c in label.mark)


@pytest.mark.parametrize(
    ("label", "mark", "scheme", "ordinal"),
    [
        ("4.", "4", Scheme.DIGIT, 4),
        ("(d)", "d", Scheme.LETTER, 4),
        ("d)", "d", Scheme.LETTER, 4),
        ("(iv)", "iv", Scheme.ROMAN, 4),
        ("(aa)", "aa", Scheme.LETTER, 27),
        ("б)", "б", Scheme.LETTER, 2),
        ("к)", "к", Scheme.LETTER, 10),
        ("(أ)", "أ", Scheme.LETTER, 1),
        ("(هـ)", "هـ", Scheme.LETTER, 5),
        ("٤-", "4", Scheme.DIGIT, 4),
        ("（三）", "三", Scheme.LETTER, 3),
        ("十二、", "十二", Scheme.LETTER, 12),
        ("ثانياً", "ثانياً", Scheme.LETTER, 2),
        ("II.", "II", Scheme.ROMAN, 2),
    ],
)
def test_labels_of_six_languages(label: str, mark: str, scheme: Scheme, ordinal: int) -> None:
    found = parse_label(label)
    assert found is not None
    assert (found.mark, found.ordinal(scheme)) == (mark, ordinal)


@pytest.mark.parametrize("label", [None, "-", "•", "", "(POPs)", "§", "0."])
def test_what_is_no_number(label: str | None) -> None:
    assert parse_label(label) is None


@pytest.mark.parametrize(("numeral", "value"), [("一", 1), ("十", 10), ("十一", 11), ("二十", 20), ("二十三", 23)])
def test_chinese_numerals(numeral: str, value: int) -> None:
    assert chinese(numeral) == value


@pytest.mark.parametrize("text", ["", "十十", "一二", "汞"])
def test_what_is_no_chinese_numeral(text: str) -> None:
    assert chinese(text) is None


@pytest.mark.parametrize(
    ("text", "kind", "mark", "rest"),
    [
        ("4. The secretariat", HeadKind.PARAGRAPH, "4", "The secretariat"),
        ("1.本报告概述", HeadKind.PARAGRAPH, "1", "本报告概述"),
        ("3 - وتغطي هذه", HeadKind.PARAGRAPH, "3", "وتغطي هذه"),
        ("(a) To collect", HeadKind.ITEM, "a", "To collect"),
        ("(a) 非洲", HeadKind.ITEM, "a", "非洲"),
        ("б) собрать", HeadKind.ITEM, "б", "собрать"),
        ("(ب) دعم", HeadKind.ITEM, "ب", "دعم"),
    ],
)
def test_numbers_at_the_head_of_a_text(text: str, kind: HeadKind, mark: str, rest: str) -> None:
    head = paragraph_head(text)
    assert head is not None
    assert (head.kind, head.label.mark, text[head.end :]) == (kind, mark, rest)


@pytest.mark.parametrize("text", ["1.5 tonnes", "3 – 7 November", "2018 年", "(POPs) are", "12 March 2026", "3-7 days"])
def test_what_only_looks_like_a_paragraph_number(text: str) -> None:
    assert paragraph_head(text) is None


@pytest.mark.parametrize(
    ("text", "mark", "rest"),
    [
        ("I. Introduction", "I", "Introduction"),
        ("A. 组织安排", "A", "组织安排"),
        ("一、 引言", "一", "引言"),
        ("（二）背景", "二", "背景"),
        ("أولاً - مقدمة", "أولاً", "مقدمة"),
        ("ثالثا – الإجراءات", "ثالثا", "الإجراءات"),
        ("باء - المكتب", "باء", "المكتب"),
    ],
)
def test_section_numbers(text: str, mark: str, rest: str) -> None:
    head = section_head(text)
    assert head is not None
    assert (head.label.mark, text[head.end :]) == (mark, rest)


def test_headings_may_count_in_digits() -> None:
    head = heading_head("2.1 Scope")
    assert head is not None
    assert head.label.mark == "2.1"
    assert section_head("2.1 Scope") is None


def _open(mark: str, scheme: Scheme, ordinal: int, level: int = 0) -> OpenItem:
    return OpenItem(Eid(mark), mark, Reading(scheme, ordinal), level)


@pytest.mark.parametrize(
    ("mark", "items", "level", "depth", "reading"),
    [
        ("(i)", [_open("h", Scheme.LETTER, 8)], 0, 0, Reading(Scheme.LETTER, 9)),
        ("(i)", [_open("h", Scheme.LETTER, 8, 2)], 3, 1, Reading(Scheme.ROMAN, 1)),
        ("(i)", [_open("d", Scheme.LETTER, 4)], 0, 1, Reading(Scheme.ROMAN, 1)),
        ("(ii)", [_open("d", Scheme.LETTER, 4), _open("i", Scheme.ROMAN, 1)], 0, 1, Reading(Scheme.ROMAN, 2)),
        ("(e)", [_open("d", Scheme.LETTER, 4), _open("i", Scheme.ROMAN, 1)], 0, 0, Reading(Scheme.LETTER, 5)),
        ("(a)", [], 0, 0, Reading(Scheme.LETTER, 1)),
        ("(a)", [_open("c", Scheme.LETTER, 3)], 0, 0, Reading(Scheme.LETTER, 1)),
    ],
)
def test_items_find_their_list(mark: str, items: list[OpenItem], level: int, depth: int, reading: Reading) -> None:
    label = parse_label(mark)
    assert label is not None
    place = place_item(label, level, items)
    assert (place.depth, place.reading) == (depth, reading)


def test_a_skipped_letter_is_noticed() -> None:
    label = parse_label("(d)")
    assert label is not None
    assert place_item(label, 0, [_open("b", Scheme.LETTER, 2)]).skipped


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Sixth meeting", 6),
        ("Twenty-first meeting", 21),
        ("17th meeting", 17),
        ("Sixième réunion", 6),
        ("Vingt et unième réunion", 21),
        ("Dix-septième réunion", 17),
        ("Sexta reunión", 6),
        ("Decimosexta reunión", 16),
        ("Шестое совещание", 6),
        ("Двадцать первое совещание", 21),
        ("Четырнадцатое совещание", 14),
        ("第二次会议", 2),
        ("第十七次会议", 17),
        ("الاجتماع السادس", 6),
        ("الاجتماع السادس عشر", 16),
        ("الاجتماع الثاني والعشرون", 22),
        ("Conference of the Parties", None),
    ],
)
def test_ordinals_of_meetings(text: str, number: int | None) -> None:
    found = meeting_number(text)
    assert (found.value if found else None) == number


@pytest.mark.parametrize(("words", "value"), [("الأول", 1), ("الثالث", 3), ("الثاني عشر", 12), ("المكتب", None)])
def test_arabic_ordinals(words: str, value: int | None) -> None:
    assert arabic_ordinal(words) == value
