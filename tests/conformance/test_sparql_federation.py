"""SPARQL 1.1 Federated Query between two real servers, and what may not be called."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pyoxigraph as ox
import pytest

from tests.conformance.conftest import LIMITS, TIME, Endpoint, served

OWN = """
@prefix ex: <http://example.org/> .
ex:mine ex:same ex:t7, ex:t8 ; ex:label "SERVICE <http://nowhere.example/> { }" .
ex:other ex:same ex:t2000 .
"""


@pytest.fixture(scope="module")
def silent() -> Iterator[int]:
    """The port of a server that takes calls and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


@pytest.fixture(scope="module")
def asker(endpoint: Endpoint, silent: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx2.Client]:
    """A second endpoint, which may call the first one and the silent one."""
    data = tmp_path_factory.mktemp("asker")
    store = ox.Store(str(data / "1"))
    store.load(OWN.encode(), ox.RdfFormat.TURTLE, to_graph=ox.NamedNode("http://example.org/own"))
    store.flush()
    del store
    hosts = [endpoint.root.removeprefix("http://"), f"localhost:{silent}"]
    limits = LIMITS | {"federation_hosts": hosts, "federation_bytes": 20_000, "federation_calls": 3}
    with served(data, limits) as running, httpx2.Client(base_url=running.root, timeout=20) as client:
        yield client


