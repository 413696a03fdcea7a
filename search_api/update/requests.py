"""What a request to write says: SPARQL 1.1 Protocol, section 2.2, and Graph Store HTTP Protocol, section 4."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

import pyoxigraph as ox
from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.types import Message

from search_api.sparql.formats import GRAPH, RDF_XML
from search_api.sparql.protocol import FORM, UPDATE, ProtocolError
from search_api.update.store import SentGraph, Update

MULTIPART = "multipart/form-data"


@dataclass(frozen=True, slots=True)
class Target:
    """Which graph a request is about. ``name`` None is the default graph."""

    name: str | None


def target_of(request: Request) -> Target | None:
    """The graph that ``?graph=`` or ``?default`` names; None when neither is given.

    Raises:
        ProtocolError: 400, both are given, one is given twice, or the name is no absolute IRI.
    """
    parameters = parse_qsl(request.url.query, keep_blank_values=True)
    named = [value for name, value in parameters if name == "graph"]
    default = any(name == "default" for name, _ in parameters)
    if len(named) + default > 1:
        raise ProtocolError(400, "The request names more than one graph.", remedy="Give ?graph=IRI or ?default.")
    if default:
        return Target(None)
    if not named:
        return None
    try:
        return Target(ox.NamedNode(named[0]).value)
    except ValueError:
        raise ProtocolError(
            400, f"“{named[0]}” is not the name of a graph.", remedy="Give an absolute IRI, percent-encoded."
        ) from None


async def read_update(request: Request, most: int) -> Update:
    """The update of a POST, direct or in a form, with its dataset.

    Raises:
        ProtocolError: 400, 413 or 415.
    """
    parameters = parse_qsl(request.url.query, keep_blank_values=True)
    media_type = _media_type(request.headers.get("content-type", ""))
    if media_type not in {UPDATE, FORM}:
        raise ProtocolError(415, f"An update is posted as {UPDATE} or {FORM}.")
    body = _text(await read_body(request, most))
    if media_type == FORM:
        parameters = parse_qsl(body, keep_blank_values=True)
    texts = [value for name, value in parameters if name == "update"]
    texts += [body] if media_type == UPDATE else []
    if len(texts) != 1:
        raise ProtocolError(400, f"The request holds {len(texts)} updates.", remedy="Send one, as the field `update`.")
    if any(name == "query" for name, _ in parameters):
        raise ProtocolError(400, "This endpoint takes updates.", remedy="Send queries to /sparql.")
    using = tuple(value for name, value in parameters if name == "using-graph-uri")
    named = tuple(value for name, value in parameters if name == "using-named-graph-uri")
    return Update(texts[0], using, named)


async def read_graphs(request: Request, most: int) -> list[SentGraph]:
    """The graph in the body of a PUT or POST; several, where a form holds several files.

    Without Content-Type it is RDF/XML (Graph Store HTTP Protocol, section 5.3).

    Raises:
        ProtocolError: 400, 413 or 415.
    """
    given = request.headers.get("content-type", "")
    body = await read_body(request, most)
    if _media_type(given) != MULTIPART:
        return [SentGraph(body, graph_type(given))]

    async def replay() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async with Request(request.scope, replay).form() as form:
        files = [value for _, value in form.multi_items() if isinstance(value, UploadFile)]
        if not files:
            raise ProtocolError(400, "The form holds no file.", remedy="Send each graph as a file with its type.")
        return [SentGraph(await file.read(), graph_type(file.content_type or "")) for file in files]


async def read_body(request: Request, most: int) -> bytes:
    """The body. Raises ProtocolError: 413 over ``most`` bytes, 415 when it is compressed."""
    if request.headers.get("content-encoding", "identity") != "identity":
        raise ProtocolError(415, "The body is compressed.", remedy="Send it as it is.")
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > most:
            raise ProtocolError(413, f"The request is larger than {most:,} bytes.", remedy="Send it in parts.")
    return bytes(body)


def graph_type(content_type: str) -> str:
    """The format of a graph by its Content-Type; none is RDF/XML. Raises ProtocolError: 415."""
    given = _media_type(content_type)
    media_type = GRAPH.get(given, "") if given else RDF_XML
    if not media_type:
        raise ProtocolError(
            415, f"{given} is not read here.", remedy=f"Send {', '.join(dict.fromkeys(GRAPH.values()))}."
        )
    return media_type


def _media_type(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise ProtocolError(400, "The update is not valid UTF-8.") from None
