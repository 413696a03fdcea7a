"""The first page, and the one that answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from fastapi import APIRouter, Request, Response

from kg.errors import BadInput
from kg.model import LANGUAGES
from kg.search.model import FacetValue, Reading, SearchRequest
from kg.search.paging import Cursor
from kg.search.readings import NAMES as READINGS
from kg.search.similar import similar_passages
from kg.snapshot import Snapshot
from kg.views.documents import documents
from kg.views.passages import count_by_theme
from kg.views.things import things
from search_api.pages.site import Site, language_of

HITS = 10
MOST_HITS = 200
LATEST = 6
THEMES = 14
LONGEST = 2000
FILTERS = ("language", "convention", "type", "theme", "party", "date_from", "date_to")
CONFIDENT, LIKELY = 0.8, 0.6
_FACET_VALUES = 8
_FROM_THE_TOP: Mapping[str, None] = {"k": None, "next": None}
"""What an address loses that leads to another list."""
_COUNTED = ("decisions", "meetings", "parties", "projects", "themes")

Facets = Mapping[str, tuple[FacetValue, ...]]


@dataclass(frozen=True, slots=True)
class Value:
    """A facet's value, with the address that filters by it."""

    label: str
    count: int
    address: str


@dataclass(frozen=True, slots=True)
class Facet:
    """What can be filtered by."""

    name: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is set, with the address that removes it."""

    name: str
    label: str
    address: str


@dataclass(frozen=True, slots=True)
class ReadingChip:
    """Something read from the question, with the address that leaves it out or takes it back in."""

    name: str
    label: str
    used: bool
    address: str


def create_router(site: Site) -> APIRouter:
    """``/``, ``/search`` and ``/similar/…``."""
    asking = Asking(site)
    router = APIRouter(route_class=site.route())
    router.add_api_route("/", asking.home, methods=["GET", "HEAD"], response_model=None)
    router.add_api_route("/search", asking.search, methods=["GET", "HEAD"], response_model=None)
    router.add_api_route("/similar/{key:path}", asking.similar, methods=["GET", "HEAD"], response_model=None)
    return router


def holdings(snapshot: Snapshot) -> list[tuple[str, int]]:
    """How much of everything the base holds, counted once for each state of it."""
    if "holdings" not in snapshot.cache:
        snapshot.cache["holdings"] = _count(snapshot)
    found: list[tuple[str, int]] = snapshot.cache["holdings"]
    return found


def _count(snapshot: Snapshot) -> list[tuple[str, int]]:
    documents_ = {i.work or i.key for i in snapshot.documents.values()}
    counted = [("documents", len(documents_)), ("passages", snapshot.catalog.counts()["passages"])]
    counted += [(name, len(things(snapshot, name))) for name in _COUNTED]
    return [*counted, ("statements", snapshot.graph.count())]


class Asking:
    """Home and search."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def home(self, request: Request) -> Response:
        """Where to ask, and what the base holds."""
        snapshot, language = self._site.snapshot(), language_of(request)
        counts = count_by_theme(snapshot.documents.values())
        labels = {theme["key"]: theme["label"] for theme in things(snapshot, "themes", language)}
        ranked = sorted((key for key in counts if key in labels), key=lambda key: (-counts[key], key))
        return self._site.render(
            request,
            "home.html",
            holdings=holdings(snapshot),
            themes=[{"key": key, "label": labels[key], "count": counts[key]} for key in ranked[:THEMES]],
            latest=_one_version(documents(snapshot), language)[:LATEST],
        )

    def search(self, request: Request) -> Response:
        """An answer with its citations, then the passages it was looked for in."""
        asked = _of_this_list(replace(search_request(request.query_params), asker=language_of(request)))
        if not asked.text:
            return self._site.render(request, "search.html", q="", filters={}, found=None)
        base, language = self._site.service.base, language_of(request)
        found = base.search(asked)
        reply = None if asked.next else base.ask(replace(asked, k=HITS, language=language))
        return self._site.render(
            request,
            "search.html",
            q=asked.text,
            filters=asked.filters(),
            ignore=",".join(asked.ignore),
            found=found,
            asked=reply,
            answer=reply.answer if reply else None,
            confidence=_confidence(reply.answer.confidence) if reply else None,
            active=self._chips(request, asked, found.facets),
            readings=self._readings(request, asked, found.query.readings),
            facets=self._facets(request, asked, found.facets),
            first=self._site.address(request, next=None) if asked.next else None,
            more=self._site.address(request, next=found.next) if found.next else None,
        )

    def similar(self, request: Request, key: str) -> Response:
        """The passages most like one."""
        snapshot, language = self._site.snapshot(), language_of(request)
        hits = similar_passages(snapshot, key, HITS, language)
        return self._site.render(
            request, "similar.html", key=key, uri=snapshot.uris.of("passage", key), hits=hits, asked_language=language
        )

    def _chips(self, request: Request, asked: SearchRequest, facets: Facets) -> list[Chip]:
        labels = {(name, v.value): v.label for name, values in facets.items() for v in values}
        return [
            Chip(name, labels.get((name, value), value), self._site.address(request, **{name: None}, **_FROM_THE_TOP))
            for name, value in asked.filters().items()
        ]

    def _readings(self, request: Request, asked: SearchRequest, readings: Sequence[Reading]) -> list[ReadingChip]:
        """What was read from the question with the address that leaves it out, then what was left out before."""
        shown = {(r.name, r.value): r.label for r in readings}
        chips = [
            ReadingChip(name, label, True, self._ignoring(request, [*asked.ignore, f"{name}:{value}"]))
            for (name, value), label in shown.items()
        ]
        for each in asked.ignore:
            name, _, value = each.partition(":")
            others = [other for other in asked.ignore if other != each]
            chips.append(ReadingChip(name, value, False, self._ignoring(request, others)))
        return chips

    def _ignoring(self, request: Request, names: Sequence[str]) -> str:
        return self._site.address(request, ignore=",".join(names) or None, **_FROM_THE_TOP)

    def _facets(self, request: Request, asked: SearchRequest, facets: Facets) -> list[Facet]:
        shown = []
        for name in FILTERS:
            values = facets.get(name, ())
            if name not in asked.filters() and len(values) > 1:
                linked = (
                    Value(v.label, v.count, self._site.address(request, **{name: v.value}, **_FROM_THE_TOP))
                    for v in values[:_FACET_VALUES]
                )
                shown.append(Facet(name, tuple(linked)))
        return shown


