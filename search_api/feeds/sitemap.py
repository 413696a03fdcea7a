"""``/sitemap.xml`` and ``/robots.txt``: which pages there are (https://www.sitemaps.org/protocol.html)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from lxml import etree
from lxml.builder import ElementMaker

from kg.snapshot import Snapshot
from kg.terms import MEA
from kg.views.things import statements
from search_api.pages.links import LISTS, page_of

LARGEST = 50_000
"""Most addresses in one file; the protocol allows no more."""

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NAMESPACES: dict[Any, str] = {None: _NAMESPACE}
_S = ElementMaker(namespace=_NAMESPACE, nsmap=_NAMESPACES)
_TITLED = (MEA.Project, MEA.Meeting, MEA.Decision)

ROBOTS = """\
# Everything here may be read. For the whole base take a dump ({address}dumps/) or a feed
# ({address}ldes, {address}oai) instead of every page; send queries to /sparql one after the other,
# with a second between them. An answer 429 or 503 says in Retry-After how long to wait.
User-agent: *
Crawl-delay: 1
Allow: /

Sitemap: {address}sitemap.xml
"""


def pages(snapshot: Snapshot) -> list[tuple[str, str | None]]:
    """(path, date of its last change where it is known) of every page, once for each state of the base."""
    known: list[tuple[str, str | None]] | None = snapshot.cache.get("sitemap")
    if known is None:
        known = snapshot.cache["sitemap"] = list(dict.fromkeys(_pages(snapshot)))
    return known


def sitemap(snapshot: Snapshot, address: str) -> bytes:
    """The index of sitemaps."""
    count = max(1, -(-len(pages(snapshot)) // LARGEST))
    root = _S.sitemapindex(*(_S.sitemap(_S.loc(f"{address}sitemap/{n}.xml")) for n in range(1, count + 1)))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def sitemap_page(snapshot: Snapshot, address: str, number: int) -> bytes | None:
    """One of the sitemaps, counted from 1; None when there is no such one."""
    shown = pages(snapshot)[(number - 1) * LARGEST : number * LARGEST] if number >= 1 else []
    if not shown:
        return None
    root = _S.urlset()
    for path, changed in shown:
        url = _S.url(_S.loc(address + path.removeprefix("/")))
        if changed:
            url.append(_S.lastmod(changed))
        root.append(url)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _pages(snapshot: Snapshot) -> Iterator[tuple[str, str | None]]:
    yield "/", None
    yield "/about", None
    for name in ("themes", *LISTS.values()):
        yield f"/{name}", None
    for item in sorted(snapshot.documents.values(), key=lambda i: i.key):
        yield page_of(snapshot.uris, snapshot.uris.document(item.key)) or "/", _day(item.updated)
    titled = (uri for of_class in _TITLED for uri in statements(snapshot, of_class))
    for uri in sorted({*snapshot.entities, *titled}):
        if snapshot.uris.key_of(uri) and (path := page_of(snapshot.uris, uri)):
            yield path, None


def _day(at: str) -> str:
    return date.fromisoformat(at[:10]).isoformat()
