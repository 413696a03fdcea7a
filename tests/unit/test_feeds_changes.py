"""The change log as Atom, RSS and JSON: RFC 4287, RFC 5005, RFC 6721."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree
from starlette.testclient import TestClient

import kg.catalog.writing
from search_api.feeds.changes import moment
from tests.feeds_base import BASE, FeedsBase

NS = {
    "a": "http://www.w3.org/2005/Atom",
    "fh": "http://purl.org/syndication/history/1.0",
    "at": "http://purl.org/atompub/tombstones/1.0",
}


@pytest.fixture
def base(tmp_path: Path) -> Iterator[FeedsBase]:
    made = FeedsBase(tmp_path, feed_page_size=4)
    yield made
    made.close()


@pytest.fixture
def client(base: FeedsBase) -> TestClient:
    return base.client()


def links(feed: etree._Element) -> dict[str, str]:
    return {link.get("rel", ""): link.get("href", "") for link in feed.findall("a:link", NS)}


def ids(feed: etree._Element) -> list[str]:
    entries = feed.xpath("a:entry/a:id/text() | at:deleted-entry/@ref", namespaces=NS)
    assert isinstance(entries, list)
    return [str(entry) for entry in entries]


def test_archives_hold_every_change_once_in_order(base: FeedsBase, client: TestClient) -> None:
    base.fill(11)
    feed = etree.fromstring(client.get("/changes.atom").content)
    seen = ids(feed)
    assert feed.find("fh:archive", NS) is None
    while address := links(feed).get("prev-archive"):
        answer = client.get(address)
        assert answer.headers["cache-control"].endswith("immutable")
        feed = etree.fromstring(answer.content)
        assert feed.find("fh:archive", NS) is not None
        assert links(feed)["current"] == "http://kg.example/changes.atom"
        assert links(feed)["self"] == address
        seen += ids(feed)
    assert seen == [f"{BASE}id/document/d{number}" for number in range(11, 0, -1)]


def test_an_archive_is_the_same_bytes_for_ever(base: FeedsBase, client: TestClient) -> None:
    base.fill(5)
    paths = [f"/changes.{name}?range=1-4" for name in ("atom", "rss", "json")]
    before = [client.get(path).content for path in paths]
    base.put("d1", title="Another title")
    base.put("d9", renames="d2")
    base.remove("d3")
    assert [client.get(path).content for path in paths] == before
    assert client.get("/changes.atom?range=5-8").headers["cache-control"].endswith("immutable")
    assert client.get("/changes.atom?range=9-12").headers["cache-control"] == "no-cache"


def test_a_removed_item_is_a_tombstone_of_its_entry(base: FeedsBase, client: TestClient) -> None:
    base.put("d1", title="Drums \x0b & co")
    base.put("d1", title="Drums")
    gone = base.remove("d1")
    feed = etree.fromstring(client.get("/changes", headers={"Accept": "application/atom+xml"}).content)
    tombstone = feed.find("at:deleted-entry", NS)
    assert tombstone is not None
    assert (tombstone.get("ref"), tombstone.get("when")) == (f"{BASE}id/document/d1", gone.at)
    categories = feed.xpath("a:entry/a:category[1]/@term", namespaces=NS)
    assert categories == ["UPDATE", "CREATE"]
    for required in ("a:id", "a:title", "a:updated"):
        assert feed.find(required, NS) is not None
        assert all(entry.find(required, NS) is not None for entry in feed.findall("a:entry", NS))
    channel = etree.fromstring(client.get("/changes.rss").content)
    assert channel.xpath("//item/category/text()") == ["DELETE", "UPDATE", "CREATE"]
    assert channel.xpath("//item[3]/title/text()") == ["Drums  & co"]


def test_a_new_key_is_a_deletion_and_a_creation(base: FeedsBase, client: TestClient) -> None:
    base.put("sha-1")
    base.put("doc-7", renames="sha-1")
    items = client.get("/changes.json?after=1").json()["items"]
    assert [(i["action"], i["key"], i["sequence"]) for i in items] == [("DELETE", "sha-1", 2), ("CREATE", "doc-7", 3)]
    assert base.living() == {"doc-7": 3}
    assert client.get("/graph/document/sha-1", follow_redirects=False).status_code == 308


def test_going_on_from_a_number_misses_nothing(base: FeedsBase, client: TestClient) -> None:
    base.fill(11)
    address: str | None = "/changes.json?after=0"
    seen = []
    while address:
        page = client.get(address).json()
        seen += [item["sequence"] for item in page["items"]]
        address = page["next"]
        if len(seen) == 4:
            base.remove("d2")
    assert seen == list(range(1, 13))
    assert client.get("/changes.json?after=12").json()["items"] == []


def test_dates_bound_the_changes_and_are_included(
    base: FeedsBase, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in ("2026-01-01T10:00:00Z", "2026-01-02T10:00:00Z", "2026-01-03T10:00:00Z"):
        monkeypatch.setattr(kg.catalog.writing, "now", lambda day=day: day)
        base.put(day[:10])

    def keys(**bounds: str) -> list[str]:
        return [item["key"][-2:] for item in client.get("/changes.json", params=bounds).json()["items"]]

    assert keys(since="2026-01-02") == ["02", "03"]
    assert keys(until="2026-01-02") == ["01", "02"]
    assert keys(since="2026-01-02T10:00:00Z", until="2026-01-02T10:00:00Z") == ["02"]
    assert keys(since="2026-01-02T11:00:00+01:00", until="2026-01-02") == ["02"]
    assert keys(since="2026-01-04") == []


def test_time_never_goes_back_in_the_log(base: FeedsBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kg.catalog.writing, "now", lambda: "2030-01-01T00:00:00Z")
    base.put("d1")
    monkeypatch.setattr(kg.catalog.writing, "now", lambda: "2029-01-01T00:00:00Z")
    assert base.put("d2").at == "2030-01-01T00:00:00Z"


@pytest.mark.parametrize(
    "query",
    ["since=soon", "until=2026-13-01", "after=-1", "after=x", "range=1", "range=2-5", "range=5-4", "range=1-9999"],
)
def test_bounds_that_are_none_are_told(base: FeedsBase, client: TestClient, query: str) -> None:
    answer = client.get(f"/changes.atom?{query}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_client_that_has_it_gets_304(base: FeedsBase, client: TestClient) -> None:
    base.put("d1")
    for path in ("/changes.atom", "/changes.rss", "/changes.json", "/ldes", "/ldes/1-4", "/catalog?format=ttl"):
        tag = client.get(path).headers["etag"]
        again = client.get(path, headers={"If-None-Match": f'"other", {tag}'})
        assert (again.status_code, again.content) == (304, b""), path
    tag = client.get("/changes.atom").headers["etag"]
    base.put("d2")
    assert client.get("/changes.atom", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        ("application/atom+xml", "application/atom+xml"),
        ("application/rss+xml", "application/rss+xml"),
        ("application/json", "application/json"),
        ("text/html,application/xml;q=0.9,*/*;q=0.8", "application/atom+xml"),
        ("*/*", "application/atom+xml"),
    ],
)
def test_formats_are_negotiated(base: FeedsBase, client: TestClient, accept: str, given: str) -> None:
    assert client.get("/changes", headers={"Accept": accept}).headers["content-type"] == given
    assert client.head("/changes", headers={"Accept": accept}).content == b""
    assert client.get("/changes", headers={"Accept": "image/png"}).status_code == 406
    assert client.get("/changes.pdf").status_code == 404


@pytest.mark.parametrize(
    ("text", "end", "utc"),
    [
        ("2026-11-22", False, "2026-11-22T00:00:00Z"),
        ("2026-11-22", True, "2026-11-22T23:59:59Z"),
        ("2026-11-22T10:00:00", True, "2026-11-22T10:00:00Z"),
        ("2026-11-22T10:00:00.9Z", False, "2026-11-22T10:00:00Z"),
        ("2026-11-22T10:00:00 03:00", False, "2026-11-22T07:00:00Z"),
    ],
)
def test_moments(text: str, end: bool, utc: str) -> None:
    assert moment(text, end=end) == utc