def search_request(parameters: Mapping[str, str]) -> SearchRequest:
    """The request of a search form; what a form leaves empty, and what cannot be, is left out."""
    given: dict[str, Any] = {name: value for name in FILTERS if (value := parameters.get(name, "").strip())}
    if given.get("language") not in LANGUAGES:
        given.pop("language", None)
    for name in ("date_from", "date_to"):
        if name in given and not _is_day(given[name]):
            del given[name]
    k = parameters.get("k", "")
    wanted = int(k) if k.isdecimal() and len(k) < 6 else HITS
    given["ignore"] = tuple(
        name for name in parameters.get("ignore", "").split(",") if name.strip().partition(":")[0] in READINGS
    )
    given["next"] = parameters.get("next") or None
    return SearchRequest(parameters.get("q", "").strip()[:LONGEST], max(HITS, min(wanted, MOST_HITS)), **given)


def _of_this_list(asked: SearchRequest) -> SearchRequest:
    """The request, from the top where its cursor is of another question: a link that was changed by hand."""
    try:
        Cursor.of(asked)
    except BadInput:
        return replace(asked, next=None)
    return asked


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _confidence(value: float) -> str:
    return "high" if value >= CONFIDENT else "medium" if value >= LIKELY else "low"


def _one_version(entries: list[dict[str, Any]], language: str) -> list[dict[str, Any]]:
    """Each Work once: the version in the reader's language, else the first."""
    shown: dict[str, dict[str, Any]] = {}
    for entry in entries:
        if entry["work"] not in shown or entry["languages"][0] == language:
            shown[entry["work"]] = entry
    return list(shown.values())
