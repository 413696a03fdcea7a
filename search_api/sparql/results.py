"""Results that are held in memory, because the same query on the same data has the same result."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

LARGEST = 1 << 20
"""Bytes of the largest result that is held."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole result and its format."""

    media_type: str
    body: bytes


class ResultCache:
    """Whole results by their validator; those of an older generation go at once, then those asked for least lately.

    Args:
        most_bytes: of all results together; 0 holds none.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._generation = -1
        self._size = 0
        self._results: OrderedDict[str, Whole] = OrderedDict()

    def get(self, generation: int, tag: str | None) -> Whole | None:
        """The result of this generation with this validator."""
        if tag is None or generation != self._generation or tag not in self._results:
            return None
        self._results.move_to_end(tag)
        return self._results[tag]

    def put(self, generation: int, tag: str | None, result: Whole) -> None:
        """Hold a result, unless it has no validator, is large, or was read from an older generation."""
        if tag is None or generation < self._generation or len(result.body) > min(LARGEST, self._most):
            return
        if generation > self._generation:
            self._results.clear()
            self._size, self._generation = 0, generation
        former = self._results.pop(tag, None)
        self._results[tag] = result
        self._size += len(result.body) - (len(former.body) if former else 0)
        while self._size > self._most:
            _, oldest = self._results.popitem(last=False)
            self._size -= len(oldest.body)
