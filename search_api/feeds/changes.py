"""The change log as a feed: which entries a request gets, and where the rest is.

Without bounds a client gets the newest entries, newest first, and links to
older ones in archives of a fixed range of numbers, which never change once
they are full (RFC 5005, section 4). With ``after``, ``since`` or ``until`` it
gets the entries from there on, oldest first, in pages that end in ``next``
(section 3): going on from the last number misses nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from fastapi import Request

from kg.catalog import Catalog, Change
from kg.changelog import Bounds, entries, span
from kg.errors import BadInput
from kg.identifiers import Uris
from search_api.feeds.answers import FRESH, IMMUTABLE, graph_address, uri_of

ACTIONS = {"create": "CREATE", "update": "UPDATE", "delete": "DELETE"}
LARGEST = 1000
"""Most entries of an archive."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_RANGE = re.compile(r"([1-9]\d{0,11})-([1-9]\d{0,11})")


@dataclass(frozen=True, slots=True)
class Feed:
    """The entries of one document, and its query (empty: the current one) with those that it links to by relation."""

    entries: tuple[Change, ...]
    query: Mapping[str, str]
    links: Mapping[str, Mapping[str, str]]
    complete: bool = False
    """An archive that will never change."""

    @property
    def updated(self) -> str:
        """Time of the newest entry."""
        return max((c.at for c in self.entries), default="1970-01-01T00:00:00Z")

    @property
    def caching(self) -> str:
        """The Cache-Control header."""
        return IMMUTABLE if self.complete else FRESH


def read_feed(catalog: Catalog, parameters: Mapping[str, str], size: int) -> Feed:
    """What the query parameters ask for.

    Raises:
        BadInput: a bound that is none.
    """
    if "range" in parameters:
        return _archive(catalog, parameters["range"])
    if {"after", "since", "until"} & parameters.keys():
        return _page(catalog, parameters, size)
    last = catalog.sequence()
    first = max(0, last // size - 1) * size + 1
    links = {"prev-archive": _range(first - size, size)} if first > size else {}
    return Feed(tuple(reversed(span(catalog, first, last))), {}, links)


def moment(text: str, *, end: bool = False) -> str:
    """A date or time as ISO 8601 in UTC with seconds; a date means its beginning, or its end.

    Raises:
        BadInput: it is neither.
    """
    try:
        found = datetime.fromisoformat(text.replace(" ", "+"))  # a "+" of an offset that was not encoded
    except ValueError:
        raise BadInput(f"“{text}” is not a date.", remedy="Write 2026-11-22 or 2026-11-22T09:30:00Z.") from None
    if _DAY.fullmatch(text) and end:
        found = found.replace(hour=23, minute=59, second=59)
    utc = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    return utc.strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")


def as_json(feed: Feed, request: Request, uris: Uris) -> bytes:
    """The feed as JSON."""
    here = str(request.url.replace(query="", fragment=""))
    links = {relation: f"{here}?{urlencode(query)}" for relation, query in feed.links.items()}
    items = [entry(change, request, uris) for change in feed.entries]
    return json.dumps({"updated": feed.updated, "items": items, "next": None, **links}, ensure_ascii=False).encode()


def entry(change: Change, request: Request, uris: Uris) -> dict[str, str | int | None]:
    """One change as JSON."""
    return {
        "sequence": change.sequence,
        "action": ACTIONS[change.action],
        "kind": change.kind,
        "key": change.key,
        "uri": uri_of(uris, change.kind, change.key),
        "graph": uris.graph(change.kind, change.key),
        "content": None if change.action == "delete" else graph_address(request, uris, change.kind, change.key),
        "title": change.title,
        "language": change.language,
        "sha256": change.sha256,
        "at": change.at,
    }


def _page(catalog: Catalog, parameters: Mapping[str, str], size: int) -> Feed:
    after = parameters.get("after", "0")
    if not after.isdecimal() or len(after) > 18:
        raise BadInput(f"“{after}” is not the number of a change.", remedy="Numbers count from 1.")
    since, until = parameters.get("since"), parameters.get("until")
    bounds = Bounds(
        after=int(after),
        since=moment(since) if since is not None else None,
        until=moment(until, end=True) if until is not None else None,
    )
    found = entries(catalog, bounds, size + 1)
    asked = {name: parameters[name] for name in ("after", "since", "until") if name in parameters}
    shown = tuple(found[:size])
    links = {"next": asked | {"after": str(shown[-1].sequence)}} if len(found) > size else {}
    return Feed(shown, asked, links)


def _archive(catalog: Catalog, wanted: str) -> Feed:
    first, last = read_range(wanted, LARGEST)
    size = last - first + 1
    links = {"prev-archive": _range(first - size, size)} if first > size else {}
    found = tuple(reversed(span(catalog, first, last)))
    return Feed(found, {"range": wanted}, links, complete=last <= catalog.sequence())


def read_range(text: str, largest: int) -> tuple[int, int]:
    """First and last number of a range like ``101-200``.

    Raises:
        BadInput: it is none, it is too long, or it does not begin where one of its size does.
    """
    matched = _RANGE.fullmatch(text)
    first, last = (int(matched[1]), int(matched[2])) if matched else (1, 0)
    size = last - first + 1
    if not 1 <= size <= largest or (first - 1) % size:
        raise BadInput(f"“{text}” is not a range of changes.", remedy="Follow the links of the feed.")
    return first, last


def _range(first: int, size: int) -> dict[str, str]:
    return {"range": f"{first}-{first + size - 1}"}
