"""Writing over HTTP: its switch, its limits, and who waits for whom."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kg.writer import Writer
from tests.update_bed import TURTLE, UPDATE, Client, make_base


def test_it_is_off_unless_switched_on(tmp_path: Path) -> None:
    settings = make_base(tmp_path / "data", query_queue=1).model_copy(update={"update_endpoint": False})
    client = Client(settings)
    assert client.ask("POST", "/update", content="DROP DEFAULT", headers=UPDATE).status_code == 404
    assert client.ask("PUT", "/graph/records/mine", content="", headers=TURTLE).status_code == 405
    client.base.close()


def test_limits(tmp_path: Path) -> None:
    settings = make_base(
        tmp_path / "data",
        update_time=1.0,
        update_bytes=1000,
        update_graph_bytes=2000,
        update_graphs=2,
        query_memory=200 << 20,
    )
    client = Client(settings)
    with client.http:
        assert client.update(f"INSERT DATA {{ ex:a ex:p '{'x' * 1000}' }}").status_code == 413
        numbers = "VALUES ?n { 0 1 2 3 4 5 6 7 8 9 }"
        tens = " ".join(f"{{ SELECT (?n AS ?{v}) {{ {numbers} }} }}" for v in "xy")
        many = f"INSERT {{ ex:a ex:p ?s }} WHERE {{ {tens} BIND(STR(?x * 10 + ?y) AS ?s) }}"
        large = client.update(many)
        assert (large.status_code, "2,000 bytes" in large.json()["title"]) == (413, True)
        endless = (
            "INSERT { ex:a ex:p ?l } WHERE { "
            + "".join(f"{{ SELECT (?n AS ?v{i}) {{ {numbers} }} }} " for i in range(9))
            + "BIND(1 AS ?l) FILTER(?v0 + ?v1 + ?v2 + ?v3 + ?v4 + ?v5 + ?v6 + ?v7 + ?v8 < 0) }"
        )
        late = client.update(endless)
        assert (late.status_code, "1 seconds" in late.json()["title"], "Retry-After" in late.headers) == (
            503,
            True,
            True,
        )
        for name, status in (("one", 201), ("two", 201), ("three", 413)):
            assert client.ask("PUT", f"/graph/records/{name}", content="", headers=TURTLE).status_code == status
    assert not (settings.data / "scratch").exists()


def test_a_change_waits_for_another_writer_but_not_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search_api.update.store.WAIT", 0.1)
    settings = make_base(tmp_path / "data")
    client = Client(settings)
    with client.http, Writer(settings):
        busy = client.update("INSERT DATA { ex:a ex:p 1 }")
        assert (busy.status_code, "Retry-After" in busy.headers) == (503, True)


def test_so_many_updates_wait_and_no_more(tmp_path: Path) -> None:
    settings = make_base(tmp_path / "data", update_queue=1)
    client = Client(settings)
    with client.http, ThreadPoolExecutor(2) as threads:
        with Writer(settings):
            sent = []
            for number in range(2):
                sent.append(threads.submit(client.update, f"INSERT DATA {{ ex:a ex:p {number} }}"))
                time.sleep(0.5)
            refused = client.update("INSERT DATA { ex:a ex:p 2 }")
        assert (refused.status_code, refused.json()["title"]) == (503, "Too many updates are waiting.")
        assert [future.result().status_code for future in sent] == [204, 204]
