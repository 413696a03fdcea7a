"""``/sparql``: SPARQL 1.1 Protocol over the worker pool."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from fastapi import APIRouter, Request, Response
from starlette.types import Receive, Scope, Send

from kg.errors import BadInput, Busy, LimitReached, MeaKgError
from kg.settings import Settings
from search_api.clients import client_of
from search_api.conditional import has_any, insists, names, wants_fresh
from search_api.negotiation import choose
from search_api.problems import problem
from search_api.routes.streaming import AnswerResponse, has_begun, whole_response
from search_api.sparql.description import Counts, describe_service
from search_api.sparql.formats import GRAPH, TURTLE, content_type, media_for
from search_api.sparql.graphs import from_rdflib, serialize
from search_api.sparql.guard import Checked, Forbidden, QueryTooLong, check_form
from search_api.sparql.jobs import Job, NotAcceptable, QueryTimeout
from search_api.sparql.lanes import OverShare
from search_api.sparql.lexer import lower_booleans, resolve_escapes
from search_api.sparql.pool import SparqlPool
from search_api.sparql.protocol import ProtocolError, ProtocolRequest, read_request
from search_api.sparql.remote import Federation, ServiceError
from search_api.sparql.results import Gathering, ResultCache, Whole
from search_api.sparql.searching import Find, search_first

ALLOWED = "GET, HEAD, POST, OPTIONS"
COMMON_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Retry-After",
    "Vary": "Accept, Accept-Encoding",
    "X-Content-Type-Options": "nosniff",
}
_PREFLIGHT_HEADERS = {
    "Allow": ALLOWED,
    "Access-Control-Allow-Methods": ALLOWED,
    "Access-Control-Allow-Headers": "Accept, Authorization, Cache-Control, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}
_HTML = "text/html"
_STATUS: tuple[tuple[type[MeaKgError], int], ...] = (
    (QueryTimeout, 503),
    (ServiceError, 502),
    (OverShare, 429),
    (Busy, 503),
    (NotAcceptable, 406),
    (Forbidden, 403),
    (QueryTooLong, 413),
    (LimitReached, 413),
    (BadInput, 400),
)
_QUERY_PARAMETERS = [
    {"name": "query", "in": "query", "schema": {"type": "string"}, "description": "A SPARQL 1.1 query."},
    {"name": "default-graph-uri", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}},
    {"name": "named-graph-uri", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}},
    {"name": "format", "in": "query", "schema": {"type": "string"}, "description": "json, xml, csv, tsv, ttl, nt …"},
]


def create_router(endpoint: SparqlEndpoint) -> APIRouter:
    """The routes of ``/sparql``."""
    router = APIRouter(tags=["linked data"])
    summary = "SPARQL 1.1 Protocol: run a query; without one, the service description."
    router.add_api_route(
        "/sparql",
        endpoint.answer,
        methods=["GET"],
        summary=summary,
        response_model=None,
        openapi_extra={"parameters": _QUERY_PARAMETERS},
    )
    body = {"content": {"application/sparql-query": {"schema": {"type": "string"}}}}
    router.add_api_route(
        "/sparql",
        endpoint.answer,
        methods=["POST"],
        summary=summary,
        response_model=None,
        openapi_extra={"requestBody": body},
    )
    router.add_api_route("/sparql", endpoint.answer, methods=["HEAD"], include_in_schema=False, response_model=None)
    router.add_api_route(
        "/sparql", _other_methods, methods=["OPTIONS", "PUT", "PATCH", "DELETE"], include_in_schema=False
    )
    return router


@dataclass(frozen=True, slots=True)
class Seen:
    """A query as it was asked: what the guard learned of it, and its validator in the generation of that moment."""

    checked: Checked
    generation: int
    tag: str | None


class SparqlEndpoint:
    """Answers one request after the other; holds results that may be asked for again.

    Args:
        pool: a started pool.
        settings: the limits, and the base URI.
        editor: the page for browsers that come without a query.
        counts: VoID statistics for the service description.
        find: answers the search functions in queries.
    """

    def __init__(
        self,
        pool: SparqlPool,
        settings: Settings,
        editor: Callable[[Request], Response] | None = None,
        counts: Callable[[], Counts | None] | None = None,
        find: Find | None = None,
    ) -> None:
        self._pool = pool
        self._settings = settings
        self._federation = Federation(settings)
        self._results = ResultCache(settings.query_cache)
        self._editor = editor
        self._counts = counts
        self._find = find

    async def respond(self, scope: Scope, receive: Receive, send: Send) -> None:
        """GET, HEAD and POST, without any route before it (ASGI)."""
        response = await self.answer(Request(scope, receive))
        await response(scope, receive, send)

    async def answer(self, request: Request) -> Response:
        """GET, HEAD and POST."""
        try:
            asked = await read_request(request, self._settings)
            if asked.asks_for_description:
                return self._introduce(request, asked)
            return await self._run(request, asked)
        except MeaKgError as error:
            return refusal(error, self._settings)

    async def _run(self, request: Request, asked: ProtocolRequest) -> Response:
        query = lower_booleans(resolve_escapes(asked.query or ""))
        checked = check_form(query, self._settings)
        resolved = await self._federation.resolve(query)
        if resolved != query:
            query, checked = resolved, replace(checked, volatile=True)
        job = Job(
            query=query,
            media=media_for(_accept(request), asked.format),
            base_iri=f"{self._settings.base_uri}sparql",
            union=not checked.has_dataset,
            default_graphs=asked.default_graphs,
            named_graphs=asked.named_graphs,
            head=request.method == "HEAD",
        )
        generation = self._pool.generation
        tag = _tag(job, checked, generation)
        if insists(request, tag):
            return problem(412, "The result is another one than you have.", headers=_headers(tag))
        if tag and request.method != "POST" and names(request, tag):
            return Response(status_code=304, headers=_headers(tag))
        held = None if wants_fresh(request) else self._results.get(generation, tag)
        seen = Seen(checked, generation, tag)
        reply = _whole(held, tag) if held is not None else await self._evaluate(request, job, seen)
        if reply.status_code == 200 and request.method != "POST" and has_any(request):
            return Response(status_code=304, headers=_headers(tag))
        return reply

    async def _evaluate(self, request: Request, job: Job, seen: Seen) -> Response:
        ready = job
        if self._find is not None:
            query = await search_first(job.query, self._find, self._settings)
            ready = job if query == job.query else replace(job, query=query)
        answer = self._pool.ask(ready, client_of(request))
        if not await has_begun(answer, request):
            return Response(status_code=499)
        tag = seen.tag if answer.generation == seen.generation else _tag(job, seen.checked, answer.generation)
        if has_any(request):
            await answer.aclose()
            return Response(status_code=200, headers=_headers(tag))
        body = None if job.head else answer.whole
        if body is None:
            headers = {**_headers(tag), "Content-Type": content_type(answer.media_type)}
            # HTTP/1.0 has no way to say that an answer broke off, so it is sent when it is whole.
            old = request.scope.get("http_version") == "1.0" and not job.head
            if old:
                return await whole_response(answer, headers)
            kept = None if job.head else tag
            gathering = Gathering(self._results, answer.generation, kept, answer.media_type)
            return AnswerResponse(answer, headers, gathering)
        await answer.aclose()
        result = Whole(answer.media_type, body)
        self._results.put(answer.generation, tag, result)
        return _whole(result, tag)

    def _introduce(self, request: Request, asked: ProtocolRequest) -> Response:
        """The editor for browsers, the service description for everyone else."""
        offers = (*GRAPH, _HTML) if self._editor is not None else tuple(GRAPH)
        wanted = choose(_accept(request), offers)
        if wanted == _HTML and self._editor is not None and asked.format is None:
            page = self._editor(request)
            page.headers.update(COMMON_HEADERS)
            return page
        media_type = media_for(_accept(request), asked.format).graph or TURTLE
        counts = self._counts() if self._counts is not None else None
        address = str(request.url.replace(query="", fragment=""))
        federated = bool(self._settings.federation_hosts)
        graph = describe_service(address, self._settings.base_uri, counts, federated=federated)
        body = serialize(from_rdflib(graph), media_type)
        headers = {**COMMON_HEADERS, "Cache-Control": "no-cache", "Content-Type": content_type(media_type)}
        return Response(body, headers=headers)


def refusal(error: MeaKgError, settings: Settings) -> Response:
    """The problem document for an error of a query; re-raises what is not one."""
    headers = dict(COMMON_HEADERS)
    if isinstance(error, ProtocolError):
        return problem(error.status, error.message, error.remedy, headers)
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), None)
    if status is None:
        raise error
    if status in (429, 503):
        headers["Retry-After"] = str(max(1, math.ceil(settings.query_time)))
    return problem(status, error.message, error.remedy, headers)


async def _other_methods(request: Request) -> Response:
    """OPTIONS tells what is allowed; everything else is not."""
    headers = {**COMMON_HEADERS, **_PREFLIGHT_HEADERS}
    if request.method == "OPTIONS":
        return Response(status_code=204, headers=headers)
    return problem(405, f"{request.method} is not possible here.", "Query with GET or POST.", headers)


def _accept(request: Request) -> str | None:
    """All Accept headers as one (RFC 9110, section 5.2)."""
    return ", ".join(request.headers.getlist("accept")) or None


def _tag(job: Job, checked: Checked, generation: int) -> str | None:
    """A weak validator: the same query on the same data has an equivalent result; None where it has not."""
    if checked.volatile:
        return None
    parts = (generation, job.query, job.media, job.default_graphs, job.named_graphs, job.base_iri)
    return f'W/"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'


def _whole(result: Whole, tag: str | None) -> Response:
    return Response(result.body, headers={**_headers(tag), "Content-Type": content_type(result.media_type)})


def _headers(tag: str | None) -> dict[str, str]:
    return {**COMMON_HEADERS, "Cache-Control": "no-cache", **({"ETag": tag} if tag else {})}
