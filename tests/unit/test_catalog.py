"""The catalog: commits whole, replaces, removes, remembers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kg.catalog import Catalog, NewItem, WritableCatalog, text_hash
from kg.errors import NotFound
from kg.model import Eid, Mention, Passage, PassageKind, Uri


def passage(order: int, text: str) -> Passage:
    mention = Mention((0, 1), "date", "2025-01-01", Uri("http://x/id/concept/y"), "test", 0.5)
    return Passage(
        Eid(f"body__para_{order}"),
        "body",
        str(order),
        PassageKind.PARAGRAPH,
        text,
        "en",
        order,
        1,
        ((0, 2),),
        (mention,),
    )


def item(key: str = "doc.en", sha: str = "aa", texts: tuple[str, ...] = ("one", "two")) -> NewItem:
    passages = [passage(i, t) for i, t in enumerate(texts, 1)]
    return NewItem("document", key, "doc", "Title", "en", "a.md", f"/x/{sha}", "text/markdown", sha, {"kind": "note"},
                   b"<http://x/a> <http://x/b> <http://x/c> .\n", passages, texts)  # fmt: skip


def vectors(*texts: str) -> dict[str, np.ndarray]:
    return {text_hash(t): np.full(4, len(t), np.float32) for t in texts}


@pytest.fixture
def catalog(tmp_path: Path) -> WritableCatalog:
    return WritableCatalog.create(tmp_path / "catalog.db")


def test_what_is_put_comes_back(catalog: WritableCatalog) -> None:
    change = catalog.put(item(), None, vectors("one", "two"))
    assert (change.sequence, change.action) == (1, "create")
    stored = catalog.item("document", "doc.en")
    assert stored is not None
    assert (stored.title, stored.version, stored.sequence, stored.metadata) == ("Title", 1, 1, {"kind": "note"})
    found = catalog.passages(stored.id)
    assert [p.text for p in found] == ["one", "two"]
    assert found[0].mentions == passage(1, "one").mentions
    assert found[0].emphasis == ((0, 2),)
    assert catalog.triples(stored.id).startswith(b"<http://x/a>")
    assert {(i, lang): list(v) for i, lang, v in catalog.vectors()} == {(1, "en"): [3] * 4, (2, "en"): [3] * 4}


def test_a_new_version_replaces_passages_and_drops_their_vectors(catalog: WritableCatalog) -> None:
    catalog.put(item(), None, vectors("one", "two"))
    change = catalog.put(item(sha="bb", texts=("two", "three")), catalog.item("document", "doc.en"), vectors("three"))
    assert change.action == "update"
    stored = catalog.item("document", "doc.en")
    assert stored is not None
    assert stored.version == 2
    assert [p.text for p in catalog.passages(stored.id)] == ["two", "three"]
    assert catalog.known_vectors([text_hash(t) for t in ("one", "two", "three")]) == {
        text_hash("two"),
        text_hash("three"),
    }
    assert catalog.by_content("aa") == stored, "the old content still leads to the item"


def test_removal_leaves_a_tombstone_and_nothing_else(catalog: WritableCatalog) -> None:
    catalog.put(item(), None, vectors("one", "two"))
    stored = catalog.item("document", "doc.en")
    assert stored is not None
    catalog.remove(stored)
    gone = catalog.item("document", "doc.en")
    assert gone is not None
    assert gone.removed
    assert catalog.triples(gone.id) == b""
    assert catalog.passages(gone.id) == []
    assert list(catalog.vectors()) == []
    assert [c.action for c in catalog.changes()] == ["create", "delete"]
    assert catalog.by_content("aa") is None


def test_a_commit_is_all_or_nothing(catalog: WritableCatalog) -> None:
    twice = item(texts=("one",))
    broken = NewItem(
        **{n: getattr(twice, n) for n in NewItem.__dataclass_fields__}
        | {"passages": [passage(1, "a")] * 2, "encoded": ["a", "a"]}
    )
    with pytest.raises(Exception, match="UNIQUE"):
        catalog.put(broken, None, vectors("a"))
    assert catalog.items() == []
    assert catalog.sequence() == 0
    assert catalog.known_vectors([text_hash("a")]) == set()


def test_a_reader_sees_the_state_it_was_opened_in(tmp_path: Path, catalog: WritableCatalog) -> None:
    catalog.put(item(), None, vectors("one", "two"))
    reader = Catalog.read(tmp_path / "catalog.db")
    catalog.put(item(sha="bb", texts=("new",)), catalog.item("document", "doc.en"), vectors("new"))
    assert reader.sequence() == 1
    assert [p.text for p in reader.passages(1)] == ["one", "two"]
    reader.close()
    newer = Catalog.read(tmp_path / "catalog.db")
    assert [p.text for p in newer.passages(1)] == ["new"]
    newer.close()


def test_a_better_key_redirects_the_old_one(catalog: WritableCatalog) -> None:
    catalog.put(item("sha-1.en"), None, vectors("one", "two"))
    catalog.put(item("doc-7.en", sha="bb"), catalog.item("document", "sha-1.en"), {})
    assert catalog.redirect("document", "sha-1.en") == "doc-7.en"
    catalog.put(item("doc-8.en", sha="cc"), catalog.item("document", "doc-7.en"), {})
    assert catalog.redirect("document", "sha-1.en") == "doc-8.en"
    assert sorted(catalog.former_keys("document", "doc-8.en")) == ["doc-7.en", "sha-1.en"]


def test_the_ledger_closes_what_a_killed_run_left_open(catalog: WritableCatalog) -> None:
    done = catalog.begin("run", "a.md", None)
    catalog.end(done, "created")
    catalog.begin("run", "b.md", None)
    assert catalog.interrupted() == ["b.md"]
    assert catalog.interrupted() == []


def test_reading_where_there_is_no_base_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="There is no base"):
        Catalog.read(tmp_path / "catalog.db")
