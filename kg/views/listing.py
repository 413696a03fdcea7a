"""Pages of lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

JsonObject = dict[str, Any]
"""A thing as the API shows it; the contract names its fields."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list. ``next`` is the number of the next page, None on the last one."""

    items: list[JsonObject]
    total: int
    next: int | None


def paged(items: Sequence[JsonObject], k: int, page: int) -> Listing:
    """The page'th ``k`` of the items, pages counted from 1; past the end it is empty."""
    first = (page - 1) * k
    shown = list(items[first : first + k])
    return Listing(shown, len(items), page + 1 if first + k < len(items) else None)
