"""The quantised index of a large language against exact search over the same vectors."""

from __future__ import annotations

import numpy as np
import pytest

from kg.embedding.encoder import Vectors
from kg.vectors import language_indexes
from kg.vectors.centring import Centring
from kg.vectors.faiss_index import ExactIndex
from kg.vectors.index import Ids
from kg.vectors.language_indexes import LanguageIndexes
from kg.vectors.quantised_index import RESCORED, QuantisedIndex

WIDTH = 128
COUNT = 3 * RESCORED


def clustered(seed: int, count: int = COUNT) -> Vectors:
    """Vectors of length 1 around 300 topics, as those of real passages are."""
    topics = np.random.default_rng(0).normal(size=(300, WIDTH))
    rng = np.random.default_rng(seed)
    values = topics[rng.integers(0, 300, count)] + 0.6 * rng.normal(size=(count, WIDTH))
    unit: Vectors = (values / np.linalg.norm(values, axis=1, keepdims=True)).astype(np.float32)
    return unit


@pytest.fixture(scope="module")
def both() -> tuple[Ids, Vectors, QuantisedIndex, ExactIndex]:
    ids, vectors = np.arange(COUNT, dtype=np.int64) * 2, clustered(1)
    return ids, vectors, QuantisedIndex.of(ids, vectors), ExactIndex(ids, vectors)


@pytest.mark.parametrize("share", [1.0, 0.6, 0.1, 0.001])
def test_finds_what_exact_search_finds_at_any_selectivity(
    both: tuple[Ids, Vectors, QuantisedIndex, ExactIndex], share: float
) -> None:
    ids, _, quantised, exact = both
    allowed = None if share == 1.0 else np.random.default_rng(3).choice(ids, max(10, int(share * COUNT)), replace=False)
    found = 0
    for question in clustered(2, 50):
        best, scores = quantised.search(question, 10, allowed)
        expected, right = exact.search(question, 10, allowed)
        found += len(set(best.tolist()) & set(expected.tolist()))
        assert (np.diff(scores) <= 0).all()
        assert allowed is None or np.isin(best, allowed).all()
        np.testing.assert_allclose(scores[0], right[0], atol=0.01)
    assert found >= 0.97 * 50 * 10


def test_scores_of_given_passages_are_those_of_exact_search(
    both: tuple[Ids, Vectors, QuantisedIndex, ExactIndex],
) -> None:
    ids, vectors, quantised, exact = both
    asked = np.array([ids[7], 3, ids[-1], ids[0], ids[-1] + 2], np.int64)
    scores = quantised.score(vectors[7], asked)
    np.testing.assert_allclose(scores, exact.score(vectors[7], asked), atol=0.01)
    assert np.isnan(scores[[1, 4]]).all()


def test_a_change_removes_adds_and_replaces_and_leaves_the_old_index_alone() -> None:
    vectors, more = clustered(1), clustered(5, 3)
    ids = np.arange(COUNT, dtype=np.int64)
    before = QuantisedIndex.of(ids, vectors)
    after = before.changed(ids[:5], np.array([9, COUNT + 10, COUNT + 9]), more)
    assert (len(before), len(after)) == (COUNT, COUNT - 5 + 2)
    assert before.search(vectors[3], 1, None)[0].tolist() == [3]
    assert 3 not in after.search(vectors[3], 50, None)[0]
    for number, vector in zip((9, COUNT + 10, COUNT + 9), more, strict=True):
        assert after.search(vector, 1, None)[0].tolist() == [number]
        assert after.score(vector, np.array([number]))[0] == pytest.approx(1, abs=0.01)


def test_nothing_asked_for_and_nothing_allowed(both: tuple[Ids, Vectors, QuantisedIndex, ExactIndex]) -> None:
    _, vectors, quantised, _ = both
    for k, allowed in ((0, None), (5, np.empty(0, np.int64)), (5, np.array([1, 3], np.int64))):
        assert [len(part) for part in quantised.search(vectors[0], k, allowed)] == [0, 0]


def test_a_growing_language_becomes_quantised_is_centred_anew_and_small_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language_indexes, "EXACT_UP_TO", 1000)
    raw, ids = clustered(1, 2000), np.arange(2000, dtype=np.int64)
    mean = np.zeros(WIDTH, np.float32)
    centring = Centring(((WIDTH, 1.0),), {"en": mean}, {"en": mean})
    living: dict[str, tuple[Ids, Vectors]] = {}
    asked: list[str] = []

    def whole(language: str) -> tuple[Ids, Vectors]:
        asked.append(language)
        return living[language]

    index = LanguageIndexes.build([], whole, centring)
    for start, end in ((0, 900), (900, 1500), (1500, 1600), (1600, 2000)):
        living["en"] = ids[:end], raw[:end]
        index = index.updated(set(), {"en": (ids[start:end], raw[start:end])}, whole)
        fresh = LanguageIndexes.build(["en"], lambda name: living[name], centring)
        assert len(index) == end
        found, scores = index.search(raw[end - 1], "en", "en", 20)
        expected, right = fresh.search(raw[end - 1], "en", "en", 20)
        assert found[0] == expected[0] == end - 1
        np.testing.assert_allclose(scores, right, atol=0.02)
    assert asked == ["en"]  # 100 passages more than 1,500 move no mean, 500 more do; what was small needs no reading
    living["en"] = ids[:10], raw[:10]
    index = index.updated(set(range(10, 2000)), {}, whole)
    assert (len(index), asked) == (10, ["en", "en"])
    assert index.updated({5000}, {}, whole).search(raw[3], "en", "en", 1)[0].tolist() == [3]
