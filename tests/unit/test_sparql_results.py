"""Results that are held: what is kept, what goes, and when."""

from __future__ import annotations

from search_api.sparql.results import SHARE, Gathering, ResultCache, Whole


def result(size: int) -> Whole:
    return Whole("text/csv", b"x" * size)


def test_result_is_found_by_generation_and_validator() -> None:
    cache = ResultCache(100 * SHARE)
    cache.put(1, "a", result(10))
    assert cache.get(1, "a") == result(10)
    assert cache.get(1, "b") is None
    assert cache.get(2, "a") is None
    assert cache.get(1, None) is None


def test_next_generation_takes_the_place_of_the_former() -> None:
    cache = ResultCache(100 * SHARE)
    cache.put(1, "a", result(10))
    cache.put(2, "b", result(10))
    cache.put(1, "late", result(10))
    assert [cache.get(1, "a"), cache.get(1, "late"), cache.get(2, "b")] == [None, None, result(10)]


def test_results_asked_for_least_lately_go_first() -> None:
    cache = ResultCache(100)
    for name in "abcd":
        cache.put(1, name, result(24))
    cache.get(1, "a")
    cache.put(1, "c", result(25))
    cache.put(1, "e", result(25))
    assert [cache.get(1, name) is not None for name in "abcde"] == [True, False, True, True, True]


def test_large_results_and_those_without_validator_are_not_held() -> None:
    cache = ResultCache(10 * SHARE)
    cache.put(1, "a", result(11))
    cache.put(1, None, result(1))
    assert cache.get(1, "a") is None
    none = ResultCache(0)
    none.put(1, "a", result(1))
    assert none.get(1, "a") is None


def test_result_that_goes_out_in_pieces_is_held() -> None:
    cache = ResultCache(10 * SHARE)
    with Gathering(cache, 1, "a", "text/csv") as gathering:
        gathering.add(b"xxx")
        gathering.add(b"xx")
        assert cache.arriving == 5
        assert cache.get(1, "a") is None
        gathering.finish()
    assert cache.get(1, "a") == result(5)
    assert cache.arriving == 0


def test_what_is_large_or_broke_off_or_has_no_validator_is_not_gathered() -> None:
    cache = ResultCache(10 * SHARE)
    with Gathering(cache, 1, "large", "text/csv") as large:
        large.add(b"x" * 11)
        assert cache.arriving == 0
        large.add(b"x")
        large.finish()
    with Gathering(cache, 1, "part", "text/csv") as part:
        part.add(b"x")
    with Gathering(cache, 1, None, "text/csv") as nameless:
        nameless.add(b"x")
        nameless.finish()
    assert [cache.get(1, name) for name in ("large", "part", None)] == [None, None, None]
    assert cache.arriving == 0


def test_results_that_arrive_together_have_a_bound() -> None:
    """Of 40 bytes, half may be gathered at a time, so the third result is not."""
    cache = ResultCache(10 * SHARE)
    with Gathering(cache, 1, "a", "x") as a, Gathering(cache, 1, "b", "x") as b, Gathering(cache, 1, "c", "x") as c:
        for one in (a, b, c):
            one.add(b"x" * 8)
        assert cache.arriving == 16
        for one in (a, b, c):
            one.finish()
    assert [cache.get(1, name) is not None for name in "abc"] == [True, True, False]
