"""What is found in the kept-apart half of the annotated passages must not fall below the floors."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.extraction.__main__ import pairs
from tests.extraction.gold import all_annotations
from tests.extraction.scores import ALL, Score, scores
from tests.extraction.structure import structure_scores

FLOORS = {
    "reference": 0.98,
    "date": 0.95,
    "place": 0.90,
    "organization": 0.90,
    "money": 0.95,
    "action": 0.95,
    "count": 0.9,
}
CORPUS_FLOORS = {"reference": 0.98, "date": 0.90, "place": 0.90, "organization": 0.90}


def test_there_are_enough_annotations_in_six_languages() -> None:
    listed = list(all_annotations())
    assert len(listed) >= 400
    assert {a.language for a in listed} == {"ar", "en", "es", "fr", "ru", "zh"}
    apart = sum(a.kept_apart for a in listed)
    assert 0.4 < apart / len(listed) < 0.6
    assert len({(a.document, a.eid) for a in listed}) == len(listed)


def test_a_score_can_fail() -> None:
    score = Score()
    score.add(frozenset({"a", "b"}), frozenset({"b", "c"}))
    assert (score.precision, score.recall, score.f1) == (0.5, 0.5, 0.5)


def test_the_kept_apart_half_is_above_the_floors(shared: Path) -> None:
    found, absent = pairs()
    assert absent == 0
    apart = [pair for pair in found if pair[0].kept_apart]
    measured = scores(apart)
    assert {kind: measured[kind, ALL].f1 for kind in FLOORS if measured[kind, ALL].f1 < FLOORS[kind]} == {}
    corpus = scores(pair for pair in apart if "/corpus/" in pair[0].document)
    assert {kind: corpus[kind, ALL].f1 for kind in CORPUS_FLOORS if corpus[kind, ALL].f1 < CORPUS_FLOORS[kind]} == {}


@pytest.mark.parametrize("form", ["docx", "pdf", "html"])
def test_every_format_keeps_the_structure(shared: Path, form: str) -> None:
    assert structure_scores(all_annotations())[form].f1 >= 0.98
