"""What a row holds for each column of a mapping."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from ingest.records.columns import Column
from ingest.records.mapping import PLACES, fold
from ingest.records.trees import Text, Tree, values

Cells = Mapping[str, tuple[Text, ...]]
"""Filled values by the header of their column."""


KeyOf = Callable[[str, str], str | None]
"""Taxonomy and name → key of the thing, None for an unknown name."""


class CellReader:
    """Reads the cells of rows that share one layout.

    Args:
        columns: whose cells are wanted.
        header: column names of a table, as they stand in it; None for JSON and XML, where each row is its own.
    """

    def __init__(self, columns: Iterable[Column], header: Iterable[str] | None = None) -> None:
        there = None if header is None else {fold(name): name for name in header}
        self._ways: list[tuple[str, str, re.Pattern[str] | None]] = []
        for column in columns:
            for name in (column.header, *column.also):
                plain, take = (name, None) if isinstance(name, str) else (name.header, re.compile(name.take))
                place = plain if there is None else there.get(fold(plain))
                if place is not None and (column.header, place, take) not in self._ways:
                    self._ways.append((column.header, place, take))
        self._flat = there is not None

    def read(self, tree: Mapping[str, Tree], row: Mapping[str, Tree] | None = None) -> dict[str, tuple[Text, ...]]:
        """The cells of a row, or of a part of it; paths that begin with a slash are those of the whole ``row``."""
        cells: dict[str, tuple[Text, ...]] = {}
        for header, place, take in self._ways:
            if header in cells:
                continue
            found: tuple[Text, ...] = ()
            if self._flat:
                text = tree.get(place)
                if isinstance(text, str) and text:
                    found = (Text(text),)
            else:
                found = values(row if row is not None and place.startswith("/") else tree, place)
            if take is not None:
                found = tuple(Text(m[1], t.language) for t in found if (m := take.search(t.text)))
            if found:
                cells[header] = found
        return cells


def first(cells: Cells, header: str) -> str:
    """The first value of a column, empty when there is none."""
    found = cells.get(header)
    return found[0].text if found else ""


def filled(template: str, cells: Cells, key_of: KeyOf, more: Mapping[str, str] | None = None) -> str:
    """A template with the first values of columns in its places, or the keys of the things that they name.

    Args:
        template: such as ``{Treaty:treaties} {Period}``.
        cells: of the row.
        key_of: gives the key of a thing by taxonomy and name; a name that it does not know stays.
        more: values by name that count before the cells.
    """

    def value(place: re.Match[str]) -> str:
        text = more[place[1]] if more and place[1] in more else first(cells, place[1])
        return (key_of(place[2], text) or text) if place[2] else text

    return PLACES.sub(value, template)
