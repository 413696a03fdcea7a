"""The base as datasets: dumps, catalogue, statistics, and what search engines ask for."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool

from kg.errors import BadInput
from kg.statistics import summed
from search_api.feeds import dumps_pages, sitemap, void
from search_api.feeds.answers import HTML, RDF_OFFERS, address_of, answer, negotiate, rdf
from search_api.feeds.catalog import Catalogue
from search_api.feeds.dumps import Dump, quoted
from search_api.feeds.tables import Table, catalogue_tables, dump_tables, statistics_tables
from search_api.pages import structured
from search_api.pages.site import Site
from search_api.routes.reading import Reading, add_reading, parameter
from search_api.routes.sparql import COMMON_HEADERS
from search_api.service import Service

_JSON = "application/json"
_FORMAT = [parameter("format", "ttl, jsonld, nt, rdf, html.")]


def create_datasets(service: Service) -> APIRouter:
    """The routes of dumps, catalogue, statistics and sitemap."""
    datasets = Datasets(service)
    router = APIRouter()
    add_reading(router, "/dumps", datasets.to_dumps)
    add_reading(router, "/dumps/", datasets.dumps)
    add_reading(router, "/dumps/{name}/", datasets.dump)
    add_reading(router, "/dumps/{name}/{file:path}", datasets.dump_file)
    add_reading(router, "/.well-known/void", datasets.void, _FORMAT)
    add_reading(router, "/catalog", datasets.catalogue, _FORMAT)
    add_reading(router, "/sitemap.xml", datasets.sitemap)
    add_reading(router, "/sitemap/{number}.xml", datasets.sitemap_page)
    add_reading(router, "/robots.txt", datasets.robots)
    return router


class Datasets(Reading):
    """What there is, and all of it."""

    def __init__(self, service: Service) -> None:
        super().__init__(service)
        self._site = Site(service)
        self._dumps = dumps_pages.Dumps(service.settings)

    # ------------------------------------------------------------------ dumps

    def to_dumps(self) -> Response:
        """The directory has a slash at its end."""
        return RedirectResponse("/dumps/", 308, dict(COMMON_HEADERS))

    async def dumps(self, request: Request) -> Response:
        """The dumps that are ready, the newest first. The one of the present state is made when it is missing."""
        current = await self._dumps.current(self._snapshot.catalog.sequence())
        found = await self._dumps.all()
        if negotiate(request, {"json": _JSON, "html": HTML}) == HTML:
            lead = "The whole graph as files. The same state of the base gives the same bytes, and mea-kg export too."
            return self._page(request, "Dumps", lead, dump_tables(found))
        address = address_of(request)
        listed = [dumps_pages.as_json(dump, address, dump.whole) for dump in found]
        content = {"latest": f"{address}dumps/latest/", "current": current.name if current else None, "dumps": listed}
        return JSONResponse(content, headers={**COMMON_HEADERS, "Cache-Control": "no-cache"})

    async def dump(self, request: Request, name: str) -> Response:
        """All files of a dump, in pages."""
        dump = await self._ready(name)
        if name != dump.name:
            return _to_dump(dump, "")
        page, size = request.query_params.get("page", "1"), self._settings.feed_page_size
        if not page.isdecimal() or not 0 < int(page) < 10**9:
            raise BadInput(f"“{page}” is not a page.", remedy="Pages count from 1.")
        first = (int(page) - 1) * size
        address = address_of(request)
        content = dumps_pages.as_json(dump, address, dump.files[first : first + size])
        more = f"{content['url']}?page={int(page) + 1}" if first + size < len(dump.files) else None
        content |= {"total": len(dump.files), "next": more}
        return JSONResponse(content, headers=COMMON_HEADERS)

    async def dump_file(self, request: Request, name: str, file: str) -> Response:
        """A file of a dump: gzip, with its SHA-256 as ETag and Repr-Digest."""
        dump = await self._ready(name)
        if name != dump.name:
            return _to_dump(dump, file)
        return await run_in_threadpool(self._dumps.file, request, dump, file)

    async def _ready(self, name: str) -> Dump:
        return await self._dumps.one(name, self._snapshot.catalog.sequence())

    # ------------------------------------------------------------------ what there is

    def void(self, request: Request) -> Response:
        """What the base holds, with statistics (VoID)."""
        snapshot = self._snapshot
        chosen = negotiate(request, RDF_OFFERS | {"html": HTML})
        if chosen == HTML:
            lead = "How many statements there are, of which kinds. Kept as documents come and go."
            return self._page(request, "Statistics", lead, statistics_tables(summed(snapshot.catalog)))
        triples = void.describe(snapshot, self._settings, address_of(request))
        return answer(request, rdf(triples, chosen), chosen)

    async def catalogue(self, request: Request) -> Response:
        """The datasets and every way to get them (DCAT-AP)."""
        snapshot = self._snapshot
        chosen = negotiate(request, RDF_OFFERS | {"html": HTML})
        if chosen == HTML:
            tables = await run_in_threadpool(catalogue_tables, snapshot, self._settings)
            return self._page(request, "Data", "The data of the base, and every way to get it.", tables)
        dump = await self._dumps.current(snapshot.catalog.sequence())
        catalogue = Catalogue(snapshot, self._settings, address_of(request), dump)
        return answer(request, rdf(await run_in_threadpool(catalogue.triples), chosen), chosen)

    def _page(self, request: Request, title: str, lead: str, tables: list[Table]) -> Response:
        path = request.url.path
        links = [(short, f"{path}?format={short}") for short in (*RDF_OFFERS, "json")]
        shown = [link for link in links if (link[0] == "json") == path.startswith("/dumps")]
        settings = self._settings
        described = structured.dataset(settings.base_uri, settings.publisher, lead, settings.data_license)
        return self._site.render(
            request, "data.html", title=title, lead=lead, tables=tables, links=shown, structured=described
        )

    # ------------------------------------------------------------------ search engines

    def sitemap(self, request: Request) -> Response:
        """The index of sitemaps."""
        return answer(request, sitemap.sitemap(self._snapshot, address_of(request)), "application/xml")

    def sitemap_page(self, request: Request, number: int) -> Response:
        """One sitemap of at most 50,000 pages."""
        body = sitemap.sitemap_page(self._snapshot, address_of(request), number)
        if body is None:
            raise HTTPException(404)
        return answer(request, body, "application/xml")

    def robots(self, request: Request) -> Response:
        """What crawlers may do."""
        return PlainTextResponse(sitemap.ROBOTS.format(address=address_of(request)))


def _to_dump(dump: Dump, file: str) -> Response:
    where = f"/dumps/{dump.name}/{quoted(file)}"
    return RedirectResponse(where, 302, {**COMMON_HEADERS, "Cache-Control": "no-cache"})
