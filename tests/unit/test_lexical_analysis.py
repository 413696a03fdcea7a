from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.lexical.analysis import analyse, located_stems, normalise, whole_tokens
from kg.lexical.dates import date_tokens
from kg.model import LANGUAGES


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "meetings", "Meeting"),
        ("fr", "réunions", "Reunion"),
        ("es", "convenciones", "CONVENCION"),
        ("ru", "совещания", "Совещанию"),
        ("ru", "учёт", "учет"),
        ("ar", "اتِّفَاقِيَّة", "اتفاقية"),
        ("ar", "إدارة", "ادارة"),
    ],
)
def test_forms_of_one_word_have_one_stem(language: str, one: str, other: str) -> None:
    assert analyse(one, language).stems == analyse(other, language).stems


def test_a_lengthening_sign_alone_is_no_word() -> None:
    assert analyse("ـ ـــ", "ar").stems == []


def test_words_of_other_scripts_keep_their_form_in_every_language() -> None:
    assert "minamata" in analyse("веб-сайт Minamata", "ru").stems
    assert "minamata" in analyse("Minamata", "ar").stems


def test_chinese_is_words_and_pairs_of_characters() -> None:
    terms = analyse("汞废物管理", "zh")
    assert "管理" in terms.stems
    assert terms.grams == ["汞废", "废物", "物管", "管理"]


def test_other_scripts_are_grams_of_four_with_marks_at_the_ends() -> None:
    assert analyse("mercury", "en").grams == ["^mer", "merc", "ercu", "rcur", "cury", "ury$"]
    assert analyse("Hg", "en").grams == ["^hg$"]


@pytest.mark.parametrize(
    ("text", "stems"),
    [("l'eau", ["eau"]), ("d’abord", ["abord"]), ("qu'il", ["il"]), ("aujourd'hui", ["aujourd", "hui"])],
)
def test_elided_articles_are_left_out(text: str, stems: list[str]) -> None:
    assert analyse(text, "fr").stems == stems


@pytest.mark.parametrize(
    "number",
    [
        "178 000",
        "178,000",
        "178.000",
        "178\u00a0000",
        "178\u202f000",
        "١٧٨٬٠٠٠",
        "178'000",
        "178000",
        "１７８０００",
        "١٧٨٠٠٠",
    ],
)
def test_a_grouped_number_is_one_token_however_it_is_written(number: str) -> None:
    assert "178000" in whole_tokens(f"a {number} b")


@pytest.mark.parametrize("text", ["3.14", "16.000.5", "1,2", "2024 178"])
def test_what_only_resembles_a_grouped_number_is_none(text: str) -> None:
    assert whole_tokens(text) == []


def test_symbols_and_decisions_are_whole_and_normal() -> None:
    found = whole_tokens("в решении МК-5/16 и документе UNEP/MC/COP.6/INF/26")
    assert found == ["unep/mc/cop.6/inf/26", "mc-5/16"]
    assert whole_tokens("decision MC-5/16") == ["mc-5/16"]


@pytest.mark.parametrize(
    "text",
    [
        "MC-5/16",
        "МК-5/16",
        "MC–5/16",
        "MC 5/16",
        "MC - 5 / 16",
        "ＭＣ－５／１６",
        "MC-٥/١٦",
        "المقرر ا م-5/16",
        "мк-5/16",
    ],
)
def test_a_decision_is_one_token_however_people_type_it(text: str) -> None:
    assert whole_tokens(text) == ["mc-5/16"]


@pytest.mark.parametrize(
    "text",
    ["unep/mc/cop.6/inf/26", "UNEP / MC / COP.6 / INF / 26", "UNEP/MC/COP.6/INF/２６", "ЮНЕП/MC/COP.6/INF/26",
     "UNEP/MC/COP 6/INF/26"],
)  # fmt: skip
def test_a_symbol_is_one_token_however_people_type_it(text: str) -> None:
    assert whole_tokens(text) == ["unep/mc/cop.6/inf/26"]


def test_digits_of_other_scripts_are_the_same_numbers() -> None:
    assert analyse("٢٠٢٥", "ar").stems == analyse("２０２５", "en").stems == ["2025"]


@pytest.mark.parametrize(
    "text",
    [
        "on 4 March 2025",
        "March 4, 2025",
        "le 4 mars 2025",
        "el 4 de marzo de 2025",
        "4 марта 2025 года",
        "في 4 آذار/مارس 2025",
        "٤ مارس ٢٠٢٥",
        "2025 年 3 月 4 日",
        "2025年3月4日",
        "2025-03-04",
    ],
)
def test_a_date_is_the_same_token_in_all_languages(text: str) -> None:
    assert set(whole_tokens(text)) == {"2025-03", "2025-03-04"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3–7 November 2025", {"2025-11", "2025-11-03", "2025-11-07"}),
        ("2018年11月19日至23日", {"2018-11", "2018-11-19", "2018-11-23"}),
        ("5 y 6 de junio de 2026", {"2026-06", "2026-06-05", "2026-06-06"}),
        ("в мае 2025 года", {"2025-05"}),
        ("mai 2025", {"2025-05"}),
        ("le 1er août 2024", {"2024-08", "2024-08-01"}),
        ("31 decision", set()),
        ("2025 年 13 月", set()),
    ],
)
def test_date_tokens(text: str, expected: set[str]) -> None:
    assert set(date_tokens(text)) == expected


@given(st.text(max_size=200), st.sampled_from(LANGUAGES))
def test_any_text_gives_terms_that_a_whitespace_tokenizer_keeps_apart(text: str, language: str) -> None:
    terms = analyse(text, language)
    for term in (*terms.stems, *terms.grams):
        assert term.split() == [term]


@given(st.text(max_size=100), st.sampled_from(LANGUAGES))
def test_spans_of_located_stems_lie_in_the_text_in_order(text: str, language: str) -> None:
    place = 0
    for _, (start, end) in located_stems(text, language):
        assert place <= start < end <= len(text)
        place = start


@given(st.text(max_size=30))
def test_normalising_twice_is_normalising_once(word: str) -> None:
    assert normalise(normalise(word)) == normalise(word)
