"""What the catalog tells of things that are no longer in the graph."""

from __future__ import annotations

from pathlib import Path

from kg.catalog import Catalog, NewItem
from search_api.routes.things import Removed, Renamed, catalog_history


def item(key: str) -> NewItem:
    return NewItem("document", key, "w", "Title", "en", "a.md", "/a.md", "text/markdown", key, {}, b"", (), ())


def test_removed_and_renamed_things_are_remembered(tmp_path: Path) -> None:
    catalog = Catalog.create(tmp_path / "catalog.db")
    look_up = catalog_history(lambda: catalog)
    catalog.put(item("old"), None, {})
    assert look_up("document", "old") is None
    catalog.put(item("new"), catalog.item("document", "old"), {})
    assert look_up("document", "old") == Renamed("new")
    stored = catalog.item("document", "new")
    assert stored is not None
    catalog.remove(stored)
    gone = look_up("document", "new")
    assert isinstance(gone, Removed)
    assert gone.at[:2] == "20"
    assert look_up("party", "new") is None
