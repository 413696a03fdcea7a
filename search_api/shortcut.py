"""The short way to the one address that machines ask hundreds of times in a second.

Of a query that takes the engine a tenth of a millisecond, most of the time went into passing what every request passes
on its way to its route. So queries are answered before all that; they bring their own headers for other sites
(CORS) and their own limits.
"""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

_METHODS = frozenset({"GET", "HEAD", "POST"})


class Shortcut:
    """Answers queries at one path; everything else, also other methods there, takes the ordinary way.

    Args:
        app: the ordinary way.
        path: the address.
        answer: answers a request that has a query string, or a body.
    """

    def __init__(self, app: ASGIApp, path: str, answer: ASGIApp) -> None:
        self._app, self._path, self._answer = app, path, answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on (ASGI)."""
        way = self._answer if scope["type"] == "http" and self._is_query(scope) else self._app
        await way(scope, receive, send)

    def _is_query(self, scope: Scope) -> bool:
        asks = bool(scope["query_string"]) or scope["method"] == "POST"
        return asks and scope["path"] == self._path and scope["method"] in _METHODS
