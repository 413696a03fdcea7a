"""What became of things that are not in the graph any more, and where to read on about those that are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from search_api.routes.thing_history import Removed, Renamed, catalog_history, further_reading
from tests.feeds_base import BASE, FeedsBase

CONCEPT = f"{BASE}id/concept/topics.mercury"
TRIPLES = (
    f"<{CONCEPT}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/2004/02/skos/core#Concept> .\n"
)


@pytest.fixture
def base(tmp_path: Path) -> Iterator[FeedsBase]:
    made = FeedsBase(tmp_path / "data")
    yield made
    made.close()


def test_removed_and_renamed(base: FeedsBase) -> None:
    base.put("a.en")
    base.put("b.en")
    base.put("c.en", renames="b.en")
    base.put("topics", "taxonomy", triples=TRIPLES.encode())
    base.remove("a.en")
    base.put("topics", "taxonomy", triples=b"<urn:a> <urn:b> <urn:c> .\n")
    catalog = base.base.snapshot.catalog
    look_up = catalog_history(base.base.uris, lambda: catalog)
    item = catalog.item("document", "a.en")
    assert item is not None
    assert look_up("document", "a.en") == look_up("passage", "a.en/body__para_1") == Removed(item.updated)
    assert look_up("document", "b.en") == Renamed("c.en")
    assert look_up("passage", "b.en/body__para_1") == Renamed("c.en/body__para_1")
    assert isinstance(look_up("concept", "topics.mercury"), Removed)
    assert [look_up(*name) for name in (("document", "c.en"), ("concept", "topics.x"), ("party", "FRA"))] == [None] * 3


def test_where_to_read_on(base: FeedsBase) -> None:
    base.put("a.en")
    more = further_reading(base.base.uris, lambda: base.base.snapshot.catalog)
    assert more(f"{BASE}id/document/a.en") == [f"{BASE}documents/a.en", f"{BASE}graph/document/a.en"]
    assert more(CONCEPT) == [f"{BASE}themes/topics.mercury"]
    assert more(f"{BASE}id/treaty/minamata") == more("http://example.org/") == []
