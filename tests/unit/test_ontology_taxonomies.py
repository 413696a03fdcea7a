"""SKOS integrity of the taxonomies that come with the package."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import DCTERMS, RDF, SKOS
from rdflib.term import Literal

import ontology
from kg.identifiers import Uris
from kg.model import LANGUAGES
from kg.terms import MEA
from ontology import Taxonomy, taxonomies

BASE = "https://kg.example/base/"
STATUSES = {"official", "checked", "from-memory"}
BY_PROPERTY = {MEA.officialLabel, MEA.checkedLabel, MEA.labelFromMemory}


@pytest.fixture(scope="module")
def graphs() -> dict[str, Graph]:
    return {taxonomy.name: taxonomy.graph(BASE) for taxonomy in taxonomies()}


@pytest.fixture(scope="module")
def union(graphs: dict[str, Graph]) -> Graph:
    union = Graph()
    for graph in graphs.values():
        union += graph
    return union


@pytest.fixture(params=taxonomies(), ids=lambda taxonomy: taxonomy.name)
def taxonomy(request: pytest.FixtureRequest) -> Taxonomy:
    found: Taxonomy = request.param
    return found


@pytest.fixture
def graph(taxonomy: Taxonomy, graphs: dict[str, Graph]) -> Graph:
    return graphs[taxonomy.name]


def concepts(graph: Graph) -> Iterator[URIRef]:
    return (c for c in graph.subjects(RDF.type, SKOS.Concept) if isinstance(c, URIRef))


def test_every_file_is_listed() -> None:
    files = {path.stem for path in (Path(ontology.__file__).parent / "taxonomies").glob("*.ttl")}
    assert files == {taxonomy.name for taxonomy in taxonomies()}


def test_scheme_is_named_after_the_file(taxonomy: Taxonomy, graph: Graph) -> None:
    scheme = URIRef(f"{BASE}id/concept/{taxonomy.name}")
    assert list(graph.subjects(RDF.type, SKOS.ConceptScheme)) == [scheme]
    assert Literal(taxonomy.title, lang="en") in graph.objects(scheme, DCTERMS.title)
    assert str(graph.value(scheme, MEA.labelStatus)) in STATUSES


def test_identifiers_are_of_this_base(graph: Graph) -> None:
    uris = Uris(BASE)
    for concept in concepts(graph):
        assert uris.key_of(concept) is not None, concept


def test_every_concept_is_in_its_scheme(taxonomy: Taxonomy, graph: Graph) -> None:
    scheme = URIRef(f"{BASE}id/concept/{taxonomy.name}")
    found = list(concepts(graph))
    assert found
    for concept in found:
        assert list(graph.objects(concept, SKOS.inScheme)) == [scheme], concept
    assert set(graph.subjects(SKOS.topConceptOf, scheme)), "a scheme has somewhere to begin"


def test_one_preferred_label_for_each_language_and_no_two_concepts_share_it(graph: Graph) -> None:
    owners: dict[tuple[str | None, str], URIRef] = {}
    for concept in concepts(graph):
        labels = [label for label in graph.objects(concept, SKOS.prefLabel) if isinstance(label, Literal)]
        languages = [label.language for label in labels]
        assert "en" in languages, concept
        assert len(languages) == len(set(languages)), concept
        assert set(languages) <= set(LANGUAGES), concept
        for label in labels:
            assert owners.setdefault((label.language, label.casefold()), concept) == concept, label


def test_labels_are_disjoint_and_trimmed(graph: Graph) -> None:
    for concept in concepts(graph):
        seen: dict[Literal, str] = {}
        for kind in (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel):
            for label in graph.objects(concept, kind):
                assert isinstance(label, Literal)
                assert label not in seen, (concept, label)
                assert str(label) == " ".join(label.split()), (concept, label)
                assert label.language in LANGUAGES, (concept, label)
                seen[label] = str(kind)


def test_no_name_belongs_to_two_concepts_of_a_scheme(graph: Graph) -> None:
    owners: dict[tuple[str | None, str], set[str]] = defaultdict(set)
    for kind in (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel):
        for concept, label in graph.subject_objects(kind):
            assert isinstance(label, Literal)
            if (concept, RDF.type, SKOS.Concept) in graph:
                owners[label.language, label.casefold()].add(str(concept))
    assert {name: found for name, found in owners.items() if len(found) > 1} == {}


def missing_languages(graph: Graph, concept: URIRef) -> set[str]:
    labels = [label for label in graph.objects(concept, SKOS.prefLabel) if isinstance(label, Literal)]
    return set(LANGUAGES) - {label.language or "" for label in labels}


def test_every_concept_has_a_preferred_label_in_all_six_languages(graph: Graph) -> None:
    missing = {concept: found for concept in concepts(graph) if (found := missing_languages(graph, concept))}
    assert missing == {}


def test_a_stated_label_status_is_that_of_a_preferred_label(graph: Graph) -> None:
    for concept in concepts(graph):
        preferred = set(graph.objects(concept, SKOS.prefLabel))
        stated = [label for prop in BY_PROPERTY for label in graph.objects(concept, prop)]
        assert set(stated) <= preferred, concept
        assert len(stated) == len(set(stated)), concept


def test_broader_has_no_cycles_and_no_strangers(union: Graph) -> None:
    for concept in concepts(union):
        for broader in union.objects(concept, SKOS.broader):
            assert (broader, RDF.type, SKOS.Concept) in union, (concept, broader)
        above = set(union.transitive_objects(concept, SKOS.broader)) - {concept}
        assert concept not in {b for a in above for b in union.objects(a, SKOS.broader)}, concept
        assert (concept, SKOS.broader, concept) not in union


def test_narrower_is_the_inverse_of_broader_within_a_scheme(graph: Graph) -> None:
    known = set(concepts(graph))
    broader = {(b, a) for a, b in graph.subject_objects(SKOS.broader) if b in known}
    assert set(graph.subject_objects(SKOS.narrower)) == broader


def test_every_concept_has_a_notation_and_says_where_it_comes_from(graph: Graph) -> None:
    for concept in concepts(graph):
        assert graph.value(concept, DCTERMS.source), concept
        assert graph.value(concept, SKOS.notation), concept


def test_links_between_taxonomies_lead_somewhere(union: Graph) -> None:
    known = set(union.subjects(RDF.type, SKOS.Concept)) | set(union.subjects(RDF.type, SKOS.ConceptScheme))
    for subject, predicate, target in union:
        if predicate == MEA.listingDecision or not isinstance(target, URIRef):
            continue  # decisions are records, not concepts
        if target.startswith(f"{BASE}id/"):
            assert target in known, (subject, predicate, target)


def test_same_function_goes_both_ways(union: Graph) -> None:
    links = set(union.subject_objects(MEA.sameFunctionAs))
    assert links
    assert {(b, a) for a, b in links} == links


def test_our_terms_exist(union: Graph) -> None:
    names = {str(p) for p in union.predicates()} | {str(o) for o in union.objects(None, RDF.type)}
    names |= {str(o.datatype) for o in union.objects() if isinstance(o, Literal)}
    ours = {name.rpartition("#")[2] for name in names if name.startswith(str(MEA._NS))}
    assert ours <= set(MEA.__annotations__)


def test_no_blank_nodes(union: Graph) -> None:
    assert all(isinstance(s, URIRef) for s in union.subjects())


@pytest.mark.parametrize(
    ("uri", "language", "label"),
    [
        ("treaty/minamata", "ru", "Минаматская конвенция о ртути"),
        ("party/KEN", "ar", "كينيا"),
        ("organization/gef", "zh", "全球环境基金"),
        ("provision/minamata.art_17", "en", "Minamata Convention, Article 17: Information exchange"),
        ("concept/verbs.requests", "ru", "поручает"),
    ],
)
def test_known_labels(union: Graph, uri: str, language: str, label: str) -> None:
    assert Literal(label, lang=language) in union.objects(URIRef(f"{BASE}id/{uri}"), SKOS.prefLabel)


def test_provisions_of_the_four_conventions(union: Graph) -> None:
    count: dict[str, int] = defaultdict(int)
    for provision, treaty in union.subject_objects(MEA.provisionOf):
        if (provision, MEA.provisionKind, Literal("article")) in union:
            count[str(treaty).rpartition("/")[2]] += 1
    assert count == {"minamata": 35, "basel": 29, "rotterdam": 30, "stockholm": 30}


def test_twelve_priority_areas_are_provisional(graphs: dict[str, Graph]) -> None:
    topics = graphs["topics"]
    members = set(topics.objects(URIRef(f"{BASE}id/concept/topics.priority-areas"), SKOS.member))
    provisional = set(topics.subjects(MEA.provisional, Literal(True))) & set(concepts(topics))
    assert len(members) == 12
    assert members == provisional
