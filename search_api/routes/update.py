"""``/update`` and ``/graph-store``: writing over HTTP with an API key. Only there when the operator switches it on."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar
from urllib.parse import quote

import anyio
from anyio import to_thread
from fastapi import APIRouter, Depends, Request, Response
from fastapi.routing import APIRoute

from kg.catalog import Item
from kg.errors import Busy, MeaKgError, NotFound
from kg.graph.clients import KIND, ClientGraphs, Protected
from kg.snapshot import Snapshot
from search_api.feeds.answers import RDF_OFFERS, answer, negotiate, rdf
from search_api.problems import problem
from search_api.routes.documents import writer
from search_api.routes.sparql import COMMON_HEADERS, refusal
from search_api.service import Service
from search_api.sparql.graphs import read_triples
from search_api.update.fetching import fetch_loads
from search_api.update.requests import Target, read_graphs, read_update, target_of
from search_api.update.store import GraphStore

T = TypeVar("T")

_KEY = [Depends(writer)]
_GRAPH_METHODS = "GET, HEAD, PUT, POST, DELETE, OPTIONS"
_TARGET = [
    {"name": "graph", "in": "query", "schema": {"type": "string"}, "description": "IRI of a graph."},
    {"name": "default", "in": "query", "schema": {"type": "string"}, "description": "The default graph."},
]


def create_update(service: Service) -> APIRouter:
    """The routes that write."""
    store = Updates(service)
    router = APIRouter(tags=["writing"], route_class=_route(service))
    update_body = {"requestBody": {"content": {"application/sparql-update": {"schema": {"type": "string"}}}}}
    graph_body = {"requestBody": {"content": {"text/turtle": {"schema": {"type": "string"}}}}}
    target = {"parameters": _TARGET}
    routes: tuple[tuple[str, str, Any, bool, dict[str, Any]], ...] = (
        ("/update", "POST", store.update, True, update_body),
        ("/graph-store", "GET", store.read, False, target),
        ("/graph-store", "HEAD", store.read, False, target),
        ("/graph-store", "PUT", store.put, True, target | graph_body),
        ("/graph-store", "POST", store.post, True, target | graph_body),
        ("/graph-store", "DELETE", store.delete, True, target),
        ("/graph/{kind}/{key:path}", "PUT", store.put_direct, True, graph_body),
        ("/graph/{kind}/{key:path}", "POST", store.post_direct, True, graph_body),
        ("/graph/{kind}/{key:path}", "DELETE", store.delete_direct, True, {}),
    )
    for path, method, endpoint, closed, extra in routes:
        router.add_api_route(
            path, endpoint, methods=[method], dependencies=_KEY if closed else [], response_model=None,
            openapi_extra=extra, include_in_schema=method != "HEAD",
        )  # fmt: skip
    for path, allowed in (("/update", "POST, OPTIONS"), ("/graph-store", _GRAPH_METHODS)):
        router.add_api_route(path, _options(allowed), methods=["OPTIONS"], include_in_schema=False)
    return router


class Updates:
    """Reads from the newest state; writes one after the other."""

    def __init__(self, service: Service) -> None:
        self._service, self._settings = service, service.settings
        self._store = GraphStore(service.settings)
        self._turn: anyio.CapacityLimiter | None = None

    async def update(self, request: Request) -> Response:
        """SPARQL 1.1 Update, all or nothing."""
        update = await read_update(request, self._settings.update_bytes)
        loaded = await fetch_loads(update.text, self._settings)
        await self._write(lambda: self._store.update(update, loaded))
        return Response(status_code=204, headers=COMMON_HEADERS)

    def read(self, request: Request) -> Response:
        """The statements of a graph. Everybody may read."""
        target = _given(target_of(request))
        snapshot = self._service.base.snapshot
        content = _content(snapshot, target)
        if content is None:
            raise NotFound(f"There is no graph {target.name}.")
        chosen = negotiate(request, RDF_OFFERS)
        return answer(request, rdf(read_triples(content), chosen), chosen)

    async def put(self, request: Request) -> Response:
        """Make a graph hold what is sent."""
        return await self._put(request, _given(target_of(request)))

    async def post(self, request: Request) -> Response:
        """Add what is sent to a graph; without one, to a new graph."""
        target = target_of(request)
        if target is None:
            name = self._service.base.uris.graph(KIND, uuid.uuid4().hex)
            return await self._put(request, Target(name))
        return await self._put(request, target, merge=True)

    async def delete(self, request: Request) -> Response:
        """Take a graph away."""
        return await self._delete(_given(target_of(request)))

    async def put_direct(self, request: Request, kind: str, key: str) -> Response:
        """Make the graph at this address hold what is sent."""
        return await self._put(request, self._direct(kind, key))

    async def post_direct(self, request: Request, kind: str, key: str) -> Response:
        """Add what is sent to the graph at this address."""
        return await self._put(request, self._direct(kind, key), merge=True)

    async def delete_direct(self, kind: str, key: str) -> Response:
        """Take the graph at this address away."""
        return await self._delete(self._direct(kind, key))

    def _direct(self, kind: str, key: str) -> Target:
        return Target(f"{self._settings.base_uri}graph/{quote(kind)}/{quote(key, safe='/')}")

    async def _put(self, request: Request, target: Target, *, merge: bool = False) -> Response:
        sent = await read_graphs(request, self._settings.update_bytes)
        new = await self._write(lambda: self._store.put(target.name, sent, merge=merge))
        headers = COMMON_HEADERS | ({"Location": target.name} if new and target.name else {})
        return Response(status_code=201 if new else 204, headers=headers)

    async def _delete(self, target: Target) -> Response:
        if not await self._write(lambda: self._store.delete(target.name)):
            raise NotFound(f"There is no graph {target.name}.")
        return Response(status_code=204, headers=COMMON_HEADERS)

    async def _write(self, work: Callable[[], T]) -> T:
        """Wait for the turn, do it in a thread, and let this server's readers see it."""
        self._turn = self._turn or anyio.CapacityLimiter(1)
        if not self._turn.available_tokens and self._turn.statistics().tasks_waiting >= self._settings.update_queue:
            raise Busy("Too many updates are waiting.", remedy="Try again later.")
        done = await to_thread.run_sync(work, limiter=self._turn)
        await to_thread.run_sync(self._service.base.refresh)
        return done


