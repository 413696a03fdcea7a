"""Content codings by the Accept-Encoding header (RFC 9110, section 12.5.3)."""

from __future__ import annotations

from functools import lru_cache

from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipResponder, IdentityResponder
from starlette.types import ASGIApp, Receive, Scope, Send

from search_api.negotiation import weights
from search_api.problems import problem


class Compression:
    """Sends answers as gzip to clients that take it, and nothing to those that take neither gzip nor plain ones.

    Args:
        app: what answers.
        minimum_size: bytes; smaller answers go out plain, unless the client refuses that.
        level: 1 (fast) to 9 (small).
        varies: whether the answers say of themselves that they depend on Accept-Encoding.
    """

    def __init__(self, app: ASGIApp, minimum_size: int, level: int, *, varies: bool = False) -> None:
        self._app = app
        self._varies = varies
        self._minimum = minimum_size
        self._level = level

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Choose a coding (ASGI)."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        gzip, plain = codings(",".join(Headers(scope=scope).getlist("accept-encoding")))
        answer: ASGIApp
        if gzip > 0 and gzip >= plain:
            # An empty body stays one, also for who takes no plain ones.
            answer = GZipResponder(self._app, self._minimum if plain else 1, self._level)
        elif plain > 0:
            answer = self._app if self._varies else IdentityResponder(self._app, self._minimum)
        else:
            headers = {"Vary": "Accept-Encoding", "Access-Control-Allow-Origin": "*"}
            answer = problem(406, "No content coding that you accept is on offer.", "Accept gzip or identity.", headers)
        await answer(scope, receive, send)


@lru_cache(512)
def codings(header: str) -> tuple[float, float]:
    """How welcome gzip and no coding at all are, each between 0 and 1, to who sends this header.

    Without a header everything is welcome, but not everyone who sends none can read gzip. What is not named is welcome
    as ``*`` is; no coding at all is so even without that.
    """
    given = weights(header)
    other = given.get("*")
    gzip = max((given[name] for name in ("gzip", "x-gzip") if name in given), default=other or 0.0)
    # Less than any weight that a client can give, so that gzip goes first where it may.
    return gzip, given.get("identity", 0.0001 if other is None or other > 0 else 0.0)