def rows(response: httpx2.Response) -> list[dict[str, str]]:
    assert response.status_code == 200, response.text
    found = response.json()["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in found]


def ask(client: httpx2.Client, query: str) -> httpx2.Response:
    return client.post("/sparql", data={"query": f"PREFIX ex: <http://example.org/> {query}"})


def test_results_of_the_other_server_are_joined(asker: httpx2.Client, endpoint: Endpoint) -> None:
    query = (
        f"SELECT ?t ?n {{ ex:mine ex:same ?t SERVICE <{endpoint.url}> {{ ?t ex:n ?n FILTER(?n < 50) }} }} ORDER BY ?n"
    )
    assert rows(ask(asker, query)) == [
        {"t": "http://example.org/t7", "n": "7"},
        {"t": "http://example.org/t8", "n": "8"},
    ]
    assert "etag" not in ask(asker, query).headers


@pytest.mark.parametrize(
    "clause",
    [
        "SERVICE <URL> { ex:t7 ex:n ?n }",
        "service silent <URL>{ ex:t7 ex:n ?n }",
        "SERVICE other:sparql { ex:t7 ex:n ?n }",
        "SERVICE </sparql> { ex:t7 ex:n ?n }",
        "OPTIONAL { SERVICE <URL> { ex:t7 ex:n ?n } }",
        "SERVICE <URL> { { SELECT ?n { ex:t7 ex:n ?n } LIMIT 1 } }",
        "SERVICE <URL> { SELECT (MAX(?m) AS ?n) { VALUES ?x { ex:t7 } ?x ex:n ?m } }",
        "SERVICE <URL> { ex:t7 ex:n ?n } # SERVICE <http://nowhere.example/> { ?a ?b ?c }\n",
        r"SERVICE <URL> { ex:t7 ex:n ?n } FILTER(?n != 'SERVICE <http://nowhere.example/> {}')",
        "SERVICE <URL> { ex:t7 ex:n ?n } OPTIONAL { ?service <http://example.org/SERVICE> ?n }",
    ],
)
def test_clause_in_many_spellings(asker: httpx2.Client, endpoint: Endpoint, clause: str) -> None:
    prologue = f"BASE <{endpoint.root}/x> PREFIX other: <{endpoint.root}/> "
    query = f"{prologue} PREFIX ex: <http://example.org/> SELECT ?n {{ {clause.replace('URL', endpoint.url)} }}"
    assert rows(asker.post("/sparql", data={"query": query})) == [{"n": "7"}]


def test_terms_of_all_kinds_come_over(asker: httpx2.Client, endpoint: Endpoint) -> None:
    date = '"2026-01-01"^^<http://www.w3.org/2001/XMLSchema#date>'
    terms = f'("a\\"b\\\\c\\nd"@en 1) ("x"^^ex:type UNDEF) (ex:i true) ("ртуть" {date})'
    pattern = f"VALUES (?x ?y) {{ {terms} }}"
    with httpx2.Client(base_url=endpoint.root, timeout=60) as client:
        there = rows(ask(client, f"SELECT * {{ {pattern} }}"))
    here = rows(ask(asker, f"SELECT * {{ SERVICE <{endpoint.url}> {{ {pattern} }} }}"))
    assert sorted(map(str, here)) == sorted(map(str, there))
    assert len(here) == 4


def test_one_blank_node_stays_one(asker: httpx2.Client, endpoint: Endpoint) -> None:
    pattern = "?a ex:part ?b . ?b ex:note ?c . ?a ex:part ?d FILTER(isBlank(?d))"
    (row,) = rows(ask(asker, f"SELECT ?b ?d {{ SERVICE <{endpoint.url}> {{ {pattern} }} }}"))
    assert row["b"] == row["d"]
    assert row["b"].startswith("urn:bnode:")


def test_group_without_variables(asker: httpx2.Client, endpoint: Endpoint) -> None:
    for number, expected in ((7, True), (8, False)):
        query = f"ASK {{ SERVICE <{endpoint.url}> {{ ex:t7 ex:n {number} }} }}"
        assert ask(asker, query).json()["boolean"] is expected


@pytest.mark.parametrize(
    ("clause", "status", "words"),
    [
        ("SERVICE <http://127.0.0.1:9/> { ?a ?b ?c }", 403, "may not call 127.0.0.1:9"),
        ("SERVICE SILENT <http://127.0.0.1:9/> { ?a ?b ?c }", 403, "may not call"),
        ("SERVICE <URL> { SERVICE <http://127.0.0.1:9/> { ?a ?b ?c } }", 403, "may not call"),
        ("SERVICE bad:x { ?a ?b ?c }", 403, "may not call 127.0.0.1:9"),
        ("SERVICE <http://user@HOST/sparql> { ?a ?b ?c }", 403, "may not call"),
        ("SERVICE <file:///etc/passwd> { ?a ?b ?c }", 403, "may not call"),
        ("VALUES ?s { <URL> } SERVICE ?s { ?a ?b ?c }", 403, "which server"),
        (r"\u0053ERVICE <http://127.0.0.1:9/> { ?a ?b ?c }", 403, "may not call"),
        ("ex:a ex:b 1SERVICE<URL>{ ?s ?p ?o }", 403, "not certain"),
        ("SERVICE <URL> { SELEC }", 502, "status 400"),
        ("SERVICE <URL> { SERVICE <URL> { ?a ?b ?c } }", 502, "status 403"),
        ("SERVICE <http://HOST/absent> { ?a ?b ?c }", 502, "status 404"),
        ("SERVICE <URL> { ?t ex:n ?n }", 502, "more than 20,000 bytes"),
        ("SERVICE <URL> { } SERVICE <URL> { } SERVICE <URL> { } SERVICE <URL> { }", 403, "3 SERVICE clauses"),
    ],
)
def test_what_is_refused_or_fails(
    asker: httpx2.Client, endpoint: Endpoint, clause: str, status: int, words: str
) -> None:
    clause = clause.replace("URL", endpoint.url).replace("HOST", endpoint.root.removeprefix("http://"))
    query = f"PREFIX bad: <http://127.0.0.1:9/> PREFIX ex: <http://example.org/> SELECT * {{ {clause} }}"
    response = asker.post("/sparql", data={"query": query})
    assert response.status_code == status, response.text
    assert words in response.json()["title"]


def test_silent_clause_that_fails_binds_nothing(asker: httpx2.Client, endpoint: Endpoint) -> None:
    query = f"SELECT * {{ ex:other ex:same ?t SERVICE SILENT <{endpoint.root}/absent> {{ ?t ex:n ?n }} }}"
    assert rows(ask(asker, query)) == [{"t": "http://example.org/t2000"}]


def test_server_that_does_not_answer_is_not_waited_for(asker: httpx2.Client, silent: int) -> None:
    query = f"SELECT * {{ SERVICE <http://localhost:{silent}/sparql> {{ ?a ?b ?c }} }}"
    start = time.monotonic()
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(ask, asker, query)
        time.sleep(0.2)
        assert rows(ask(asker, "SELECT ?t { ex:other ex:same ?t }"))
        response = waiting.result()
    assert response.status_code == 503
    assert TIME <= time.monotonic() - start < TIME + 2
