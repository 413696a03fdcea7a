"""The vocabulary service: concepts and schemes over HTTP, and concepts that change while a base is open."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pyoxigraph as ox
import pytest
from rdflib import Graph
from rdflib.namespace import RDF, SKOS
from rdflib.term import Literal, URIRef

from ingest.vocabulary import to_ntriples
from kg.base import KnowledgeBase
from kg.catalog import NewItem
from kg.errors import BadInput, NotFound
from kg.identifiers import Uris
from kg.intake import Intake
from kg.model import LANGUAGES
from kg.settings import Settings
from kg.terms import MEA
from kg.views.concepts import concept, concepts, removed_since
from kg.views.suggest import suggest
from kg.views.vocabulary import Vocabulary
from kg.vocabulary.reading import read_csv
from kg.writer import Writer
from ontology import taxonomies
from search_api.routes.vocabulary import since_text
from tests.integration.hashing_encoder import HashingEncoder

BASE = "http://localhost:8000/"

TEST_SCHEME = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix mea: <https://w3id.org/mea-kg/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
<id/concept/tests> a skos:ConceptScheme ; skos:prefLabel "Tests"@en ; mea:labelStatus "official" .
<id/concept/tests.top> a skos:Concept ; skos:inScheme <id/concept/tests> ; skos:topConceptOf <id/concept/tests> ;
  skos:prefLabel "Top"@en , "Haut"@fr , "Верх"@ru ; mea:labelFromMemory "Haut"@fr ; mea:checkedLabel "Верх"@ru .
<id/concept/tests.middle> a skos:Concept ; skos:inScheme <id/concept/tests> ; skos:broader <id/concept/tests.top> ;
  skos:prefLabel "Milieu"@fr , "中"@zh ; mea:officialLabel "中"@zh ; mea:labelFromMemory "中"@zh .
<id/concept/tests.leaf> a skos:Concept ; skos:inScheme <id/concept/tests> ;
  skos:broader <id/concept/tests.middle> , <id/concept/tests.top> ; skos:prefLabel "%s"@en ; skos:notation "L1" ;
  skos:exactMatch <https://elsewhere.example/terms/leaf> .
<id/concept/tests.old> a skos:Concept ; skos:inScheme <id/concept/tests> ; skos:prefLabel "Old"@en ;
  owl:deprecated true ; dcterms:isReplacedBy <id/concept/tests.leaf> .
%s
"""
EXTRA = '<id/concept/tests.extra> a skos:Concept ; skos:inScheme <id/concept/tests> ; skos:prefLabel "Extra"@en .'


