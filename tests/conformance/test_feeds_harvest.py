"""Harvests over HTTP: by a public OAI-PMH client, along the event stream and by dump, each gives the same set."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pyoxigraph as ox
import pytest
import uvicorn
from lxml import etree
from oaipmh_scythe import Scythe
from oaipmh_scythe.models import Header, Record

from search_api.feeds.answers import AS, TREE
from tests.feeds_base import BASE, FeedsBase

Quads = set[tuple[str, str]]
"""(name of the graph, statement)"""

ITEMS = 25
MEMBERS = """
PREFIX ldes: <https://w3id.org/ldes#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <https://schema.org/>
PREFIX tree: <https://w3id.org/tree#>
SELECT ?item ?what ?content WHERE {
  ?stream a ldes:EventStream ; tree:member ?member .
  ?member a ?what ; dcterms:isVersionOf ?item ; schema:position ?number ; rdfs:seeAlso ?content .
} ORDER BY ?number
"""
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}RDF"


@pytest.fixture
def base(tmp_path: Path) -> Iterator[FeedsBase]:
    made = FeedsBase(tmp_path, feed_page_size=4)
    for number in range(1, ITEMS + 1):
        node = f"<{BASE}id/document/d{number}>"
        text = f'{node} <{BASE}says> "Ртуть {number}"@ru .\n{node} <{BASE}sees> <{BASE}x#{number}> .\n'
        made.put(f"d{number}", triples=text.encode(), show=False)
    made.put("topics", "taxonomy", language=None)
    yield made
    made.close()


@pytest.fixture
def url(base: FeedsBase) -> Iterator[str]:
    """The address of a server over the base; changes made here are seen there."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(base.app, log_level="warning", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        server.should_exit = True
        thread.join(10)


def by_dump(url: str) -> Quads:
    content = httpx2.get(f"{url}dumps/latest/mea-kg.nq.gz", follow_redirects=True, timeout=60).content
    parsed = ox.parse(gzip.decompress(content), format=ox.RdfFormat.N_QUADS)
    return {(_name(q.graph_name), str(q.triple)) for q in parsed}


def by_oai(url: str, between: Callable[[int], None] = lambda _: None) -> Quads:
    """What a mirror holds after a harvest: each record replaces the one before, a deleted one removes it."""
    mirror: dict[str, set[str]] = {}
    with Scythe(f"{url}oai") as scythe:
        for number, record in enumerate(scythe.list_records(metadata_prefix="rdf")):
            assert isinstance(record, Record)
            kind, _, key = str(record.header.identifier).rpartition(":")[2].partition("/")
            graph = f"{BASE}graph/{kind}/{key}"
            if record.header.deleted:
                mirror.pop(graph, None)
            else:
                content = etree.tostring(next(etree.fromstring(record.raw).iter(_RDF)))
                mirror[graph] = {str(q.triple) for q in ox.parse(content, format=ox.RdfFormat.RDF_XML)}
            between(number)
    return {(graph, triple) for graph, triples in mirror.items() for triple in triples}


def by_stream(url: str, between: Callable[[int], None] = lambda _: None) -> Quads:
    """Follow the relations, replay the members in order, fetch the present content of what is left."""
    store, waiting, fetched = ox.Store(), [f"{url}ldes"], set[str]()
    while waiting:
        address = waiting.pop(0)
        if address not in fetched:
            content = httpx2.get(address, headers={"Accept": "text/turtle"}, timeout=60).content
            store.extend(ox.parse(content, format=ox.RdfFormat.TURTLE))
            between(len(fetched))
            fetched.add(address)
            waiting += _nodes(store)
    members = store.query(MEMBERS)
    assert isinstance(members, ox.QuerySolutions)
    contents: dict[str, str] = {}
    for row in members:
        item, what, place = (str(term).strip("<>") for term in row)
        if what == str(AS.Delete):
            contents.pop(item)
        else:
            contents[item] = place
    found: Quads = set()
    for address in contents.values():
        body = httpx2.get(address, headers={"Accept": "application/n-triples"}, timeout=60).content
        graph = address.replace(url, BASE)
        found |= {(graph, str(q.triple)) for q in ox.parse(body, format=ox.RdfFormat.N_TRIPLES)}
    return found


def _nodes(store: ox.Store) -> list[str]:
    quads = store.quads_for_pattern(None, ox.NamedNode(str(TREE.node)), None, None)
    return sorted({q.object.value for q in quads if isinstance(q.object, ox.NamedNode)})


def _name(graph: ox.NamedNode | ox.BlankNode | ox.DefaultGraph) -> str:
    assert isinstance(graph, ox.NamedNode)
    return graph.value


def test_all_three_give_what_is_there(base: FeedsBase, url: str) -> None:
    base.put("d3")
    base.remove("d4")
    base.remove("d5")
    base.put("d5")
    base.put("d99", renames="d6")
    dump = by_dump(url)
    assert len(dump) == 2 * ITEMS
    assert by_oai(url) == dump
    assert by_stream(url) == dump


def test_a_harvest_while_items_come_change_and_go_ends_with_what_is_there(base: FeedsBase, url: str) -> None:
    def meanwhile(number: int) -> None:
        if number == 2:
            base.put("d1", show=False)  # harvested already
            base.put("d20", show=False)  # still to come
            base.put("new", show=False)
            base.remove("d2")
        if number == 9:
            base.remove("d22")
            base.put("d22", show=False)
            base.remove("new")

    assert by_oai(url, meanwhile) == by_dump(url)


def test_the_stream_followed_while_items_change_is_complete_up_to_its_last_page(base: FeedsBase, url: str) -> None:
    def meanwhile(number: int) -> None:
        if number == 1:
            base.remove("d2")
            base.put("d30")

    first = by_stream(url, meanwhile)
    dump = by_dump(url)
    seen = {graph for graph, _ in first}
    assert seen <= {graph for graph, _ in dump} | {f"{BASE}graph/document/d2"}
    assert by_stream(url) == dump


def test_an_incremental_harvest_takes_only_what_changed(base: FeedsBase, url: str) -> None:
    with Scythe(f"{url}oai") as scythe:
        last = max(str(header.datestamp) for header in _headers(scythe))
        base.put("d1", show=False)
        base.remove("d2")
        later = {str(header.identifier).rpartition("/")[2]: header.deleted for header in _headers(scythe, last)}
        assert (later["d1"], later["d2"]) == (False, True)
        assert scythe.identify().protocolVersion == "2.0"
        assert [str(found) for found in scythe.list_metadata_formats()]
        assert [str(found) for found in scythe.list_sets()]
        record = scythe.get_record(identifier="oai:kg.example:document/d1", metadata_prefix="oai_dc")
        assert isinstance(record, Record)
        assert record.header.identifier == "oai:kg.example:document/d1"


def _headers(scythe: Scythe, since: str | None = None) -> list[Header]:
    found = scythe.list_identifiers(metadata_prefix="oai_dc", from_=since)
    return [header for header in found if isinstance(header, Header)]
