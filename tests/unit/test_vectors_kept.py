"""Quantised indexes that are kept in files, against indexes made anew from the same catalog."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from kg.catalog import NewItem, WritableCatalog, text_hash
from kg.embedding.encoder import Vectors
from kg.model import Eid, Passage, PassageKind
from kg.vectors import language_indexes
from kg.vectors.centring import Centring
from kg.vectors.index import Ids
from kg.vectors.kept_indexes import open_indexes
from kg.vectors.language_indexes import LanguageIndexes

WIDTH = 64
MEAN = np.zeros(WIDTH, np.float32)
CENTRING = Centring(((WIDTH, 1.0),), {"en": MEAN}, {"en": MEAN, "fr": MEAN})


def document(number: int, language: str, texts: list[str]) -> NewItem:
    passages = [
        Passage(Eid(f"body__para_{n}"), "body", str(n), PassageKind.PARAGRAPH, text, language, n)
        for n, text in enumerate(texts)
    ]
    return NewItem(
        kind="document", key=f"d{number}", work=f"d{number}", title="", language=language, source="",
        origin=f"d{number}", media_type="text/plain", sha256=str(number), metadata={}, triples=b"",
        passages=passages, encoded=texts,
    )  # fmt: skip


def put(catalog: WritableCatalog, number: int, language: str, texts: list[str]) -> None:
    vectors = {text_hash(t): np.random.default_rng(abs(hash(t))).normal(size=WIDTH).astype(np.float32) for t in texts}
    catalog.put(document(number, language, texts), catalog.item("document", f"d{number}"), vectors)


@pytest.fixture
def catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WritableCatalog]:
    monkeypatch.setattr(language_indexes, "EXACT_UP_TO", 50)
    found = WritableCatalog.create(tmp_path / "catalog.db")
    for number in range(20):
        put(found, number, "en", [f"{number} {n}" for n in range(10)])
    put(found, 100, "fr", ["un", "deux"])
    yield found
    found.close()


def same(one: LanguageIndexes, other: LanguageIndexes, atol: float = 0.0) -> None:
    assert (len(one), one.languages()) == (len(other), other.languages())
    for seed, language in ((1, "en"), (2, "en"), (3, "fr")):
        question = np.random.default_rng(seed).normal(size=WIDTH).astype(np.float32)
        found, expected = (
            dict(zip(*each.search(question, "en", language, 1000), strict=True)) for each in (one, other)
        )
        assert found.keys() == expected.keys()
        np.testing.assert_allclose([found[p] for p in sorted(found)], [expected[p] for p in sorted(found)], atol=atol)


def anew(catalog: WritableCatalog) -> LanguageIndexes:
    return LanguageIndexes.build(catalog.passage_language_codes(), catalog.language_vectors, CENTRING)


def test_what_was_kept_is_read_and_nothing_is_quantised_again(
    catalog: WritableCatalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = open_indexes(tmp_path / "vectors", "m@1", catalog, CENTRING)
    same(first, anew(catalog))
    asked: list[str] = []
    read = catalog.language_vectors

    def noted(language: str) -> tuple[Ids, Vectors]:
        asked.append(language)
        return read(language)

    monkeypatch.setattr(catalog, "language_vectors", noted)
    same(open_indexes(tmp_path / "vectors", "m@1", catalog, CENTRING), first)
    assert asked == ["fr"]  # small, and not kept
    open_indexes(tmp_path / "vectors", "m@2", catalog, CENTRING)
    assert asked.count("en") == 1
    assert [path.name for path in (tmp_path / "vectors").iterdir()] == ["2"]


def test_what_changed_since_is_found_passage_by_passage(catalog: WritableCatalog, tmp_path: Path) -> None:
    open_indexes(tmp_path / "vectors", "m", catalog, CENTRING)
    put(catalog, 3, "en", ["3 0", "another text"])  # read anew: other numbers, most of its passages gone
    put(catalog, 200, "fr", ["trois"])
    removed = catalog.item("document", "d7")
    assert removed is not None
    catalog.remove(removed)
    same(open_indexes(tmp_path / "vectors", "m", catalog, CENTRING), anew(catalog), atol=0.05)


@pytest.mark.parametrize("damage", ["cut", "lost", "other"])
def test_files_that_cannot_be_read_are_made_anew(
    catalog: WritableCatalog, tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    first = open_indexes(tmp_path / "vectors", "m", catalog, CENTRING)
    codes = tmp_path / "vectors" / "1" / "en" / "vectors.faiss"
    content = codes.read_bytes()
    codes.unlink()  # and not written over: it is mapped
    if damage == "cut":
        codes.write_bytes(content[:-1000])
    elif damage == "other":
        shutil.copy(codes.with_name("mean.npy"), codes)
    same(open_indexes(tmp_path / "vectors", "m", catalog, CENTRING), first)
    assert "cannot be read" in caplog.text
    assert (tmp_path / "vectors" / "2").is_dir()


def test_a_base_that_cannot_be_written_to_is_read_all_the_same(
    catalog: WritableCatalog, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "vectors").write_text("in the way")
    same(open_indexes(tmp_path / "vectors", "m", catalog, CENTRING), anew(catalog))
    assert "cannot be kept" in caplog.text