def _given(target: Target | None) -> Target:
    if target is None:
        raise NotFound("The request names no graph.", remedy="Give ?graph=IRI or ?default.")
    return target


def _content(snapshot: Snapshot, target: Target) -> bytes | None:
    """N-Triples of any graph of the base; None when there is none."""
    graphs = ClientGraphs(snapshot.catalog, snapshot.uris)
    if target.name is None or target.name == graphs.default:
        return graphs.content(graphs.default)
    item = _item(snapshot, target.name)
    return None if item is None or item.removed else snapshot.catalog.triples(item.id)


def _item(snapshot: Snapshot, name: str) -> Item | None:
    named = snapshot.uris.graph_of(name)
    return snapshot.catalog.item(*named) if named else None


def _options(allowed: str) -> Callable[[], Awaitable[Response]]:
    async def endpoint() -> Response:
        return Response(status_code=204, headers={**COMMON_HEADERS, "Allow": allowed})

    return endpoint


def _route(service: Service) -> type[APIRoute]:
    """A route class that answers errors of queries and graphs with their status."""

    class UpdateRoute(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            handle = super().get_route_handler()

            async def answered(request: Request) -> Response:
                try:
                    return await handle(request)
                except Protected as error:
                    return problem(403, error.message, error.remedy, dict(COMMON_HEADERS))
                except MeaKgError as error:
                    return refusal(error, service.settings)

            return answered

    return UpdateRoute
