"""Writing over HTTP: the Graph Store Protocol, on a real base behind the real application."""

from __future__ import annotations

import gzip
import re
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest

from kg.catalog import Catalog
from kg.export import nquads
from kg.writer import Writer
from search_api.feeds import dumps
from tests.integration.hashing_encoder import HashingEncoder
from tests.update_bed import MINE, OUTSIDE, TURTLE, Client


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
