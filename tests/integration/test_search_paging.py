"""More hits are the same hits and then some; filters find the same at any selectivity."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.pipeline import Pipeline
from kg.base import KnowledgeBase
from kg.search.model import SearchRequest, SearchResponse
from kg.settings import Settings
from kg.writer import Writer
from tests.integration.hashing_encoder import HashingEncoder

WORDS = ("mercury", "waste", "trade", "report", "budget", "mine", "health", "water")
DOCUMENTS = 60


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("texts")
    for number in range(DOCUMENTS):
        words = " ".join(WORDS[(number * step) % len(WORDS)] for step in range(1, 9))
        year = 2000 + number % 20
        (folder / f"note-{number:02}.md").write_text(
            f"---\ntitle: Note {number}\ndate: {year}-05-01\n---\n\nThis note number {number} speaks of {words}.\n"
        )
    return folder


def make(data: Path, *paths: Path) -> Settings:
    settings = Settings(data=data)
    with Writer(settings) as writer, Pipeline(settings, writer, HashingEncoder()) as pipeline:
        assert all(result.taken for result in pipeline.run(list(paths)))
    return settings


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, folder: Path) -> Settings:
    return make(tmp_path_factory.mktemp("paged") / "data", folder)


def uris(response: SearchResponse) -> list[str]:
    return [hit.passage.uri for hit in response.hits]


def test_a_longer_list_begins_with_the_shorter_one(settings: Settings) -> None:
    base = KnowledgeBase(settings, HashingEncoder())
    everything = uris(base.search(SearchRequest("mercury waste", 200, group="none")))
    for k in (1, 7, 30, 60):
        assert uris(base.search(SearchRequest("mercury waste", k, group="none"))) == everything[:k]
    base.close()


def test_filters_find_what_a_scan_of_the_whole_list_finds_at_any_selectivity(settings: Settings) -> None:
    """A filter takes out what does not pass; it loses nothing, brings nothing new, and changes no order."""
    base = KnowledgeBase(settings, HashingEncoder())
    free = base.search(SearchRequest("trade in mercury", 200, group="none"))
    for first in range(2000, 2020):
        for last in {first, min(first + 4, 2019), 2019}:
            wanted = [h.passage.uri for h in free.hits if f"{first}-01" <= str(h.document.date) <= f"{last}-12"]
            asked = SearchRequest("trade in mercury", 200, date_from=f"{first}-01-01", date_to=f"{last}-12-31")
            found = base.search(asked)
            assert sorted(uris(found)) == sorted(wanted)
            assert found.total == len(wanted) == sum(v.count for v in found.facets["language"])
    base.close()
