"""Exact phrases: quotation marks of six languages, the same words whatever their looks, and a scan as the judge."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.lexical.phrases import phrase_spans, phrase_words, quoted
from kg.lexical.tantivy_index import TantivyReader
from tests.unit.test_lexical_index import P, write


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ('what is "prior informed consent"?', ["prior informed consent"]),
        ("“prior informed consent” and “waste”", ["prior informed consent", "waste"]),
        ("que veut dire « consentement préalable » ?", [" consentement préalable "]),
        ("Was heißt „gute Praxis“, „gute Praxis”?", ["gute Praxis", "gute Praxis"]),
        ("在公约里，“严格限用的化学品”是什么", ["严格限用的化学品"]),
        ("「汞廢物」與『汞貿易』", ["汞廢物", "汞貿易"]),
        ("ما هي «إدارة النفايات»؟", ["إدارة النفايات"]),
        ('a 5" pipe, the Parties\' vote, "", "?!"', []),
    ],
)
def test_quotation_marks_of_six_languages(text: str, phrases: list[str]) -> None:
    found = quoted(text)
    assert [words for words, _ in found] == phrases
    assert [text[slice(*span)] for _, span in found] == phrases


@pytest.mark.parametrize(
    ("text", "phrase", "held"),
    [
        ("The MERCURY-added products", "mercury added", "MERCURY-added"),
        (
            "Le consentement préalable, en connaissance de cause",
            "consentement prealable en",
            "consentement préalable, en",
        ),
        ("в трёх отчётах", "трех отчетах", "трёх отчётах"),
        ("وقد قُدِّمَ التقريرُ إلى الأمانة", "قدم التقرير الى الامانه", "قُدِّمَ التقريرُ إلى الأمانة"),
        ("关于汞废物的决定", "汞废物", "汞废物"),
        ("根据COP第6次会议", "cop第6次", "COP第6次"),
    ],
)
def test_looks_do_not_matter(text: str, phrase: str, held: str) -> None:
    assert [text[slice(*span)] for span in phrase_spans(text, phrase_words(phrase))] == [held]


@pytest.mark.parametrize(
    ("text", "phrase"), [("mercury wastes", "mercury waste"), ("waste of mercury", "mercury waste")]
)
def test_another_form_or_order_is_another_phrase(text: str, phrase: str) -> None:
    assert phrase_spans(text, phrase_words(phrase)) == []


@given(st.text(max_size=60), st.text(max_size=8))
def test_any_text_can_be_quoted(before: str, words: str) -> None:
    for phrase, (start, end) in quoted(f"{before}«{words}»"):
        assert f"{before}«{words}»"[start:end] == phrase
    for start, end in phrase_spans(before, phrase_words(words)):
        assert 0 <= start < end <= len(before)


def test_the_index_finds_what_a_scan_finds(tmp_path: Path) -> None:
    draw = random.Random(1)
    vocabulary = {
        "en": ["mercury", "waste", "wastes", "trade", "the", "of", "Bureau’s", "report"],
        "ru": ["ртуть", "ртути", "отходы", "отчёт", "отчет", "по"],
        "zh": list("汞废物贸易的和"),
        "ar": ["النفايات", "إدارة", "ادارة", "زئبق", "من"],
    }
    passages = []
    for number in range(400):
        language = sorted(vocabulary)[number % 4]
        words = draw.choices(vocabulary[language], k=draw.randint(3, 12))
        passages.append(P(number, number // 10, language, ("" if language == "zh" else " ").join(words)))
    write(tmp_path, [], passages)
    reader = TantivyReader(tmp_path)
    held_somewhere = 0
    for language, words in vocabulary.items():
        for _ in range(30):
            phrase = ("" if language == "zh" else " ").join(draw.choices(words, k=draw.randint(1, 3)))
            scan = [p.id for p in passages if p.language == language and phrase_spans(p.text, phrase_words(phrase))]
            found, count = reader.holding(phrase, "mercury ртуть", language, 400)
            assert (sorted(found), count) == (scan, len(scan))
            few, count = reader.holding(phrase, "", language, 2, allowed=range(0, 400, 3))
            assert set(few) <= set(scan)
            assert count == sum(number % 3 == 0 for number in scan)
            held_somewhere += bool(scan)
    assert held_somewhere > 60
