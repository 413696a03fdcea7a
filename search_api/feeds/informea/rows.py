"""Rows, and the small parts of rows that several sets share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from kg.model import LANGUAGES
from search_api.feeds.informea.schema import STRING, VALUE, EntityType

Scalar = str | int | float | bool | datetime | None
"""What a property can hold; times are in UTC."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What JSON and XML readers of the harvesters stumble over."""


@dataclass(frozen=True, slots=True)
class Row:
    """One entity: its values by property, its lists by navigation. What is missing is null, or empty."""

    values: Mapping[str, Scalar]
    lists: Mapping[str, tuple[Row, ...]]

    @property
    def id(self) -> str:
        """The key within its set."""
        return str(self.values["id"])


def row(type_: EntityType, values: Mapping[str, Scalar], lists: Mapping[str, tuple[Row, ...]] | None = None) -> Row:
    """A row with every property and list of its type, and with clean texts."""
    given = lists or {}
    return Row(
        {p.name: _clean(values.get(p.name)) for p in type_.properties},
        {n.name: given.get(n.same_as or n.name, ()) for n in type_.navigations},
    )


def strings(type_: EntityType, owner: str, name: str, texts: Mapping[str, str]) -> tuple[Row, ...]:
    """Texts by language as rows, English first.

    Args:
        type_: of the row that they belong to.
        owner: its id.
        name: of the list.
        texts: by ISO 639-1 code; a text of unknown language counts as English only when it is the only one.
    """
    known = {lang: text for lang, text in texts.items() if lang in LANGUAGES and text.strip()}
    unknown = [text for lang, text in texts.items() if lang not in LANGUAGES and text.strip()]
    if not known and unknown:
        known = {"en": unknown[0]}
    order = sorted(known, key=lambda lang: (lang != "en", LANGUAGES.index(lang)))
    return tuple(
        row(STRING, {"id": part_id(type_, owner, name, lang), "language": lang, "value": known[lang]}) for lang in order
    )


def values(type_: EntityType, owner: str, name: str, found: Iterable[str]) -> tuple[Row, ...]:
    """Plain texts as rows, each once."""
    each = enumerate(dict.fromkeys(found), 1)
    return tuple(row(VALUE, {"id": part_id(type_, owner, name, str(n)), "value": v}) for n, v in each)


def part_id(type_: EntityType, owner: str, name: str, mark: str) -> str:
    """Key of a part; it stays the same as long as its owner's does."""
    return f"{type_.name.lower()}-{owner}-{name}-{mark}"


def midnight(day: str | date | None) -> datetime | None:
    """A day (ISO 8601) as the moment at which it begins in UTC; None for what is no day."""
    if isinstance(day, str):
        try:
            day = date.fromisoformat(day[:10])
        except ValueError:
            return None
    return None if day is None else datetime.combine(day, time(), UTC)


def _clean(value: Scalar) -> Scalar:
    return _CONTROL.sub("", value) if isinstance(value, str) else value
