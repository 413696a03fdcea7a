"""The whole graph as one stream, the same bytes for the same base."""

from __future__ import annotations

from collections.abc import Iterator

from kg.catalog import Catalog
from kg.identifiers import Uris
from kg.settings import Settings


def nquads(settings: Settings) -> Iterator[bytes]:
    """Lines of N-Quads, item by item in the order of their keys.

    Raises:
        NotFound: there is no base in ``settings.data``.
    """
    uris = Uris(settings.base_uri)
    catalog = Catalog.read(settings.data / "catalog.db")
    try:
        for item in sorted(catalog.items(), key=lambda i: (i.kind, i.key)):
            graph = f" <{uris.graph(item.kind, item.key)}> .\n".encode()
            for line in catalog.triples(item.id).splitlines():
                yield line.removesuffix(b".").rstrip() + graph
    finally:
        catalog.close()
