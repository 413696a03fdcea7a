"""A base that an older release made: what it lacks is built anew or said, and it answers."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from kg.base import KnowledgeBase
from kg.catalog import Catalog
from kg.errors import WrongModel
from kg.lexical.analysis import REVISION
from kg.search.model import SearchRequest
from kg.settings import Settings
from kg.upgrade import SCHEMA_VERSION

QUESTION = SearchRequest("What may happen to dental amalgam?", k=3)


def aged(starter_data: Path, data: Path, *statements: str) -> Settings:
    """A copy of the starter base in which some statements have been run."""
    shutil.copytree(starter_data, data)
    db = sqlite3.connect(data / "catalog.db")
    with db:
        for statement in statements:
            db.execute(statement)
    db.close()
    return Settings(data=data)


def found(settings: Settings) -> list[str]:
    base = KnowledgeBase(settings)
    try:
        return [hit.passage.uri for hit in base.search(QUESTION).hits]
    finally:
        base.close()


def test_words_and_tables_of_an_older_release_are_brought_up_to_date(starter_data: Path, tmp_path: Path) -> None:
    settings = aged(
        starter_data,
        tmp_path / "data",
        "ALTER TABLE vector DROP COLUMN chunks",
        "UPDATE meta SET value = '4' WHERE key = 'schema'",
        "UPDATE meta SET value = 'older' WHERE key = 'words'",
    )
    words = settings.data / "words"
    shutil.rmtree(words)
    words.mkdir()
    (words / "meta.json").write_text("{}", "utf-8")  # an index with other fields, as far as the library can tell
    assert len(found(settings)) == 3
    catalog = Catalog.read(settings.data / "catalog.db")
    assert catalog.meta("schema") == SCHEMA_VERSION
    assert catalog.meta("words") == REVISION
    assert catalog.chunk_vectors([p for p, _, _ in catalog.passage_languages()], 896)[1].shape == (0, 896)
    catalog.close()


def test_a_base_of_another_conversion_of_the_model_says_what_to_do(starter_data: Path, tmp_path: Path) -> None:
    settings = aged(starter_data, tmp_path / "data", "UPDATE meta SET value = value || '-older' WHERE key = 'model'")
    with pytest.raises(WrongModel, match="reindex --model"):
        found(settings)
