"""Writing over HTTP: SPARQL 1.1 Update and the Graph Store Protocol, on a real base behind the real application."""

from __future__ import annotations

import gzip
import hashlib
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from kg.base import KnowledgeBase
from kg.catalog import Catalog, NewItem
from kg.export import nquads
from kg.settings import Settings
from kg.writer import Writer
from search_api.app import create_app
from search_api.feeds import dumps
from tests.integration.hashing_encoder import HashingEncoder

BASE = "http://kg.example/"
OUTSIDE = "http://example.org/outside?a=1#g"
"""A graph's name that lies outside the base."""
MINE = f"{BASE}graph/records/mine"
TABLE = f"{BASE}graph/records/table"
DOCUMENT = f"{BASE}graph/document/d.en"
KEY = "a key for the tests"
TURTLE = {"Content-Type": "text/turtle"}
UPDATE = {"Content-Type": "application/sparql-update"}
EX = "PREFIX ex: <http://example.org/> "


def make_base(directory: Path, **changes: Any) -> Settings:
    """A base with a document and a table, each with one statement."""
    key = hashlib.sha256(KEY.encode()).hexdigest()
    settings = Settings(
        data=directory,
        base_uri=BASE,
        request_rate="",
        update_endpoint=True,
        api_key_sha256=key,
        query_workers=1,
        **changes,
    )
    with Writer(settings) as writer:
        for kind, name in (("document", "d.en"), ("records", "table")):
            triples = f'<http://example.org/{name}> <http://example.org/p> "{kind}" .\n'.encode()
            digest = hashlib.sha256(triples).hexdigest()
            new = NewItem(kind, name, None, name, "en", f"{name}.csv", f"/{name}", "text/csv", digest, {}, triples)
            writer.put(new, None, {})
    return settings


