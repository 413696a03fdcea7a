"""Lemmas and stems: forms of one word meet, different words do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.linking import lemma
from kg.linking.arabic import normalise, stem


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", ["waste", "Wastes", "WASTES"]),
        ("fr", ["déchet", "déchets"]),
        ("es", ["emisión", "emisiones"]),
        ("ru", ["ртуть", "ртутью", "Ртути"]),
        ("ru", ["решение", "решений", "решениями"]),
        ("ar", ["نفاية", "النفايات", "وبالنفايات", "للنفايات"]),
        ("ar", ["تقنية", "التقنيات", "بتقنيات"]),
        ("ar", ["الكيميائية", "كيميائي", "والكيميائية"]),
        ("ar", ["مشروع", "المشاريع", "لمشاريع"]),
        ("ar", ["وثيقة", "الوثيقة", "والوثائق"]),
        ("zh", ["汞", "汞"]),
    ],
)
def test_forms_of_one_word_have_one_lemma(language: str, forms: list[str]) -> None:
    assert len({lemma(form, language) for form in forms}) == 1


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "party", "part"),
        ("ru", "сторона", "странный"),
        ("ar", "طرف", "ظرف"),
        ("ar", "مقرر", "قرار"),
        ("es", "plan", "planeta"),
    ],
)
def test_different_words_stay_apart(language: str, one: str, other: str) -> None:
    assert lemma(one, language) != lemma(other, language)


def test_words_of_another_script_are_only_folded() -> None:
    assert lemma("GEF", "ru") == "gef"
    assert lemma("ГЭФ", "en") == "гэф"
    assert lemma("2025", "fr") == "2025"


def test_one_arabic_spelling() -> None:
    assert normalise("مُقَرَّر") == normalise("مقـــرر") == "مقرر"
    assert normalise("إدارة") == normalise("ادارة") == normalise("أداره")


@given(st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهويةىأإآؤئء", min_size=1, max_size=12))
def test_a_stem_is_never_empty_nor_longer(word: str) -> None:
    assert 1 <= len(stem(word)) <= max(len(word), 6)
