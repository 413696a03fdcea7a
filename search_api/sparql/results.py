"""Results that are held in memory, because the same query on the same data has the same result."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from types import TracebackType
from typing import Self

SHARE = 4
"""One result may take up to this part of what all of them may."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole result and its format."""

    media_type: str
    body: bytes


class ResultCache:
    """Whole results by their validator; those of an older generation go at once, then those asked for least lately.

    Args:
        most_bytes: of all results together; 0 holds none. Those that are just arriving may take half as much again.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self.largest = most_bytes // SHARE
        self.arriving = 0
        self._generation = -1
        self._size = 0
        self._results: OrderedDict[str, Whole] = OrderedDict()

    @property
    def has_room(self) -> bool:
        """Whether more bytes of results that are still arriving may be gathered."""
        return self.arriving < self._most // 2

    def get(self, generation: int, tag: str | None) -> Whole | None:
        """The result of this generation with this validator."""
        if tag is None or generation != self._generation or tag not in self._results:
            return None
        self._results.move_to_end(tag)
        return self._results[tag]

    def put(self, generation: int, tag: str | None, result: Whole) -> None:
        """Hold a result, unless it has no validator, is large, or was read from an older generation."""
        if tag is None or generation < self._generation or len(result.body) > self.largest:
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


class Gathering:
    """Gathers a result that goes out piece by piece, as long as it may still be held (a context manager)."""

    def __init__(self, cache: ResultCache, generation: int, tag: str | None, media_type: str) -> None:
        self._cache, self._generation, self._tag, self._media_type = cache, generation, tag, media_type
        self._pieces: list[bytes] | None = None if tag is None else []
        self._size = 0

    def add(self, piece: bytes) -> None:
        """The next piece; one too many, and nothing of it is held."""
        if self._pieces is None:
            return
        self._pieces.append(piece)
        self._size += len(piece)
        self._cache.arriving += len(piece)
        if self._size > self._cache.largest or not self._cache.has_room:
            self._give_up()

    def finish(self) -> None:
        """That was all of it."""
        if self._pieces is not None:
            whole = Whole(self._media_type, b"".join(self._pieces))
            self._give_up()
            self._cache.put(self._generation, self._tag, whole)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._give_up()

    def _give_up(self) -> None:
        self._cache.arriving -= self._size
        self._size, self._pieces = 0, None
