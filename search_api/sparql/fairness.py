"""Whose query runs next: what queries cost when they ran last, and how much each client has had.

Nobody can tell from a query what it will cost, but most queries come again, at least with other
values in the same places. And a client that has just had seconds of work can wait for one that has
had none.
"""

from __future__ import annotations

import hashlib
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from search_api.sparql.lexer import tokens

HALF_LIFE = 10.0
"""Seconds after which half of what a client has had is forgotten."""

REMEMBERED = 20_000
"""Queries and shapes of queries whose cost is kept; 100 bytes each."""

CLIENTS = 10_000
"""Clients whose use is kept; those that asked last."""

_SHORT = 4096
"""Characters; the keys of queries up to this length are held, most of them come again."""


class Pace(IntEnum):
    """What is known of a query's cost, in the order in which queries are served."""

    QUICK = 0
    UNKNOWN = 1
    SLOW = 2
    LAST = 3


LAST = 3
"""A query that has used this many slices comes last in all: nobody waits for it as for an answer to a click."""


@dataclass(frozen=True, slots=True)
class Order:
    """A query from the side of fairness.

    ``client``: address of who asks; None for the server's own queries, which go first and have no
    share. ``pace``: what is known of the query. ``keys``: of the query, and of its shape.
    """

    client: str | None = None
    pace: Pace = Pace.UNKNOWN
    keys: tuple[bytes, bytes] = (b"", b"")


class Costs:
    """Remembers what queries cost.

    Args:
        quick: seconds of processor time up to which a query counts as quick.
    """

    def __init__(self, quick: float) -> None:
        self._quick = quick
        self._seconds: OrderedDict[bytes, float] = OrderedDict()

    def order(self, client: str | None, query: str) -> Order:
        """Look a query up: the same text decides, else the same shape."""
        keys = _keys(query) if len(query) <= _SHORT else _keys.__wrapped__(query)
        return Order(client, self._pace(keys), keys)

    def again(self, order: Order) -> Order:
        """Look a query up once more: others of its kind may have run while it waited."""
        return Order(order.client, self._pace(order.keys), order.keys)

    def _pace(self, keys: tuple[bytes, bytes]) -> Pace:
        known = next((self._seconds[key] for key in keys if key in self._seconds), None)
        if known is None:
            return Pace.UNKNOWN
        if known < self._quick:
            return Pace.QUICK
        return Pace.SLOW if known < LAST * self._quick else Pace.LAST

    def note(self, order: Order, seconds: float) -> None:
        """A query has run for so long."""
        for key in order.keys:
            self._seconds[key] = seconds
            self._seconds.move_to_end(key)
        while len(self._seconds) > REMEMBERED:
            self._seconds.popitem(last=False)


class Usage:
    """Seconds of work that each client has had lately; old ones count less and less."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._had: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def had(self, client: str | None) -> float:
        """Seconds, each halved every `HALF_LIFE`; 0 for the server itself."""
        seconds, at = self._had.get(client or "", (0.0, 0.0))
        return seconds and seconds * math.exp2((at - self._clock()) / HALF_LIFE)

    def add(self, client: str | None, seconds: float) -> None:
        """A client has had so much more."""
        if client is None:
            return
        self._had[client] = (self.had(client) + seconds, self._clock())
        self._had.move_to_end(client)
        while len(self._had) > CLIENTS:
            self._had.popitem(last=False)


def shape(query: str) -> str:
    """A query without its values: strings, numbers, IRIs and names of things all look alike."""
    return " ".join(_blank(token.kind, token.text) for token in tokens(query) if token.kind != "tag")


@lru_cache(2048)
def _keys(query: str) -> tuple[bytes, bytes]:
    return _digest(query), b"s" + _digest(shape(query))


def _blank(kind: str, text: str) -> str:
    if kind == "name":
        return ":" if ":" in text else "0" if text[0].isdigit() else text
    return {"iri": ":", "string": '""'}.get(kind, text)


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
