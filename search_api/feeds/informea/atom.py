"""Atom, the XML of OData 2 (RFC 4287, with Microsoft's namespaces for properties)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from lxml import etree

from search_api.feeds.informea.envelope import Address, Page, View
from search_api.feeds.informea.rows import Row, Scalar
from search_api.feeds.informea.schema import NAMESPACE, SETS, EntitySet, Kind, set_of

ATOM = "http://www.w3.org/2005/Atom"
APP = "http://www.w3.org/2007/app"
DATA = "http://schemas.microsoft.com/ado/2007/08/dataservices"
METADATA = f"{DATA}/metadata"
RELATED = f"{DATA}/related"
SCHEME = f"{DATA}/scheme"

_NAMES: dict[Any, str] = {None: ATOM, "d": DATA, "m": METADATA}
_SERVICE_NAMES: dict[Any, str] = {None: APP, "atom": ATOM}
"""Namespaces by prefix; none for the default one, which the stubs of lxml do not know."""


class Atom:
    """Writes rows for one request.

    Args:
        address: of the service.
        view: what is shown of each row.
    """

    def __init__(self, address: Address, view: View) -> None:
        self._address, self._view = address, view

    def page(self, page: Page) -> bytes:
        """A page of rows as a feed."""
        feed = etree.Element(f"{{{ATOM}}}feed", nsmap=_NAMES)
        self._fill(feed, page.set, page.rows, page.address, self._view, page.total)
        if page.following is not None:
            etree.SubElement(feed, f"{{{ATOM}}}link", rel="next", href=page.following)
        return _bytes(feed)

    def single(self, row: Row, set_: EntitySet) -> bytes:
        """One row as an entry."""
        entry = etree.Element(f"{{{ATOM}}}entry", nsmap=_NAMES)
        self._entry(entry, row, set_, self._view)
        return _bytes(entry)

    def value(self, name: str, kind: Kind, value: Scalar) -> bytes:
        """One property."""
        element = etree.Element(f"{{{DATA}}}{name}", nsmap={"d": DATA, "m": METADATA})
        _set(element, kind, value)
        return _bytes(element)

    def service(self) -> bytes:
        """The service document (RFC 5023)."""
        service = etree.Element(f"{{{APP}}}service", nsmap=_SERVICE_NAMES)
        service.set("{http://www.w3.org/XML/1998/namespace}base", self._address.root)
        workspace = etree.SubElement(service, f"{{{APP}}}workspace")
        etree.SubElement(workspace, f"{{{ATOM}}}title").text = "Default"
        for set_ in (s for s in SETS if s.listed):
            collection = etree.SubElement(workspace, f"{{{APP}}}collection", href=set_.name)
            etree.SubElement(collection, f"{{{ATOM}}}title").text = set_.name
        return _bytes(service)

    def _fill(
        self, feed: etree._Element, set_: EntitySet, rows: tuple[Row, ...], at: str, view: View, total: int | None
    ) -> None:
        if total is not None:
            etree.SubElement(feed, f"{{{METADATA}}}count").text = str(total)
        etree.SubElement(feed, f"{{{ATOM}}}id").text = at
        etree.SubElement(feed, f"{{{ATOM}}}title", type="text").text = set_.name
        times = [t for row in rows if isinstance(t := row.values.get("updated"), datetime)]
        etree.SubElement(feed, f"{{{ATOM}}}updated").text = _moment(max(times, default=None))
        etree.SubElement(feed, f"{{{ATOM}}}link", rel="self", title=set_.name, href=at)
        for row in rows:
            self._entry(etree.SubElement(feed, f"{{{ATOM}}}entry"), row, set_, view)

    def _entry(self, entry: etree._Element, row: Row, set_: EntitySet, view: View) -> None:
        at = self._address.of(set_, row)
        etree.SubElement(entry, f"{{{ATOM}}}id").text = at
        etree.SubElement(entry, f"{{{ATOM}}}title", type="text").text = row.id
        updated = row.values.get("updated")
        etree.SubElement(entry, f"{{{ATOM}}}updated").text = _moment(updated if isinstance(updated, datetime) else None)
        author = etree.SubElement(entry, f"{{{ATOM}}}author")
        etree.SubElement(author, f"{{{ATOM}}}name")
        etree.SubElement(entry, f"{{{ATOM}}}link", rel="self", title=set_.type.name, href=at)
        for n in set_.type.navigations:
            if view.shows(n.name):
                link = etree.SubElement(entry, f"{{{ATOM}}}link", rel=f"{RELATED}/{n.name}", title=n.name)
                link.set("type", "application/atom+xml;type=feed")
                link.set("href", f"{at}/{n.name}")
                if n.name in view.expanded:
                    inner = etree.SubElement(etree.SubElement(link, f"{{{METADATA}}}inline"), f"{{{ATOM}}}feed")
                    self._fill(inner, set_of(n.type), row.lists[n.name], f"{at}/{n.name}", View(), None)
        etree.SubElement(entry, f"{{{ATOM}}}category", term=f"{NAMESPACE}.{set_.type.name}", scheme=SCHEME)
        content = etree.SubElement(entry, f"{{{ATOM}}}content", type="application/xml")
        properties = etree.SubElement(content, f"{{{METADATA}}}properties")
        for p in set_.type.properties:
            if view.shows(p.name):
                element = etree.SubElement(properties, f"{{{DATA}}}{p.name}")
                _set(element, p.kind, self._address.value(p, row.values[p.name]))


def _set(element: etree._Element, kind: Kind, value: Scalar) -> None:
    if kind is not Kind.TEXT:
        element.set(f"{{{METADATA}}}type", kind.value)
    if value is None:
        element.set(f"{{{METADATA}}}null", "true")
    elif isinstance(value, datetime):
        element.text = value.isoformat(timespec="milliseconds").removesuffix("+00:00")
    else:
        element.text = str(value).lower() if isinstance(value, bool) else str(value)


def _moment(at: datetime | None) -> str:
    """Atom demands a time; the beginning of time stands for none."""
    return (at or datetime.fromtimestamp(0, UTC)).isoformat(timespec="seconds").replace("+00:00", "Z")


def _bytes(element: etree._Element) -> bytes:
    return bytes(etree.tostring(element, xml_declaration=True, encoding="utf-8"))
