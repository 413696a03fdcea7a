"""What every request passes through, whatever it asks for."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from kg.settings import Settings
from search_api.compression import Compression
from search_api.limits import RequestLimit


def install(app: FastAPI, settings: Settings) -> None:
    """Compression, the limit of requests, and reading from pages of other sites."""
    app.add_middleware(Compression, minimum_size=2000, level=2)
    app.add_middleware(RequestLimit, rate=settings.request_rate)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "POST", "HEAD", "OPTIONS"],
        allow_headers=["*"],
        expose_headers=["ETag", "Link", "Retry-After"],
    )
