"""Results that are held: what is kept, what goes, and when."""

from __future__ import annotations

from search_api.sparql.results import LARGEST, ResultCache, Whole


def result(size: int) -> Whole:
    return Whole("text/csv", b"x" * size)


def test_result_is_found_by_generation_and_validator() -> None:
    cache = ResultCache(100)
    cache.put(1, "a", result(10))
    assert cache.get(1, "a") == result(10)
    assert cache.get(1, "b") is None
    assert cache.get(2, "a") is None
    assert cache.get(1, None) is None


def test_next_generation_takes_the_place_of_the_former() -> None:
    cache = ResultCache(100)
    cache.put(1, "a", result(10))
    cache.put(2, "b", result(10))
    cache.put(1, "late", result(10))
    assert [cache.get(1, "a"), cache.get(1, "late"), cache.get(2, "b")] == [None, None, result(10)]


def test_results_asked_for_least_lately_go_first() -> None:
    cache = ResultCache(100)
    for name in "abc":
        cache.put(1, name, result(30))
    cache.get(1, "a")
    cache.put(1, "c", result(31))
    cache.put(1, "d", result(30))
    assert [cache.get(1, name) is not None for name in "abcd"] == [True, False, True, True]


def test_large_results_and_those_without_validator_are_not_held() -> None:
    cache = ResultCache(LARGEST * 4)
    cache.put(1, "a", result(LARGEST + 1))
    cache.put(1, None, result(1))
    assert cache.get(1, "a") is None
    none = ResultCache(0)
    none.put(1, "a", result(1))
    assert none.get(1, "a") is None
