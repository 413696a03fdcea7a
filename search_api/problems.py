"""Errors as ``application/problem+json`` (RFC 9457), mapped from the one exception tree."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.routing import Match

from kg.errors import (
    BadInput,
    Busy,
    Gone,
    LimitReached,
    Locked,
    MeaKgError,
    NotAllowed,
    NotFound,
    SourceFailed,
    Unavailable,
    WrongModel,
)
from search_api.negotiation import choose

log = logging.getLogger(__name__)

_METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")

STATUS: dict[type[MeaKgError], int] = {
    BadInput: 400,
    NotFound: 404,
    Gone: 410,
    Locked: 409,
    LimitReached: 413,
    Busy: 503,
    Unavailable: 501,
    WrongModel: 500,
    NotAllowed: 401,
    SourceFailed: 502,
}


def status_of(error: MeaKgError) -> int:
    """HTTP status of an error: that of its class, or of the nearest one above it."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)


def problem(status: int, title: str, detail: str = "", headers: dict[str, str] | None = None) -> JSONResponse:
    """A problem document with a title that a person understands."""
    body = {"type": "about:blank", "status": status, "title": title, "detail": detail}
    return JSONResponse(body, status, media_type="application/problem+json", headers=headers)


ErrorPage = Callable[[Request, int, str | None], Response]
"""Shows an error to people: the request, the status, and the message; None: there is nothing at the address."""

DATA = ("/api/", "/informea", "/oai", "/static/")
"""Addresses that programs read; browsers get problem documents there too."""


def wants_page(request: Request) -> bool:
    """Whether the client is a browser that looks for a page."""
    accept = ", ".join(request.headers.getlist("accept")) or None
    offers = ("application/problem+json", "application/json", "text/html")
    return not request.url.path.startswith(DATA) and choose(accept, offers) == "text/html"


class _Answers:
    """Tells of errors, by a page where a browser asks, by a problem document otherwise."""

    def __init__(self, page: ErrorPage | None) -> None:
        self._page = page

    async def tell(
        self, request: Request, status: int, title: str, detail: str, headers: Mapping[str, str], message: str | None
    ) -> Response:
        if self._page is None or not wants_page(request):
            return problem(status, title, detail, dict(headers))
        response = await run_in_threadpool(self._page, request, status, message)
        response.headers.update(headers)
        return response

    async def ours(self, request: Request, error: MeaKgError) -> Response:
        headers = {"WWW-Authenticate": "Bearer"} if isinstance(error, NotAllowed) else {}
        return await self.tell(request, status_of(error), error.message, error.remedy, headers, error.message)

    async def http(self, request: Request, error: HTTPException) -> Response:
        phrase = HTTPStatus(error.status_code).phrase
        detail = "" if error.detail == phrase else str(error.detail)
        message = None if error.status_code == 404 else detail or phrase
        headers = dict(error.headers or {})
        if error.status_code == 405:
            headers["Allow"] = ", ".join(_allowed(request))
        return await self.tell(request, error.status_code, phrase, detail, headers, message)

    async def invalid(self, request: Request, error: RequestValidationError) -> Response:
        places = "; ".join(f"{'.'.join(str(x) for x in e['loc'][1:])}: {e['msg']}" for e in error.errors())
        title = "A parameter of the request cannot be used"
        return await self.tell(request, 422, title, places, {}, f"{title}: {places}")


def _allowed(request: Request) -> list[str]:
    """Methods of all routes at the address; the router names those of the first one only."""
    tried = ({**request.scope, "method": method} for method in _METHODS)
    routes = request.app.routes
    return [str(scope["method"]) for scope in tried if any(r.matches(scope)[0] is Match.FULL for r in routes)]


def install(app: FastAPI, page: ErrorPage | None = None) -> None:
    """Answer every error of the app as a problem document; browsers get the page, where there is one."""
    answers = _Answers(page)
    app.exception_handler(MeaKgError)(answers.ours)
    app.exception_handler(HTTPException)(answers.http)
    app.exception_handler(RequestValidationError)(answers.invalid)

    @app.exception_handler(Exception)
    async def _unexpected(request: Request, error: Exception) -> Response:
        log.error("%s %s failed", request.method, request.url.path, exc_info=error)
        return problem(500, "Something went wrong here", "The fault is in the server, and it has been logged.")
