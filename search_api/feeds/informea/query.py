"""The system query options, and what they do to the rows of a set."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kg.errors import BadInput
from search_api.feeds.informea.filtering import row_test
from search_api.feeds.informea.rows import Row, Scalar
from search_api.feeds.informea.schema import EntityType

_KNOWN = frozenset({"$filter", "$orderby", "$top", "$skip", "$expand", "$select", "$inlinecount", "$count", "$format"})
_ORDER = re.compile(r"\s*(\w+)(?:\s+(asc|desc))?\s*")
_NAME = re.compile(r"\s*(\w+|\*)(?:/\w+)?\s*")
_MOST = 10**9


@dataclass(frozen=True, slots=True)
class Query:
    """A question to one set. ``selected`` is None when everything is shown."""

    test: Callable[[Row], bool] | None
    order: tuple[tuple[str, bool], ...]
    top: int | None
    skip: int
    expanded: frozenset[str]
    selected: frozenset[str] | None
    counted: bool

    def matching(self, rows: Sequence[Row]) -> tuple[Row, ...]:
        """The rows that the filter lets through, ordered; among equals by id, so that pages never overlap."""
        found = [row for row in rows if self.test(row)] if self.test else list(rows)
        found.sort(key=lambda row: row.id)
        for name, descending in reversed(self.order):
            found.sort(key=lambda row: _sortable(row.values[name]), reverse=descending)
        return tuple(found)


def read_query(parameters: Mapping[str, str], type_: EntityType) -> Query:
    """The options of a request.

    Args:
        parameters: of the URL; those that do not begin with ``$`` are not ours.
        type_: of the rows that are asked for.

    Raises:
        BadInput: an option that is unknown, or cannot be used.
    """
    given = {name: value for name, value in parameters.items() if name.startswith("$")}
    if unknown := sorted(set(given) - _KNOWN):
        raise BadInput(f"{', '.join(unknown)} is not offered here.", remedy=f"There are {', '.join(sorted(_KNOWN))}.")
    filter_ = given.get("$filter", "").strip()
    return Query(
        test=row_test(filter_, type_) if filter_ else None,
        order=_order(given.get("$orderby", ""), type_),
        top=_whole(given, "$top"),
        skip=_whole(given, "$skip") or 0,
        expanded=_expanded(given.get("$expand", ""), type_),
        selected=_selected(given.get("$select"), type_),
        counted=_counted(given),
    )


def _sortable(value: Scalar) -> tuple[bool, str | float | datetime]:
    """Nulls come first in ascending order."""
    return (False, "") if value is None else (True, value)


def _order(text: str, type_: EntityType) -> tuple[tuple[str, bool], ...]:
    found = []
    for part in filter(None, (p.strip() for p in text.split(","))):
        match = _ORDER.fullmatch(part)
        property_ = type_.property(match[1]) if match else None
        if match is None or property_ is None:
            raise BadInput(f"$orderby cannot order by “{part}”.", remedy="Name a property, then asc or desc.")
        found.append((property_.name, match[2] == "desc"))
    return tuple(found)


def _whole(given: Mapping[str, str], name: str) -> int | None:
    text = given.get(name)
    if text is None:
        return None
    if not re.fullmatch(r"\d{1,18}", text, re.ASCII):
        raise BadInput(f"{name} has to be a whole number that is not negative, not “{text}”.")
    return min(int(text), _MOST)


def _expanded(text: str, type_: EntityType) -> frozenset[str]:
    found = set()
    for name in _names(text, "$expand"):
        navigation = type_.navigation(name)
        if name == "*":
            found |= {n.name for n in type_.navigations}
        elif navigation is None:
            offered = ", ".join(n.name for n in type_.navigations) or "nothing to expand"
            raise BadInput(f"$expand: a {type_.name} has no “{name}”.", remedy=f"It has {offered}.")
        else:
            found.add(navigation.name)
    return frozenset(found)


def _selected(text: str | None, type_: EntityType) -> frozenset[str] | None:
    names = _names(text or "", "$select")
    if not names or "*" in names:
        return None
    found = set()
    for name in names:
        member = type_.property(name) or type_.navigation(name)
        if member is None:
            raise BadInput(f"$select: a {type_.name} has no “{name}”.")
        found.add(member.name)
    return frozenset(found)


def _names(text: str, option: str) -> list[str]:
    names = []
    for part in filter(None, (p.strip() for p in text.split(","))):
        match = _NAME.fullmatch(part)
        if match is None:
            raise BadInput(f"{option}: “{part}” is not a name.", remedy="Give names, parted by commas.")
        names.append(match[1])
    return names


def _counted(given: Mapping[str, str]) -> bool:
    allowed = {"$inlinecount": ("none", "allpages"), "$count": ("false", "true")}
    for name, words in allowed.items():
        if given.get(name, words[0]) not in words:
            raise BadInput(f"{name} is {' or '.join(words)}, not “{given[name]}”.")
    return "allpages" in given.get("$inlinecount", "") or given.get("$count") == "true"
