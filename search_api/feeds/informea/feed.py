"""All rows of one state of the base, made once."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kg.snapshot import Snapshot
from search_api.feeds.informea.decisions import decisions
from search_api.feeds.informea.documents import documents
from search_api.feeds.informea.facts import Facts
from search_api.feeds.informea.meetings import meetings, today
from search_api.feeds.informea.memo import Made, Memo
from search_api.feeds.informea.others import country_profiles, projects, treaties
from search_api.feeds.informea.rows import Row
from search_api.feeds.informea.schema import SETS, EntitySet, set_of
from search_api.feeds.informea.tables import Tables


@dataclass(frozen=True, slots=True)
class Feed:
    """Rows by set, in the order of their ids, and by set and id."""

    by_id: Mapping[str, Mapping[str, Row]]

    def rows(self, of: EntitySet) -> tuple[Row, ...]:
        """All rows of a set; the parts of rows have sets of their own."""
        return tuple(self._index(of).values())

    def row(self, of: EntitySet, key: str) -> Row | None:
        """The row with this id."""
        return self._index(of).get(key)

    def _index(self, of: EntitySet) -> Mapping[str, Row]:
        return self.by_id[of.name] if of.listed else _indexed(self._parts(of))

    def _parts(self, of: EntitySet) -> Iterator[Row]:
        for whole in (s for s in SETS if s.listed):
            names = [n.name for n in whole.type.navigations if set_of(n.type) is of and n.same_as is None]
            if names:
                yield from (part for row in self.by_id[whole.name].values() for n in names for part in row.lists[n])


class Feeds:
    """Makes feeds, one for each state of the base, from what the last one was made of.

    Args:
        data: directory of the base.
    """

    def __init__(self, data: Path) -> None:
        self._data = data
        self._tables = Tables()
        self._made: Made = {}
        self._making = threading.Lock()

    def of(self, snapshot: Snapshot) -> Feed:
        """The rows of a snapshot; made on the first call of a day, because meetings come to be over."""
        at = today()
        with self._making:
            known: tuple[datetime, Feed] | None = snapshot.cache.get("informea")
            if known is None or known[0] != at:
                known = (at, self._make(snapshot, at))
                snapshot.cache["informea"] = known
            return known[1]

    def _make(self, snapshot: Snapshot, at: datetime) -> Feed:
        memo = Memo(self._made)
        facts = Facts(snapshot, self._data, self._tables, memo)
        of_meetings = _indexed(meetings(facts, at))
        of_decisions = _indexed(decisions(facts, of_meetings))
        made = {
            "Decisions": of_decisions,
            "Meetings": of_meetings,
            "Documents": _indexed(documents(facts, of_meetings, of_decisions)),
            "Treaties": _indexed(treaties(facts)),
            "CountryProfiles": _indexed(country_profiles(facts)),
            "Projects": _indexed(projects(facts)),
        }
        self._made = memo.made
        return Feed({s.name: made.get(s.name, {}) for s in SETS if s.listed})


def _indexed(rows: Iterable[Row]) -> dict[str, Row]:
    return {row.id: row for row in sorted(rows, key=lambda r: r.id)}
