"""Writing over HTTP: SPARQL 1.1 Update, on a real base behind the real application."""

from __future__ import annotations

import pytest

from kg.export import nquads
from kg.writer import Writer
from tests.update_bed import BASE, DOCUMENT, EX, MINE, TABLE, TURTLE, UPDATE, Client


def test_an_update_is_seen_by_queries_feeds_dumps_and_after_a_rebuild(client: Client) -> None:
    done = client.update(f'INSERT DATA {{ GRAPH <{MINE}> {{ ex:a ex:p "one", "two" }} }}')
    assert done.status_code == 204
    assert client.values("ex:a ex:p ?v") == {"one", "two"}
    assert client.update(f'DELETE DATA {{ GRAPH <{MINE}> {{ ex:a ex:p "two" }} }}').status_code == 204
    assert client.values("ex:a ex:p ?v") == {"one"}
    entries = client.http.get("/changes.json").json()["items"]
    assert [e["action"] for e in entries if e["graph"] == MINE][:2] in (["UPDATE", "CREATE"], ["CREATE", "UPDATE"])
    with Writer(client.settings) as writer:
        writer.rebuild()
    client.base.refresh()
    assert client.values("ex:a ex:p ?v") == {"one"}
    assert b'<http://example.org/a> <http://example.org/p> "one" <%s> .\n' % MINE.encode() in set(
        nquads(client.settings)
    )


def test_what_an_update_reads_may_be_everything_and_what_it_writes_is_its_own(client: Client) -> None:
    copied = client.update(
        f"INSERT {{ GRAPH <{MINE}> {{ ?s ex:copied ?v }} }} WHERE {{ GRAPH <{DOCUMENT}> {{ ?s ex:p ?v }} }}"
    )
    assert copied.status_code == 204
    assert client.graph(MINE) == {'<http://example.org/d.en> <http://example.org/copied> "document" .'}


@pytest.mark.parametrize(
    "text",
    [
        f'INSERT DATA {{ GRAPH <{DOCUMENT}> {{ ex:a ex:p "x" }} }}',
        f"DELETE WHERE {{ GRAPH <{TABLE}> {{ ?s ?p ?o }} }}",
        'DELETE { GRAPH ?g { ?s ?p ?o } } INSERT { GRAPH ?g { ?s ?p "x" } } WHERE { GRAPH ?g { ?s ?p ?o } }',
        f"CLEAR GRAPH <{DOCUMENT}>",
        "DROP ALL",
        f'INSERT DATA {{ GRAPH <{BASE}elsewhere> {{ ex:a ex:p "x" }} }}',
        f'INSERT DATA {{ GRAPH <{BASE}graph/taxonomy/topics> {{ ex:a ex:p "x" }} }}',
        f'INSERT DATA {{ GRAPH <{BASE}graph/records/default> {{ ex:a ex:p "x" }} }}',
        f'INSERT DATA {{ GRAPH <{BASE}graph/records/> {{ ex:a ex:p "x" }} }}',
    ],
)
def test_graphs_with_another_keeper_are_not_written(client: Client, text: str) -> None:
    before = list(nquads(client.settings))
    refused = client.update(f'INSERT DATA {{ GRAPH <{MINE}> {{ ex:lost ex:p "x" }} }} ; {text}')
    assert refused.status_code == 403, refused.text
    assert refused.json()["title"].startswith("The graph ")
    assert list(nquads(client.settings)) == before


@pytest.mark.parametrize(
    ("text", "status", "word"),
    [
        ("LOAD <http://example.org/x>", 403, "LOAD"),
        ("LOAD <file:///etc/passwd>", 403, "LOAD"),
        ("INSERT { ex:a ex:p ?o } WHERE { SERVICE <http://example.org/> { ?s ?p ?o } }", 403, "SERVICE"),
        ("INSERT { ex:a ex:p ?o } WHERE { \\u0053ERVICE <http://example.org/> { ?s ?p ?o } }", 403, "SERVICE"),
        ("INSERT DATA { ex:a ex:p }", 400, "cannot be read"),
        ("SELECT * { ?s ?p ?o }", 400, "cannot be read"),
        ("CREATE GRAPH <" + MINE + "> ; CREATE GRAPH <" + MINE + ">", 400, "failed"),
        ("INSERT DATA { " + "[ ex:p " * 300 + "1" + " ]" * 300 + " ex:p 1 }", 400, "nests"),
    ],
)
def test_updates_that_are_refused(client: Client, text: str, status: int, word: str) -> None:
    refused = client.update(text)
    assert (refused.status_code, word in refused.json()["title"]) == (status, True), refused.text


