"""Lookup measured once on sentences written without trying them: ``tests/vocabulary/blind.jsonl``.

The everyday sentences are each built around a word that looks like a name (Freddie Mercury, «чад», 排放), so their
share of false matches is of the hardest cases, not of running text. It is 0.20, ten times what ``forms.jsonl`` allows:
the limit here is the figure reached, which may fall but not rise.
"""

from __future__ import annotations

import pytest

from kg.model import LANGUAGES
from kg.vocabulary.lookup import Lookup
from kg.vocabulary.scheme import shipped
from tests.vocabulary.lists import BASE, is_found, read

RECALL = 0.95
FALSE_MATCHES_REACHED = 0.20


ALL = read("blind")
NAMING = [item for item in ALL if item.concept]
EVERYDAY = [item for item in ALL if item.concept is None]


@pytest.fixture(scope="module")
def lookup() -> Lookup:
    return Lookup(shipped(BASE).values())


def test_the_list_is_whole() -> None:
    assert len({item.sentence for item in ALL}) == len(ALL)
    for item in ALL:
        assert item.sentence[item.start :].startswith(item.form)
    for language in LANGUAGES:
        for items in (NAMING, EVERYDAY):
            assert sum(item.language == language for item in items) == 20


def test_every_concept_of_the_list_exists() -> None:
    known = {concept.value for scheme in shipped(BASE).values() for concept in scheme.concepts()}
    assert [item.concept for item in NAMING if f"{BASE}id/{item.concept}" not in known] == []


def test_recall(lookup: Lookup) -> None:
    missed = [item for item in NAMING if not is_found(lookup, item)]
    assert len(missed) <= (1 - RECALL) * len(NAMING), missed


def test_false_matches(lookup: Lookup) -> None:
    wrong = [(item.sentence, found) for item in EVERYDAY if (found := lookup.find(item.sentence, item.language))]
    assert len(wrong) <= FALSE_MATCHES_REACHED * len(EVERYDAY), wrong
