"""What the feeds share: addresses, negotiation, validators, RDF with the feeds' prefixes, clean XML text."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlencode

import pyoxigraph as ox
from fastapi import HTTPException, Request, Response
from rdflib import Namespace

from kg.identifiers import Uris
from kg.terms import PREFIXES
from search_api.conditional import is_known
from search_api.negotiation import choose
from search_api.routes.sparql import COMMON_HEADERS
from search_api.sparql.formats import JSON_LD, N_TRIPLES, RDF_XML, TURTLE, content_type
from search_api.sparql.graphs import FORMATS

AS = Namespace("https://www.w3.org/ns/activitystreams#")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
LDES = Namespace("https://w3id.org/ldes#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
TREE = Namespace("https://w3id.org/tree#")
_PREFIXES = PREFIXES | {"as": str(AS), "dcat": str(DCAT), "ldes": str(LDES), "spdx": str(SPDX), "tree": str(TREE)}

RDF_OFFERS = {"ttl": TURTLE, "jsonld": JSON_LD, "nt": N_TRIPLES, "rdf": RDF_XML}
"""Short name for ``?format=`` → media type; the first is the default."""

HTML = "text/html"
IMMUTABLE = "public, max-age=31536000, immutable"
FRESH = "no-cache"

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def address_of(request: Request) -> str:
    """Where this server was reached: links lead there, so that they work on any host and port. Ends in a slash."""
    return str(request.base_url)


def uri_of(uris: Uris, kind: str, key: str) -> str:
    """What an item is about: a language version of a document, else the named graph itself."""
    return uris.document(key) if kind == "document" else uris.graph(kind, key)


def graph_address(request: Request, uris: Uris, kind: str, key: str) -> str:
    """Where the present content of an item's named graph can be had."""
    name = uris.graph(kind, key)
    if name.startswith(uris.base):
        return address_of(request) + name.removeprefix(uris.base)
    return f"{address_of(request)}graph-store?{urlencode({'graph': name})}"


def negotiate(request: Request, offers: Mapping[str, str]) -> str:
    """The media type that the client prefers; ``?format=`` with a short name wins over the header.

    Raises:
        HTTPException: 406, it takes none of those on offer.
    """
    named = request.query_params.get("format")
    accept = ", ".join(request.headers.getlist("accept")) or None
    chosen = offers.get(named.lower()) if named is not None else choose(accept, list(dict.fromkeys(offers.values())))
    if chosen is None:
        raise HTTPException(406, f"This is offered as {', '.join(dict.fromkeys(offers.values()))}.", COMMON_HEADERS)
    return chosen


def answer(
    request: Request, body: bytes, media_type: str, *, caching: str = FRESH, links: Sequence[tuple[str, str]] = ()
) -> Response:
    """The body with a validator; 304 when the client has it already.

    ``links`` are (relation, address) pairs for the Link header (RFC 8288).
    """
    tag = f'W/"{hashlib.sha256(media_type.encode() + body).hexdigest()[:32]}"'
    headers = {**COMMON_HEADERS, "ETag": tag, "Cache-Control": caching}
    if links:
        headers["Link"] = ", ".join(f'<{target}>; rel="{relation}"' for relation, target in links)
    if is_known(request, tag):
        return Response(status_code=304, headers=headers)
    return Response(body, headers={**headers, "Content-Type": content_type(media_type)})


def rdf(triples: Iterable[ox.Triple], media_type: str) -> bytes:
    """The statements in their order, with the prefixes that they use."""
    statements = list(triples)
    text = "\n".join(map(str, statements))
    prefixes = {name: namespace for name, namespace in _PREFIXES.items() if namespace in text}
    return ox.serialize(statements, format=FORMATS[media_type], prefixes=prefixes) or b""


def xml_text(text: str) -> str:
    """The text without the characters that no XML document can hold (XML 1.0, production 2)."""
    return _NOT_XML.sub("", text)
