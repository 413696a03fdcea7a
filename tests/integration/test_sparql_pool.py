"""The worker pool with real processes: limits, replacement, and that nothing is left over."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pyoxigraph as ox
import pytest

from kg.errors import BadInput, Busy, LimitReached, NotFound, Unavailable
from kg.settings import Settings
from search_api.sparql.formats import media_for
from search_api.sparql.jobs import Job, QueryTimeout, ResultTooLarge, TooComplex
from search_api.sparql.lanes import OverShare
from search_api.sparql.once import run_query
from search_api.sparql.output import CHUNK
from search_api.sparql.pool import SparqlPool
from search_api.sparql.turn import FLOW
from search_api.sparql.workers import SPARES

SETTINGS = Settings(query_time=0.6, query_workers=1, query_memory=200 << 20)
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
NUMBER = "SELECT ?n { <http://e/generation> <http://e/is> ?n }"


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("stores")
    for generation in (1, 2):
        store = ox.Store(str(root / str(generation)))
        text = f"<http://e/generation> <http://e/is> {generation} .\n"
        text += "".join(f"<http://e/t{i}> <http://e/n> {i} .\n" for i in range(300))
        store.load(text, ox.RdfFormat.TURTLE, to_graph=ox.NamedNode("http://e/g"))
        store.flush()
    return root


@asynccontextmanager
async def running(stores: Path, settings: Settings = SETTINGS) -> AsyncIterator[tuple[SparqlPool, list[int]]]:
    """A started pool, and the number of its current generation to change."""
    current = [1]
    pool = SparqlPool(settings, lambda: (current[0], stores / str(current[0])))
    await pool.start()
    try:
        yield pool, current
    finally:
        await pool.aclose()


async def number(pool: SparqlPool) -> str:
    result = await pool.query(NUMBER)
    return str(json.loads(result.body)["results"]["bindings"][0]["n"]["value"])


def test_pool_starts_answers_and_leaves_no_process(stores: Path) -> None:
    async def run() -> frozenset[int]:
        async with running(stores) as (pool, _):
            assert await number(pool) == "1"
            assert len(pool.pids) == 1 + SPARES
            return pool.pids

    assert not any(psutil.pid_exists(pid) for pid in asyncio.run(run()))


def test_pool_that_cannot_start_says_so_and_leaves_no_process(stores: Path) -> None:
    async def run() -> None:
        pool = SparqlPool(Settings(query_memory=1 << 20), lambda: (1, stores / "1"))
        with pytest.raises(Unavailable, match="did not start"):
            await pool.start()
        assert pool.pids == frozenset()

    before = set(psutil.Process().children())
    asyncio.run(run())
    assert set(psutil.Process().children()) <= before


def test_next_generation_is_read_from_the_next_query_on(stores: Path) -> None:
    async def run() -> None:
        async with running(stores) as (pool, current):
            assert (await number(pool), pool.generation) == ("1", 1)
            slow = asyncio.create_task(pool.query(ENDLESS))
            await asyncio.sleep(0.2)
            current[0] = 2
            assert pool.generations_in_use == {1}
            with pytest.raises(QueryTimeout):
                await slow
            assert pool.generations_in_use == frozenset()
            assert [await number(pool) for _ in range(4)] == ["2"] * 4

    asyncio.run(run())


def test_idle_workers_open_the_next_generation_before_they_are_asked(stores: Path) -> None:
    def readers(pool: SparqlPool, generation: int) -> int:
        files = [[file.path for file in psutil.Process(pid).open_files()] for pid in pool.pids]
        return sum(any(path.startswith(f"{stores}/{generation}/") for path in paths) for paths in files)

    async def run() -> None:
        async with running(stores) as (pool, current):
            assert readers(pool, 1) == 1 + SPARES
            current[0] = 2
            await pool.renew()
            assert (readers(pool, 1), readers(pool, 2)) == (0, 1 + SPARES)
            assert await number(pool) == "2"

    asyncio.run(run())


def test_variables_can_be_bound_from_outside(stores: Path) -> None:
    async def run() -> None:
        async with running(stores) as (pool, _):
            query = "CONSTRUCT { ?thing ?p ?o } WHERE { ?thing ?p ?o }"
            result = await pool.query(query, accept="application/n-triples", bindings={"thing": "http://e/t7"})
            assert result.body.startswith(b"<http://e/t7> <http://e/n> ")
            assert result.body.count(b"\n") == 1
            with pytest.raises(BadInput):
                await pool.query(query, bindings={"thing": "no iri"})

    asyncio.run(run())


def test_slow_line_is_bounded_and_waiting_ends(stores: Path) -> None:
    """Two run in the slow lane, one waits there: the next has no room, and one client has its share before that."""
    settings = Settings(
        query_time=20,
        query_workers=1,
        query_slice=0.05,
        query_slow_workers=2,
        query_slow_queue=1,
        query_client_slow=2,
        query_wait=2,
    )

    async def run() -> None:
        async with (
            running(stores, settings) as (pool, _),
            asking(pool, "a", "a", slow=2),
        ):
            with pytest.raises(OverShare, match="2 queries"):
                await endless(pool, "a")
            waiting = asyncio.create_task(endless(pool, "b"))
            await asyncio.sleep(1)
            with pytest.raises(Busy, match="1 queries are waiting already"):
                await endless(pool, "c")
            with pytest.raises(Busy, match="too long"):
                await waiting
            assert json.loads((await pool.query("ASK {}")).body)["boolean"] is True

    asyncio.run(run())


def test_first_line_is_bounded_for_all_and_for_one(stores: Path) -> None:
    settings = Settings(query_time=20, query_workers=1, query_slice=20, query_queue=2, query_client_queue=2)

    async def run() -> None:
        async with running(stores, settings) as (pool, _), asking(pool, "a", "a", "b"):
            with pytest.raises(OverShare):
                await endless(pool, "a")
            with pytest.raises(Busy, match="2 queries are waiting"):
                await endless(pool, "b")

    asyncio.run(run())


def test_slow_query_goes_aside(stores: Path) -> None:
    settings = Settings(query_time=20, query_workers=1, query_slice=0.05, query_slow_workers=1)

    async def run() -> None:
        async with running(stores, settings) as (pool, _), asking(pool, "a", slow=1):
            assert await number(pool) == "1"

    asyncio.run(run())


def test_slice_is_shorter_while_others_wait(stores: Path) -> None:
    settings = Settings(query_time=20, query_workers=1, query_slice=6, query_slow_workers=1)

    async def run() -> None:
        async with running(stores, settings) as (pool, _), asking(pool, "a"):
            async with asyncio.timeout(5):
                assert await number(pool) == "1"

    asyncio.run(run())


def test_query_comes_last_in_the_end_and_its_worker_serves_only_such_queries(stores: Path) -> None:
    settings = Settings(query_time=20, query_workers=1, query_slice=0.01, query_slow_workers=1)
    query = "SELECT (COUNT(*) AS ?n) { ?a <http://e/n> ?x . ?b <http://e/n> ?y . ?c <http://e/n> ?z FILTER(?z < 30) }"

    async def run() -> None:
        async with running(stores, settings) as (pool, _):
            long = asyncio.create_task(pool.query(query))
            while max(priorities(pool).values()) < 19:
                assert not long.done()
                await asyncio.sleep(0.005)
            last = max(pool.pids, key=priorities(pool).__getitem__)
            assert str(300 * 300 * 30).encode() in (await long).body
            for _ in range(4):
                assert await number(pool) == "1"
            before = psutil.Process(last).cpu_times().user
            await pool.query(query)
            assert psutil.Process(last).cpu_times().user > before
            assert max(priorities(pool).values()) == 19

    asyncio.run(run())


def test_long_result_begins_anew_when_the_slow_lane_is_full(stores: Path) -> None:
    settings = Settings(query_time=20, query_workers=1, query_slice=0.05, query_slow_workers=1)
    query = "SELECT ?a ?b { ?a <http://e/n> ?x . ?b <http://e/n> ?y . ?c <http://e/n> ?z FILTER(?z < 8) }"

    async def run() -> None:
        async with running(stores, settings) as (pool, _):
            async with asking(pool, "a", slow=1):
                before = pool.pids
                long = asyncio.create_task(pool.query(query, accept="text/csv"))
                while pool.pids >= before:  # noqa: ASYNC110  # until its first worker has been killed
                    await asyncio.sleep(0.01)
            assert (await long).body.count(b"\n") == 300 * 300 * 8 + 1

    asyncio.run(run())


def test_kind_of_a_query_that_is_slow_by_now_has_no_more_slices(stores: Path) -> None:
    settings = Settings(query_time=20, query_workers=1, query_slice=0.05, query_slow_workers=1)

    async def run() -> None:
        async with running(stores, settings) as (pool, _), asking(pool, "a", slow=1):
            while len(pool.pids) < 2 + SPARES:  # noqa: ASYNC110  # until the slow one has been replaced
                await asyncio.sleep(0.01)
            before = pool.pids
            same = asyncio.create_task(endless(pool, "b"))
            await asyncio.sleep(0.5)
            assert pool.pids == before  # a slice in vain would have cost a worker
            same.cancel()
            await asyncio.gather(same, return_exceptions=True)

    asyncio.run(run())


@asynccontextmanager
async def asking(pool: SparqlPool, *clients: str, slow: int = 0) -> AsyncIterator[None]:
    """While these clients ask for something endless, and so many of them have come to the slow lane."""
    tasks = [asyncio.create_task(endless(pool, client)) for client in clients]
    await asyncio.sleep(0.1)
    while slow_workers(pool) < slow:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def slow_workers(pool: SparqlPool) -> int:
    """How many have a lower priority than the server."""
    return sum(priority > psutil.Process().nice() for priority in priorities(pool).values())


def priorities(pool: SparqlPool) -> dict[int, int]:
    """Process id of a worker → its priority, higher numbers come later."""
    return {pid: psutil.Process(pid).nice() for pid in pool.pids if psutil.pid_exists(pid)}


async def endless(pool: SparqlPool, client: str) -> None:
    """Ask for more than time allows, in the name of a client."""
    answer = await pool.open(Job(ENDLESS, media_for(None), "http://e/"), client)
    await answer.aclose()


def test_cancelled_query_frees_its_place_at_once(stores: Path) -> None:
    async def run() -> None:
        async with running(stores, Settings(query_time=30, query_workers=1)) as (pool, _):
            before = pool.pids
            task = asyncio.create_task(pool.query(ENDLESS))
            await asyncio.sleep(0.2)
            task.cancel()
            start = time.monotonic()
            await pool.query("ASK {}")
            assert time.monotonic() - start < 0.5
            while len(pool.pids) < 1 + SPARES or before <= pool.pids:  # noqa: ASYNC110 - the ended one takes a moment
                await asyncio.sleep(0.02)
            assert len(before - pool.pids) == 1

    asyncio.run(asyncio.wait_for(run(), 10))


def test_result_may_flow_longer_than_the_first_piece_may_take(stores: Path) -> None:
    settings = Settings(query_time=0.3, query_workers=1, query_rows=100_000_000, query_bytes=1 << 30)
    query = "SELECT ?a ?b ?c { ?a <http://e/n> ?x . ?b <http://e/n> ?y . ?c <http://e/n> ?z }"

    async def run() -> None:
        async with running(stores, settings) as (pool, _):
            start, size = time.monotonic(), 0
            answer = await pool.open(Job(query, media_for("text/csv"), "http://e/"))
            stopped = False
            try:
                async for piece in answer:
                    size += len(piece)
            except QueryTimeout:
                stopped = True
            await answer.aclose()
            assert stopped
            assert 4 * 0.3 < time.monotonic() - start < (FLOW + 2) * 0.3 + 1
            assert size > 10 * CHUNK

    asyncio.run(run())


def test_limits_are_told_apart(stores: Path) -> None:
    rows = Settings(query_rows=100, query_bytes=5_000, query_workers=1, query_memory=200 << 20)

    async def run() -> None:
        async with running(stores, rows) as (pool, _):
            with pytest.raises(ResultTooLarge, match="100 rows"):
                await pool.query("SELECT ?o { ?s <http://e/n> ?o }", accept="text/csv")
            with pytest.raises(ResultTooLarge, match="5,000 bytes"):
                await pool.query("CONSTRUCT WHERE { ?s <http://e/n> ?o }", accept="text/turtle")
            with pytest.raises(TooComplex, match="200 MiB"):
                await pool.query("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a")
            with pytest.raises(BadInput, match="not valid"):
                await pool.query("SELECT")
            with pytest.raises(BadInput, match="CONSTRUCT"):
                await pool.query("CONSTRUCT WHERE { ?s ?p ?o }", accept="text/csv")

    asyncio.run(run())


def test_idle_worker_that_dies_is_replaced(stores: Path) -> None:
    async def run() -> None:
        async with running(stores) as (pool, _):
            for pid in pool.pids:
                os.kill(pid, signal.SIGKILL)
            await asyncio.sleep(0.3)
            assert await number(pool) == "1"

    asyncio.run(asyncio.wait_for(run(), 10))


def test_worker_has_no_network_even_behind_the_guard(stores: Path) -> None:
    async def run(port: int) -> None:
        async with running(stores) as (pool, _):
            query = f"SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}"
            answer = None
            with pytest.raises(BadInput):
                answer = await pool.open(Job(query, media_for(None), "http://e/"))
            assert answer is None

    with socket.create_server(("127.0.0.1", 0)) as trap:
        trap.settimeout(0.2)
        asyncio.run(run(trap.getsockname()[1]))
        with pytest.raises(TimeoutError):
            trap.accept()


def test_workers_end_with_a_server_that_is_killed(stores: Path) -> None:
    script = f"""
