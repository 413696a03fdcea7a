"""The Linked Data Event Stream: complete, ordered, and pages that never change once they are full."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Graph, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, PROV, RDF
from starlette.testclient import TestClient

from kg.terms import SCHEMA
from search_api.feeds.answers import AS, LDES, TREE
from tests.feeds_base import BASE, FeedsBase

STREAM = URIRef(f"{BASE}ldes#stream")


@pytest.fixture
def base(tmp_path: Path) -> Iterator[FeedsBase]:
    made = FeedsBase(tmp_path, feed_page_size=3)
    yield made
    made.close()


@pytest.fixture
def client(base: FeedsBase) -> TestClient:
    return base.client()


def read(client: TestClient, address: str) -> Graph:
    return Graph().parse(data=client.get(address, headers={"Accept": "text/turtle"}).text, format="turtle")


def walk(client: TestClient) -> tuple[Graph, list[str]]:
    """Everything reachable from the root, as a client of TREE follows it, and the addresses of the nodes."""
    found, visited, waiting = Graph(), list[str](), ["http://kg.example/ldes"]
    while waiting:
        address = waiting.pop(0)
        if address not in visited:
            visited.append(address)
            node = read(client, address)
            assert (URIRef(address), RDF.type, TREE.Node) in node
            waiting += sorted({str(target) for target in node.objects(None, TREE.node)})
            found += node
    return found, visited


def test_the_stream_says_how_to_read_it(base: FeedsBase, client: TestClient) -> None:
    root = read(client, "/ldes")
    assert (STREAM, RDF.type, LDES.EventStream) in root
    assert (STREAM, TREE.view, URIRef("http://kg.example/ldes")) in root
    assert root.value(STREAM, LDES.timestampPath) == PROV.generatedAtTime
    assert root.value(STREAM, LDES.versionOfPath) == DCTERMS.isVersionOf
    assert root.value(STREAM, LDES.versionDeleteObject) == AS.Delete


def test_a_walk_finds_every_change_and_replays_to_what_is_there(base: FeedsBase, client: TestClient) -> None:
    base.fill(20)
    base.put("d3")
    base.remove("d4")
    base.put("d4")
    base.remove("d5")
    base.put("d30", renames="d6")
    found, visited = walk(client)
    assert len(visited) == len(set(visited)) == 1 + 3 + 9
    members = sorted(found.objects(STREAM, TREE.member), key=lambda m: int(str(found.value(m, SCHEMA.position))))
    assert [str(m) for m in members] == [f"{BASE}changes/{n}" for n in range(1, 27)]
    state: dict[str, str] = {}
    for member in members:
        item, at = str(found.value(member, DCTERMS.isVersionOf)), str(found.value(member, PROV.generatedAtTime))
        assert at
        if (member, RDF.type, AS.Delete) in found:
            del state[item]
        else:
            state[item] = at
    assert state.keys() == {f"{BASE}id/document/{key}" for key in base.living()}


def test_relations_bound_the_times_of_what_they_lead_to(base: FeedsBase, client: TestClient) -> None:
    base.fill(14)
    found, _ = walk(client)
    for relation in found.objects(None, TREE.relation):
        target = read(client, str(found.value(relation, TREE.node)))
        bound = str(found.value(relation, TREE.value))
        lower = (relation, RDF.type, TREE.GreaterThanOrEqualToRelation) in found
        assert lower or (relation, RDF.type, TREE.LessThanOrEqualToRelation) in found
        for at in target.objects(None, PROV.generatedAtTime):
            assert str(at) >= bound if lower else str(at) <= bound


def test_full_nodes_never_change(base: FeedsBase, client: TestClient) -> None:
    base.fill(10)
    paths = ["/ldes/1-3", "/ldes/4-6", "/ldes/7-9", "/ldes/index/1-9"]
    before = [client.get(path) for path in paths]
    assert all(answer.headers["cache-control"].endswith("immutable") for answer in before)
    for path in ("/ldes", "/ldes/10-12", "/ldes/index/10-18"):
        assert client.get(path).headers["cache-control"] == "no-cache"
    base.put("d2", title="Another")
    base.remove("d3")
    base.put("d40", renames="d4")
    assert [client.get(path).content for path in paths] == [answer.content for answer in before]


def test_members_come_in_order(base: FeedsBase, client: TestClient) -> None:
    base.fill(6)
    lines = client.get("/ldes/4-6", headers={"Accept": "application/n-triples"}).text.splitlines()
    positions = [line.split('"')[1] for line in lines if "schema.org/position" in line]
    assert positions == ["4", "5", "6"]


@pytest.mark.parametrize(
    ("media_type", "format_"),
    [
        ("application/ld+json", ox.RdfFormat.JSON_LD),
        ("application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("application/rdf+xml", ox.RdfFormat.RDF_XML),
    ],
)
def test_every_format_says_the_same(
    base: FeedsBase, client: TestClient, media_type: str, format_: ox.RdfFormat
) -> None:
    base.put("d1", title="Стих", language="ru")
    answer = client.get("/ldes/1-3", headers={"Accept": media_type})
    assert answer.headers["content-type"].partition(";")[0] == media_type
    turtle = client.get("/ldes/1-3", headers={"Accept": "text/turtle"})
    read = {quad.triple for quad in ox.parse(answer.content, format=format_)}
    assert read == {quad.triple for quad in ox.parse(turtle.content, format=ox.RdfFormat.TURTLE)}


def test_a_member_has_an_address_and_leads_to_the_present_content(base: FeedsBase, client: TestClient) -> None:
    base.put("d1")
    member = read(client, f"{BASE}changes/1")
    (content,) = member.objects(URIRef(f"{BASE}changes/1"), URIRef("http://www.w3.org/2000/01/rdf-schema#seeAlso"))
    assert len(read(client, str(content))) == 2
    base.remove("d1")
    assert client.get(str(content)).status_code == 410
    assert isomorphic(read(client, f"{BASE}changes/1"), member)
    assert client.get(f"{BASE}changes/9").status_code == 404


@pytest.mark.parametrize("path", ["/ldes/0-2", "/ldes/2-4", "/ldes/x", "/ldes/1-5000", "/ldes/index/2-5"])
def test_ranges_that_are_none_are_told(base: FeedsBase, client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 400
