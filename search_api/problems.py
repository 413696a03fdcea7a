"""Errors as ``application/problem+json`` (RFC 9457), mapped from the one exception tree."""

from __future__ import annotations

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

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

log = logging.getLogger(__name__)

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


def install(app: FastAPI) -> None:
    """Answer every error of the app as a problem document."""

    @app.exception_handler(MeaKgError)
    async def _ours(_: Request, error: MeaKgError) -> Response:
        headers = {"WWW-Authenticate": "Bearer"} if isinstance(error, NotAllowed) else None
        return problem(status_of(error), error.message, error.remedy, headers)

    @app.exception_handler(HTTPException)
    async def _http(_: Request, error: HTTPException) -> Response:
        phrase = HTTPStatus(error.status_code).phrase
        detail = "" if error.detail == phrase else str(error.detail)
        return problem(error.status_code, phrase, detail, dict(error.headers or {}))

    @app.exception_handler(RequestValidationError)
    async def _invalid(_: Request, error: RequestValidationError) -> Response:
        places = "; ".join(f"{'.'.join(str(x) for x in e['loc'][1:])}: {e['msg']}" for e in error.errors())
        return problem(422, "A parameter of the request cannot be used", places)

    @app.exception_handler(Exception)
    async def _unexpected(request: Request, error: Exception) -> Response:
        log.error("%s %s failed", request.method, request.url.path, exc_info=error)
        return problem(500, "Something went wrong here", "The fault is in the server, and it has been logged.")
