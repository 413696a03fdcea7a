"""Centring and the indexes by language, on small made vectors."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from kg.embedding.encoder import Vectors
from kg.vectors.centring import PRIOR_PASSAGES, Centring
from kg.vectors.index import Ids, VectorIndex, Whole
from kg.vectors.language_indexes import LanguageIndexes

PARTS = ((6, 1.0), (4, 0.5))
WIDTH = 10


def unit_parts(rng: np.random.Generator, count: int, shift: NDArray[np.float64] | float = 0.0) -> Vectors:
    """Random raw vectors as an encoder gives them: each part has length 1."""
    values = rng.normal(size=(count, WIDTH)) + shift
    for start, end in ((0, 6), (6, 10)):
        values[:, start:end] /= np.linalg.norm(values[:, start:end], axis=1, keepdims=True)
    return values.astype(np.float32)


def centring() -> Centring:
    rng = np.random.default_rng(7)
    means = {language: unit_parts(rng, 20, shift).mean(axis=0) for language, shift in (("en", 1.0), ("ru", -1.0))}
    return Centring(PARTS, means, means)


def built(batches: Iterable[tuple[str, Ids, Vectors]], shipped: Centring | None = None) -> LanguageIndexes:
    """Indexes over languages that come in any number of batches."""
    rows = list(batches)
    return LanguageIndexes.build(sorted({language for language, _, _ in rows}), whole(rows), shipped or centring())


def whole(batches: Iterable[tuple[str, Ids, Vectors]]) -> Whole:
    """All passages of a language, as the catalog gives them."""
    rows = list(batches)

    def of(language: str) -> tuple[Ids, Vectors]:
        mine = [(ids, raw) for name, ids, raw in rows if name == language]
        return np.concatenate([ids for ids, _ in mine]), np.concatenate([raw for _, raw in mine])

    return of


def nothing(language: str) -> tuple[Ids, Vectors]:
    raise AssertionError(f"{language} is small: it must not be read anew")


def made(seed: int = 0, counts: tuple[int, int] = (50, 30)) -> tuple[LanguageIndexes, dict[str, tuple[Ids, Vectors]]]:
    rng = np.random.default_rng(seed)
    english, russian = counts
    rows = {
        "en": (np.arange(english, dtype=np.int64) * 3, unit_parts(rng, english, 1.0)),
        "ru": (1000 + np.arange(russian, dtype=np.int64), unit_parts(rng, russian, -1.0)),
    }
    batches = [(language, ids, raw) for language, (ids, raw) in rows.items()]
    return built(batches), rows


def expected_scores(question: Vectors, question_language: str, raw: Vectors, language: str) -> Vectors:
    """The formula written out: the weighted mean of the parts' cosines of centred vectors."""
    shipped = centring()
    prior = shipped.passage_means[language]
    mean = (raw.sum(axis=0) + PRIOR_PASSAGES * prior) / (len(raw) + PRIOR_PASSAGES)
    centred, asked = raw - mean, question - shipped.question_means[question_language]
    total = np.zeros(len(raw))
    start = 0
    for width, weight in PARTS:
        left, right = centred[:, start : start + width], asked[start : start + width]
        total += weight * (left @ right) / (np.linalg.norm(left, axis=1) * np.linalg.norm(right))
        start += width
    return (total / sum(weight for _, weight in PARTS)).astype(np.float32)


def test_scores_are_the_weighted_mean_of_centred_cosines() -> None:
    index, rows = made()
    question = unit_parts(np.random.default_rng(1), 1, 1.0)[0]
    ids, raw = rows["ru"]
    expected = expected_scores(question, "en", raw, "ru")
    found, scores = index.search(question, "en", "ru", 10)
    order = np.argsort(-expected)[:10]
    assert found.tolist() == ids[order].tolist()
    np.testing.assert_allclose(scores, expected[order], atol=1e-5)
    np.testing.assert_allclose(index.score(question, "en", "ru", ids), expected, atol=1e-5)


def test_a_passage_asked_for_by_itself_scores_one() -> None:
    shipped = centring()
    raw = unit_parts(np.random.default_rng(3), 400, 1.0)
    mean = (raw.sum(axis=0) + PRIOR_PASSAGES * shipped.passage_means["en"]) / (len(raw) + PRIOR_PASSAGES)
    same_means = Centring(PARTS, {"en": mean.astype(np.float32)}, shipped.passage_means)
    index = built([("en", np.arange(400, dtype=np.int64), raw)], same_means)
    found, scores = index.search(raw[5], "en", "en", 1)
    assert found[0] == 5
    assert scores[0] == pytest.approx(1, abs=1e-5)
    assert scores[0] <= 1


def test_centring_takes_the_language_out() -> None:
    """Two languages that differ by a constant get the same neighbours once centred."""
    rng = np.random.default_rng(5)
    shift = np.zeros(WIDTH, np.float32)
    shift[0] = shift[6] = 3
    raw = unit_parts(rng, 300)
    flat = Centring(PARTS, {"en": raw.mean(axis=0), "ru": raw.mean(axis=0) + shift}, {"en": shift * 0, "ru": shift})
    one, other = flat.passages(raw, "en"), flat.passages(raw + shift, "ru")
    np.testing.assert_allclose(one, other, atol=1e-3)
    np.testing.assert_allclose(flat.question(raw[0], "en"), flat.question(raw[0] + shift, "ru"), atol=1e-3)


