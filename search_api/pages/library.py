"""Documents: the list, and the page of one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from kg.errors import Gone, NotFound
from kg.views.documents import document, documents, renamed
from kg.views.listing import JsonObject, paged
from kg.views.names import label_of
from kg.views.suggest import fold
from search_api.pages import structured
from search_api.pages.i18n import LANGUAGE_NAMES, Translator
from search_api.pages.reading import contents, parts_of
from search_api.pages.site import Site, language_of, page_number

PAGE = 20
_CHOICES = 8


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter on offer: the field, its value, how many documents have it."""

    name: str
    value: str
    label: str
    count: int


def create_router(site: Site) -> APIRouter:
    """``/documents`` and ``/documents/{key}``."""
    library = Library(site)
    router = APIRouter(route_class=site.route())
    router.add_api_route("/documents", library.index, methods=["GET", "HEAD"], response_model=None)
    router.add_api_route("/documents/{key}", library.one, methods=["GET", "HEAD"], response_model=None)
    return router


class Library:
    """Documents as pages."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def index(self, request: Request) -> Response:
        """Every language version, the newest first; filtered by words of the title, language, kind, convention."""
        snapshot, language = self._site.snapshot(), language_of(request)
        entries = documents(snapshot)
        q = request.query_params.get("q", "").strip()
        if q:
            entries = [d for d in entries if fold(q) in fold(f"{d['title']} {d['symbol'] or ''}")]
        chosen = {n: v for n in ("language", "kind", "convention") if (v := request.query_params.get(n))}
        for name, value in chosen.items():
            entries = [d for d in entries if _field(d, name) == value]
        page = page_number(request)
        listing = paged(entries, PAGE, page)
        return self._site.render(
            request,
            "documents.html",
            q=q,
            listing=listing,
            page=page,
            k=PAGE,
            chosen=[Choice(n, v, self._name(n, v, language) or v, 0) for n, v in chosen.items()],
            choices=self._choices(entries, chosen, language),
        )

    def one(self, request: Request, key: str) -> Response:
        """A document to read and to cite."""
        return self.page(request, key)

    def page(self, request: Request, key: str) -> Response:
        """The page of a document by its key, or of the version for the reader by the key of the Work.

        Raises:
            NotFound: there is none. Gone: it was removed.
        """
        snapshot, language = self._site.snapshot(), language_of(request)
        try:
            found = document(snapshot, key, language)
        except (NotFound, Gone):
            newer = renamed(snapshot, key)
            if newer is None:
                raise
            return RedirectResponse(f"/documents/{quote(newer)}", 308)
        parts = parts_of(found, language)
        head = found["masthead"]
        return self._site.render(
            request,
            "document.html",
            d=found,
            structured=structured.document(found),
            parts=parts,
            contents=contents(parts),
            convention=self._name("convention", head["convention"], language) if head["convention"] else "",
            dates=_dates(head, Translator(language)),
        )

    def _choices(self, entries: list[JsonObject], chosen: dict[str, str], language: str) -> list[Choice]:
        found = []
        for name in ("language", "kind", "convention"):
            counts = Counter(value for d in entries if (value := _field(d, name)))
            if name not in chosen and len(counts) > 1:
                found += [
                    Choice(name, v, self._name(name, v, language) or v, n) for v, n in counts.most_common(_CHOICES)
                ]
        return found

    def _name(self, name: str, value: str, language: str) -> str | None:
        if name == "language":
            return LANGUAGE_NAMES.get(value, value)
        snapshot = self._site.snapshot()
        kind, key = ("treaty", value) if name == "convention" else ("concept", f"document-kinds.{value}")
        return label_of(snapshot, snapshot.uris.of(kind, key), language)


def _field(entry: JsonObject, name: str) -> str | None:
    value: str | None = entry["languages"][0] if name == "language" else entry[name]
    return value


def _dates(head: JsonObject, t: Translator) -> str:
    start, end = t.day(head["start"]), t.day(head["end"])
    return f"{start} – {end}" if end and end != start else start
