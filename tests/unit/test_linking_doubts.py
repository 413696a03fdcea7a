"""Words that only look like a name: prepositions inside, verbs, everyday nouns, Chinese words cut across."""

from __future__ import annotations

import pytest

from kg.linking import Label, LabelMatcher
from kg.linking.arabic import Parts, parts
from kg.model import Uri


def found(language: str, name: str, text: str, key: str = "concept/topics.x") -> list[str]:
    matcher = LabelMatcher([Label(Uri(f"http://x/id/{key}"), key.split("/", maxsplit=1)[0], language, name, True)])
    return [text[slice(*mention.span)] for mention in matcher.find(text, language)]


@pytest.mark.parametrize(
    ("name", "text", "spans"),
    [
        ("أمانة مرفق البيئة العالمية", "اتصلت الأمانة بمرفق البيئة العالمية", []),
        ("أمانة مرفق البيئة العالمية", "اتصل بأمانة مرفق البيئة العالمية", ["بأمانة مرفق البيئة العالمية"]),
        ("التلوث بالزئبق", "من التلوث بالزئبق", ["التلوث بالزئبق"]),
        ("الرصد", "رصد الشاعر القمر", []),
        ("الرصد", "أنشطة الرصد والتقييم", ["الرصد"]),
        ("الرصد", "أنشطة للرصد", ["للرصد"]),
        ("الصحة", "صحة الإنسان", ["صحة"]),
        ("اتفاقية ميناماتا", "الأطراف لاتفاقية ميناماتا", ["لاتفاقية ميناماتا"]),
        ("اتفاقية ميناماتا", "الأطراف واتفاقية ميناماتا", ["واتفاقية ميناماتا"]),
        ("التصنيفات المشتركة", "نشر التصانيف المشتركة", ["التصانيف المشتركة"]),
    ],
)
def test_arabic(name: str, text: str, spans: list[str]) -> None:
    assert found("ar", name, text) == spans


def test_a_body_in_arabic_has_its_article() -> None:
    assert found("ar", "المكتب", "اجتمع المكتب أمس", "concept/bodies.bureau") == ["المكتب"]
    assert found("ar", "المكتب", "جلس في مكتب جده", "concept/bodies.bureau") == []


@pytest.mark.parametrize(
    ("language", "name", "text", "count"),
    [
        ("fr", "Bureau", "Le bureau de ma tante", 0),
        ("fr", "Bureau", "Le Bureau a décidé", 1),
        ("fr", "Bureau", "membres du bureau", 1),
        ("es", "Mesa", "La mesa es redonda", 0),
        ("en", "Conference of the Parties", "The conference of the parties met", 1),
        ("ru", "Бюро", "Члены бюро собрались", 1),
    ],
)
def test_a_body_of_one_word_is_a_name(language: str, name: str, text: str, count: int) -> None:
    assert len(found(language, name, text, "concept/bodies.bureau")) == count


@pytest.mark.parametrize(
    ("name", "text", "count"),
    [("排放", "他们安排放映电影", 0), ("排放", "减少排放", 1), ("性别", "个性别致", 0), ("汞", "减少汞的使用", 1)],
)
def test_chinese_words_are_not_cut_across(name: str, text: str, count: int) -> None:
    assert len(found("zh", name, text)) == count


@pytest.mark.parametrize(
    ("language", "name", "text", "count"),
    [
        ("ru", "Того", "Того человека никто не знал.", 0),
        ("ru", "Того", "Он уехал. Того дома нет.", 0),
        ("ru", "Того", "Доклад представили Гана и Того.", 1),
        ("ru", "Кения", "Кения представила доклад.", 1),
        ("ru", "Куба", "Куба поддержала проект.", 1),
        ("zh", "日本", "十二月三十一日本组织开会", 0),
        ("zh", "南苏丹", "南苏丹提交了报告", 1),
        ("ar", "مالي", "مالي", 1),
        ("fr", "ex-République yougoslave de Macédoine", "l’ex-République yougoslave de Macédoine", 1),
    ],
)
def test_countries(language: str, name: str, text: str, count: int) -> None:
    assert len(found(language, name, text, "party/XXX")) == count


def test_accents_do_not_matter_for_inflected_forms() -> None:
    name = "contaminantes orgánicos persistentes"
    assert found("es", name, "un contaminante organico persistente") == ["contaminante organico persistente"]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("وبالزئبق", Parts("ب", article=True, bare="زيبق")),
        ("للأطراف", Parts("ل", article=True, bare="اطراف")),
        ("بتبادل", Parts("ب", article=False, bare="تبادل")),
        ("واستخدام", Parts("", article=False, bare="استخدام")),
        ("واسع", Parts("", article=False, bare="واسع")),
        ("كانت", Parts("", article=False, bare="كانت")),
    ],
)
def test_what_is_written_together_with_an_arabic_word(word: str, expected: Parts) -> None:
    assert parts(word) == expected
