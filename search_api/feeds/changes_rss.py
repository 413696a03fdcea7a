"""The change log as RSS 2.0. A removed item is an item with the category DELETE: RSS has no tombstones."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime
from urllib.parse import urlencode

from fastapi import Request
from lxml import etree
from lxml.builder import E, ElementMaker

from kg.catalog import Change
from kg.identifiers import Uris
from kg.settings import Settings
from search_api.feeds.answers import address_of, uri_of, xml_text
from search_api.feeds.changes import ACTIONS, Feed

MEDIA_TYPE = "application/rss+xml"
_ATOM = "http://www.w3.org/2005/Atom"
_A = ElementMaker(namespace=_ATOM, nsmap={"atom": _ATOM})


def rss(feed: Feed, request: Request, uris: Uris, settings: Settings) -> bytes:
    """The feed as an RSS document."""
    own = f"{address_of(request)}changes.rss"
    channel = E.channel(
        E.title(f"Changes of {xml_text(settings.publisher)}"),
        E.link(f"{address_of(request)}changes"),
        E.description("What was added, changed and removed."),
        E.lastBuildDate(_date(feed.updated)),
        _A.link(rel="self", type=MEDIA_TYPE, href=own + (f"?{urlencode(feed.query)}" if feed.query else "")),
    )
    for relation, query in feed.links.items():
        channel.append(_A.link(rel=relation, type=MEDIA_TYPE, href=f"{own}?{urlencode(query)}"))
    for change in feed.entries:
        channel.append(_item(change, request, uris))
    return etree.tostring(E.rss(channel, version="2.0"), xml_declaration=True, encoding="UTF-8")


def _item(change: Change, request: Request, uris: Uris) -> etree._Element:
    item: etree._Element = E.item(
        E.title(xml_text(change.title)),
        E.link(uri_of(uris, change.kind, change.key)),
        E.guid(f"{address_of(request)}changes/{change.sequence}", isPermaLink="true"),
        E.category(ACTIONS[change.action]),
        E.pubDate(_date(change.at)),
    )
    return item


def _date(at: str) -> str:
    return format_datetime(datetime.fromisoformat(at))