class Client:
    """The application in this process, asked as a writer would, with the key unless said otherwise."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.base = KnowledgeBase(settings, HashingEncoder())
        self.http = TestClient(create_app(settings, self.base), base_url=BASE)

    def ask(self, method: str, path: str, *, key: str | None = KEY, **more: Any) -> Any:
        headers = more.pop("headers", {}) | ({"Authorization": f"Bearer {key}"} if key else {})
        return self.http.request(method, path, headers=headers, **more)

    def update(self, text: str, **parameters: Any) -> Any:
        return self.ask("POST", "/update", content=EX + text, headers=UPDATE, params=parameters)

    def values(self, where: str) -> set[str]:
        body = self.http.get("/sparql", params={"query": f"{EX}SELECT ?v {{ {where} }}", "format": "json"}).json()
        return {row["v"]["value"] for row in body["results"]["bindings"]}

    def graph(self, name: str) -> set[str]:
        """The statements of a graph, as N-Triples."""
        found = self.http.get("/graph-store", params={"graph": name}, headers={"Accept": "application/n-triples"})
        assert found.status_code == 200, found.text
        return set(found.text.splitlines())


@pytest.fixture(scope="module")
def shared_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    client = Client(make_base(tmp_path_factory.mktemp("update") / "data"))
    with client.http:
        yield client


@pytest.fixture
def client(shared_client: Client) -> Client:
    """A base in which clients keep nothing."""
    catalog = shared_client.base.snapshot.catalog
    for item in catalog.items("records"):
        if item.key != "table":
            name = shared_client.base.uris.graph("records", item.key)
            shared_client.ask("DELETE", "/graph-store", params={"graph": name})
    return shared_client


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


@pytest.mark.parametrize("where", ["direct", "indirect", "outside"])
def test_the_life_of_a_graph(client: Client, where: str) -> None:
    name = OUTSIDE if where == "outside" else MINE
    path = "/graph/records/mine" if where == "direct" else f"/graph-store?{urlencode({'graph': name})}"
    first, second = (
        '<http://example.org/a> <http://example.org/p> "1" .',
        '<http://example.org/a> <http://example.org/p> "2" .',
    )
    assert client.ask("GET", path).status_code in {404, 410}
    assert client.ask("DELETE", path).status_code == 404
    made = client.ask("PUT", path, content=first, headers=TURTLE)
    assert (made.status_code, made.headers["Location"]) == (201, name)
    assert client.ask("PUT", path, content=first, headers=TURTLE).status_code == 204
    assert client.ask("POST", path, content=second, headers=TURTLE).status_code == 204
    assert client.graph(name) == {first, second}
    assert client.ask("PUT", path, content=second, headers=TURTLE).status_code == 204
    assert client.graph(name) == {second}
    head = client.ask("HEAD", path, headers={"Accept": "application/rdf+xml"})
    assert (head.status_code, head.headers["Content-Type"], head.content) == (200, "application/rdf+xml", b"")
    assert client.ask("GET", path, headers={"Accept": "image/png"}).status_code == 406
    assert client.ask("PUT", path, content="", headers=TURTLE).status_code == 204
    assert client.ask("GET", path).status_code == 200
    assert client.ask("DELETE", path).status_code == 204
    assert client.ask("GET", path).status_code in {404, 410}
    assert client.values(f"GRAPH <{name}> {{ ?s ?p ?v }}") == set()


def test_a_graph_named_outside_the_base_is_in_every_feed_and_survives_a_rebuild(client: Client) -> None:
    text = f"INSERT DATA {{ GRAPH <{OUTSIDE}> {{ ex:far ex:p [ ex:q 'one' ] }} }}"
    assert client.update(text).status_code == 204
    with Writer(client.settings) as writer:
        writer.rebuild()
    client.base.refresh()
    assert client.values(f"GRAPH <{OUTSIDE}> {{ ex:far ex:p/ex:q ?v }}") == {"one"}
    lines = [line for line in nquads(client.settings) if line.endswith(f" <{OUTSIDE}> .\n".encode())]
    assert len(list(ox.parse(b"".join(lines), ox.RdfFormat.N_QUADS))) == 2
    assert OUTSIDE in {e["graph"] for e in client.http.get("/changes.json").json()["items"]}
    atom = client.http.get("/changes.atom").text
    assert quote(OUTSIDE, safe="") in atom
    listed = client.http.get("/oai", params={"verb": "ListIdentifiers", "metadataPrefix": "rdf"}).text
    (identifier,) = re.findall("<identifier>(oai:[^<]*%3C[^<]*)</identifier>", listed)
    record = client.http.get("/oai", params={"verb": "GetRecord", "metadataPrefix": "rdf", "identifier": identifier})
    assert "http://example.org/far" in record.text
    name = dumps.make(client.settings)
    (file,) = (f for f in dumps.dumps(client.settings)[0].files if f.graph == OUTSIDE and f.name.endswith(".nq.gz"))
    dumped = gzip.decompress(client.http.get(f"/dumps/{name}/{dumps.quoted(file.name)}").content)
    assert sorted(dumped.splitlines(keepends=True)) == sorted(lines)


@pytest.mark.parametrize(
    "media_type", ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"]
)
def test_every_format_comes_in_and_goes_out(client: Client, media_type: str) -> None:
    triple = ox.Triple(
        ox.NamedNode("http://example.org/a"), ox.NamedNode("http://example.org/p"), ox.Literal("汞", language="zh")
    )
    format_ = ox.RdfFormat.from_media_type(media_type)
    assert format_ is not None
    sent = ox.serialize([triple], format=format_)
    assert (
        client.ask("PUT", f"/graph-store?graph={MINE}", content=sent, headers={"Content-Type": media_type}).status_code
        == 201
    )
    found = client.http.get(f"/graph-store?graph={MINE}", headers={"Accept": media_type})
    assert found.headers["Content-Type"].startswith(media_type)
    assert [q.triple for q in ox.parse(found.content, format_)] == [triple]


def test_the_default_graph_and_new_graphs(client: Client) -> None:
    assert client.ask("GET", "/graph-store?default").status_code == 200
    assert client.ask("PUT", "/graph-store?default", content='<urn:a> <urn:p> "d" .', headers=TURTLE).status_code == 204
    assert client.values("<urn:a> <urn:p> ?v") == {"d"}
    assert client.update("DELETE { ?s ?p ?o } INSERT { ?s ?p 'e' } WHERE { ?s ?p ?o }").status_code == 204
    assert client.values("<urn:a> <urn:p> ?v") == {"e"}
    assert client.ask("DELETE", "/graph-store?default").status_code == 204
    assert client.ask("GET", "/graph-store?default", headers={"Accept": "application/n-triples"}).text == ""
    made = client.ask("POST", "/graph-store", content="<> <urn:p> [ <urn:q> 1 ] .", headers=TURTLE)
    assert made.status_code == 201
    assert any(
        line.startswith(f"<{made.headers['Location']}> <urn:p> _:") for line in client.graph(made.headers["Location"])
    )


def test_a_form_with_files_is_merged(client: Client) -> None:
    files = [
        ("f", ("a.ttl", b"<urn:a> <urn:p> 1 .", "text/turtle")),
        ("f", ("b.nt", b'<urn:b> <urn:p> "2" .', "application/n-triples")),
    ]
    assert client.ask("POST", f"/graph-store?graph={MINE}", files=files).status_code == 201
    assert len(client.graph(MINE)) == 2


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


FILE = """@base <http://elsewhere.example/> . @prefix ex: <http://example.org/> .
<a> ex:p "WHERE { } \\\\u0041 \\"quoted\\" ртуть"@en, [ ex:q 1 ] . <b> ex:p _:x . _:x ex:q 2 .
"""


class Files(BaseHTTPRequestHandler):
    """Another server: a graph, a page, a redirection to the graph, and nothing else."""

    def do_GET(self) -> None:
        known = {"/a.ttl": (200, "text/turtle"), "/page": (200, "text/html"), "/away": (302, "text/turtle")}
        status, media_type = known.get(self.path, (404, "text/plain"))
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Location", "/a.ttl")
        self.end_headers()
        self.wfile.write(FILE.encode())

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # of the class above
        pass


@pytest.fixture(scope="module")
def loader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Client, str]]:
    """A client whose base may fetch from one server, and that server's address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Files) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        host = f"127.0.0.1:{server.server_port}"
        limits = {"federation_hosts": (host,), "federation_bytes": 1000, "federation_calls": 2}
        client = Client(make_base(tmp_path_factory.mktemp("loading") / "data", **limits))
        with client.http:
            yield client, f"http://{host}"
        server.shutdown()