import asyncio, pathlib
from kg.settings import Settings
from search_api.sparql.output import CHUNK
from search_api.sparql.pool import SparqlPool
from search_api.sparql.turn import FLOW
async def main():
    pool = SparqlPool(Settings(query_time=60), lambda: (1, pathlib.Path({str(stores / "1")!r})))
    await pool.start()
    print(*pool.pids, flush=True)
    await pool.query({ENDLESS!r})
asyncio.run(main())
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        workers = [int(pid) for pid in server.stdout.readline().split()]
        time.sleep(0.2)
        server.kill()
    assert len(workers) > 1
    _, alive = psutil.wait_procs([psutil.Process(pid) for pid in workers if psutil.pid_exists(pid)], timeout=4)
    assert alive == []


def test_worker_imports_only_what_it_needs() -> None:
    script = "import sys, search_api.sparql.worker; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "pyoxigraph" in loaded
    assert loaded.isdisjoint({"asyncio", "fastapi", "pydantic", "rdflib", "starlette", "kg.settings"})


def test_one_query_for_the_command_line(stores: Path) -> None:
    store = stores / "1"
    assert run_query(store, NUMBER, "text/csv", SETTINGS) == b"n\r\n1\r\n"
    assert json.loads(run_query(store, "ASK {}", "text/csv", SETTINGS)) == {"head": {}, "boolean": True}
    graph = run_query(store, "CONSTRUCT WHERE { ?s <http://e/is> ?o }", "application/sparql-results+json", SETTINGS)
    assert json.loads(graph)
    with pytest.raises(LimitReached, match="stopped"):
        run_query(store, ENDLESS, "text/csv", SETTINGS)
    with pytest.raises(TooComplex):
        run_query(store, "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a", "text/csv", SETTINGS)
    with pytest.raises(BadInput, match="SERVICE"):
        run_query(store, "SELECT * { SERVICE <http://e/> {} }", "text/csv", SETTINGS)
    with pytest.raises(NotFound):
        run_query(stores / "9", "ASK {}", "text/csv", SETTINGS)
