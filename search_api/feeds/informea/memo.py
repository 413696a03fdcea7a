"""Rows kept from one state of the base to the next: most of what is made for a change is the same as before."""

from __future__ import annotations

from collections.abc import Callable

from search_api.feeds.informea.rows import Row

Made = dict[tuple[str, str], tuple[tuple[object, ...], Row]]
"""Set and key → what a row was made from, and the row."""


class Memo:
    """Rows of the last state, and those of the one that is being made.

    Args:
        before: what ``made`` was after the last state.
    """

    def __init__(self, before: Made) -> None:
        self._before = before
        self.made: Made = {}

    def row(self, set_: str, key: str, sources: tuple[object, ...], make: Callable[[], Row]) -> Row:
        """The row of the last state if it was made from the same sources, else a new one.

        Sources are the same when they are the same objects, or equal tuples.
        """
        before = self._before.get((set_, key))
        found = before[1] if before is not None and _same(before[0], sources) else make()
        self.made[set_, key] = (sources, found)
        return found

    def unchanged(self, set_: str, new: Row) -> Row:
        """The equal row of the last state if there is one, so that what is made from it is known to be the same."""
        before = self._before.get((set_, new.id))
        found = before[1] if before is not None and before[1] == new else new
        self.made[set_, new.id] = ((), found)
        return found


def _same(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    return all(a is b or (isinstance(a, tuple) and a == b) for a, b in zip(one, other, strict=True))
