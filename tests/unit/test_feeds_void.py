"""Statistics, catalogue, sitemap: what they say is what there is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from rdflib import Graph, URIRef
from rdflib.namespace import DCTERMS, RDF, VOID
from rdflib.term import Node
from starlette.testclient import TestClient

from kg import statistics
from kg.catalog import Catalog
from kg.upgrade import SCHEMA_VERSION
from search_api.feeds import sitemap, void
from search_api.feeds.answers import DCAT, SPDX
from tests.feeds_base import BASE, FeedsBase

DATASET = URIRef(f"{BASE}.well-known/void#dataset")


@pytest.fixture
def base(tmp_path: Path) -> Iterator[FeedsBase]:
    made = FeedsBase(tmp_path)
    yield made
    made.close()


@pytest.fixture
def client(base: FeedsBase) -> TestClient:
    return base.client()


def read(client: TestClient, path: str) -> Graph:
    answer = client.get(path, headers={"Accept": "text/turtle"})
    assert answer.headers["content-type"] == "text/turtle; charset=utf-8"
    return Graph().parse(data=answer.text, format="turtle")


def number(graph: Graph, subject: Node, name: URIRef) -> int:
    return int(str(graph.value(subject, name)))


terms = st.sampled_from([f"<{BASE}{x}>" for x in "abcd"])
objects = terms | st.sampled_from(['"x y"', '"1"^^<http://www.w3.org/2001/XMLSchema#integer>', '"a . b"@en'])
predicates = st.sampled_from([f"<{BASE}p>", f"<{BASE}q>", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"])


@given(st.sets(st.tuples(terms, predicates, objects)))
def test_counts_are_those_of_the_graph(triples: set[tuple[str, str, str]]) -> None:
    text = "".join(f"{s} {p} {o} .\n" for s, p, o in sorted(triples))
    graph = Graph().parse(data=text, format="nt")
    found = {(s.aspect, s.term): s for s in statistics.count(text.encode())}
    total = statistics.whole(found.values())
    assert (total.triples, total.subjects, total.objects) == (
        len(graph), len(set(graph.subjects())), len(set(graph.objects())),
    )  # fmt: skip
    for name in set(graph.predicates()):
        entry = found["property", str(name)]
        assert entry.triples == len(list(graph.triples((None, name, None))))
        assert entry.subjects == len(set(graph.subjects(name)))
        assert entry.objects == len(set(graph.objects(None, name)))
    assert all(term.startswith("http") for aspect, term in found if aspect == "class")  # a literal is no class
    for of_class in set(graph.objects(None, RDF.type)):
        if isinstance(of_class, URIRef):
            assert found["class", str(of_class)].subjects == len(set(graph.subjects(RDF.type, of_class)))


def test_sums_follow_every_change(base: FeedsBase) -> None:
    def total() -> tuple[int, int]:
        found = statistics.whole(statistics.summed(base.writer.catalog))
        return found.triples, found.subjects

    assert total() == (0, 0)
    base.fill(3)
    assert total() == (6, 3)
    base.put("d1", triples=f'<{BASE}a> <{BASE}p> "1" .\n'.encode())
    assert total() == (5, 3)
    base.put("topics", "taxonomy")
    assert total() == (7, 4)
    assert statistics.whole(statistics.summed(base.writer.catalog, "taxonomy")).triples == 2
    base.put("d9", renames="d2")
    base.remove("d3")
    assert total() == (5, 3)
    assert total()[0] == base.base.snapshot.graph.count()
    for key in ("d1", "d9"):
        base.remove(key)
    base.remove("topics", "taxonomy")
    assert total() == (0, 0)
    assert statistics.summed(base.writer.catalog) == []


def test_void_says_what_there_is(base: FeedsBase, client: TestClient) -> None:
    base.fill(2)
    base.put("topics", "taxonomy", title="Topics")
    found = read(client, "/.well-known/void")
    assert number(found, DATASET, VOID.triples) == 6
    assert number(found, DATASET, VOID.entities) == 3
    partitions = {str(found.value(p, VOID["class"])): number(found, p, VOID.entities)
                  for p in found.objects(DATASET, VOID.classPartition)}  # fmt: skip
    assert partitions == {f"{BASE}Thing": 3}
    properties = {str(found.value(p, VOID.property)): number(found, p, VOID.triples)
                  for p in found.objects(DATASET, VOID.propertyPartition)}  # fmt: skip
    assert properties == {str(DCTERMS.title): 3, str(RDF.type): 3}
    subsets = {str(s): number(found, s, VOID.triples) for s in found.objects(DATASET, VOID.subset)}
    assert subsets == {
        f"{BASE}.well-known/void#document": 4,
        f"{BASE}.well-known/void#records": 0,
        f"{BASE}graph/taxonomy/topics": 2,
    }
    assert found.value(DATASET, VOID.sparqlEndpoint) == URIRef("http://kg.example/sparql")
    counts = void.counts(base.base.snapshot)
    assert (counts.triples, counts.entities, counts.distinct_subjects) == (6, 3, 3)
    assert "Topics" not in client.get("/.well-known/void", headers={"Accept": "text/html"}).text


def test_the_catalogue_has_what_dcat_ap_demands(base: FeedsBase, client: TestClient) -> None:
    base.fill(2)
    base.put("topics", "taxonomy", title="Topics")
    found = read(client, "/catalog")
    catalogue = URIRef(f"{BASE}catalog")
    datasets = set(found.objects(catalogue, DCAT.dataset))
    assert len(datasets) == 4
    for node in (catalogue, *datasets):
        assert all(found.value(node, name) for name in (DCTERMS.title, DCTERMS.description, DCTERMS.publisher))
    for dataset in datasets:
        distributions = set(found.objects(dataset, DCAT.distribution))
        assert len(distributions) >= 4
        assert all((d, RDF.type, DCAT.Distribution) in found and found.value(d, DCAT.accessURL) for d in distributions)
    files = {str(found.value(d, DCAT.downloadURL)): str(found.value(found.value(d, SPDX.checksum), SPDX.checksumValue))
             for d in found.subjects(DCAT.downloadURL)}  # fmt: skip
    assert len(files) == 4
    for address, checksum in files.items():
        assert client.get(address).headers["etag"] == f'"{checksum}"'
    for service in found.objects(catalogue, DCAT.service):
        assert found.value(service, DCAT.endpointURL)
    page = client.get("/catalog", headers={"Accept": "text/html,*/*;q=0.1"})
    assert "Topics" in page.text
    assert client.get("/catalog", headers={"Accept": "image/png"}).status_code == 406


def test_the_sitemap_lists_each_page_once(base: FeedsBase, client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    base.fill(4)
    monkeypatch.setattr(sitemap, "LARGEST", 5)
    namespace = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    index = etree.fromstring(client.get("/sitemap.xml").content)
    parts = [e.text or "" for e in index.iterfind("s:sitemap/s:loc", namespace)]
    pages = [e.text or "" for part in parts
             for e in etree.fromstring(client.get(part).content).iterfind("s:url/s:loc", namespace)]  # fmt: skip
    assert len(parts) == -(-len(pages) // 5)
    assert len(pages) == len(set(pages))
    assert {f"http://kg.example/documents/d{n}" for n in range(1, 5)} <= set(pages)
    assert client.get(f"/sitemap/{len(parts) + 1}.xml").status_code == 404
    assert "Sitemap: http://kg.example/sitemap.xml" in client.get("/robots.txt").text


def test_a_base_of_the_first_release_is_brought_up_to_date(base: FeedsBase) -> None:
    base.fill(2)
    base.put("d9", renames="d1", show=False)
    base.remove("d2")
    path = base.settings.data / "catalog.db"
    expected = statistics.summed(base.writer.catalog)
    with sqlite3.connect(path) as old:
        for table in ("statistic", "statistic_sum"):
            old.execute(f"DROP TABLE {table}")
        for index in ("change_identity", "change_at"):
            old.execute(f"DROP INDEX {index}")
        for column in ("kind", "key", "language"):
            old.execute(f"ALTER TABLE change DROP COLUMN {column}")
        old.execute("UPDATE meta SET value = '1' WHERE key = 'schema'")
    old.close()
    catalog = Catalog.read(path)
    assert statistics.summed(catalog) == expected
    assert [(c.kind, c.key) for c in catalog.changes()][-1] == ("document", "d2")
    assert catalog.meta("schema") == SCHEMA_VERSION
    catalog.close()
