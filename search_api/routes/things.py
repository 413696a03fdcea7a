"""Things at their own addresses: ``/id/{kind}/{key}``, and ``/resource?uri=`` for any URI in the graph."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.resources import files
from typing import Annotated, Protocol
from urllib.parse import quote, unquote, urlencode

import pyoxigraph as ox
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from rdflib.namespace import RDFS
from starlette.concurrency import run_in_threadpool

from kg.errors import MeaKgError
from kg.model import LANGUAGES
from kg.settings import Settings
from search_api.negotiation import choose
from search_api.problems import ErrorPage, problem, wants_page
from search_api.routes.reading import add_reading
from search_api.routes.sparql import COMMON_HEADERS, refusal
from search_api.routes.thing_akn import MEDIA_TYPE as AKN
from search_api.routes.thing_akn import Akn
from search_api.routes.thing_history import History, More, Removed, Renamed, tombstone
from search_api.sparql.formats import GRAPH, JSON_LD, N_TRIPLES, RDF_XML, SHORT_NAMES, TURTLE, content_type
from search_api.sparql.graphs import read_triples, serialize
from search_api.sparql.pool import SparqlPool

HTML = "text/html"
DESCRIBE = files("search_api.sparql").joinpath("describe.rq").read_text("utf-8")

_OFFERED = {TURTLE: "ttl", JSON_LD: "jsonld", N_TRIPLES: "nt", RDF_XML: "rdf"}
"""Media type → its short name for ``?format=``."""

Page = Callable[[Request, str, Sequence[ox.Triple]], Response]
"""Shows a thing to people: the request, its URI, and its description."""


INBOUND = 100
"""Statements that lead to a thing, in its description; see ``describe.rq``."""


class Provider(Protocol):
    """What the routes need of the running service."""

    settings: Settings
    pool: SparqlPool


def create_things(
    service: Provider,
    page: Page | None = None,
    history: History | None = None,
    error: ErrorPage | None = None,
    more: More | None = None,
    akn: Akn | None = None,
) -> APIRouter:
    """The routes of things.

    Args:
        service: gives the settings and the started pool.
        page: makes the HTML; without it HTML is not on offer.
        history: tells of removed and renamed things.
        error: the page for what is not there.
        more: where to read on about a thing.
        akn: gives documents as Akoma Ntoso; without it that is not on offer.
    """
    things = Things(service, page, history, error, more, akn)
    router = APIRouter(tags=["linked data"])
    add_reading(router, "/id/{kind}/{key:path}", things.by_key)
    add_reading(router, "/resource", things.by_uri)
    return router


class Things:
    """Answers for things, in HTML and in RDF."""

    def __init__(
        self,
        service: Provider,
        page: Page | None,
        history: History | None,
        error: ErrorPage | None,
        more: More | None,
        akn: Akn | None,
    ) -> None:
        self._service = service
        self._page = page
        self._history = history
        self._error = error
        self._more = more
        self._akn = akn

    async def by_key(self, request: Request, kind: str, key: str, format: str | None = None) -> Response:  # noqa: A002
        """A thing of the base, in the format that the client prefers."""
        base = self._service.settings.base_uri
        # The server has decoded the path; a URI in the graph is encoded.
        return await self._answer(request, f"{base}id/{quote(kind)}/{quote(key, safe='/')}", format, (kind, key))

    async def by_uri(
        self,
        request: Request,
        uri: Annotated[str, Query(description="Any URI that occurs in the graph.")],
        format: str | None = None,  # noqa: A002
    ) -> Response:
        """The same for any URI in the graph, our own or another's."""
        kind, _, key = uri.removeprefix(f"{self._service.settings.base_uri}id/").partition("/")
        return await self._answer(request, uri, format, (kind, unquote(key)))

    async def _answer(self, request: Request, uri: str, format_: str | None, name: tuple[str, str]) -> Response:
        akn = self._akn if name[0] == "document" else None
        media_type = self._negotiate(request, format_, with_akn=akn is not None)
        if media_type is None:
            offers = ", ".join([*_OFFERED, *([HTML] if self._page else []), *([AKN] if akn else [])])
            return problem(406, "This is not available in a format that you accept.", offers, dict(COMMON_HEADERS))
        if akn is not None and media_type == AKN:
            return await self._as_akn(request, akn, uri, name)
        try:
            triples = await self._describe(uri)
        except MeaKgError as error:
            return refusal(error, self._service.settings)
        if not any(str(triple.subject) == f"<{uri}>" for triple in triples):
            gone = await self._gone(request, uri, name, media_type)
            if gone is not None:
                return gone
        if not triples:
            return await self._absent(request, 404, media_type, f"Nothing is known of {uri}.", "Check the address.")
        if media_type == HTML and self._page is not None:
            response = await run_in_threadpool(self._page, request, uri, triples)
        else:
            body = serialize([*triples, *self._see_also(uri, triples)], media_type)
            response = Response(body, headers={"Content-Type": content_type(media_type)})
        response.headers.update(self._headers(media_type) | {"Link": self._links(uri, media_type)})
        return response

    async def _as_akn(self, request: Request, akn: Akn, uri: str, name: tuple[str, str]) -> Response:
        """A document's text, or what became of it."""
        body = await run_in_threadpool(akn, name[1])
        if body is None:
            unknown = problem(404, f"Nothing is known of {uri}.", "Check the address.", dict(COMMON_HEADERS))
            return await self._gone(request, uri, name, TURTLE) or unknown
        return Response(body, headers=self._headers(AKN) | {"Link": self._links(uri, AKN), "Content-Type": AKN})

    def _negotiate(self, request: Request, short_name: str | None, *, with_akn: bool) -> str | None:
        if short_name is not None:
            if short_name.lower() == "akn":
                return AKN if with_akn else None
            if short_name.lower() == "html":
                return HTML if self._page else None
            return GRAPH.get(SHORT_NAMES.get(short_name.lower(), ""))
        offers = (*([HTML] if self._page else []), *GRAPH, *([AKN] if with_akn else []))
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

    def _see_also(self, uri: str, triples: Sequence[ox.Triple]) -> list[ox.Triple]:
        """Where to read on: the thing's page and graphs, and the query for all that leads to it where much does."""
        targets = list(self._more(uri)) if self._more else []
        if sum(isinstance(t.object, ox.NamedNode) and t.object.value == uri for t in triples) >= INBOUND:
            query = f"CONSTRUCT WHERE {{ ?subject ?property <{uri}> }}"
            targets.append(f"{self._service.settings.base_uri}sparql?{urlencode({'query': query})}")
        return [ox.Triple(ox.NamedNode(uri), ox.NamedNode(RDFS.seeAlso), ox.NamedNode(target)) for target in targets]

    async def _gone(self, request: Request, uri: str, name: tuple[str, str], media_type: str) -> Response | None:
        """The answer for a thing that was removed or renamed; others may still point to it."""
        kind, key = name
        was = self._history(kind, key) if self._history else None
        if isinstance(was, Renamed):
            headers = {"Vary": self._headers(media_type)["Vary"]}
            return RedirectResponse(f"/id/{quote(kind)}/{quote(was.key)}", 308, dict(COMMON_HEADERS) | headers)
        if not isinstance(was, Removed):
            return None
        if media_type != HTML:
            body = serialize(tombstone(uri, was), media_type)
            headers = self._headers(media_type) | {"Content-Type": content_type(media_type)}
            return Response(body, 410, headers=headers)
        return await self._absent(request, 410, HTML, f"{uri} was removed on {was.at}.", "It will not come back.")

    async def _absent(self, request: Request, status: int, media_type: str, title: str, detail: str) -> Response:
        if media_type != HTML or self._error is None or not wants_page(request):
            return problem(status, title, detail, self._headers(media_type))
        response = await run_in_threadpool(self._error, request, status, title)
        response.headers.update(self._headers(HTML))
        return response

    def _headers(self, media_type: str) -> dict[str, str]:
        """A page is also chosen by the reader's language."""
        vary = "Accept, Accept-Language, Cookie" if media_type == HTML else "Accept"
        return {**COMMON_HEADERS, "Cache-Control": "no-cache", "Vary": vary}

    def _links(self, uri: str, media_type: str) -> str:
        """The Link header: this thing in every format, a page in every language (RFC 8288), and the dataset."""
        offers = list(_OFFERED.items())
        if self._page:
            offers.append((HTML, "html"))
        if self._akn and "/id/document/" in uri:
            offers.append((AKN, "akn"))

        def alternate(attributes: str, **parameters: str) -> str:
            return f'</resource?{urlencode({"uri": uri, **parameters})}>; rel="alternate"; {attributes}'

        links = [alternate(f'type="{offered}"', format=short) for offered, short in offers]
        if media_type == HTML:
            links += [alternate(f'type="{HTML}"; hreflang="{c}"', format="html", lang=c) for c in LANGUAGES]
        return ", ".join(
            [
                *links,
                f'<{quote(uri, safe=_URI_CHARACTERS)}>; rel="canonical"',
                '</.well-known/void>; rel="describedby"',
            ]
        )


_URI_CHARACTERS = ":/?#[]@!$&'()*+,;=-._~%"
