"""Labels found in the forms that texts and questions give them, and nowhere else."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.linking import Label, LabelMatcher
from kg.linking.labels import is_abbreviation
from kg.linking.tokens import TOKEN, words_of
from kg.model import LANGUAGES, Uri

GEF = Uri("http://x/id/organization/gef")


def _matcher(*labels: tuple[str, str], kind: str = "concept") -> LabelMatcher:
    return LabelMatcher(Label(Uri(f"http://x/{text}"), kind, language, text, True) for language, text in labels)


INFLECTED = [
    ("en", "mercury wastes", "disposal of Mercury Waste in ports"),
    ("en", "persistent organic pollutants", "any persistent organic pollutant"),
    ("en", "Parties", "each party shall"),
    ("en", "mercury-added products", "a mercury added product"),
    ("fr", "déchets dangereux", "un déchet dangereux"),
    ("fr", "déchets dangereux", "DECHETS DANGEREUX"),
    ("fr", "émissions de mercure", "réduire l’émission de mercure"),
    ("fr", "brûlage à l’air libre", "le brûlage à l'air libre"),
    ("es", "desechos peligrosos", "el desecho peligroso"),
    ("es", "emisiones de mercurio", "la emisión de mercurio"),
    ("es", "evaluación de la eficacia", "evaluacion de la eficacia"),
    ("ru", "опасные отходы", "по опасным отходам"),
    ("ru", "стойкие органические загрязнители", "стойкими органическими загрязнителями"),
    ("ru", "продукты с добавлением ртути", "учебное занятие, посвященное продуктам с добавлением ртути"),
    ("ru", "учет", "учёта"),
    ("ru", "менеджмент знаний", "Менеджментом\nзнаний"),
    ("ar", "الزئبق", "انبعاثات بالزئبق"),
    ("ar", "الزئبق", "وللزئبق"),
    ("ar", "الزئبق", "زئبق"),
    ("ar", "النفايات الخطرة", "وبالنفايات الخطرة"),
    ("ar", "النفايات الخطرة", "نفايات خطرة"),
    ("ar", "المواد الكيميائية", "مادة كيميائية"),
    ("ar", "المواد الكيميائية", "بالمواد الكيميائية"),
    ("ar", "المقرر", "مُقرّراً"),
    ("ar", "الطرف", "الأطراف"),
    ("ar", "وثيقة", "الوثيقة"),
    ("ar", "لجنة", "باللجنة"),
    ("ar", "تعدين الذهب", "لتعدين الذهب"),
    ("zh", "危险废物", "关于危险废物的工作"),
    ("zh", "危险废物", "关于危险 废物的工作"),
    ("zh", "汞", "减少汞排放"),
]


@pytest.mark.parametrize(("language", "label", "text"), INFLECTED)
def test_inflected_forms_are_found(language: str, label: str, text: str) -> None:
    (mention,) = _matcher((language, label)).find(text, language)
    assert mention.value == label
    assert text[slice(*mention.span)].strip() == text[slice(*mention.span)]


@pytest.mark.parametrize(
    ("language", "label", "text"),
    [
        ("en", "Party", "a partial answer, the part, the departed"),
        ("en", "mercury", "mercurial"),
        ("en", "decision", "a decisive step"),
        ("fr", "mercure", "mercredi"),
        ("fr", "plan", "la planète"),
        ("es", "Parte", "el partido"),
        ("es", "plan", "planeta"),
        ("ru", "запасы", "запасной выход"),
        ("ru", "Сторона", "посторонний"),
        ("ru", "решение", "решительный шаг"),
        ("ru", "отходы", "он отходит"),
        ("ar", "الطرف", "ظرف"),
        ("ar", "الذهب", "الذاهبين"),
        ("ar", "كتاب", "كاتب"),
        ("zh", "汞", "铅和镉"),
    ],
)
def test_other_words_are_not(language: str, label: str, text: str) -> None:
    assert _matcher((language, label)).find(text, language) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("проекты ГЭФ", "ru"),
        ("全环基金项目", "zh"),
        ("projets du FEM", "fr"),
        ("GEF项目", "zh"),
        ("مشاريع GEF", "ar"),
        ("What about ГЭФ?", "en"),
    ],
)
def test_abbreviations_are_found_in_every_language(text: str, language: str) -> None:
    labels = [("en", "GEF"), ("ru", "ГЭФ"), ("es", "FMAM"), ("fr", "FEM"), ("zh", "全环基金")]
    matcher = LabelMatcher(Label(GEF, "organization", code, name, False) for code, name in labels)
    (mention,) = matcher.find(text, language)
    assert mention.uri == GEF


def test_an_abbreviation_that_means_something_else_in_another_language() -> None:
    matcher = _matcher(("es", "COP"))
    assert len(matcher.find("eliminación de los COP", "es")) == 1
    assert matcher.find("the COP decided", "en") == []


def test_abbreviations_keep_their_case() -> None:
    matcher = _matcher(("en", "SIP"), ("en", "POPs"), ("fr", "FEM"))
    assert matcher.find("to sip tea, it pops, Fem", "en") == []
    assert [mention.value for mention in matcher.find("SIP and POPs, SIPs", "en")] == ["SIP", "POPs"]


@pytest.mark.parametrize("text", ["GEF", "ГЭФ", "POPs", "UNEP-WCMC", "СОЗ"])
def test_what_is_an_abbreviation(text: str) -> None:
    assert is_abbreviation(text)


@pytest.mark.parametrize("text", ["Minamata", "汞", "InforMEA", "A", "WORLD BANK", "الزئبق", "mercury"])
def test_what_is_none(text: str) -> None:
    assert not is_abbreviation(text)


def test_latin_names_inside_other_scripts() -> None:
    matcher = _matcher(("en", "Minamata Tools"), ("en", "InforMEA"), ("en", "mercury"))
    for text, language in (
        ("Платформа Minamata Tools", "ru"),
        ("平台Minamata Tools上", "zh"),
        ("منصة Minamata Tools", "ar"),
    ):
        (mention,) = matcher.find(text, language)
        assert text[slice(*mention.span)] == "Minamata Tools"


def test_the_longest_wins_and_exact_before_lemma() -> None:
    matcher = _matcher(("en", "waste"), ("en", "mercury waste"), ("en", "wastes"), ("en", "waste management"))
    assert [mention.value for mention in matcher.find("mercury waste", "en")] == ["mercury waste"]
    (mention,) = matcher.find("the wastes", "en")
    assert (mention.value, mention.method, mention.confidence) == ("wastes", "label", 1.0)


def test_confidence_falls_from_preferred_to_alternative_to_lemma() -> None:
    one, other = Uri("http://x/1"), Uri("http://x/2")
    matcher = LabelMatcher(
        [Label(one, "concept", "en", "mercury wastes", True), Label(other, "concept", "en", "spent lamps", False)]
    )
    confidences = [
        matcher.find(text, "en")[0].confidence
        for text in ("Mercury wastes", "spent lamps", "mercury waste", "spent lamp")
    ]
    assert confidences == sorted(confidences, reverse=True)
    assert len(set(confidences)) == 4


def test_two_things_of_one_name_are_both_mentioned() -> None:
    uris = [Uri("http://x/topics.mercury"), Uri("http://x/chemicals.mercury")]
    matcher = LabelMatcher(Label(uri, "concept", "en", "mercury", True) for uri in uris)
    assert {mention.uri for mention in matcher.find("Mercury", "en")} == set(uris)


@pytest.mark.parametrize(
    ("language", "name", "text", "found"),
    [
        ("ru", "Того", "Кроме того, доклад", 0),
        ("ru", "Того", "в Гане и Того", 1),
        ("ru", "Кения", "проекты в Кении", 1),
        ("en", "Chad", "hanging chad papers in the Box", 0),
        ("en", "Kenya", "what did kenya report?", 1),
        ("zh", "中国", "发展中国家", 0),
        ("zh", "中国", "中国的报告", 1),
        ("zh", "挪威", "应挪威政府邀请", 1),
        ("zh", "西班牙", "以英文、法文和西班牙文", 0),
        ("zh", "日本", "10 月 31 日本组织", 0),
        ("zh", "日本", "由日本资助", 1),
        ("zh", "海地", "上海地区", 0),
        ("ar", "مالي", "دعم مالي كبير", 0),
        ("ar", "مالي", "مشروع في مالي", 1),
        ("ar", "كينيا", "لكينيا وبكينيا", 2),
        ("fr", "Côte d’Ivoire", "la Cote d'Ivoire", 1),
    ],
)
def test_names_of_countries(language: str, name: str, text: str, found: int) -> None:
    assert len(_matcher((language, name), kind="party").find(text, language)) == found


@given(st.text(st.one_of(st.sampled_from("ab1汞 '’-_.،ً\u0301\u200f()"), st.characters())))
def test_words_stand_where_they_were_cut(text: str) -> None:
    words = words_of(text, "en")
    assert [text[start:end] for start, end in words.spans] == words.forms
    assert words.spans == [match.span() for match in re.finditer(TOKEN, text)]


def test_no_labels_no_text() -> None:
    assert LabelMatcher([]).find("mercury", "en") == []
    assert _matcher(("en", "mercury")).find("", "en") == []
    assert _matcher(("en", "mercury")).find("mercury", "und") == []


def test_ten_thousand_labels_are_ready_in_seconds() -> None:
    words = ["waste", "mercury", "emission", "party", "report", "project", "finance", "health", "trade", "storage"]
    names = [f"{a} {b} {c} {n}" for n, a in enumerate(words) for b in words for c in words for n in range(10)]
    matcher = _matcher(*(("en", name) for name in names))
    start = time.process_time()
    assert matcher.find("a report on emissions of waste for finances 3 in the trade", "en") == []
    assert matcher.find("the report mercury trades 7 here", "en")[0].value == "report mercury trade 7"
    assert time.process_time() - start < 10


@given(
    text=st.text(alphabet="汞废物 мeрcтuyь\u200fزئبق-.,’\u0301A1\n", max_size=40), language=st.sampled_from(LANGUAGES)
)
def test_any_text_gives_ordered_spans(text: str, language: str) -> None:
    end = 0
    for mention in _MATCHER.find(text, language):
        assert end <= mention.span[0] < mention.span[1] <= len(text)
        end = mention.span[1]


_MATCHER = _matcher(("zh", "汞"), ("zh", "汞废物"), ("ru", "ртуть"), ("ar", "الزئبق"), ("en", "A1"), ("en", "mercury"))
