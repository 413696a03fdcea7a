"""When something last changed, fine enough to tell apart all changes.

Clients ask for ``updated gt`` the newest time they have seen. The catalog counts seconds; a second change within
the second would be missed. So the n-th change of a second is put n milliseconds into it: a later change always has
a later time, and the log never changes, so neither do the times.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from kg.catalog import Catalog, Item

_MOST = 999


class Clock:
    """Times of the changes in a catalog's log."""

    def __init__(self, catalog: Catalog) -> None:
        self._first: dict[str, int] = {}
        for change in catalog.changes():
            self._first.setdefault(change.at, change.sequence)

    def updated(self, items: Iterable[Item]) -> datetime | None:
        """When the last of the items changed (or was removed), in UTC; None without items."""
        return max((self._time(item) for item in items), default=None)

    def _time(self, item: Item) -> datetime:
        second = datetime.fromisoformat(item.updated).astimezone(UTC)
        place = item.sequence - self._first.get(item.updated, item.sequence)
        return second + timedelta(milliseconds=min(place, _MOST))