def test_load_fetches_from_allowed_hosts(loader: tuple[Client, str]) -> None:
    client, there = loader
    update = (
        f"PREFIX f: <{there}/> INSERT DATA {{ ex:LOAD ex:p 'LOAD <{there}/page>' }}; LOAD f:a.ttl INTO GRAPH <{MINE}>"
    )
    assert client.update(update).status_code == 204
    expected = {(q.subject, q.predicate, q.object) for q in ox.parse(FILE.encode(), ox.RdfFormat.TURTLE)}
    found = client.graph(MINE)
    assert len(found) == len(expected)
    literal = next(str(term) for _, _, term in expected if "quoted" in str(term))
    assert f"<http://elsewhere.example/a> <http://example.org/p> {literal} ." in found
    assert client.values("?s ex:q ?v") == {"1", "2"}
    assert (
        client.update(f"LOAD SILENT <{there}/absent>; LOAD SILENT <{there}/page> INTO GRAPH <{MINE}>").status_code
        == 204
    )
    assert client.graph(MINE) == found


@pytest.mark.parametrize(
    ("operation", "status", "words"),
    [
        ("LOAD <http://127.0.0.1:9/a.ttl>", 403, "may not fetch from 127.0.0.1:9"),
        ("LOAD SILENT <http://127.0.0.1:9/a.ttl>", 403, "may not fetch"),
        ("LOAD <file:///etc/passwd>", 403, "may not fetch"),
        (r"\u004cOAD <http://127.0.0.1:9/a.ttl>", 403, "not certain"),
        ("LOAD", 403, "not the address"),
        ("LOAD <THERE/absent>", 502, "status 404"),
        ("LOAD <THERE/away>", 502, "status 302"),
        ("LOAD <THERE/page>", 502, "no graph"),
        ("LOAD <THERE/a.ttl> INTO GRAPH <TABLE>", 403, "table"),
        ("LOAD <THERE/a.ttl>; LOAD <THERE/a.ttl>; LOAD <THERE/a.ttl>", 403, "2 LOAD"),
        (r"LOAD <THERE/a.ttl> INTO GRAPH <http://e/\u003e>", 400, "not the name of a graph"),
    ],
)
def test_what_load_does_not_fetch(loader: tuple[Client, str], operation: str, status: int, words: str) -> None:
    client, there = loader
    refused = client.update(operation.replace("THERE", there).replace("TABLE", TABLE))
    assert refused.status_code == status, refused.text
    assert words in refused.json()["title"]


def test_a_table_does_not_replace_what_clients_keep(client: Client) -> None:
    from kg.errors import BadInput
    from kg.intake import Intake

    assert client.ask("PUT", "/graph/records/mine", content="", headers=TURTLE).status_code == 201
    with Writer(client.settings) as writer:
        intake = Intake(writer, HashingEncoder(), client.base.uris)
        with pytest.raises(BadInput, match="kept by clients"):
            intake.add_graph("records", "mine", "Mine", "/mine.csv", "text/csv", "0" * 64, b"", {})


def test_the_catalog_keeps_every_version(client: Client) -> None:
    for text in ("<urn:a> <urn:p> 1 .", "<urn:a> <urn:p> 2 ."):
        client.ask("PUT", "/graph/records/mine", content=text, headers=TURTLE)
    catalog = Catalog.read(client.settings.data / "catalog.db")
    item = catalog.item("records", "mine")
    assert item is not None
    digests = [
        r[0] for r in catalog.rows("SELECT sha256 FROM version WHERE item = ? ORDER BY version DESC LIMIT 2", [item.id])
    ]
    catalog.close()
    contents = [(client.settings.data / "blobs" / d[:2] / d).read_bytes() for d in digests]
    assert [c[: c.index(b"^^")] for c in contents] == [b'<urn:a> <urn:p> "2"', b'<urn:a> <urn:p> "1"']


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
