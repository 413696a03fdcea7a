from __future__ import annotations

import pytest

from kg.answers.reasons import reason
from kg.model import LANGUAGES
from kg.search.facets import language_name
from kg.search.places import place_label


@pytest.mark.parametrize(
    ("part", "number", "kind", "eid", "language", "label"),
    [
        ("body", "4", "paragraph", "body__para_4", "en", "para. 4"),
        ("annex_1", "2", "operative", "annex_1__para_2", "en", "annex, para. 2"),
        ("annex_2", "2", "operative", "annex_2__para_2", "fr", "annexe 2, par. 2"),
        ("body", "6(d)", "item", "body__para_6__item_d", "en", "para. 6 (d)"),
        ("body", "6(d)", "item", "body__para_6__item_d", "zh", "第6 (d)段"),
        ("body", "1", "footnote", "body__fn_1", "es", "nota 1"),
        ("annex_1", "2", "operative", "annex_1__para_2", "ru", "приложение, п. 2"),
        ("annex_1", "2", "operative", "annex_1__para_2", "ar", "المرفق، الفقرة 2"),
        ("annex_1", None, "preamble", "annex_1__preamble_1", "en", "annex, preamble"),
        ("body", "1", "paragraph", "art_5__para_1", "en", "art. 5, para. 1"),
        ("body", None, "paragraph", "body__p_3", "en", ""),
        ("body", "4", "paragraph", "body__para_4", "de", "para. 4"),
    ],
)
def test_place_label(part: str, number: str | None, kind: str, eid: str, language: str, label: str) -> None:
    assert place_label(part, number, kind, eid, language) == label


def test_every_language_has_its_words() -> None:
    labels = {place_label("annex_1", "2", "paragraph", "", language) for language in LANGUAGES}
    assert len(labels) == len(LANGUAGES)
    assert len({reason("weak", language) for language in LANGUAGES}) == len(LANGUAGES)
    assert reason("empty", "de") == reason("empty", "en")


def test_languages_are_named_in_the_askers_language() -> None:
    assert language_name("ru", "fr") == "russe"
    assert language_name("zh", "es") == "chino"
