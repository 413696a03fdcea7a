"""LOAD in an update: what a base fetches, and what it does not."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pyoxigraph as ox
import pytest

from tests.update_bed import MINE, TABLE, Client, make_base

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
