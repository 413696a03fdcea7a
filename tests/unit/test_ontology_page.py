"""The documentation of the ontology: every term with its anchor, every format, nothing from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import httpx2
import pyoxigraph as ox
import pytest
from fastapi import FastAPI
from lxml import html
from rdflib import Graph
from rdflib.compare import isomorphic
from rdflib.namespace import RDFS, SKOS
from rdflib.term import Literal, URIRef

from kg.terms import MEA
from ontology import ontology_text
from search_api.cli.reference import write_ontology
from search_api.ontology.reading import read_ontology
from search_api.ontology_page import router, served_page, standalone_page

OWN = str(MEA.Meeting).removesuffix("Meeting")


@pytest.fixture(scope="module")
def client() -> httpx2.Client:
    app = FastAPI()
    app.include_router(router)
    from starlette.testclient import TestClient

    return TestClient(app)


@pytest.fixture(scope="module")
def graph() -> Graph:
    return Graph().parse(data=ontology_text(), format="turtle")


@pytest.fixture(scope="module")
def page() -> html.HtmlElement:
    return html.document_fromstring(served_page())


def test_every_term_has_its_anchor_labels_and_description(graph: Graph, page: html.HtmlElement) -> None:
    terms = {s for s in graph.subjects() if isinstance(s, URIRef) and s.startswith(OWN)}
    assert terms
    for term in terms:
        found = page.get_element_by_id(term.removeprefix(OWN))
        shown = " ".join(found.text_content().split())
        for value in (*graph.objects(term, RDFS.label), *graph.objects(term, RDFS.comment)):
            assert " ".join(str(value).split()) in shown, term
        languages = {str(x.get("lang")) for x in found.xpath(".//bdi[@lang]")}
        assert languages >= {v.language for v in graph.objects(term, RDFS.label) if isinstance(v, Literal)}


def test_domains_ranges_and_alignments_lead_where_they_should(graph: Graph, page: html.HtmlElement) -> None:
    for predicate in (RDFS.domain, RDFS.range, RDFS.subClassOf, RDFS.subPropertyOf, SKOS.closeMatch, SKOS.exactMatch):
        for term, target in graph.subject_objects(predicate):
            if str(term).startswith(OWN) and isinstance(target, URIRef):
                wanted = f"#{target.removeprefix(OWN)}" if target.startswith(OWN) else str(target)
                found = page.get_element_by_id(str(term).removeprefix(OWN))
                assert wanted in [a.get("href") for a in found.xpath(".//a")], (term, target)


def test_the_page_is_sound(page: html.HtmlElement) -> None:
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    for href in page.xpath("//a/@href[starts-with(., '#')]"):
        assert href[1:] in ids, href
    assert len(page.xpath("//h1")) == 1
    assert page.xpath("//main")
    assert page.xpath("/html/@lang") == ["en"]
    labelled = page.xpath("//@aria-labelledby")
    assert set(labelled) <= set(ids)


def test_nothing_inline_and_nothing_from_elsewhere(page: html.HtmlElement) -> None:
    assert not page.xpath("//script | //style | //@style | //img | //iframe")
    loaded = page.xpath("//link[@rel='stylesheet' or @rel='icon']/@href")
    assert loaded
    assert all(re.match(r"/(static|ontology)/", href) for href in loaded)


def test_versions_policy_and_changes_are_told(graph: Graph, page: html.HtmlElement) -> None:
    about = URIRef(OWN.removesuffix("#"))
    shown = " ".join(page.text_content().split())
    for value in (*graph.objects(about, RDFS.comment), *graph.objects(about, SKOS.changeNote)):
        assert str(value) in shown
    assert "owl:deprecated" in shown


def test_a_deprecated_term_says_so_and_names_its_successor() -> None:
    text = f"""
      @prefix : <{OWN}> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
      @prefix dcterms: <http://purl.org/dc/terms/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
      @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
      :old a owl:ObjectProperty, owl:SymmetricProperty ; owl:deprecated true ; dcterms:isReplacedBy :new ;
        skos:changeNote "0.3.0: given up."@en ; rdfs:label "vieux"@fr, "old"@en .
      :new a owl:ObjectProperty ; rdfs:subPropertyOf :old .
      :Odd a rdfs:Resource .
    """
    found = {term.name: term for term in read_ontology(text.encode()).terms}
    old = found["old"]
    assert (old.deprecated, old.label, old.kind) == (True, "old", "object property, symmetric")
    assert [v.href for v in old.facts["Replaced by"]] == ["#new"]
    assert [v.href for v in old.facts["Subproperties"]] == ["#new"]
    assert [v.text for v in old.notes["Change"]] == ["0.3.0: given up."]
    assert not found["new"].deprecated
    assert found["Odd"].group == "others"


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        ("text/html,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("*/*", "text/html"),
        ("text/turtle", "text/turtle"),
        ("application/ld+json", "application/ld+json"),
        ("application/rdf+xml, text/turtle;q=0.5", "application/rdf+xml"),
        ("application/n-triples", "application/n-triples"),
    ],
)
def test_negotiation(client: httpx2.Client, graph: Graph, accept: str, given: str) -> None:
    answer = client.get("/ontology", headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(given)
    assert answer.headers["vary"] == "Accept"
    assert given != "text/html" or "default-src 'none'" in answer.headers["content-security-policy"]
    if given != "text/html":
        quads = ox.parse(answer.content, ox.RdfFormat.from_media_type(given))
        found = Graph().parse(data="\n".join(f"{q.triple} ." for q in quads), format="nt")
        assert isomorphic(found, graph)
    again = client.get("/ontology", headers={"Accept": accept, "If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_formats_by_name_version_and_refusals(client: httpx2.Client) -> None:
    assert client.get("/ontology?format=ttl", headers={"Accept": "text/html"}).content == ontology_text()
    assert client.get("/ontology?format=html", headers={"Accept": "text/turtle"}).text == served_page()
    version = read_ontology(ontology_text()).version
    assert client.get(f"/ontology/{version}").text == served_page()
    assert client.get("/ontology/0.0.0").status_code == 404
    assert client.get("/ontology", headers={"Accept": "image/png"}).status_code == 406
    assert client.get("/ontology?format=pdf").status_code == 406
    assert client.head("/ontology").status_code == 200
    assert client.get("/ontology/ontology.css").headers["content-type"].startswith("text/css")


def test_links_lead_to_every_format(client: httpx2.Client) -> None:
    links = client.get("/ontology").headers["link"].split(", ")
    for link in links[:-1]:
        url, _, rest = link.removeprefix("<").partition(">")
        assert f'type="{client.get(url).headers["content-type"].partition(";")[0]}"' in rest
    assert links[-1] == f'<{OWN.removesuffix("#")}>; rel="canonical"'


def test_the_written_file_needs_no_other(tmp_path: Path) -> None:
    write_ontology(tmp_path / "built")
    text = (tmp_path / "built" / "ontology.html").read_text("utf-8")
    assert text == standalone_page()
    page = html.document_fromstring(text)
    assert page.xpath("//style")
    assert not page.xpath("//link[@rel='stylesheet' or @rel='icon'] | //script")
    assert page.xpath("//*[@id='Meeting']")
