"""Dumps: the same bytes for the same state, checksums that hold, and the same as ``mea-kg export``."""

from __future__ import annotations

import gzip
import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from kg import export
from kg.errors import NotFound
from search_api.feeds import dumps
from tests.feeds_base import BASE, FeedsBase


@pytest.fixture
def base(tmp_path: Path) -> Iterator[FeedsBase]:
    made = FeedsBase(tmp_path, feed_page_size=3, dumps_kept=2)
    yield made
    made.close()


@pytest.fixture
def client(base: FeedsBase) -> TestClient:
    return base.client()


def exported(base: FeedsBase, format_: str = "nquads", graph: str | None = None, *, gzipped: bool = False) -> bytes:
    buffer = io.BytesIO()
    export.save(None, gzipped, buffer, lambda file: export.export(base.settings, format_, graph, file))
    return buffer.getvalue()


def test_every_checksum_holds_and_every_graph_is_there(base: FeedsBase, client: TestClient) -> None:
    base.fill(3)
    base.put("a key/п", "records")
    sums = client.get("/dumps/latest/SHA256SUMS").text.splitlines()
    assert len(sums) == 2 + 2 * 4
    for line in sums:
        digest, name = line.split("  ", 1)
        answer = client.get(f"/dumps/latest/{dumps.quoted(name)}")
        assert answer.headers["content-type"] == "application/gzip"
        assert answer.headers["etag"] == f'"{digest}"'
        assert hashlib.sha256(answer.content).hexdigest() == digest


def test_the_whole_holds_exactly_the_graphs(base: FeedsBase, client: TestClient) -> None:
    base.fill(3)
    base.put("topics", "taxonomy")
    whole = gzip.decompress(client.get("/dumps/latest/mea-kg.nq.gz").content)
    lines = whole.splitlines()
    assert lines == sorted(set(lines))
    in_store = {str(q) for q in ox.parse(whole, format=ox.RdfFormat.N_QUADS)}
    store = ox.Store.read_only(str(base.base.snapshot.directory / "graph"))
    assert in_store == {str(q) for q in store.quads_for_pattern(None, None, None, None)}
    parts = b""
    for key, kind in (("d1", "document"), ("d2", "document"), ("d3", "document"), ("topics", "taxonomy")):
        parts += gzip.decompress(client.get(f"/dumps/latest/graph/{kind}/{key}.nq.gz").content)
    assert sorted(parts.splitlines()) == lines
    turtle = gzip.decompress(client.get("/dumps/latest/mea-kg.ttl.gz").content)
    union = {q.triple for q in ox.parse(turtle, format=ox.RdfFormat.TURTLE)}
    assert union == {q.triple for q in ox.parse(whole, format=ox.RdfFormat.N_QUADS)}


def test_the_same_state_is_the_same_bytes(base: FeedsBase) -> None:
    base.fill(4)
    root = dumps.directory(base.settings)
    name = dumps.make(base.settings)
    before = {p.name: p.read_bytes() for p in (root / name).rglob("*.gz")}
    made = (root / name / "index.json").stat().st_mtime_ns
    base.writer.rebuild()  # another generation of the same state
    assert dumps.make(base.settings) == name
    assert (root / name / "index.json").stat().st_mtime_ns == made
    (root / name / "index.json").unlink()  # what a killed process leaves is made again
    assert dumps.make(base.settings) == name
    assert {p.name: p.read_bytes() for p in (root / name).rglob("*.gz")} == before
    assert all(content[4:9] == b"\0\0\0\0\0" for content in before.values())  # no time in the gzip header


def test_export_gives_the_bytes_of_the_dump(base: FeedsBase, client: TestClient) -> None:
    base.fill(2)
    assert exported(base, gzipped=True) == client.get("/dumps/latest/mea-kg.nq.gz").content
    assert exported(base, "turtle", gzipped=True) == client.get("/dumps/latest/mea-kg.ttl.gz").content
    one = client.get("/dumps/latest/graph/document/d1.ttl.gz").content
    for name in ("d1", "document/d1", f"{BASE}graph/document/d1"):
        assert exported(base, "turtle", name, gzipped=True) == one
    with pytest.raises(NotFound, match="no graph"):
        exported(base, graph="nothing")


def test_trig_says_the_same_as_n_quads(base: FeedsBase) -> None:
    base.fill(3)
    trig = {str(q) for q in ox.parse(exported(base, "trig"), format=ox.RdfFormat.TRIG)}
    assert trig == {str(q) for q in ox.parse(exported(base), format=ox.RdfFormat.N_QUADS)}
    assert len(trig) == 6


