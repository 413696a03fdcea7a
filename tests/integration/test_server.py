"""A real server over a real base: the contracts of the API, new documents while it serves, limits, writers."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.conftest import COMMAND, serving

KEY = "a-key-for-tests"


@pytest.fixture(scope="module")
def own_data(starter_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the starter base that these tests may write to."""
    data = tmp_path_factory.mktemp("own") / "data"
    shutil.copytree(starter_data, data)
    return data


@pytest.fixture(scope="module")
def server(own_data: Path) -> Iterator[httpx2.Client]:
    environment = {
        "MEA_KG_QUERY_TIME": "2",
        "MEA_KG_API_KEY_SHA256": hashlib.sha256(KEY.encode()).hexdigest(),
        "MEA_KG_UPLOAD_BYTES": "200000",
    }
    with serving(own_data, **environment) as url, httpx2.Client(base_url=url, timeout=60) as client:
        yield client


def test_it_tells_when_no_question_has_to_wait_for_dictionaries(server: httpx2.Client) -> None:
    while (answer := server.get("readyz")).status_code == 503:
        assert answer.json()["status"] == "warming up"
        time.sleep(0.1)
    assert answer.json()["status"] == "ready"
    asked = time.monotonic()
    server.get("api/search", params={"q": "汞废物贸易"}).raise_for_status()
    assert time.monotonic() - asked < 2


def test_search_has_the_fields_of_the_contract(server: httpx2.Client) -> None:
    found = server.get("/api/search", params={"q": "Who confirms a doubtful mention?", "k": 5}).json()
    assert set(found) >= {"query", "hits", "facets", "total", "took_ms"}
    assert found["query"]["language"] == "en"
    assert [h["rank"] for h in found["hits"]] == [1, 2, 3, 4, 5]
    hit = found["hits"][0]
    assert set(hit) >= {"rank", "score", "passage", "document", "highlights", "concepts"}
    assert set(hit["passage"]) >= {"uri", "text", "language", "part", "number", "label", "page"}
    assert set(hit["document"]) >= {"uri", "title", "symbol", "kind", "date", "languages", "source"}
    assert {"value", "label", "count"} <= set(found["facets"]["language"][0])


@pytest.mark.parametrize("k", ["0", "201", "many"])
def test_wrong_parameters_are_told_in_words(server: httpx2.Client, k: str) -> None:
    answer = server.get("/api/search", params={"q": "mercury", "k": k})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert "k:" in answer.json()["detail"]


def test_a_language_filter_keeps_only_that_language(server: httpx2.Client) -> None:
    hits = server.get("/api/search", params={"q": "mercury waste", "k": 20, "language": "zh"}).json()["hits"]
    assert {h["passage"]["language"] for h in hits} == {"zh"}


def test_language_versions_of_a_paragraph_are_one_hit(server: httpx2.Client) -> None:
    question = {"q": "How soon do in-session documents become searchable?", "k": "20"}
    grouped = server.get("/api/search", params=question).json()["hits"]
    each = server.get("/api/search", params=question | {"group": "none"}).json()["hits"]

    def place(hit: dict[str, Any]) -> tuple[str, str]:
        work = hit["document"]["uri"].rpartition(".")[0]
        return work, hit["passage"]["uri"].rpartition("/")[2]

    assert len({place(h) for h in grouped}) == len(grouped)
    assert len({place(h) for h in each}) < len(each)


def test_ask_quotes_word_for_word(server: httpx2.Client) -> None:
    found = server.get("/api/ask", params={"q": "How soon do in-session documents become searchable?"}).json()
    answer = found["answer"]
    assert answer["kind"] == "extractive"
    citation = answer["citations"][0]
    start, end = citation["span"]
    assert citation["passage"]["text"][start:end] == citation["quote"]
    assert "two seconds" in citation["quote"]
    assert found["evidence"]


def test_lists_page_to_the_end_without_gap_or_repeat(server: httpx2.Client) -> None:
    for name in ("documents", "decisions", "meetings", "projects", "parties", "concepts", "themes"):
        seen: list[str] = []
        page, total = 1, -1
        while page:
            found = server.get(f"/api/{name}", params={"k": 37, "page": page}).json()
            seen += [i["uri"] for i in found["items"]]
            page, total = found["next"] or 0, found["total"]
        assert len(seen) == len(set(seen)) == total > 0, name


def test_a_project_has_the_fields_of_the_contract(server: httpx2.Client) -> None:
    project = server.get("/api/projects/10218").json()
    assert project["id"] == "10218"
    assert {"kind": "grant", "value": 21300000, "currency": "USD"} in project["amounts"]
    assert {a["key"] for a in project["agreements"]} >= {"minamata"}
    assert all(a["confidence"] > 0 and a["why"] for a in project["agreements"])
    assert "AGO" in {p["key"] for p in project["parties"]}
    assert project["status"]["label"] == "Concept Approved"


def test_filters_of_lists(server: httpx2.Client) -> None:
    found = server.get("/api/projects", params={"parties": "KEN"}).json()
    assert all("KEN" in {p["key"] for p in i["parties"]} for i in found["items"])
    assert server.get("/api/projects", params={"colour": "red"}).status_code == 400
    assert server.get("/api/parties", params={"q": "кения"}).json()["items"][0]["key"] == "KEN"


