"""Meetings: those with a record, and those that only documents or decisions name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from rdflib.namespace import RDFS

from kg.catalog import Item
from kg.identifiers import parse_meeting_key
from kg.terms import MEA, SCHEMA
from kg.views.things import Statements
from search_api.feeds.informea.facts import TITLES, Facts, one, texts_of, values_of
from search_api.feeds.informea.rows import Row, Scalar, midnight, row, strings, values
from search_api.feeds.informea.schema import MEETING

_ONLINE = frozenset({"online", "virtual"})


@dataclass(slots=True)
class Named:
    """What is known of a meeting besides its record: its documents, and when a decision of it last changed."""

    items: list[Item] = field(default_factory=list)
    updated: datetime | None = None


def meetings(facts: Facts, at: datetime) -> Iterator[Row]:
    """All meetings as they stand at a moment (UTC): some that were ahead may be over now."""
    recorded = {facts.key(uri): about for uri, about in facts.records(MEA.Meeting).items()}
    named = _named(facts, recorded)
    for key in sorted({*recorded, *named}):
        found = _meeting(facts, key, recorded.get(key, {}), named.get(key, Named()), at)
        if found is not None:
            yield facts.memo.unchanged("Meetings", found)


def _named(facts: Facts, recorded: Mapping[str, Statements]) -> Mapping[str, Named]:
    found: dict[str, Named] = defaultdict(Named)
    for item in facts.snapshot.documents.values():
        if meeting := item.metadata.get("meeting"):
            found[meeting].items.append(item)
    for about in facts.records(MEA.Decision).values():
        for uri in values_of(about, MEA.meeting):
            key = facts.key(uri)
            if key not in recorded:
                times = (found[key].updated, facts.updated(about))
                found[key].updated = max((t for t in times if t is not None), default=None)
    return found


def _meeting(facts: Facts, key: str, about: Statements, named: Named, at: datetime) -> Row | None:
    parsed = parse_meeting_key(key)
    treaties = values_of(about, MEA.treaty) or ([facts.uri("treaty", parsed[0])] if parsed else [])
    codes = [code for uri in treaties if (code := facts.treaty_code(uri))]
    if not codes:
        return None
    heads = [item.metadata["masthead"] for item in named.items]
    start = midnight(one(about, SCHEMA.startDate) or _first(heads, "start"))
    end = midnight(one(about, SCHEMA.endDate) or _first(heads, "end"))
    place = one(about, SCHEMA.location) or _first(heads, "place")
    host = one(about, MEA.host)
    body = one(about, MEA.body)
    status, since = _status(start, end, at)
    changed = facts.updated(about, named.items) or named.updated
    given: dict[str, Scalar] = {
        "protocolVersion": 1,
        "id": key,
        "treaty": codes[0],
        "url": facts.uri("meeting", key),
        "start": start,
        "end": end or start,
        "kind": "official",
        "type": facts.key(body).rpartition(".")[2].upper() if body else parsed and parsed[1].upper(),
        "status": status,
        "location": place,
        "city": _city(place),
        "country": facts.key(host) if host else None,
        "virtual": None if place is None else _city(place) is None,
        "updated": max((t for t in (changed, since) if t is not None), default=None),
    }
    titles = texts_of(about, *TITLES) or _titles(facts, key, named)
    lists = {
        "title": strings(MEETING, key, "title", titles),
        "description": strings(MEETING, key, "description", texts_of(about, RDFS.comment)),
        "treaties": values(MEETING, key, "treaties", codes),
    }
    return row(MEETING, given, lists)


def _status(start: datetime | None, end: datetime | None, at: datetime) -> tuple[str, datetime | None]:
    """The status, and since when: a meeting that ends changes without anybody's touching its record."""
    if start is None:
        return "nodate", None
    over = (end or start) + timedelta(days=1)
    return ("over", over) if over <= at else ("confirmed", None)


def _first(heads: list[Mapping[str, str | None]], name: str) -> str | None:
    return next((head[name] for head in heads if head.get(name)), None)


def _city(place: str | None) -> str | None:
    """The last place that can be travelled to: ``Online; Bali`` is Bali."""
    places = [p.strip() for p in (place or "").split(";")]
    return next((p for p in reversed(places) if p and p.lower() not in _ONLINE), None)


def _titles(facts: Facts, key: str, named: Named) -> dict[str, str]:
    """Titles of a meeting without a record: as mastheads print it, else put together from its key."""
    found: dict[str, str] = {}
    for item in named.items:
        if name := item.metadata["masthead"].get("meeting_name"):
            found.setdefault(item.language or "", name)
    if "en" not in found and (parsed := parse_meeting_key(key)):
        treaty, body, number = parsed
        treaty_name = facts.label(facts.uri("treaty", treaty)) or treaty
        body_name = facts.label(facts.uri("concept", f"bodies.{body}")) or body.upper()
        found["en"] = f"{treaty_name}: {body_name}, meeting {number}"
    return found


def today() -> datetime:
    """The beginning of this day in UTC."""
    return datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
