"""What is held to be the same thing, pair by pair, and the one URI that each group of them is shown under."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kg.catalog import Catalog, now

_COLUMNS = "one, other, same, by, why, at"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two URIs as sources gave them, ``one`` before ``other``. ``by`` is rule or person, ``at`` a time in UTC."""

    one: str
    other: str
    same: bool
    by: str
    why: str
    at: str


class Identities:
    """Reads and writes the decisions of a base. Writing needs a catalog that is open for it."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def pairs(self) -> list[Pair]:
        """All decisions, in the order of their URIs."""
        rows = self._catalog.rows(f"SELECT {_COLUMNS} FROM identity ORDER BY one, other")  # noqa: S608 - constants
        return [Pair(str(a), str(b), bool(same), str(by), str(why), str(at)) for a, b, same, by, why, at in rows]

    def put(self, one: str, other: str, *, same: bool, by: str, why: str) -> None:
        """Hold two things to be the same, or not."""
        first, second = sorted((one, other))
        with self._catalog.transaction() as db:
            db.execute(
                "INSERT OR REPLACE INTO identity VALUES (?, ?, ?, ?, ?, ?)", (first, second, same, by, why, now())
            )

    def shown(self) -> dict[str, str]:
        """URI as given → URI that it is shown under, where they differ."""
        return shown_under(self.pairs())


def shown_under(pairs: Iterable[Pair]) -> dict[str, str]:
    """URI → the URI that stands for its group, for all URIs that do not stand for themselves.

    A project is shown under its GEF id where one of the group is known by it; else the group is shown under the
    first of its URIs.
    """
    group: dict[str, set[str]] = {}
    for pair in pairs:
        if pair.same:
            joined = group.get(pair.one, {pair.one}) | group.get(pair.other, {pair.other})
            group.update(dict.fromkeys(joined, joined))
    standing = {uri: min(members, key=_rank) for uri, members in group.items()}
    return {uri: best for uri, best in standing.items() if uri != best}


def groups(pairs: Iterable[Pair]) -> dict[str, set[str]]:
    """URI that stands for a group → all URIs of the group."""
    found: dict[str, set[str]] = defaultdict(set)
    for uri, best in shown_under(pairs).items():
        found[best] |= {uri, best}
    return dict(found)


def _rank(uri: str) -> tuple[bool, int, str]:
    key = uri.rpartition("/")[2]
    return not key.isdecimal(), len(uri), uri
