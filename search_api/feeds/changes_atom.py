"""The change log as Atom (RFC 4287), with archives (RFC 5005) and tombstones (RFC 6721).

An entry's id is the URI of the item, so that its tombstone names the same
thing. Its category says CREATE or UPDATE; DELETE is a ``deleted-entry``, which
repeats the word as ``dcterms:type`` because it can have no category.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from fastapi import Request
from lxml import etree
from lxml.builder import ElementMaker

from kg.catalog import Change
from kg.identifiers import Uris
from kg.settings import Settings
from search_api.feeds.answers import address_of, graph_address, uri_of, xml_text
from search_api.feeds.changes import ACTIONS, Feed

MEDIA_TYPE = "application/atom+xml"
ATOM, HISTORY = "http://www.w3.org/2005/Atom", "http://purl.org/syndication/history/1.0"
DELETED, TERMS = "http://purl.org/atompub/tombstones/1.0", "http://purl.org/dc/terms/"
_A = ElementMaker(namespace=ATOM, nsmap={None: ATOM, "fh": HISTORY, "at": DELETED, "dcterms": TERMS})
_FH, _AT = ElementMaker(namespace=HISTORY), ElementMaker(namespace=DELETED)
_DC = ElementMaker(namespace=TERMS)
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def atom(feed: Feed, request: Request, uris: Uris, settings: Settings) -> bytes:
    """The feed as an Atom document."""
    own = f"{address_of(request)}changes.atom"
    root = _A.feed(
        _A.id(f"{uris.base}changes"),
        _A.title(f"Changes of {xml_text(settings.publisher)}"),
        _A.updated(feed.updated),
        _A.author(_A.name(xml_text(settings.publisher))),
        _A.link(rel="self", type=MEDIA_TYPE, href=_with(own, feed.query)),
    )
    if feed.query.keys() == {"range"}:
        root.append(_A.link(rel="current", href=own))
    if feed.complete:
        root.append(_FH.archive())
    for relation, query in feed.links.items():
        root.append(_A.link(rel=relation, type=MEDIA_TYPE, href=_with(own, query)))
    for change in feed.entries:
        root.append(_tombstone(change, uris) if change.action == "delete" else _entry(change, request, uris))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _entry(change: Change, request: Request, uris: Uris) -> etree._Element:
    uri = uri_of(uris, change.kind, change.key)
    title = _A.title(xml_text(change.title))
    if change.language:
        title.set(_LANGUAGE, change.language)
    entry: etree._Element = _A.entry(
        _A.id(uri),
        title,
        _A.updated(change.at),
        _A.category(term=ACTIONS[change.action], scheme=f"{uris.base}changes"),
        _A.category(term=change.kind, scheme=f"{uris.base}graph"),
        _A.link(rel="alternate", href=uri),
        _A.link(rel="alternate", type="text/turtle", href=graph_address(request, uris, change.kind, change.key)),
        _A.link(rel="via", href=f"{address_of(request)}changes/{change.sequence}"),
    )
    return entry


def _tombstone(change: Change, uris: Uris) -> etree._Element:
    tombstone: etree._Element = _AT("deleted-entry", ref=uri_of(uris, change.kind, change.key), when=change.at)
    tombstone.append(_AT.comment(xml_text(change.title)))
    tombstone.append(_DC.type(ACTIONS[change.action]))
    return tombstone


def _with(address: str, query: Mapping[str, str]) -> str:
    return f"{address}?{urlencode(query)}" if query else address
