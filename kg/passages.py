"""Where every passage stands, in columns: enough to filter, group and count thousands of candidates at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.catalog import Catalog, Item
from kg.model import PassageKind

Column = NDArray[np.int64]

MISSING = -1
"""The row of a passage that is not here."""
_HAN = 3
"""Latin letters that a Chinese character counts for."""


class Names:
    """Numbers for strings that many rows share; a number stays what it is."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._codes)

    def code(self, name: str) -> int:
        """The number of a name, a new one for a new name."""
        return self._codes.setdefault(name, len(self._codes))

    def all(self) -> list[str]:
        """The names, each at the place that is its number."""
        return list(self._codes)


@dataclass(frozen=True, slots=True)
class PassageColumns:
    """A row for each passage, by ascending number; every column has shape (n,). Never changes once made.

    ``work``, ``eid`` and ``language`` hold numbers of names; ``item`` is the
    row id of the document, ``length`` counts characters.
    """

    ids: Column
    item: Column
    work: Column
    eid: Column
    language: Column
    length: Column
    heading: NDArray[np.bool_]
    works: Names
    eids: Names
    languages: Names

    @classmethod
    def read(cls, catalog: Catalog, documents: Mapping[int, Item]) -> PassageColumns:
        """All passages of the living documents."""
        names = Names(), Names(), Names()
        return cls(*_columns(catalog.passage_places(), documents, *names), *names)

    def updated(self, catalog: Catalog, documents: Mapping[int, Item], changed: Sequence[int]) -> PassageColumns:
        """The same after some items changed; this one stays as it is."""
        names = self.works, self.eids, self.languages
        kept = ~np.isin(self.item, np.asarray(changed, np.int64))
        new = _columns(catalog.passage_places(changed), documents, *names)
        old = (self.ids, self.item, self.work, self.eid, self.language, self.length, self.heading)
        joined = [np.concatenate([a[kept], b]) for a, b in zip(old, new, strict=True)]
        order = np.argsort(joined[0], kind="stable")
        ids, item, work, eid, language, length, heading = (column[order] for column in joined)
        return PassageColumns(ids, item, work, eid, language, length, heading, *names)

    def __len__(self) -> int:
        return len(self.ids)

    def rows(self, ids: Column) -> Column:
        """Rows of passages by their numbers, shape as ``ids``; ``MISSING`` for one that is not here."""
        if not len(self.ids):
            return np.full(len(ids), MISSING, np.int64)
        rows = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        found: Column = np.where(self.ids[rows] == ids, rows, MISSING)
        return found

    def of_items(self, items: Iterable[int]) -> Column:
        """Numbers of all passages of some documents, ascending."""
        found: Column = self.ids[np.isin(self.item, np.fromiter(items, np.int64))]
        return found


def letters(columns: PassageColumns, rows: Column) -> Column:
    """How long passages are in Latin letters, shape as ``rows``."""
    weights = np.where(columns.language[rows] == columns.languages.code("zh"), _HAN, 1)
    length: Column = columns.length[rows] * weights
    return length


_Columns = tuple[Column, Column, Column, Column, Column, Column, NDArray[np.bool_]]


def _columns(
    places: Iterable[Sequence[Any]], documents: Mapping[int, Item], works: Names, eids: Names, languages: Names
) -> _Columns:
    """Columns of rows of (id, item, eid, kind, language, length), by ascending id."""
    work_of = {item.id: works.code(item.work or item.key) for item in documents.values()}
    rows = [
        (passage, item, work_of[item], eids.code(eid), languages.code(language), length, kind == PassageKind.HEADING)
        for passage, item, eid, kind, language, length in places
        if item in work_of
    ]
    table = np.array(rows, np.int64).reshape(len(rows), 7)
    ids, item, work, eid, language, length, heading = table[np.argsort(table[:, 0], kind="stable")].T.copy()
    return ids, item, work, eid, language, length, heading.astype(np.bool_)
