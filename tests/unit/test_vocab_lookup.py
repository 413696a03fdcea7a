"""Lookup measured on forms as running text has them: ``tests/vocabulary/forms.jsonl``.

Half of the forms ("tune", by a hash of the form) was looked at while the matcher was improved, the other half
("kept") was not. Forms are of documents of the field, the sentences around them are written for this list;
rows without a concept are everyday sentences with words that look like names.
"""

from __future__ import annotations

import hashlib

import pytest

from kg.model import LANGUAGES
from kg.vocabulary.lookup import Lookup, labels_of, languages_of
from kg.vocabulary.scheme import shipped
from tests.vocabulary.lists import BASE, is_found, read

RECALL = 0.95
FALSE_MATCHES = 0.02


ALL = read("forms")


@pytest.fixture(scope="module")
def lookup() -> Lookup:
    return Lookup(shipped(BASE).values())


def test_the_list_is_fair() -> None:
    assert len(ALL) >= 300
    for form in ALL:
        assert form.sentence[form.start :].startswith(form.form)
        first = hashlib.sha256(f"{form.language}:{form.form}".encode()).digest()[0]
        assert form.half == ("kept" if first % 2 else "tune")
    for half in ("tune", "kept"):
        for language in LANGUAGES:
            rows = [form for form in ALL if (form.half, form.language) == (half, language)]
            assert sum(form.concept is not None for form in rows) >= 30
            assert sum(form.concept is None for form in rows) >= 7


@pytest.mark.parametrize("half", ["tune", "kept"])
def test_recall(half: str, lookup: Lookup) -> None:
    wanted = [form for form in ALL if form.half == half and form.concept]
    missed = [form for form in wanted if not is_found(lookup, form)]
    assert len(missed) <= (1 - RECALL) * len(wanted), missed


@pytest.mark.parametrize("half", ["tune", "kept"])
def test_false_matches(half: str, lookup: Lookup) -> None:
    everyday = [form for form in ALL if form.half == half and form.concept is None]
    wrong = [(form.sentence, found) for form in everyday if (found := lookup.find(form.sentence, form.language))]
    assert len(wrong) <= FALSE_MATCHES * len(everyday), wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_alone_is_found_without_naming_its_language(language: str, lookup: Lookup) -> None:
    forms = [form for form in ALL if form.language == language and form.concept and form.half == "tune"]
    missed = [f.form for f in forms if f"{BASE}id/{f.concept}" not in {x.uri for x in lookup.find(f.form)}]
    assert len(missed) <= (1 - RECALL) * len(forms), missed


def test_every_label_of_every_concept_leads_to_it(lookup: Lookup) -> None:
    labels = [label for scheme in shipped(BASE).values() for label in labels_of(scheme)]
    assert len(labels) > 10_000
    missed = [x for x in labels if x.uri not in {found.uri for found in lookup.find(x.text, x.language)}]
    assert missed == []


def test_everyday_labels_are_found_only_alone(lookup: Lookup) -> None:
    assert [found.uri for found in lookup.find("постановляет")] == [f"{BASE}id/concept/verbs.decides"]
    assert lookup.find("суд постановляет начать", "ru") == []


@pytest.mark.parametrize(
    ("text", "languages"),
    [("ртуть", ("ru",)), ("汞", ("zh",)), ("الزئبق", ("ar",)), ("mercury", ("en", "fr", "es")), ("5", LANGUAGES)],
)
def test_letters_tell_languages(text: str, languages: tuple[str, ...]) -> None:
    assert languages_of(text) == languages