def test_what_is_not_there_is_404(server: httpx2.Client) -> None:
    for path in ("/api/documents/nothing", "/api/parties/XXX", "/id/party/XXX", "/nothing"):
        answer = server.get(path, headers={"Accept": "application/json"})
        assert answer.status_code == 404, path


@pytest.mark.alone
def test_new_documents_appear_within_two_seconds_of_their_commit(
    server: httpx2.Client, own_data: Path, tmp_path: Path
) -> None:
    """One process ingests, this one keeps asking; every request must be answered."""
    for n in range(12):
        text = f"# Note {n} on quicksilver\n\n1. Flask number {n} of Almadén quicksilver arrived in Trieste.\n"
        (tmp_path / f"note-{n}.md").write_text(text, "utf-8")
    ingest = subprocess.Popen(
        [*COMMAND, "ingest", str(tmp_path), "--data", str(own_data)], stderr=subprocess.PIPE, text=True
    )
    assert ingest.stderr is not None
    committed: dict[str, float] = {}
    seen: dict[str, float] = {}
    while len(seen) < 12 and time.monotonic() - min(committed.values(), default=time.monotonic()) < 60:
        if len(committed) < 12:
            line = ingest.stderr.readline()
            if line.startswith("created "):
                committed[line.split()[1]] = time.monotonic()
        found = server.get("/api/documents", params={"k": 200})
        assert found.status_code == 200
        for item in found.json()["items"]:
            if item["source"].startswith("note-"):
                seen.setdefault(item["source"], time.monotonic())
    ingest.wait(timeout=60)
    ingest.stderr.close()
    assert max(seen[s] - committed[s] for s in committed) < 2.0
    hits = server.get("/api/search", params={"q": "Almadén quicksilver flask 7 Trieste", "k": 3}).json()["hits"]
    assert "note-7.md" in {h["document"]["source"] for h in hits}


def test_a_query_that_would_run_for_hours_is_ended_and_the_next_one_answered(server: httpx2.Client) -> None:
    endless = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    start = time.monotonic()
    refused = server.post("/sparql", data={"query": endless})
    took = time.monotonic() - start
    assert refused.status_code in {503, 504}
    assert took < 5
    start = time.monotonic()
    assert server.post("/sparql", data={"query": "ASK { ?s ?p ?o }"}).json()["boolean"] is True
    assert time.monotonic() - start < 1


def test_writing_needs_the_key(server: httpx2.Client) -> None:
    upload = {"files": ("note.md", b"# Upload\n\n1. Uploaded text on osmium.\n")}
    assert server.post("/api/ingest", files=upload).status_code == 401
    assert server.post("/api/ingest", files=upload, headers={"Authorization": "Bearer wrong"}).status_code == 401
    assert server.delete("/api/documents/mea-kg-doc.9.en").status_code == 401


def test_upload_job_and_removal(server: httpx2.Client) -> None:
    key = {"Authorization": f"Bearer {KEY}"}
    upload = {"files": ("../../osmium.md", b"# Osmium\n\n1. Osmium tetroxide was found in drum 99.\n")}
    started = server.post("/api/ingest", files=upload, headers=key)
    assert started.status_code == 202
    job = started.json()
    for _ in range(300):
        job = server.get(f"/api/jobs/{job['id']}", headers=key).json()
        if job["state"] in {"done", "failed"}:
            break
        time.sleep(0.2)
    assert job["state"] == "done", job
    taken = job["result"]["items"][0]
    assert taken["source"] == "osmium.md", "a path in a file name is not followed"
    time.sleep(1)
    assert server.get(f"/api/documents/{taken['key']}").json()["passages"]
    assert server.delete(f"/api/documents/{taken['key']}", headers=key).status_code == 204
    gone = server.get(f"/api/documents/{taken['key']}")
    assert gone.status_code == 410
    tombstone = server.get(f"/id/document/{taken['key']}", headers={"Accept": "text/turtle"})
    assert tombstone.status_code == 410


def test_too_large_an_upload_is_refused(server: httpx2.Client) -> None:
    key = {"Authorization": f"Bearer {KEY}"}
    answer = server.post("/api/ingest", files={"files": ("big.md", b"x" * 300_000)}, headers=key)
    assert answer.status_code == 413
    assert "larger than the limit" in answer.json()["title"]


def test_too_many_requests_are_answered_429(starter_data: Path) -> None:
    with (
        serving(starter_data, MEA_KG_REQUEST_RATE="5/minute") as url,
        httpx2.Client(base_url=url, timeout=60) as client,
    ):
        codes = [client.get("/api/themes?k=1").status_code for _ in range(7)]
    assert codes == [200] * 5 + [429] * 2


def test_the_api_is_described(server: httpx2.Client) -> None:
    description = server.get("/openapi.json").json()
    assert {"/api/search", "/api/ask", "/api/documents/{key}", "/sparql", "/id/{kind}/{key}"} <= set(
        description["paths"]
    )
    assert server.get("/docs").status_code == 200
