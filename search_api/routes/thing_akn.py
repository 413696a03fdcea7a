"""Documents as Akoma Ntoso at their own addresses."""

from __future__ import annotations

from collections.abc import Callable

from kg.akn import MEDIA_TYPE, akn_of
from kg.catalog import Catalog
from kg.identifiers import Uris

__all__ = ["MEDIA_TYPE", "Akn", "catalog_akn"]

Akn = Callable[[str], bytes | None]
"""Document key → its text as Akoma Ntoso; None when there is no such document."""


def catalog_akn(uris: Uris, catalog: Callable[[], Catalog]) -> Akn:
    """Documents of the current snapshot as Akoma Ntoso. The key of a Work gives its first language version."""

    def look_up(key: str) -> bytes | None:
        found = catalog()
        item = found.item("document", key)
        if item is None:
            item = next((version for version in found.items("document") if version.work == key), None)
        return None if item is None or item.removed else akn_of(item, found.passages(item.id), uris)

    return look_up
