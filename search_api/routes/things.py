"""Things at their own addresses: ``/id/{kind}/{key}``, and ``/resource?uri=`` for any URI in the graph."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Annotated, Protocol
from urllib.parse import quote, urlencode

import pyoxigraph as ox
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from kg.catalog import Catalog
from kg.errors import MeaKgError
from kg.settings import Settings
from search_api.negotiation import choose
from search_api.problems import problem
from search_api.routes.sparql import COMMON_HEADERS, refusal
from search_api.sparql.formats import GRAPH, JSON_LD, N_TRIPLES, RDF_XML, SHORT_NAMES, TURTLE, content_type
from search_api.sparql.graphs import read_triples, serialize
from search_api.sparql.pool import SparqlPool

HTML = "text/html"
DESCRIBE = files("search_api.sparql").joinpath("describe.rq").read_text("utf-8")

_OFFERED = {TURTLE: "ttl", JSON_LD: "jsonld", N_TRIPLES: "nt", RDF_XML: "rdf"}
"""Media type → its short name for ``?format=``."""

Page = Callable[[Request, str, Sequence[ox.Triple]], Response]
"""Shows a thing to people: the request, its URI, and its description."""


@dataclass(frozen=True, slots=True)
class Removed:
    """A tombstone. ``at`` is an ISO 8601 time."""

    at: str


@dataclass(frozen=True, slots=True)
class Renamed:
    """The thing has a newer key."""

    key: str


History = Callable[[str, str], Removed | Renamed | None]
"""Kind and key → what became of a thing that is not in the graph any more."""


def catalog_history(catalog: Callable[[], Catalog]) -> History:
    """What the catalog of the current snapshot tells of a thing."""

    def look_up(kind: str, key: str) -> Removed | Renamed | None:
        newer = catalog().redirect(kind, key)
        if newer is not None:
            return Renamed(newer)
        item = catalog().item(kind, key)
        return Removed(item.updated) if item is not None and item.removed else None

    return look_up


class Provider(Protocol):
    """What the routes need of the running service."""

    settings: Settings
    pool: SparqlPool


def create_things(service: Provider, page: Page | None = None, history: History | None = None) -> APIRouter:
    """The routes of things.

    Args:
        service: gives the settings and the started pool.
        page: makes the HTML; without it HTML is not on offer.
        history: tells of removed and renamed things.
    """
    things = Things(service, page, history)
    router = APIRouter(tags=["linked data"])
    for path, endpoint in (("/id/{kind}/{key:path}", things.by_key), ("/resource", things.by_uri)):
        router.add_api_route(path, endpoint, methods=["GET"], response_model=None)
        router.add_api_route(path, endpoint, methods=["HEAD"], response_model=None, include_in_schema=False)
    return router


class Things:
    """Answers for things, in HTML and in RDF."""

    def __init__(self, service: Provider, page: Page | None, history: History | None) -> None:
        self._service = service
        self._page = page
        self._history = history

    async def by_key(self, request: Request, kind: str, key: str, format: str | None = None) -> Response:  # noqa: A002
        """A thing of the base, in the format that the client prefers."""
        base = self._service.settings.base_uri
        return await self._answer(request, f"{base}id/{kind}/{key}", format, (kind, key))

    async def by_uri(
        self,
        request: Request,
        uri: Annotated[str, Query(description="Any URI that occurs in the graph.")],
        format: str | None = None,  # noqa: A002
    ) -> Response:
        """The same for any URI in the graph, our own or another's."""
        kind, _, key = uri.removeprefix(f"{self._service.settings.base_uri}id/").partition("/")
        return await self._answer(request, uri, format, (kind, key))

    async def _answer(self, request: Request, uri: str, format_: str | None, name: tuple[str, str]) -> Response:
        media_type = self._negotiate(request, format_)
        if media_type is None:
            offers = ", ".join([*_OFFERED, *([HTML] if self._page else [])])
            return problem(406, "This is not available in a format that you accept.", offers, dict(COMMON_HEADERS))
        try:
            triples = await self._describe(uri)
        except MeaKgError as error:
            return refusal(error, self._service.settings)
        if not any(str(triple.subject) == f"<{uri}>" for triple in triples):
            gone = self._gone(uri, name)
            if gone is not None:
                return gone
        if not triples:
            return problem(404, f"Nothing is known of {uri}.", "Check the address.", dict(COMMON_HEADERS))
        if media_type == HTML and self._page is not None:
            response = await run_in_threadpool(self._page, request, uri, triples)
        else:
            body = serialize(triples, media_type)
            response = Response(body, headers={"Content-Type": content_type(media_type)})
        response.headers.update({**COMMON_HEADERS, "Cache-Control": "no-cache", "Link": self._links(uri)})
        return response

    def _negotiate(self, request: Request, short_name: str | None) -> str | None:
        if short_name is not None:
            if short_name.lower() == "html":
                return HTML if self._page else None
            return GRAPH.get(SHORT_NAMES.get(short_name.lower(), ""))
        offers = (*([HTML] if self._page else []), *GRAPH)
        chosen = choose(", ".join(request.headers.getlist("accept")) or None, offers)
        return GRAPH.get(chosen, chosen) if chosen else None

    async def _describe(self, uri: str) -> list[ox.Triple]:
        """The bounded description, sorted; empty for an unknown or impossible URI."""
        try:
            ox.NamedNode(uri)
        except ValueError:
            return []
        result = await self._service.pool.query(DESCRIBE, accept=N_TRIPLES, bindings={"thing": uri})
        return read_triples(result.body)

    def _gone(self, uri: str, name: tuple[str, str]) -> Response | None:
        """The answer for a thing that was removed or renamed; others may still point to it."""
        kind, key = name
        was = self._history(kind, key) if self._history else None
        if isinstance(was, Renamed):
            return RedirectResponse(f"/id/{quote(kind)}/{quote(was.key)}", 308, dict(COMMON_HEADERS))
        if isinstance(was, Removed):
            return problem(410, f"{uri} was removed on {was.at}.", "It will not come back.", dict(COMMON_HEADERS))
        return None

    def _links(self, uri: str) -> str:
        """The Link header: this thing in every format (RFC 8288)."""
        offers = list(_OFFERED.items())
        if self._page:
            offers.append((HTML, "html"))
        links = [
            f'</resource?{urlencode({"uri": uri, "format": short})}>; rel="alternate"; type="{media_type}"'
            for media_type, short in offers
        ]
        return ", ".join([*links, f'<{quote(uri, safe=_URI_CHARACTERS)}>; rel="canonical"'])


_URI_CHARACTERS = ":/?#[]@!$&'()*+,;=-._~%"
