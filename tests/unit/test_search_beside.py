import os
import threading

import pytest

from kg.search.beside import side_by_side

LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")
several_cores = pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="there is no other core")


def test_each_language_is_searched_once_and_found_in_its_place() -> None:
    searched: list[str] = []

    def search(language: str) -> str:
        searched.append(language)
        return language.upper()

    assert side_by_side(search, LANGUAGES) == [language.upper() for language in LANGUAGES]
    assert sorted(searched) == sorted(LANGUAGES)
    assert side_by_side(search, []) == []


@several_cores
def test_a_core_that_becomes_free_takes_the_next_language() -> None:
    helped, free = threading.Event(), threading.Event()
    mine = threading.get_ident()

    def search(_: str) -> bool:
        if threading.get_ident() != mine:
            helped.set()
            return False
        free.set()  # what `until` waits for: the first language is this thread's in any case
        return helped.wait(10)

    assert side_by_side(search, ("en", "fr"), lambda: free.wait(10)) == [True, False]


def test_nobody_is_waited_for_who_does_not_help() -> None:
    never = threading.Event()
    assert side_by_side(str.upper, LANGUAGES, never.wait) == [language.upper() for language in LANGUAGES]
    never.set()


@several_cores
def test_what_fails_in_another_thread_fails_here() -> None:
    free, failed = threading.Event(), threading.Event()
    mine = threading.get_ident()

    def search(language: str) -> str:
        if threading.get_ident() != mine:
            failed.set()
            raise LookupError(language)
        free.set()
        failed.wait(10)
        return language

    with pytest.raises(LookupError):
        side_by_side(search, ("en", "fr"), lambda: free.wait(10))
