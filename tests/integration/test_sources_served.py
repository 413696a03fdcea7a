"""Sources as a server shows and harvests them; and our own feeds, harvested."""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.conftest import serving
from tests.harvest_bed import Bed, ODataService, row
from tests.harvest_server import PAPERS, HarvestServer

KEY = "a key of the test"


def wait_for(what: Callable[[], Any], seconds: float = 60.0) -> Any:
    """What comes, once it has come."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := what():
            return found
        time.sleep(0.2)
    raise AssertionError("it did not come in time")


@pytest.mark.slow
def test_a_server_harvests_what_is_due_and_tells_of_it(starter_data: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(starter_data, data)
    bed = Bed(tmp_path)
    service = ODataService([row(n) for n in range(12)])
    environment = {
        "MEA_KG_SOURCES": str(bed.sources),
        "MEA_KG_HARVEST_SCHEDULED": json.dumps(["things"]),
        "MEA_KG_HARVEST_LOOK": "0.2",
        "MEA_KG_HARVEST_PRIVATE": "true",
        "MEA_KG_HARVEST_PAUSE": "0",
        "MEA_KG_API_KEY_SHA256": hashlib.sha256(KEY.encode()).hexdigest(),
    }
    with HarvestServer({"/svc/*": service}) as source:
        bed.declare("things", kind="odata", url=f"{source.url}/svc", set="Things", every="7d", updated=None)
        with serving(data, **environment) as url, httpx2.Client(base_url=url, timeout=120) as client:

            def last() -> dict[str, Any] | None:
                found: dict[str, Any] | None = client.get("/api/sources/things").json()["last"]
                return found if found and found["outcome"] == "done" else None

            run = wait_for(last)
            assert (run["created"], run["mode"]) == (12, "full")
            assert "message" not in run
            assert "at" not in run
            listed = {s["name"]: s for s in client.get("/api/sources?k=200").json()["items"]}
            assert (listed["things"]["records"], listed["things"]["scheduled"]) == (12, True)
            assert listed["gef-projects"]["last"] is None
            time.sleep(0.6)
            assert len(client.get("/api/sources/things").json()["runs"]) == 1, "it is not due again"
            assert client.get("/api/sources/nothing").status_code == 404

            assert client.post("/api/sources/things/harvest").status_code == 401
            assert client.get("/api/sources/things/runs").status_code == 401
            client.headers["Authorization"] = f"Bearer {KEY}"
            del service.rows[3]
            job = client.post("/api/sources/things/harvest").json()
            ended = wait_for(lambda: (j := client.get(f"/api/jobs/{job['id']}").json())["ended"] and j)
            assert ended["state"] == "done", ended
            shown = wait_for(lambda: (s := client.get("/api/sources/things").json())["removals"] and s)
            assert [r["key"] for r in shown["removals"]] == ["r-0003"]
            address = "/id/report/r-0003"
            wait_for(lambda: client.get(address, headers={"Accept": "text/turtle"}).status_code == 410)
            assert "message" in client.get("/api/sources/things/runs").json()["runs"][0]

            assert client.get("/api/duplicates").json()["total"] == 0
            pair = {"one": f"{url}x", "other": "10349"}
            assert client.post("/api/duplicates/confirm", params=pair).status_code == 400
            base = "http://localhost:8000/id/report/r-000"
            pair = {"one": f"{base}1", "other": f"{base}2", "why": "--looks alike"}
            assert client.post("/api/duplicates/confirm", params=pair).status_code == 200
            assert client.get("/api/duplicates/decided").json()["items"][0]["why"] == "--looks alike"
            wait_for(lambda: client.get("/id/report/r-0002").status_code == 308)


@pytest.mark.slow
def test_our_own_feeds_can_be_harvested(starter_server: str, vocabulary_data: Path, tmp_path: Path) -> None:
    """OData in three versions, REST JSON and OAI-PMH of a real server give the same decisions."""
    bed = Bed(tmp_path, vocabulary_data)
    (bed.sources / "mappings" / "papers.yaml").write_text(PAPERS)
    count = int(httpx2.get(f"{starter_server}informea.svc/Decisions/$count", timeout=60).text)
    assert count > 10
    shared = {"mapping": "informea-decisions", "page_size": 7, "robots": False}
    for version in (2, 3, 4):
        url = f"{starter_server}informea.svc/v{version}"
        bed.declare(f"v{version}", kind="odata", version=version, url=url, set="Decisions", expand=["title"], **shared)
    bed.declare(
        "rest",
        kind="json",
        url=f"{starter_server}informea/decisions",
        page_parameter="page",
        size_parameter="items_per_page",
        count="count",
        count_query="?$count=true",
        **shared,
    )
    found = {}
    for name in ("v2", "v3", "v4", "rest"):
        run = bed.harvest(name)
        assert (run.outcome, run.created, run.refused) == ("done", count, 0), (name, run.message)
        quads = [q.rsplit(b" ", 2)[0] for q in bed.quads() if f"/records/{name}>".encode() in q]
        found[name] = {q for q in quads if b"/id/decision/" in q and (b"terms/identifier>" in q or b"#treaty>" in q)}
    assert found["v2"] == found["v3"] == found["v4"] == found["rest"]
    assert len(found["v2"]) >= 2 * count
    bed.declare("oai", kind="oai", url=f"{starter_server}oai", mapping="mappings/papers.yaml", robots=False)
    run = bed.harvest("oai")
    assert run.outcome == "done", run.message
    assert run.created > 10
