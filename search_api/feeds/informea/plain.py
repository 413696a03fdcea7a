"""Plain JSON: ``{"value": […]}``, of OData 4 and, with other names around it, of OData 3."""

from __future__ import annotations

from datetime import datetime

from kg.views.listing import JsonObject
from search_api.feeds.informea.envelope import Address, Envelope, Page, View
from search_api.feeds.informea.rows import Row, Scalar
from search_api.feeds.informea.schema import SETS, EntitySet, Kind, set_of


class Plain:
    """Writes rows for one request.

    Args:
        envelope: V4, or LIGHT for OData 3.
        address: of the service.
        view: what is shown of each row; lists only when they are expanded.
    """

    def __init__(self, envelope: Envelope, address: Address, view: View) -> None:
        self._new = envelope is Envelope.V4
        self._mark = "@odata." if self._new else "odata."
        self._context = "@odata.context" if self._new else "odata.metadata"
        self._address, self._view = address, view

    def page(self, page: Page) -> JsonObject:
        """A page of rows."""
        found: JsonObject = {self._context: self._metadata(f"#{page.set.name}")}
        if page.total is not None:
            found[f"{self._mark}count"] = page.total if self._new else str(page.total)
        found["value"] = [self._row(row, page.set, self._view) for row in page.rows]
        if page.following is not None:
            found[f"{self._mark}nextLink"] = page.following
        return found

    def single(self, row: Row, set_: EntitySet) -> JsonObject:
        """One row."""
        fragment = f"#{set_.name}/$entity" if self._new else f"#{set_.name}/@Element"
        return {self._context: self._metadata(fragment), **self._row(row, set_, self._view)}

    def value(self, name: str, kind: Kind, value: Scalar) -> JsonObject:
        """One property."""
        return {self._context: self._metadata(f"#{name}"), "value": _written(value, kind, new=self._new)}

    def service(self) -> JsonObject:
        """The sets and their addresses."""
        sets = [s.name for s in SETS if s.listed]
        kind = {"kind": "EntitySet"} if self._new else {}
        return {self._context: self._metadata(""), "value": [{"name": n, **kind, "url": n} for n in sets]}

    def _metadata(self, fragment: str) -> str:
        return f"{self._address.root}$metadata{fragment}"

    def _row(self, row: Row, set_: EntitySet, view: View) -> JsonObject:
        found: JsonObject = {
            p.name: _written(self._address.value(p, row.values[p.name]), p.kind, new=self._new)
            for p in set_.type.properties
            if view.shows(p.name)
        }
        for n in set_.type.navigations:
            if n.name in view.expanded:
                found[n.name] = [self._row(part, set_of(n.type), View()) for part in row.lists[n.name]]
        return found


def _written(value: Scalar, kind: Kind, *, new: bool) -> Scalar:
    """Times in ISO 8601; long integers as numbers in OData 4, as text in OData 3."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds").replace("+00:00", "Z" if new else "")
    return str(value) if kind is Kind.LONG and value is not None and not new else value
