"""How others follow the base: changes, event stream, OAI-PMH, and each named graph as it is now."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from kg.changelog import span
from kg.errors import Gone, LimitReached, NotFound
from search_api.feeds import changes, changes_atom, changes_rss, ldes, oai
from search_api.feeds.answers import RDF_OFFERS, address_of, answer, negotiate, rdf
from search_api.routes.datasets import create_datasets
from search_api.routes.reading import Reading, add_reading, parameter
from search_api.routes.sparql import COMMON_HEADERS
from search_api.service import Service
from search_api.sparql.graphs import read_triples

_JSON = "application/json"
_FEEDS = {"atom": changes_atom.MEDIA_TYPE, "rss": changes_rss.MEDIA_TYPE, "json": _JSON, "xml": "application/xml"}
_FORM = "application/x-www-form-urlencoded"
_FORM_BYTES = 20_000
_BOUNDS = [
    parameter("since", "Only changes from this date or time on."),
    parameter("until", "Only changes up to this date or time."),
    parameter("after", "Only changes with a higher number, the oldest first."),
    parameter("range", "An archive, like `1-100`."),
    parameter("format", "atom, rss or json."),
]
_FORMAT = [parameter("format", "ttl, jsonld, nt, rdf.")]
_OAI = [
    parameter("verb", "Identify, ListMetadataFormats, ListSets, ListIdentifiers, ListRecords or GetRecord."),
    parameter("identifier", "Of one record."),
    parameter("metadataPrefix", "oai_dc or rdf."),
    parameter("from", "Only records that changed on or after this date or time."),
    parameter("until", "Only records that changed on or before this date or time."),
    parameter("set", "Only records of this set."),
    parameter("resumptionToken", "Goes on where a list was cut."),
]


def create_feeds(service: Service) -> APIRouter:
    """All feeds over one service."""
    feeds = Feeds(service)
    router = APIRouter(tags=["feeds"])
    add_reading(router, "/changes", feeds.changes, _BOUNDS)
    add_reading(router, "/changes.{extension}", feeds.changes_as, _BOUNDS)
    add_reading(router, "/changes/{sequence}", feeds.change, _FORMAT)
    add_reading(router, "/ldes", feeds.ldes_root, _FORMAT)
    add_reading(router, "/ldes/index/{span}", feeds.ldes_index, _FORMAT)
    add_reading(router, "/ldes/{span}", feeds.ldes_page, _FORMAT)
    add_reading(router, "/oai", feeds.oai, _OAI)
    add_reading(router, "/graph/{kind}/{key:path}", feeds.graph, _FORMAT)
    router.add_api_route("/oai", feeds.oai_form, methods=["POST"], response_model=None)
    router.include_router(create_datasets(service))
    return router


class Feeds(Reading):
    """What changed, in answers of bounded size."""

    # ------------------------------------------------------------------ changes

    def changes(self, request: Request) -> Response:
        """What was added, changed and removed: Atom, RSS or JSON, with archives, date bounds and tombstones."""
        return self._changes(request, negotiate(request, _FEEDS))

    def changes_as(self, request: Request, extension: str) -> Response:
        """The same in the format that the address names: atom, rss, json."""
        if extension not in _FEEDS:
            raise HTTPException(404)
        return self._changes(request, _FEEDS[extension])

    def _changes(self, request: Request, chosen: str) -> Response:
        snapshot = self._snapshot
        feed = changes.read_feed(snapshot.catalog, request.query_params, self._settings.feed_page_size)
        if chosen == _JSON:
            return answer(request, changes.as_json(feed, request, snapshot.uris), _JSON, caching=feed.caching)
        write = changes_rss.rss if chosen == changes_rss.MEDIA_TYPE else changes_atom.atom
        media_type = changes_atom.MEDIA_TYPE if write is changes_atom.atom else chosen
        return answer(request, write(feed, request, snapshot.uris, self._settings), media_type, caching=feed.caching)

    def change(self, request: Request, sequence: int) -> Response:
        """One change, as the member of the event stream that it is."""
        snapshot = self._snapshot
        found = span(snapshot.catalog, sequence, sequence)
        if not found:
            raise NotFound(f"There is no change {sequence}.", remedy="The last one is in /changes.")
        chosen = negotiate(request, RDF_OFFERS)
        return answer(request, rdf(ldes.describe(found[0], request, snapshot.uris), chosen), chosen)

    # ------------------------------------------------------------------ event stream

    def ldes_root(self, request: Request) -> Response:
        """The change log as a Linked Data Event Stream: its root."""
        return self._node(request, self._stream(request).root())

    def ldes_index(self, request: Request, span: str) -> Response:
        """The pages of a range of changes."""
        return self._node(request, self._stream(request).index(span))

    def ldes_page(self, request: Request, span: str) -> Response:
        """The members of a range of changes; a full page never changes."""
        return self._node(request, self._stream(request).page(span))

    def _stream(self, request: Request) -> ldes.EventStream:
        return ldes.EventStream(self._snapshot.catalog, self._snapshot.uris, request, self._settings.feed_page_size)

    def _node(self, request: Request, node: ldes.Node) -> Response:
        chosen = negotiate(request, RDF_OFFERS)
        return answer(request, rdf(node.triples, chosen), chosen, caching=node.caching)

    # ------------------------------------------------------------------ OAI-PMH

    def oai(self, request: Request) -> Response:
        """OAI-PMH 2.0 in oai_dc and rdf."""
        return self._oai(request, list(request.query_params.multi_items()))

    async def oai_form(self, request: Request) -> Response:
        """The same with the arguments in a form."""
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
            raise HTTPException(415, f"Send the arguments as {_FORM}.")
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > _FORM_BYTES:
                raise LimitReached("The arguments are too long.")
        pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
        return await run_in_threadpool(self._oai, request, pairs)

    def _oai(self, request: Request, pairs: list[tuple[str, str]]) -> Response:
        repository = oai.Repository(self._snapshot, self._settings, f"{address_of(request)}oai")
        headers = {**COMMON_HEADERS, "Cache-Control": "no-store"}
        return Response(repository.answer(pairs), media_type=f"{oai.MEDIA_TYPE}; charset=utf-8", headers=headers)

    # ------------------------------------------------------------------ named graphs

    def graph(self, request: Request, kind: str, key: str) -> Response:
        """The present statements of a named graph: what one document, table or taxonomy says."""
        snapshot = self._snapshot
        item = snapshot.catalog.item(kind, key)
        if item is None:
            newer = snapshot.catalog.redirect(kind, key)
            if newer is not None:
                return RedirectResponse(f"/graph/{quote(kind)}/{quote(newer)}", 308, dict(COMMON_HEADERS))
            raise NotFound(f"There is no graph {kind}/{key}.")
        if item.removed:
            raise Gone(f"The graph {kind}/{key} was removed on {item.updated}.")
        chosen = negotiate(request, RDF_OFFERS)
        return answer(request, rdf(read_triples(snapshot.catalog.triples(item.id)), chosen), chosen)
