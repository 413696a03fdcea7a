from __future__ import annotations

import json
import re
import string
from importlib.resources import files

import pytest
from babel import Locale

from kg.model import LANGUAGES
from search_api.pages.i18n import LANGUAGE_NAMES, Translator, catalogue, choose_language
from search_api.pages.tools import EXAMPLES

TEMPLATES = {
    path.name: path.read_text("utf-8")
    for path in files("search_api.pages").joinpath("templates").iterdir()
    if path.name.endswith(".html")
}
DYNAMIC = re.compile(r't\.(?:text|count)\("([\w.]+\.)" ~')
FIXED = re.compile(r't\.(text|count)\("([\w.]+)"(?! ~)')


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_language_has_a_catalogue_and_a_name() -> None:
    assert tuple(LANGUAGE_NAMES) == LANGUAGES
    assert all(catalogue(language) for language in LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogues_say_the_same_things(language: str) -> None:
    english, other = catalogue("en"), catalogue(language)
    assert set(other) == set(english)
    for key, message in english.items():
        translated = other[key]
        assert isinstance(translated, str) == isinstance(message, str), key
        if isinstance(translated, str) and isinstance(message, str):
            assert translated.strip(), key
            assert places(translated) == places(message), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_have_all_forms_of_the_language(language: str) -> None:
    needed = {*Locale(language).plural_form.tags, "other"}
    for key, message in catalogue(language).items():
        if not isinstance(message, str):
            assert set(message) == needed, key
            assert all(places(form) <= {"n"} for form in message.values()), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_comes_twice_in_a_file(language: str) -> None:
    def distinct(pairs: list[tuple[str, object]]) -> dict[str, object]:
        assert len(dict(pairs)) == len(pairs)
        return dict(pairs)

    text = files("search_api.pages.i18n").joinpath(f"{language}.json").read_text("utf-8")
    assert json.loads(text, object_pairs_hook=distinct)


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_templates_use_messages_that_exist(name: str) -> None:
    for call, key in FIXED.findall(TEMPLATES[name]):
        assert key in catalogue("en"), key
        assert isinstance(catalogue("en")[key], str) == (call == "text"), key
    for start in DYNAMIC.findall(TEMPLATES[name]):
        assert any(key.startswith(start) for key in catalogue("en")), start


def test_every_message_is_used() -> None:
    text = "\n".join(TEMPLATES.values())
    starts = tuple({*DYNAMIC.findall(text)})
    ends = (".lead", ".filter")
    unused = {k for k in catalogue("en") if f'"{k}"' not in text and not k.startswith(starts) and not k.endswith(ends)}
    assert unused == set()


def test_every_example_query_has_a_name() -> None:
    assert all(f"sparql.example.{name}" in catalogue("en") for name in EXAMPLES)


@pytest.mark.parametrize(
    ("language", "number", "said"),
    [
        ("en", 1, "1 passage"),
        ("en", 2000, "2,000 passages"),
        ("fr", 0, "0 passage"),
        ("ru", 21, "21 фрагмент"),
        ("ru", 22, "22 фрагмента"),
        ("ru", 11, "11 фрагментов"),
        ("ar", 0, "لا مقاطع"),
        ("ar", 2, "مقطعان"),
        ("ar", 7, "7 مقاطع"),
        ("ar", 11, "11 مقطعاً"),
        ("ar", 100, "100 مقطع"),
        ("zh", 3, "3 个段落"),
    ],
)
def test_plurals(language: str, number: int, said: str) -> None:
    assert Translator(language).count("count.hits", number) == said


@pytest.mark.parametrize(
    ("language", "day", "said"),
    [
        ("en", "2025-11-03", "3 November 2025"),
        ("zh", "2025-11-03", "2025年11月3日"),
        ("ru", "2025-11", "ноябрь 2025 г."),
        ("fr", "2025", "2025"),
        ("es", "soon", "soon"),
        ("ar", None, ""),
    ],
)
def test_days(language: str, day: str | None, said: str) -> None:
    assert Translator(language).day(day).replace("\N{NARROW NO-BREAK SPACE}", " ") == said


@pytest.mark.parametrize(
    ("asked", "remembered", "accepted", "chosen"),
    [
        ("ar", "fr", "zh", "ar"),
        ("xx", "fr", "zh", "fr"),
        (None, None, "de, pt;q=0.9, ru;q=0.5, es;q=0.8", "es"),
        (None, None, "zh-Hans-CN, en;q=0.4", "zh"),
        (None, None, "fr;q=0, en;q=x, *", "en"),
        (None, None, None, "en"),
    ],
)
def test_the_readers_language(asked: str | None, remembered: str | None, accepted: str | None, chosen: str) -> None:
    assert choose_language(asked, remembered, accepted) == chosen


def test_a_number_is_not_forgotten() -> None:
    with pytest.raises(KeyError):
        Translator("en").text("count.hits")
    with pytest.raises(KeyError):
        Translator("en").count("nav.about", 1)
