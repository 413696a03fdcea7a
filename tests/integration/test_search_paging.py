"""More hits are the same hits and then some, page by page while documents change; filters lose nothing."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from ingest.pipeline import Pipeline
from kg.base import KnowledgeBase
from kg.errors import BadInput
from kg.search.model import SearchRequest, SearchResponse
from kg.settings import Settings
from kg.writer import Writer
from search_api.app import create_app
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


@pytest.fixture
def copied(settings: Settings, tmp_path: Path) -> Settings:
    """A base of one's own to change."""
    return Settings(data=shutil.copytree(settings.data, tmp_path / "data"))


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


def pages(base: KnowledgeBase, request: SearchRequest, between: Callable[[int], None]) -> list[SearchResponse]:
    """Page after page to the last one; ``between`` is called with how many there were so far."""
    found = [base.search(request)]
    while (cursor := found[-1].next) is not None:
        between(len(found))
        found.append(base.search(replace(request, next=cursor)))
    return found


def sources(found: list[SearchResponse]) -> list[str]:
    """The files that hits are from, one passage each; a file that is read anew may get another identity."""
    return [hit.document.source for response in found for hit in response.hits]


def change(settings: Settings, removed: list[str], added: list[Path]) -> None:
    with Writer(settings) as writer, Pipeline(settings, writer, HashingEncoder()) as pipeline:
        for item in [each for each in writer.catalog.items("document") if each.source in removed]:
            writer.remove(item)
        assert all(result.taken for result in pipeline.run(added))


def test_pages_repeat_and_miss_nothing_while_documents_come_and_go(
    tmp_path: Path, folder: Path, copied: Settings
) -> None:
    texts = shutil.copytree(folder, tmp_path / "texts")
    base = KnowledgeBase(copied, HashingEncoder())
    request = SearchRequest("mercury waste", 9, group="none")
    first = sources([base.search(replace(request, k=200))])
    gone: list[str] = []

    def update(page: int) -> None:
        better = tmp_path / f"better-{page}.md"
        better.write_text(f"---\ntitle: Better {page}\n---\n\nMercury waste, mercury waste, and nothing else {page}.\n")
        reread = texts / f"note-{page:02}.md"  # the same text as a new version: its passages get new numbers
        reread.write_text(reread.read_text().replace("This note", "Now this note"))
        victim = first[-page]
        gone.append(victim)
        change(copied, [victim], [better, reread])
        assert base.refresh()

    found = pages(base, request, update)
    assert not any(response.moved for response in found)
    assert len(gone) >= 5
    assert sources(found) == [source for source in first if source not in gone]
    assert [hit.rank for hit in found[1].hits] == list(range(10, 19))
    assert "better-1.md" in sources([base.search(request)])
    base.close()


def test_a_list_that_is_no_longer_kept_is_made_anew_and_says_so(copied: Settings) -> None:
    few = copied.model_copy(update={"search_lists": 1})
    base = KnowledgeBase(few, HashingEncoder())
    request = SearchRequest("mercury waste", 7, group="none")
    cursor = base.search(request).next
    base.search(SearchRequest("trade"))  # takes the only place
    again = base.search(replace(request, next=cursor))
    assert not again.moved  # nothing changed meanwhile: the list is the same
    assert [hit.rank for hit in again.hits] == list(range(8, 15))
    base.search(SearchRequest("trade"))
    change(copied, ["note-07.md"], [])
    assert base.refresh()
    moved = base.search(replace(request, next=cursor))
    assert moved.moved
    assert not base.search(replace(request, next=moved.next)).moved
    base.close()


def test_a_cursor_belongs_to_its_question(settings: Settings) -> None:
    base = KnowledgeBase(settings, HashingEncoder())
    cursor = base.search(SearchRequest("mercury waste", 7)).next
    for request in (
        SearchRequest("mercury", 7, next=cursor),
        SearchRequest("mercury waste", 7, language="en", next=cursor),
        SearchRequest("mercury waste", 7, next="2"),
    ):
        with pytest.raises(BadInput, match="next"):
            base.search(request)
    assert len(base.search(SearchRequest("mercury waste", 50, next=cursor)).hits) == 50
    base.close()


def test_pages_over_http(copied: Settings) -> None:
    base = KnowledgeBase(copied, HashingEncoder())
    with TestClient(create_app(copied, base)) as client:
        seen: list[str] = []
        cursor: str | None = None
        while not seen or cursor:
            query = {"q": "mercury waste", "k": "25", "group": "none"} | ({"next": cursor} if cursor else {})
            page = client.get("/api/search", params=query).json()
            seen += [hit["document"]["source"] for hit in page["hits"]]
            cursor = page["next"]
            change(copied, [seen[0]], [])  # shown already, so that nothing of the rest is lost
            base.refresh()
        assert len(seen) == len(set(seen)) == DOCUMENTS
        assert client.get("/api/search", params={"q": "x", "next": "nonsense"}).status_code == 400
    base.close()


def test_the_page_leads_on_to_every_hit_once(settings: Settings) -> None:
    base = KnowledgeBase(settings, HashingEncoder())
    with TestClient(create_app(settings, base)) as client:
        address, shown = "/search?q=mercury+waste", []
        while address:
            html = client.get(address, headers={"Accept": "text/html", "Accept-Language": "fr"}).text
            shown += re.findall(r'<article[^>]*>.*?href="([^"]+)"', html, re.DOTALL)
            onward = re.search(r'href="([^"]+)" rel="next"', html)
            address = unescape(onward[1]) if onward else ""
        assert len(shown) == len(set(shown)) == DOCUMENTS
        changed = client.get("/search?q=other&next=1.10.0123456789abcdef", headers={"Accept": "text/html"})
        assert changed.status_code == 200
    base.close()
