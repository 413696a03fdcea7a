"""Verbose JSON: ``{"d": …}``, as the toolkit's services of OData 2 and CBD's of OData 3 write it."""

from __future__ import annotations

from datetime import datetime

from kg.views.listing import JsonObject
from search_api.feeds.informea.envelope import Address, Envelope, Page, View
from search_api.feeds.informea.rows import Row, Scalar
from search_api.feeds.informea.schema import NAMESPACE, SETS, EntitySet, Kind, set_of


class Verbose:
    """Writes rows for one request.

    Args:
        envelope: V2 wraps expanded lists in ``{"results": …}``, V3 leaves them plain.
        address: of the service.
        view: what is shown of each row.
    """

    def __init__(self, envelope: Envelope, address: Address, view: View) -> None:
        self._plain = envelope is Envelope.V3
        self._address, self._view = address, view

    def page(self, page: Page) -> JsonObject:
        """A page of rows."""
        found: JsonObject = {"results": [self._row(row, page.set, self._view) for row in page.rows]}
        if page.total is not None:
            found["__count"] = str(page.total)
        if page.following is not None:
            found["__next"] = page.following
        return {"d": found}

    def single(self, row: Row, set_: EntitySet) -> JsonObject:
        """One row."""
        return {"d": self._row(row, set_, self._view)}

    def value(self, name: str, kind: Kind, value: Scalar) -> JsonObject:
        """One property."""
        return {"d": {name: written(value, kind)}}

    def service(self) -> JsonObject:
        """The names of the sets."""
        return {"d": {"EntitySets": [s.name for s in SETS if s.listed]}}

    def _row(self, row: Row, set_: EntitySet, view: View) -> JsonObject:
        address = self._address.of(set_, row)
        found: JsonObject = {
            "__metadata": {"id": address, "uri": address, "type": f"{NAMESPACE}.{set_.type.name}"},
        }
        for p in set_.type.properties:
            if view.shows(p.name):
                found[p.name] = written(self._address.value(p, row.values[p.name]), p.kind)
        for n in set_.type.navigations:
            if n.name in view.expanded:
                parts = [self._row(part, set_of(n.type), View()) for part in row.lists[n.name]]
                found[n.name] = parts if self._plain else {"results": parts}
            elif view.shows(n.name):
                found[n.name] = {"__deferred": {"uri": f"{address}/{n.name}"}}
        return found


def written(value: Scalar, kind: Kind) -> Scalar:
    """A value as verbose JSON writes it: ``/Date(ms)/``, and long integers as text."""
    if isinstance(value, datetime):
        return f"/Date({round(value.timestamp() * 1000)})/"
    return str(value) if kind is Kind.LONG and value is not None else value
