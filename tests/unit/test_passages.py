"""The columns of all passages, and what moving on with them gives."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kg.catalog import Item, NewItem, WritableCatalog
from kg.model import Eid, Passage, PassageKind
from kg.passages import MISSING, PassageColumns


def put(catalog: WritableCatalog, key: str, texts: list[str], replaces: Item | None = None) -> Item:
    passages = [
        Passage(
            Eid(f"body__para_{n}"), "body", str(n), PassageKind.PARAGRAPH if n else PassageKind.HEADING, text, "zh", n
        )
        for n, text in enumerate(texts)
    ]
    new = NewItem(
        "document", key, key.partition(".")[0], key, "zh", key, key, "text/plain", key, {}, b"", passages, texts
    )  # fmt: skip
    catalog.put(new, replaces, {})
    found = catalog.item("document", key)
    assert found is not None
    return found


def documents(catalog: WritableCatalog) -> dict[int, Item]:
    return {item.id: item for item in catalog.items("document")}


def named(columns: PassageColumns) -> list[tuple[object, ...]]:
    """The rows with names for numbers, which may differ between two ways to the same rows."""
    works, eids, languages = columns.works.all(), columns.eids.all(), columns.languages.all()
    return [
        (p, i, works[w], eids[e], languages[lang], n, h)
        for p, i, w, e, lang, n, h in zip(
            columns.ids.tolist(),
            columns.item.tolist(),
            columns.work.tolist(),
            columns.eid.tolist(),
            columns.language.tolist(),
            columns.length.tolist(),
            columns.heading.tolist(),
            strict=True,
        )
    ]


@pytest.fixture
def catalog(tmp_path: Path) -> WritableCatalog:
    return WritableCatalog.create(tmp_path / "catalog.db")


def test_columns_say_where_each_passage_stands(catalog: WritableCatalog) -> None:
    item = put(catalog, "a.zh", ["标题", "第一段文字"])
    columns = PassageColumns.read(catalog, documents(catalog))
    assert named(columns) == [
        (1, item.id, "a", "body__para_0", "zh", 2, True),
        (2, item.id, "a", "body__para_1", "zh", 5, False),
    ]
    assert columns.rows(np.array([2, 7, 1])).tolist() == [1, MISSING, 0]
    assert columns.of_items([item.id]).tolist() == [1, 2]


def test_moving_on_gives_what_reading_anew_gives(catalog: WritableCatalog) -> None:
    first, second = put(catalog, "a.zh", ["x", "一"]), put(catalog, "b.zh", ["y", "二"])
    before = PassageColumns.read(catalog, documents(catalog))
    kept = named(before)
    put(catalog, "a.zh", ["x", "三", "四"], first)
    catalog.remove(second)
    third = put(catalog, "c.zh", ["z"])
    after = before.updated(catalog, documents(catalog), [first.id, second.id, third.id])
    assert named(after) == named(PassageColumns.read(catalog, documents(catalog)))
    assert len(after) == 4
    assert named(before) == kept


def test_an_empty_base_has_no_rows(catalog: WritableCatalog) -> None:
    columns = PassageColumns.read(catalog, {})
    assert len(columns) == 0
    assert columns.rows(np.array([1])).tolist() == [MISSING]