def test_the_forms_of_the_protocol(client: Client) -> None:
    form = {"update": EX + 'INSERT DATA { ex:form ex:p "default graph" }'}
    assert client.ask("POST", "/update", data=form).status_code == 204
    assert client.values("ex:form ex:p ?v") == {"default graph"}
    assert client.graph(f"{BASE}graph/records/default")
    assert client.ask("POST", "/update", data={"update": ["INSERT DATA {}", "INSERT DATA {}"]}).status_code == 400
    assert client.ask("POST", "/update", data={"query": "ASK {}"}).status_code == 400
    assert client.ask("POST", "/update", content="x", headers={"Content-Type": "text/plain"}).status_code == 415
    assert client.ask("POST", "/update", content=b"\xff", headers=UPDATE).status_code == 400
    assert client.ask("GET", "/update").status_code == 405
    assert client.ask("OPTIONS", "/update").headers["Allow"] == "POST, OPTIONS"


def test_the_dataset_of_the_protocol(client: Client) -> None:
    using = {"using-graph-uri": [DOCUMENT, TABLE]}
    assert (
        client.update(f"INSERT {{ GRAPH <{MINE}> {{ ?s ex:q ?v }} }} WHERE {{ ?s ex:p ?v }}", **using).status_code
        == 204
    )
    assert client.values("?s ex:q ?v") == {"document", "records"}
    named = {"using-named-graph-uri": TABLE}
    text = f"INSERT {{ GRAPH <{MINE}> {{ ?s ex:r ?v }} }} WHERE {{ GRAPH ?g {{ ?s ex:p ?v }} }}"
    assert client.update(text, **named).status_code == 204
    assert client.values("?s ex:r ?v") == {"records"}
    assert client.update(f"WITH <{MINE}> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}", **named).status_code == 400
    assert (
        client.update('INSERT DATA { ex:own ex:s "1" } ; DELETE WHERE { ex:own ex:s ?o }', **using).status_code == 204
    )
    assert client.update("INSERT DATA {}", **{"using-graph-uri": "no iri"}).status_code == 400


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "status"),
    [
        ("PUT", "/graph-store", TURTLE, "", 404),
        ("PUT", f"/graph-store?graph={MINE}&default", TURTLE, "", 400),
        ("PUT", "/graph-store?graph=relative", TURTLE, "", 400),
        ("PUT", f"/graph-store?graph={MINE}", {"Content-Type": "image/png"}, "x", 415),
        ("PUT", f"/graph-store?graph={MINE}", TURTLE | {"Content-Encoding": "gzip"}, "x", 415),
        ("PUT", f"/graph-store?graph={MINE}", TURTLE, "<a> <b>", 400),
        ("PUT", f"/graph-store?graph={MINE}", {}, "<a> <b> <c> .", 400),
        ("PUT", f"/graph-store?graph={TABLE}", TURTLE, "", 403),
        ("DELETE", "/graph/document/d.en", {}, "", 403),
        ("POST", "/graph/taxonomy/topics", TURTLE, "", 403),
        ("PUT", f"/graph-store?graph={MINE}", TURTLE, "<urn:a> <urn:p> <<( <urn:a> <urn:p> 1 )>> .", 400),
        ("PATCH", f"/graph-store?graph={MINE}", UPDATE, "", 405),
    ],
)
def test_requests_that_are_refused(
    client: Client, method: str, path: str, headers: dict[str, str], body: str, status: int
) -> None:
    refused = client.ask(method, path, headers=headers, content=body)
    assert refused.status_code == status, refused.text
    assert refused.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("key", [None, "another key"])
def test_only_the_key_writes(client: Client, key: str | None) -> None:
    for method, path in (
        ("POST", "/update"),
        ("PUT", "/graph/records/mine"),
        ("POST", "/graph-store"),
        ("DELETE", "/graph-store?default"),
    ):
        refused = client.ask(method, path, key=key, content="", headers=UPDATE)
        assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert client.ask("GET", "/graph-store?default", key=key).status_code == 200


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/graph-store?default", "DELETE, GET, HEAD, OPTIONS, POST, PUT"),
        ("/graph/records/mine", "DELETE, GET, HEAD, POST, PUT"),
        ("/update", "OPTIONS, POST"),
    ],
)
def test_methods_that_are_not_taken_are_answered_with_those_that_are(client: Client, path: str, allowed: str) -> None:
    refused = client.ask("PATCH", path, content="INSERT DATA {}", headers=UPDATE)
    assert (refused.status_code, refused.headers["Allow"]) == (405, allowed)
