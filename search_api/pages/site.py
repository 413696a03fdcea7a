"""What all pages share: templates, the reader's language, headers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Coroutine, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from kg.errors import MeaKgError
from kg.model import LANGUAGES
from kg.snapshot import Snapshot
from kg.views.names import label_of
from search_api.pages.i18n import LANGUAGE_NAMES, Translator, choose_language, direction
from search_api.pages.links import is_foreign, page_of
from search_api.pages.text import anchors_of, marked
from search_api.problems import status_of
from search_api.service import Service

STATIC = Path(__file__).parent / "static"
COOKIE = "lang"
YEAR = 365 * 24 * 3600

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "font-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
"""Content-Security-Policy: nothing from elsewhere, nothing inline."""

TOOL_POLICY = POLICY | {"style-src": "'self' 'unsafe-inline'"}
"""For the query editor and the API explorer, which write style attributes."""


class Site:
    """Renders templates over one service."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self._environment = Environment(
            loader=PackageLoader("search_api.pages"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals.update(
            asset=asset,
            has_vendor=has_vendor,
            direction=direction,
            languages=LANGUAGE_NAMES,
            link=self.link,
            foreign=lambda uri: is_foreign(service.base.uris, uri),
            kind_name=self.kind_name,
            marked=marked,
            anchors=lambda mentions: anchors_of(mentions, self.link),
        )

    def link(self, uri: str | None) -> str | None:
        """Address of the page about a thing."""
        return page_of(self.service.base.uris, uri)

    def kind_name(self, kind: str, language: str) -> str:
        """Name of a kind of document."""
        snapshot = self.snapshot()
        return label_of(snapshot, snapshot.uris.of("concept", f"document-kinds.{kind}"), language) or kind

    def name_of(self, uri: str, language: str) -> str | None:
        """A thing's label; a document's title, in the reader's language where it has that version."""
        snapshot = self.snapshot()
        kind, key = snapshot.uris.key_of(uri) or ("", "")
        if kind != "document":
            return label_of(snapshot, uri, language)
        versions = [i for i in snapshot.documents.values() if key in {i.key, i.work}]
        titled = min(versions, key=lambda i: (i.language != language, i.key), default=None)
        return titled.title if titled else None

    def address(self, request: Request, **changes: object) -> str:
        """The request's address with query parameters changed; None removes one."""
        return _with(request, **changes)

    def snapshot(self) -> Snapshot:
        """The state of the base that a request reads from beginning to end."""
        return self.service.base.snapshot

    def render(
        self,
        request: Request,
        template: str,
        /,
        *,
        status: int = 200,
        policy: Mapping[str, str] = POLICY,
        **values: Any,  # noqa: ANN401 - what a template shows
    ) -> HTMLResponse:
        """A page in the reader's language."""
        language = language_of(request)
        t = Translator(language)
        page = self._environment.get_template(template).render(
            request=request,
            t=t,
            language=language,
            language_links={code: _with(request, lang=code) for code in LANGUAGES},
            address=lambda **changes: self.address(request, **changes),
            label=lambda uri: self.name_of(uri, language),
            **values,
        )
        response = HTMLResponse(page, status, headers=_headers(language, policy))
        if request.query_params.get("lang") in LANGUAGES:
            response.set_cookie(COOKIE, language, max_age=YEAR, samesite="lax", httponly=True)
        return response

    def error(self, request: Request, status: int, message: str | None) -> Response:
        """The page for an error; None: there is nothing at this address."""
        return self.render(request, "error.html", status=status, error=message)

    def route(self) -> type[APIRoute]:
        """A route class that answers our errors with a page."""
        render = self.render

        class PageRoute(APIRoute):
            def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
                handle = super().get_route_handler()

                async def answer(request: Request) -> Response:
                    try:
                        return await handle(request)
                    except MeaKgError as error:
                        return render(request, "error.html", status=status_of(error), error=error.message)

                return answer

        return PageRoute


class Assets(StaticFiles):
    """Static files that browsers may keep for good when their address names their content (``?v=``)."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file with caching and safety headers."""
        response = await super().get_response(path, scope)
        lasting = b"v=" in scope.get("query_string", b"") or path.endswith(".woff2")
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable" if lasting else "public, max-age=3600"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


def language_of(request: Request) -> str:
    """The reader's language."""
    return choose_language(
        request.query_params.get("lang"), request.cookies.get(COOKIE), request.headers.get("accept-language")
    )


def page_number(request: Request) -> int:
    """``?page=``, counted from 1; anything else is the first page."""
    page = request.query_params.get("page", "")
    return max(1, int(page)) if page.isdecimal() and len(page) < 9 else 1


def asset(path: str) -> str:
    """Address of a static file, changing with its content."""
    return f"/static/{path}?v={_digest(path)}"


def has_vendor(path: str) -> bool:
    """Whether a third-party file was installed at set-up."""
    return (STATIC / "vendor" / path).is_file()


@cache
def _digest(path: str) -> str:
    return hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:12]


def _with(request: Request, **changes: object) -> str:
    kept = {name: value for name, value in request.query_params.items() if name not in changes}
    given = {name: str(value) for name, value in changes.items() if value is not None}
    query = urlencode(kept | given)
    return f"{request.url.path}?{query}" if query else request.url.path


def _headers(language: str, policy: Mapping[str, str]) -> dict[str, str]:
    return {
        "Content-Language": language,
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Vary": "Accept-Language, Cookie",
        "Cache-Control": "no-cache",
    }
