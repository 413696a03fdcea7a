"""Which list an item goes on with: ``(i)`` after ``(h)`` or under it."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.structure.numbering import Label, Reading, Scheme
from kg.model import Eid


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An item that the next one may follow or stand under."""

    eid: Eid
    number: str
    reading: Reading
    level: int


@dataclass(frozen=True, slots=True)
class Place:
    """Depth of an item below its paragraph (from 0) and how its mark is read; ``skipped``: letters are missing."""

    depth: int
    reading: Reading
    skipped: bool = False


def place_item(label: Label, level: int, open_items: list[OpenItem]) -> Place:
    """Where an item belongs among the lists that are open, outermost first.

    Going on with a list comes before beginning one below it, and that before a list that skips or repeats letters.
    ``level`` is the depth that the format gives, 0 for none; lists of another depth are then left alone.
    """
    depths = [depth for depth in reversed(range(len(open_items))) if _same_level(level, open_items[depth])]
    return (
        _next(label, open_items, depths)
        or _first(label, open_items, depths)
        or _later(label, open_items, depths)
        or Place(_depth_of(level, open_items), label.readings[0], skipped=label.readings[0].ordinal > 1)
    )


def _same_level(level: int, item: OpenItem) -> bool:
    return not level or not item.level or level == item.level


def _next(label: Label, items: list[OpenItem], depths: list[int]) -> Place | None:
    for depth in depths:
        reading = items[depth].reading
        if label.has(reading.scheme, reading.ordinal + 1):
            return Place(depth, Reading(reading.scheme, reading.ordinal + 1))
    return None


def _first(label: Label, items: list[OpenItem], depths: list[int]) -> Place | None:
    first = next((reading for reading in label.readings if reading.ordinal == 1), None)
    if first is None:
        return None
    again = next((depth for depth in depths if items[depth].reading.scheme is first.scheme), None)
    return Place(len(items) if again is None else again, first)


def _later(label: Label, items: list[OpenItem], depths: list[int]) -> Place | None:
    for depth in depths:
        ordinal = label.ordinal(items[depth].reading.scheme)
        if ordinal is not None:
            return Place(depth, Reading(items[depth].reading.scheme, ordinal), skipped=True)
    return None


def _depth_of(level: int, items: list[OpenItem]) -> int:
    """Below everything that the format puts above it."""
    return next((depth for depth, item in enumerate(items) if level and item.level >= level), len(items))


def fits(label: Label, open_items: list[OpenItem]) -> bool:
    """Whether a mark at the head of a text may be an item's: the first of a list or the next of an open one."""
    if any(reading.ordinal == 1 for reading in label.readings):
        return True
    marks = ((item.reading.scheme, item.reading.ordinal) for item in open_items)
    return any((label.ordinal(scheme) or 0) > ordinal for scheme, ordinal in marks)


def is_letter(label: Label) -> bool:
    """Whether a mark counts in letters or Roman numbers."""
    return any(reading.scheme is not Scheme.DIGIT for reading in label.readings)
