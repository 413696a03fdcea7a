"""A real server with nothing but SPARQL and things, for the tests beside it.

Run as ``python sparql_server.py SOCKET DATA SETTINGS``: an inherited listening
socket, a directory with ``current`` and one store for each generation, settings as JSON.
"""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pyoxigraph as ox
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response

from kg.settings import Settings
from search_api import middleware, problems
from search_api.routes.sparql import SparqlEndpoint, create_router
from search_api.routes.thing_history import Removed, Renamed
from search_api.routes.things import create_things
from search_api.sparql.description import Counts
from search_api.sparql.pool import SparqlPool
from search_api.wire import BoundedProtocol


class Service:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.pool = SparqlPool(settings, self.current)

    def current(self) -> tuple[int, Path]:
        number = int((self.settings.data / "current").read_text())
        return number, self.settings.data / str(number)

    @asynccontextmanager
    async def running(self, _: FastAPI) -> AsyncIterator[None]:
        await self.pool.start()
        yield
        await self.pool.aclose()


def editor(_: Request) -> Response:
    return HTMLResponse("<!doctype html><title>Editor</title>")


def page(_: Request, uri: str, triples: Sequence[ox.Triple]) -> Response:
    return HTMLResponse(f"<!doctype html><title>{uri} {len(triples)}</title>")


KNOWN: dict[str, Removed | Renamed] = {"removed": Removed("2026-01-02T03:04:05Z"), "old": Renamed("new name")}


def history(kind: str, key: str) -> Removed | Renamed | None:
    return KNOWN.get(key) if kind == "document" else None


def main() -> None:
    listening = socket.socket(fileno=int(sys.argv[1]))
    settings = Settings(data=Path(sys.argv[2]), **json.loads(sys.argv[3]))
    service = Service(settings)
    app = FastAPI(lifespan=service.running)
    problems.install(app)
    endpoint = SparqlEndpoint(service.pool, settings, editor, lambda: Counts(triples=7))
    middleware.install(app, settings, endpoint.respond)
    app.include_router(create_router(endpoint))
    app.include_router(create_things(service, page, history))
    config = uvicorn.Config(
        app, http=BoundedProtocol, log_level="error", forwarded_allow_ips=list(settings.trusted_proxies)
    )
    uvicorn.Server(config).run(sockets=[listening])


if __name__ == "__main__":
    main()
