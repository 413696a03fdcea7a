"""How often one client may ask."""

from __future__ import annotations

from limits import parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter
from starlette.types import ASGIApp, Receive, Scope, Send

from search_api.problems import problem

FREE = ("/static/", "/healthz", "/readyz", "/metrics")
OWN_LIMITS = "/sparql"
"""Counts a client's work rather than its requests."""


class RequestLimit:
    """Answers 429 with Retry-After once a client is over ``rate`` (``"600/minute"``); empty: no limit."""

    def __init__(self, app: ASGIApp, rate: str) -> None:
        self._app = app
        self._rate = parse(rate) if rate else None
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count the request, then pass it on or refuse it."""
        if scope["type"] != "http" or self._rate is None or _is_free(scope["path"]):
            await self._app(scope, receive, send)
            return
        client = (scope.get("client") or ("unknown", 0))[0]
        if await self._limiter.hit(self._rate, client):
            await self._app(scope, receive, send)
            return
        wait = str(max(1, self._rate.get_expiry() // max(1, self._rate.amount)))
        refusal = problem(
            429, "Too many requests", f"The limit is {self._rate} for each client.", {"Retry-After": wait}
        )
        await refusal(scope, receive, send)


def _is_free(path: str) -> bool:
    return path == OWN_LIMITS or path.startswith(FREE)
