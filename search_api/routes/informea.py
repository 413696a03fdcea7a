"""For InforMEA: ``/informea.svc/`` (OData), ``/informea/`` (REST JSON), and the original files they point to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import FileResponse

from kg.catalog import Item
from kg.errors import BadInput, NotFound
from kg.settings import Settings
from kg.snapshot import Snapshot
from kg.writer import blob_path
from search_api.conditional import is_known
from search_api.feeds.informea.drupal import rest_json, rest_set
from search_api.feeds.informea.envelope import Address, choose_envelope
from search_api.feeds.informea.facts import file_name
from search_api.feeds.informea.feed import Feeds
from search_api.feeds.informea.query import read_query
from search_api.feeds.informea.schema import EntitySet
from search_api.feeds.informea.service import Ask, ODataService
from search_api.problems import problem
from search_api.service import Serving, State

_HEADERS = {"Vary": "Accept", "Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
_OPTIONS = ("$filter", "$orderby", "$top", "$skip", "$expand", "$select", "$inlinecount", "$count", "$format")
_PARAMETERS: dict[str, Any] = {
    "parameters": [{"name": name, "in": "query", "schema": {"type": "string"}} for name in _OPTIONS]
}


def create_informea(settings: Settings) -> APIRouter:
    """The routes of the feeds for InforMEA."""
    endpoint = Informea(settings)
    router = APIRouter(tags=["InforMEA"])
    routes: tuple[tuple[str, Any, dict[str, Any]], ...] = (
        ("/informea.svc", endpoint.odata, {}),
        ("/informea.svc/{path:path}", endpoint.odata, _PARAMETERS),
        ("/informea/{name}", endpoint.rest, _PARAMETERS),
        ("/informea/{name}/{key}", endpoint.rest_item, {}),
        ("/files/{sha256}/{filename}", original, {}),
    )
    for path, answer, extra in routes:
        router.add_api_route(path, answer, methods=["GET"], response_model=None, openapi_extra=extra)
        router.add_api_route(path, answer, methods=["HEAD"], response_model=None, include_in_schema=False)
    return router


class Informea:
    """Answers for both protocols from one feed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._odata = ODataService(settings)
        self._feeds = Feeds(settings.data)

    def odata(self, request: Request, state: State, path: str = "") -> Response:
        """OData 2, 3 and 4. ``/informea.svc/v3/`` and ``/informea.svc/v4/`` choose the version by the address."""
        version, _, rest = path.partition("/")
        if version not in {"v2", "v3", "v4"}:
            version, rest = "", path
        parameters = request.query_params
        envelope = choose_envelope(version or None, parameters.get("$format"), request.headers)
        if envelope is None:
            return problem(406, "There is no such $format.", "There are json, atom, v2, v3 and v4.")
        address = _address(request, f"informea.svc/{version}/" if version else "informea.svc/")
        ask = Ask(rest, dict(parameters), _client(request), address, envelope)
        answer = self._odata.answer(ask, self._feeds.of(state))
        return Response(answer.body, media_type=None, headers=_headers(answer.headers, answer.media_type))

    def rest(
        self, request: Request, state: State, name: Annotated[str, Path(description="A set: decisions …")]
    ) -> Response:
        """All rows of a set as a JSON array, or with ``$count=true`` their number."""
        set_ = _set(name)
        parameters = _paged(request.query_params, self._settings.informea_page_size)
        query = read_query(parameters, set_.type)
        rows = self._feeds.of(state).rows(set_)
        if parameters.get("$count") == "true":
            return _json({"count": len(query.matching(rows))})
        question = f"/{set_.name}?{parameters.get('$filter', '')}&{parameters.get('$orderby', '')}"
        shown, _ = self._odata.page(query, question, _client(request), rows)
        address = _address(request, "informea/")
        return _json([rest_json(row, set_, address) for row in shown])

    def rest_item(self, request: Request, state: State, name: str, key: str) -> Response:
        """One row of a set."""
        set_ = _set(name)
        row = self._feeds.of(state).row(set_, key)
        if row is None:
            raise NotFound(f"There is no “{key}” in {set_.name}.")
        return _json(rest_json(row, set_, _address(request, "informea/")))


def original(
    request: Request,
    state: State,
    service: Serving,
    sha256: Annotated[str, Path(pattern="^[0-9a-f]{64}$")],
    filename: str,
) -> Response:
    """The original file of a document of the base, as it came in; it is handed out to be saved, never to be run."""
    item = _originals(state).get(sha256)
    path = blob_path(service.settings.data, sha256)
    if item is None or filename != file_name(item) or not path.is_file():
        raise NotFound(f"There is no file {filename} with this content.", remedy="The document may have been replaced.")
    tag = f'"{sha256}"'
    headers = {
        "ETag": tag,
        "Cache-Control": "no-cache",
        "Content-Type": item.media_type,
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    if is_known(request, tag):
        return Response(status_code=304, headers=headers)
    return FileResponse(path, headers=headers, filename=filename, content_disposition_type="attachment")


def _originals(snapshot: Snapshot) -> Mapping[str, Item]:
    """Living documents by the hash of their bytes."""
    known: Mapping[str, Item] | None = snapshot.cache.get("originals")
    if known is None:
        known = {item.sha256: item for item in snapshot.documents.values()}
        snapshot.cache["originals"] = known
    return known


def _set(name: str) -> EntitySet:
    found = rest_set(name)
    if found is None:
        raise NotFound(f"There is no {name} here.", remedy="There are decisions, meetings, documents, treaties …")
    return found


def _paged(parameters: Mapping[str, str], size: int) -> dict[str, str]:
    """Drupal's ``page`` (from 0) and ``items_per_page`` as ``$skip`` and ``$top``."""
    found = dict(parameters)
    each, page = found.get("items_per_page", str(size)), found.get("page", "0")
    if not (each.isdecimal() and page.isdecimal() and each.isascii() and page.isascii() and len(each + page) < 18):
        raise BadInput("page and items_per_page have to be whole numbers.")
    if {"page", "items_per_page"} & set(found):
        each = str(min(int(each), size))
        found |= {"$top": each, "$skip": str(int(page) * int(each))}
    return found


def _address(request: Request, root: str) -> Address:
    server = str(request.base_url)
    return Address(server, f"{server}{root}")


def _client(request: Request) -> str:
    host = request.client.host if request.client else ""
    return f"{host} {request.headers.get('user-agent', '')}"


def _headers(given: Mapping[str, str], media_type: str) -> dict[str, str]:
    return {**_HEADERS, **given, "Content-Type": media_type}


def _json(body: object) -> Response:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Response(text.encode(), headers=_headers({}, "application/json"))