def test_sorting_on_disk_gives_the_same_bytes(base: FeedsBase, monkeypatch: pytest.MonkeyPatch) -> None:
    base.fill(6)
    expected = exported(base), exported(base, "turtle")
    for run in (1, 5, 6):
        monkeypatch.setattr(export, "RUN", run)
        assert (exported(base), exported(base, "turtle")) == expected


def test_a_statement_of_two_graphs_is_once_in_the_union(base: FeedsBase) -> None:
    shared = f'<{BASE}w> <{BASE}p> "a" .\n<{BASE}w> <{BASE}p> "a"@en .\n'.encode()
    base.put("d1", triples=shared, show=False)
    base.put("d2", triples=shared)
    assert len(exported(base).splitlines()) == 4
    assert exported(base, "turtle").count(b'"a"') == 2


def test_blank_nodes_get_names_that_last(base: FeedsBase) -> None:
    content = f'_:b0 <{BASE}p> _:b1 .\n<{BASE}s> <{BASE}p> "_:b0 stays" .\n'.encode()
    base.put("d1", triples=content, show=False)
    base.put("d2", triples=content)
    lines = exported(base).decode().splitlines()
    assert not any(line.startswith("_:") or " _:" in line for line in lines)
    genid = f"{BASE}.well-known/genid/graph/document"
    assert f"<{genid}/d1/b0> <{BASE}p> <{genid}/d1/b1> <{BASE}graph/document/d1> ." in lines
    assert f"<{genid}/d2/b0> <{BASE}p> <{genid}/d2/b1> <{BASE}graph/document/d2> ." in lines
    assert sum('"_:b0 stays"' in line for line in lines) == 2


def test_unchanged_graphs_are_linked_and_old_dumps_go(base: FeedsBase) -> None:
    root = dumps.directory(base.settings)
    base.fill(2)
    names = [dumps.make(base.settings)]
    base.put("d1")
    names.append(dumps.make(base.settings))
    kept = [(root / name / "graph" / "document" / "d2.nq.gz").stat().st_ino for name in names]
    changed = [(root / name / "graph" / "document" / "d1.nq.gz").stat().st_ino for name in names]
    assert kept[0] == kept[1]
    assert changed[0] != changed[1]
    base.remove("d2")
    (root / ".2026-01-01-1").mkdir()  # a killed process's
    names.append(dumps.make(base.settings))
    assert sorted(p.name for p in root.iterdir() if p.is_dir()) == sorted(names[1:])
    assert not (root / names[2] / "graph" / "document" / "d2.nq.gz").exists()


def test_the_index_lists_what_is_there(base: FeedsBase, client: TestClient) -> None:
    base.fill(3)
    index = client.get("/dumps/", headers={"Accept": "application/json"}).json()
    assert [dump["name"] for dump in index["dumps"]] == [index["current"]]
    assert index["current"].endswith("-3")
    address: str | None = index["dumps"][0]["url"]
    names: list[str] = []
    while address:
        page = client.get(address).json()
        names += [file["name"] for file in page["files"]]
        address = page["next"]
    assert len(names) == len(set(names)) == page["total"] == 2 + 2 * 3
    html = client.get("/dumps", headers={"Accept": "text/html"})
    assert html.headers["content-type"].startswith("text/html")
    assert "mea-kg.nq.gz" in html.text


def test_files_answer_as_files_do(base: FeedsBase, client: TestClient) -> None:
    base.fill(1)
    moved = client.get("/dumps/latest/mea-kg.nq.gz", follow_redirects=False)
    assert moved.status_code == 302
    path = moved.headers["location"]
    whole = client.get(path)
    assert whole.headers["cache-control"].endswith("immutable")
    assert client.head(path).headers["content-length"] == str(len(whole.content))
    assert client.get(path, headers={"If-None-Match": whole.headers["etag"]}).status_code == 304
    part = client.get(path, headers={"Range": "bytes=2-5"})
    assert (part.status_code, part.content) == (206, whole.content[2:6])
    for missing in ("nothing", "index.json", "../../catalog.db", "%2e%2e/%2e%2e/catalog.db"):
        assert client.get(f"/dumps/latest/{missing}").status_code == 404
    assert client.get("/dumps/2001-01-01-1/").status_code == 404


def test_an_empty_base_has_an_empty_dump(base: FeedsBase, client: TestClient) -> None:
    assert gzip.decompress(client.get("/dumps/latest/mea-kg.nq.gz").content) == b""