class Kept:
    """A base of which one small scheme is rewritten."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(data=folder, publish_delay=0.0)
        self.put("Leaf", EXTRA)
        self.base = KnowledgeBase(self.settings, HashingEncoder())

    def put(self, leaf: str, extra: str = "") -> None:
        triples = to_ntriples((TEST_SCHEME % (leaf, extra)).encode(), BASE)
        with Writer(self.settings) as writer:
            intake = Intake(writer, HashingEncoder(), Uris(BASE))
            digest = str(hash(triples))
            intake.add_graph("taxonomy", "tests", "Tests", "test:tests", "text/turtle", digest, triples, {})

    def vocabulary(self, language: str | None = None) -> Vocabulary:
        return Vocabulary(self.base.snapshot, language)

    def detail(self, key: str, language: str | None = None) -> dict[str, Any]:
        vocabulary = self.vocabulary(language)
        return concept(vocabulary, vocabulary.uri_of(f"tests.{key}"))


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    found = Kept(tmp_path / "data")
    yield found
    found.base.close()


@pytest.fixture(scope="module")
def client(starter_server: str) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=starter_server, timeout=60) as client:
        yield client


# ---------------------------------------------------------------------- labels


@pytest.mark.parametrize(
    ("key", "asked", "language", "label", "status"),
    [
        ("top", "ru", "ru", "Верх", "checked"),
        ("top", "es", "en", "Top", "official"),
        ("top", None, "en", "Top", "official"),
        ("top", "fr", "fr", "Haut", "from-memory"),
        ("middle", "es", "zh", "中", "from-memory"),
        ("middle", "fr", "fr", "Milieu", "official"),
    ],
)
def test_fallback_order_and_status_of_the_label_shown(
    kept: Kept, key: str, asked: str | None, language: str, label: str, status: str
) -> None:
    found = kept.detail(key, asked)
    assert (found["label_language"], found["label"], found["label_status"]) == (language, label, status)


def test_a_contradiction_is_read_cautiously(kept: Kept) -> None:
    statuses = {label["language"]: label["status"] for label in kept.detail("middle")["preferred_labels"]}
    assert statuses == {"zh": "from-memory", "fr": "official"}


def test_no_label_from_memory_is_shown_as_official(client: httpx2.Client) -> None:
    seen = 0
    for taxonomy in taxonomies():
        graph = taxonomy.graph(BASE)
        own = set(graph.subjects(RDF.type, SKOS.Concept))
        memory = ((s, o) for s, o in graph.subject_objects(MEA.labelFromMemory) if s in own and isinstance(o, Literal))
        for uri, label in sorted(memory)[:5]:
            parameters = {"language": label.language or ""}
            found = client.get(f"/api/concepts/{str(uri).rpartition('/')[2]}", params=parameters).json()
            assert (found["uri"], found["label"], found["label_status"]) == (str(uri), str(label), "from-memory")
            seen += 1
    assert seen >= 20


# ---------------------------------------------------------------------- hierarchy and mappings


def test_every_path_to_the_top(kept: Kept) -> None:
    found = kept.detail("leaf", "en")
    paths = [[step["key"] for step in path] for path in found["paths"]]
    assert sorted(paths) == [["tests.top"], ["tests.top", "tests.middle"]]
    assert not found["top"]
    assert kept.detail("top")["paths"] == []
    assert [n["key"] for n in kept.detail("top", "en")["narrower"]] == ["tests.leaf", "tests.middle"], "by label"


def test_a_hierarchy_that_runs_in_a_circle_is_walked_once(kept: Kept) -> None:
    circle = "<id/concept/tests.top> skos:broader <id/concept/tests.leaf> ."
    kept.put("Leaf", circle)
    kept.base.refresh()
    vocabulary = kept.vocabulary("en")
    tree = vocabulary.tree(vocabulary.uri_of("tests.top"), 20)
    assert str(tree).count("tests.leaf'") < 10
    assert kept.detail("leaf")["paths"]


def test_states_mappings_and_notations(kept: Kept) -> None:
    old = kept.detail("old")
    assert (old["states"], old["replaced_by"]["key"]) == (["deprecated"], "tests.leaf")
    leaf = kept.detail("leaf")
    assert leaf["mappings"] == [
        {
            "relation": "exactMatch",
            "uri": "https://elsewhere.example/terms/leaf",
            "label": None,
            "scheme": {"uri": "https://elsewhere.example/", "name": "elsewhere.example"},
        }
    ]
    assert [n["value"] for n in leaf["notations"]] == ["L1"]
    assert kept.detail("top")["top"] is True


def test_a_chemical_has_its_typed_number_and_named_mappings(client: httpx2.Client) -> None:
    found = client.get("/api/concepts/chemicals.mercury", params={"language": "fr"}).json()
    assert ("7439-97-6", "CasNumber") in {(n["value"], n["type"]) for n in found["notations"]}
    names = {m["scheme"]["name"] for m in found["mappings"] if m["scheme"]}
    assert "UNBIS Thesaurus, United Nations" in names
    assert found["definition"]
    assert found["sources"]
    assert found["changed"]


def test_treaties_and_provisions_are_concepts_with_what_cites_them(client: httpx2.Client) -> None:
    found = client.get("/api/concepts/minamata.art_17").json()
    assert found["uri"].endswith("/id/provision/minamata.art_17")
    assert found["passages"]
    assert {"basel.art_13", "stockholm.art_9"} <= {m["uri"].rpartition("/")[2] for m in found["mappings"]}
    assert client.get("/api/concepts/nothing").status_code == 404


def test_trees_are_nested_and_cut_at_a_depth(client: httpx2.Client) -> None:
    tree = client.get("/api/schemes/topics/tree", params={"language": "ru", "depth": 2}).json()
    area = next(c for c in tree["children"] if c["key"] == "topics.life-cycle")
    assert area["label"] == "Жизненный цикл химических веществ и отходов"
    assert len(area["children"]) == area["narrower"] > 5
    assert all(not grandchild["children"] for grandchild in area["children"])
    alone = client.get("/api/concepts/topics.life-cycle/tree", params={"depth": 0}).json()
    assert (alone["children"], alone["narrower"]) == ([], area["narrower"])


# ---------------------------------------------------------------------- lists and changes


def test_filters_of_the_list(client: httpx2.Client) -> None:
    def total(**parameters: str) -> int:
        answer = client.get("/api/concepts", params={"k": "1"} | parameters)
        assert answer.status_code == 200, answer.text
        return int(answer.json()["total"])

    every, topics = total(), total(scheme="topics")
    assert 0 < topics < every
    assert topics == total(scheme=f"{BASE}id/concept/topics")
    assert total(scheme="topics", top="true") + total(scheme="topics", top="false") == topics
    assert 0 < total(broader="topics.life-cycle") < topics
    memory = total(scheme="topics", status="from-memory", language="ar")
    assert 0 < memory <= topics
    assert total(status="provisional") >= 12
    assert total(changed_since="2020-01-01") == every
    assert total(changed_since="2999-01-01") == 0
    assert total(q="ртуть") > 0
    for wrong in ({"colour": "red"}, {"changed_since": "soon"}):
        assert client.get("/api/concepts", params=wrong).status_code == 400
    assert client.get("/api/concepts", params={"status": "good"}).status_code == 422


def test_only_what_changed_since_is_listed_and_what_went_is_told(kept: Kept) -> None:
    before = kept.vocabulary().changes
    kept.put("Leaf, renamed")
    kept.base.refresh()
    vocabulary = kept.vocabulary()
    changed = {uri.rpartition("/")[2] for uri, c in vocabulary.changes.items() if c != before[uri]}
    assert changed == {"tests.leaf", "tests.extra"}
    last = vocabulary.changes[vocabulary.uri_of("tests.leaf")].changed
    assert "tests.leaf" in {c["key"] for c in concepts(vocabulary, changed_since=last)}
    assert [c["key"] for c in removed_since(vocabulary, last)] == ["tests.extra"]
    assert concepts(vocabulary, changed_since="2999-01-01") == []
    with pytest.raises(NotFound):
        vocabulary.uri_of("tests.extra")


def test_suggestions_follow_the_vocabulary(kept: Kept) -> None:
    kept.base.snapshot.names.prepare()
    assert suggest(kept.base.snapshot, "sprout", None, 5) == []
    kept.put("Sprout")
    kept.base.refresh()
    assert kept.base.snapshot.names.ready, "the next one who types does not wait"
    assert [s["key"] for s in suggest(kept.base.snapshot, "sprout", None, 5)] == ["tests.leaf"]


def test_documents_leave_what_is_known_of_the_vocabulary_in_place(kept: Kept) -> None:
    before, known = kept.base.snapshot, kept.vocabulary().concepts
    with Writer(kept.settings) as writer:
        new = NewItem("document", "d.en", "d", "D", "en", "d.md", "test:d", "text/markdown", "d", {}, b"")
        writer.put(new, None, {})
    assert kept.base.refresh()
    assert kept.base.snapshot.names is before.names
    assert kept.vocabulary().concepts is known
    kept.put("Leaf, renamed")
    assert kept.base.refresh()
    assert kept.base.snapshot.names is not before.names
    assert kept.detail("leaf", "en")["label"] == "Leaf, renamed"


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ("2026-11-01", "2026-11-01"),
        ("2026-11-01T12:00:00Z", "2026-11-01T12:00:00Z"),
        ("2026-11-01T12:00:00", "2026-11-01T12:00:00Z"),
        ("2026-11-01T12:00:00+02:00", "2026-11-01T10:00:00Z"),
        ("2026-11-01T12:00:00 02:00", "2026-11-01T10:00:00Z"),
        (None, None),
    ],
)
def test_dates_and_times(given: str | None, text: str | None) -> None:
    assert since_text(given) == text


@pytest.mark.parametrize("given", ["", "soon", "2026-13-01", "2026-11-1", "yesterday!"])
def test_what_is_no_date(given: str) -> None:
    with pytest.raises(BadInput):
        since_text(given)


# ---------------------------------------------------------------------- schemes


def test_schemes_tell_how_complete_they_are(client: httpx2.Client) -> None:
    found = {s["key"]: s for s in client.get("/api/schemes", params={"k": 200, "language": "es"}).json()["items"]}
    assert set(found) == {taxonomy.name for taxonomy in taxonomies()}
    topics = found["topics"]
    assert topics["label"] == "Temas"
    assert topics["counts"]["provisional"] == 12
    for language in LANGUAGES:
        numbers = topics["languages"][language]
        assert numbers["preferred"] + numbers["missing"] == topics["counts"]["concepts"]
        assert sum(numbers["statuses"].values()) == numbers["preferred"]
    one = client.get("/api/schemes/topics", params={"language": "es"}).json()
    assert len(one["top_concepts"]) == topics["counts"]["top"]
    assert client.get("/api/schemes/nothing").status_code == 404
    assert client.get("/api/schemes/ontology").status_code == 404


FORMS = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "nt": "application/n-triples",
}


@pytest.mark.parametrize(("ending", "media_type"), FORMS.items())
def test_a_whole_scheme_in_every_form(client: httpx2.Client, ending: str, media_type: str) -> None:
    whole = {str(q.triple) for q in ox.parse(taxonomies()[0].content, ox.RdfFormat.TURTLE, base_iri=BASE)}
    name = taxonomies()[0].name
    answer = client.get(f"/api/schemes/{name}.{ending}")
    assert answer.headers["content-type"].startswith(media_type)
    found = {str(q.triple) for q in ox.parse(answer.content, ox.RdfFormat.from_media_type(media_type))}
    assert found == whole
    negotiated = client.get(f"/api/schemes/{name}", headers={"Accept": media_type})
    assert negotiated.content == answer.content
    again = client.get(f"/api/schemes/{name}.{ending}", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_a_whole_scheme_as_the_table_that_comes_back(client: httpx2.Client, tmp_path: Path) -> None:
    answer = client.get("/api/schemes/topics.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert "id/concept/topics.life-cycle" in {row["uri"] for row in rows}
    (tmp_path / "topics.csv").write_bytes(answer.content)
    every = {str(s) for t in taxonomies() for s in t.graph(BASE).subjects()}
    scheme = read_csv(tmp_path / "topics.csv", BASE, frozenset(every)).scheme
    topics = next(t for t in taxonomies() if t.name == "topics")
    assert scheme is not None
    assert {str(s) for s in scheme.statements} == {
        str(q.triple) for q in ox.parse(topics.content, ox.RdfFormat.TURTLE, base_iri=BASE)
    }
    assert client.get("/api/schemes/topics.pdf").status_code == 404


# ---------------------------------------------------------------------- concepts at their own addresses


@pytest.mark.parametrize("path", ["concept/topics", "concept/topics.mercury-wastes", "provision/minamata.art_17"])
def test_concepts_and_schemes_are_dereferenced(client: httpx2.Client, path: str) -> None:
    turtle = client.get(f"/id/{path}", headers={"Accept": "text/turtle"})
    graph = Graph().parse(data=turtle.text, format="turtle")
    assert isinstance(graph.value(URIRef(f"{BASE}id/{path}"), SKOS.prefLabel), Literal)
    linked = {part.partition('type="')[2].rstrip('"') for part in turtle.headers["link"].split(", ")}
    assert {"text/turtle", "application/ld+json", "text/html", "application/rdf+xml"} <= linked
    assert turtle.headers["vary"].startswith("Accept")
    page = client.get(f"/id/{path}", headers={"Accept": "text/html"}, follow_redirects=True)
    assert page.headers["content-type"].startswith("text/html")
    assert client.get(f"/id/{path}", headers={"Accept": "application/ld+json"}).json()


# ---------------------------------------------------------------------- suggestions


@pytest.mark.parametrize(
    ("typed", "language", "key", "label"),
    [
        ("mercruy", "zh", "chemicals.mercury", "汞"),
        ("ГЭФ", "en", "gef", "Global Environment Facility"),
        ("全环基金", "fr", "gef", "Fonds pour l’environnement mondial"),
        ("кения", "ar", "KEN", "كينيا"),
        ("MC-5/16", None, "mc-5-16", "Digital strategy of the Minamata Convention noted with appreciation"),
        ("7439-97-6", "es", "chemicals.mercury", "Mercurio"),
        ("Шестое совещание", "fr", "mc-cop-6", None),
        ("10218", "en", "10218", None),
    ],
)
def test_suggestions_of_every_kind(
    client: httpx2.Client, typed: str, language: str | None, key: str, label: str | None
) -> None:
    parameters = {"q": typed, "k": "3"} | ({"language": language} if language else {})
    first = client.get("/api/suggest", params=parameters).json()["items"][0]
    assert first["key"] == key
    assert label is None or first["label"] == label
    assert first["matched"]


def test_suggestions_of_one_kind(client: httpx2.Client) -> None:
    found = client.get("/api/suggest", params={"q": "mercury", "k": 20, "kind": "project"}).json()["items"]
    assert {f["kind"] for f in found} == {"project"}
    assert client.get("/api/suggest", params={"q": "mercury", "kind": "ship"}).status_code == 400


def test_the_fallback_order_is_documented(client: httpx2.Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    for path in ("/api/concepts", "/api/concepts/{key}", "/api/suggest", "/api/schemes/{key}"):
        language = next(p for p in paths[path]["get"]["parameters"] if p["name"] == "language")
        assert "then English" in language["description"], path
