"""Languages searched side by side: what is done for each is outside the interpreter for the most part."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Found = TypeVar("Found")

_CORES = os.cpu_count() or 1
_HELPERS = ThreadPoolExecutor(2 * _CORES, thread_name_prefix="languages")


def side_by_side(
    search: Callable[[str], Found], languages: Sequence[str], until: Callable[[], object] = lambda: None
) -> list[Found]:
    """What a function finds for each language, in their order; whichever thread is free takes the next one.

    Args:
        search: what is done for a language, in any thread.
        languages: their names, each once.
        until: returns when the other cores are free; this thread begins at once.
    """
    left = iter(languages)

    def some() -> list[tuple[str, Found]]:
        return [(language, search(language)) for language in left]

    def helping() -> list[tuple[str, Found]]:
        until()
        return some()

    helpers = [_HELPERS.submit(helping) for _ in range(_CORES - 1)]
    found = dict(some())
    if len(found) < len(languages):  # else none has helped, and none is waited for
        for each in helpers:
            found.update(each.result())
    return [found[language] for language in languages]
