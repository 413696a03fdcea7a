"""What every request passes through, whatever it asks for."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from kg.settings import Settings
from search_api.compression import Compression
from search_api.limits import RequestLimit
from search_api.shortcut import Shortcut

_MINIMUM, _LEVEL = 2000, 2
"""Bytes from which answers are compressed, and how hard."""


def install(app: FastAPI, settings: Settings, sparql: ASGIApp | None = None) -> None:
    """Compression, the limit of requests, reading from pages of other sites; and the short way to ``sparql``."""
    app.add_middleware(Compression, minimum_size=_MINIMUM, level=_LEVEL)
    app.add_middleware(RequestLimit, rate=settings.request_rate)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "POST", "HEAD", "OPTIONS"],
        allow_headers=["*"],
        expose_headers=["ETag", "Link", "Retry-After"],
    )
    if sparql is not None:
        app.add_middleware(Shortcut, path="/sparql", answer=Compression(sparql, _MINIMUM, _LEVEL, varies=True))
