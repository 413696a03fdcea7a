"""What an endpoint on the open net meets: endless, huge, nested, hidden and impatient queries."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx2
import psutil
import pytest

from search_api.sparql.workers import SPARES
from tests.conformance.conftest import TIME, WORKERS, Endpoint

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
LONG = (
    f'SELECT ?s ?t ("{"x" * 1000}" AS ?padding) '
    "{ ?s <http://example.org/n> ?n . ?t <http://example.org/n> ?m FILTER(?m < 30) }"
)
ROWS = 30_000
"""Of LONG; 32 MB, more than all buffers on the way hold."""
CHEAP = "ASK { ?s <http://example.org/n> 5 }"


def ask(client: httpx2.Client, query: str) -> httpx2.Response:
    return client.post("/sparql", data={"query": query})


def answers_at_once(client: httpx2.Client) -> None:
    start = time.monotonic()
    assert ask(client, CHEAP).json()["boolean"] is True
    assert time.monotonic() - start < 0.5


def wait_for(condition: Callable[[], bool], seconds: float = 5.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def test_endless_query_is_ended_and_the_next_one_answered_at_once(client: httpx2.Client) -> None:
    start = time.monotonic()
    response = ask(client, ENDLESS)
    assert TIME <= time.monotonic() - start < TIME + 1
    assert response.status_code == 503
    assert int(response.headers["retry-after"]) >= 1
    assert "stopped after 1.5 seconds" in response.json()["title"]
    answers_at_once(client)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * " + "{" * 20_000 + "}" * 20_000,
        "ASK { FILTER(" + "(" * 40_000 + "1" + ")" * 40_000 + ") }",
        "ASK { FILTER(" + "!" * 90_000 + "1) }",
        "ASK { FILTER(1" + "||1" * 13_000 + ") }",
        "ASK { ?s " + "<p>/" * 20_000 + "<p> ?o }",
        "ASK { FILTER(" + "NOT EXISTS {" * 5_000 + "}" * 5_000 + ") }",
    ],
    ids=["braces", "brackets", "negations", "disjunctions", "paths", "not-exists"],
)
def test_nested_query_harms_nobody(client: httpx2.Client, endpoint: Endpoint, query: str) -> None:
    assert ask(client, query).status_code in (200, 400, 503)
    answers_at_once(client)
    assert endpoint.process.poll() is None


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c",
        f'SELECT (GROUP_CONCAT(CONCAT(STR(?a), "{"x" * 1000}")) AS ?x) {{ ?a ?b ?c . ?d ?e ?f FILTER(isIRI(?a)) }}',
    ],
    ids=["sort", "string"],
)
def test_memory_bomb_is_told_so(client: httpx2.Client, query: str) -> None:
    response = ask(client, query)
    assert response.status_code in (400, 503)
    if response.status_code == 400:
        assert "memory" in response.json()["title"]
    answers_at_once(client)


def test_result_with_too_many_rows_is_not_taken_for_a_whole_one(client: httpx2.Client) -> None:
    query = "SELECT ?n { ?s <http://example.org/n> ?n . ?t <http://example.org/n> ?m }"
    with pytest.raises(httpx2.RemoteProtocolError):
        ask(client, query)
    answers_at_once(client)


def test_many_rows_stream_in_little_memory(client: httpx2.Client, endpoint: Endpoint) -> None:
    server = psutil.Process(endpoint.process.pid)
    before = server.memory_info().rss
    rows, first, start = 0, 0.0, time.monotonic()
    query = {"query": LONG, "format": "tsv"}
    with client.stream("GET", "/sparql", params=query) as response:
        for piece in response.iter_bytes():
            first = first or time.monotonic() - start
            rows += piece.count(b"\n")
    assert rows == ROWS + 1
    assert first < 0.5
    assert server.memory_info().rss - before < 15 << 20


def test_client_that_reads_slowly_gets_everything_and_holds_no_worker(
    client: httpx2.Client, endpoint: Endpoint
) -> None:
    with client.stream("GET", "/sparql", params={"query": LONG, "format": "tsv"}) as response:
        pieces = response.iter_bytes()
        rows = next(pieces).count(b"\n")
        for _ in range(3):
            answers_at_once_beside(endpoint)
            time.sleep(0.5)
        rows += sum(piece.count(b"\n") for piece in pieces)
    assert rows == ROWS + 1


def answers_at_once_beside(endpoint: Endpoint) -> None:
    start = time.monotonic()
    assert httpx2.get(endpoint.url, params={"query": CHEAP}).status_code == 200
    assert time.monotonic() - start < 1.0


def test_result_comes_whole_from_the_generation_that_it_began_with(client: httpx2.Client, endpoint: Endpoint) -> None:
    number = "SELECT ?n { <http://example.org/generation> <http://example.org/number> ?n }"
    tag = client.get("/sparql", params={"query": number}).headers["etag"]
    with client.stream("GET", "/sparql", params={"query": LONG, "format": "tsv"}) as response:
        pieces = response.iter_bytes()
        rows = next(pieces).count(b"\n")
        endpoint.publish(2)
        fresh = client.get("/sparql", params={"query": number}, headers={"If-None-Match": tag})
        assert fresh.json()["results"]["bindings"][0]["n"]["value"] == "2"
        rows += sum(piece.count(b"\n") for piece in pieces)
    assert rows == ROWS + 1
    endpoint.publish(1)
    back = client.get("/sparql", params={"query": number}, headers={"If-None-Match": tag})
    assert back.status_code == 304


@pytest.mark.parametrize("rest", ["", "read"])
def test_client_that_hangs_up_leaves_nothing_running(client: httpx2.Client, endpoint: Endpoint, rest: str) -> None:
    query = LONG if rest else ENDLESS
    before = endpoint.workers()
    for _ in range(3):
        body = f"query={httpx2.QueryParams({'q': query})}".replace("query=q=", "query=").encode()
        with socket.create_connection(("127.0.0.1", int(endpoint.root.rpartition(":")[2]))) as connection:
            head = f"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Length: {len(body)}\r\n"
            connection.sendall(head.encode() + b"Content-Type: application/x-www-form-urlencoded\r\n\r\n" + body)
            if rest:
                assert b"200 OK" in connection.recv(1000)
            else:
                time.sleep(0.1)
    answers_at_once(client)
    wait_for(lambda: len(endpoint.workers()) == len(before))
    busy = [psutil.Process(pid) for pid in endpoint.workers()]
    wait_for(lambda: all(process.cpu_percent(0.1) < 10 for process in busy))


def test_twenty_endless_queries_at_once_beside_cheap_ones(client: httpx2.Client, endpoint: Endpoint) -> None:
    statuses: list[int] = []
    with ThreadPoolExecutor(20) as threads:
        hostile = [threads.submit(httpx2.get, endpoint.url, params={"query": ENDLESS}, timeout=30) for _ in range(20)]
        while not all(answer.done() for answer in hostile):
            statuses.append(ask(client, CHEAP).status_code)
        assert {answer.result().status_code for answer in hostile} == {503}
    assert set(statuses) <= {200, 503}
    answers_at_once(client)
    wait_for(lambda: len(endpoint.workers()) == WORKERS + SPARES)


@pytest.fixture(scope="module")
def trap() -> Iterator[tuple[int, list[bytes]]]:
    """A listener on loopback that remembers who called."""
    calls: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection:
                    calls.append(connection.recv(100))

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1], calls
        listening.shutdown(socket.SHUT_RDWR)
        thread.join()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
        "SELECT * { service silent <URL> { ?s ?p ?o } }",
        r"SELECT * { \u0053ERVICE <URL> { ?s ?p ?o } }",
        r"SELECT * { S\U00000045RVICE <URL> { ?s ?p ?o } }",
        "PREFIX x: <URL> SELECT * { SERVICEx:a { ?s ?p ?o } }",
        "SELECT * { ?g <http://example.org/number> 1SERVICE<URL>{ ?s ?p ?o } }",
        "SELECT * { ?g <http://example.org/number> ?n BIND(<URL> AS ?s) FILTER(?n<2)SERVICE?s#>\n{ ?x ?y ?z } }",
    ],
)
def test_no_query_calls_out(client: httpx2.Client, trap: tuple[int, list[bytes]], query: str) -> None:
    port, calls = trap
    response = ask(client, query.replace("URL", f"http://127.0.0.1:{port}/"))
    assert response.status_code == 403
    assert "SERVICE" in response.json()["title"]
    assert "federation_hosts" in response.json()["detail"]
    assert calls == []


def test_dataset_clauses_fetch_nothing(client: httpx2.Client, trap: tuple[int, list[bytes]]) -> None:
    port, calls = trap
    url = f"http://127.0.0.1:{port}/"
    assert ask(client, f"ASK FROM <{url}> {{ ?s ?p ?o }}").json()["boolean"] is False
    parameters = {"query": "ASK { ?s ?p ?o }", "default-graph-uri": url}
    assert client.get("/sparql", params=parameters).json()["boolean"] is False
    assert calls == []