@pytest.mark.parametrize("count", [1, 2])
def test_a_language_with_few_passages_keeps_their_content(count: int) -> None:
    index, rows = made(counts=(count, 30))
    ids, raw = rows["en"]
    scores = index.score(raw[0], "en", "en", ids)
    assert np.isfinite(scores).all()
    assert scores[0] > 0.5
    assert centring().passages(raw, "en").any(axis=1).all()


def test_a_language_without_shipped_means_is_searched_too() -> None:
    raw = unit_parts(np.random.default_rng(2), 5)
    index = built([("pt", np.arange(5, dtype=np.int64), raw)])
    found, scores = index.search(raw[2], "de", "pt", 5)
    assert sorted(found.tolist()) == [0, 1, 2, 3, 4]
    assert found[0] == 2
    assert np.isfinite(scores).all()


def test_more_asked_for_than_there_is() -> None:
    index, rows = made()
    question = rows["en"][1][0]
    found, scores = index.search(question, "en", "en", 1000)
    assert sorted(found.tolist()) == rows["en"][0].tolist()
    assert (np.diff(scores) <= 0).all()
    assert len(index.search(question, "en", "en", 0)[0]) == 0


def test_an_empty_index_and_an_unknown_language_answer_nothing() -> None:
    empty = built([])
    question = unit_parts(np.random.default_rng(0), 1)[0]
    nothing, scores = empty.search(question, "en", "en", 5)
    assert (len(empty), empty.languages(), len(nothing), len(scores)) == (0, (), 0, 0)
    assert math.isnan(empty.score(question, "en", "en", np.array([4]))[0])
    assert len(made()[0].search(question, "en", "fr", 5)[0]) == 0


@given(st.sets(st.integers(0, 60), max_size=50), st.integers(0, 60), st.integers(0, 1000))
def test_a_filter_gives_exactly_what_filtering_everything_gives(allowed: set[int], k: int, seed: int) -> None:
    """Small sets go through a scan of the subset, large ones through faiss's selector."""
    index, rows = made(seed)
    numbers = np.array(sorted(number * 3 for number in allowed), np.int64)
    question = unit_parts(np.random.default_rng(seed), 1, 1.0)[0]
    everything, all_scores = index.search(question, "en", "en", len(rows["en"][0]))
    keep = np.isin(everything, numbers)
    found, scores = index.search(question, "en", "en", k, numbers)
    assert found.tolist() == everything[keep][:k].tolist()
    np.testing.assert_allclose(scores, all_scores[keep][:k], atol=1e-6)


def test_scores_of_given_passages_in_their_order() -> None:
    index, rows = made()
    question = rows["en"][1][3]
    found, scores = index.search(question, "en", "en", 50)
    asked = np.array([found[7], 1, found[0], 99999, found[7]], np.int64)
    given_scores = index.score(question, "en", "en", asked)
    np.testing.assert_allclose(given_scores[[0, 2, 4]], [scores[7], scores[0], scores[7]], atol=1e-6)
    assert np.isnan(given_scores[[1, 3]]).all()


def test_an_update_leaves_the_old_index_and_untouched_languages_alone() -> None:
    before, rows = made()
    question = rows["en"][1][0]
    answer = before.search(question, "en", "en", 50)
    raw = unit_parts(np.random.default_rng(9), 2, 1.0)
    after = before.updated({0, 3}, {"en": (np.array([901, 900]), raw)}, nothing)
    again = before.search(question, "en", "en", 50)
    assert (len(before), len(after)) == (80, 80)
    np.testing.assert_array_equal(answer, again)
    assert not {0, 3} & set(after.search(question, "en", "en", 50)[0].tolist())
    assert after.search(raw[0], "en", "en", 1)[0][0] == 901
    assert after._languages["ru"] is before._languages["ru"]


def test_an_update_that_changes_nothing_shares_everything() -> None:
    before, _ = made()
    after = before.updated({77777}, {}, nothing)
    assert all(after._languages[language] is before._languages[language] for language in before.languages())


def test_a_language_whose_passages_all_go_is_gone() -> None:
    before, rows = made()
    after = before.updated(set(rows["ru"][0].tolist()), {}, nothing)
    assert after.languages() == ("en",)
    assert len(after) == 50


def test_a_number_added_again_replaces_its_passage() -> None:
    before, rows = made()
    raw = unit_parts(np.random.default_rng(11), 1, 1.0)
    after = before.updated(set(), {"en": (np.array([3]), raw)}, nothing)
    assert len(after) == 80
    ids, old = rows["en"]
    old[1] = raw[0]
    fresh = built([("en", ids, old)])
    question = rows["en"][1][8]
    np.testing.assert_array_equal(after.search(question, "en", "en", 50), fresh.search(question, "en", "en", 50))


@given(st.permutations(range(12)), st.integers(0, 12))
def test_the_way_to_a_set_of_passages_does_not_matter(order: list[int], cut: int) -> None:
    ids = np.array(order, np.int64)
    raw = unit_parts(np.random.default_rng(4), 12, 1.0)[ids]
    extra = unit_parts(np.random.default_rng(5), 3, 1.0)
    at_once = built([("en", ids, raw)])
    in_steps = built([("en", np.array([100, 101, 102]), extra), ("en", ids[:cut], raw[:cut])]).updated(
        {100, 101, 102}, {"en": (ids[cut:], raw[cut:])}, nothing
    )
    question = raw[0]
    np.testing.assert_array_equal(at_once.search(question, "en", "en", 12), in_steps.search(question, "en", "en", 12))


def test_language_indexes_are_a_vector_index() -> None:
    index: VectorIndex = made()[0]
    assert index.languages() == ("en", "ru")
    assert len(index.updated({0}, {}, nothing)) == 79
