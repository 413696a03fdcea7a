"""What the taxonomies promise beyond being well formed: sources, statuses, codes, listings, mappings."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, SKOS
from rdflib.term import Literal, Node

from kg.terms import MEA
from ontology import taxonomies

BASE = "https://kg.example/base/"
MAPPINGS = (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch)
OUTSIDE = re.compile(
    r"http://www\.informea\.org/terms/[a-z0-9-]+"
    r"|http://metadata\.un\.org/thesaurus/\d{7}"
    r"|http://metadata\.un\.org/sdg/(C\d{6}|\d+(\.\d+)?)"
    r"|http://www\.eionet\.europa\.eu/gemet/concept/\d+"
    r"|https://w3id\.org/un/ontology/undo/[A-Z]\w+"
)
PUBLISHED_AS_OFFICIAL = {"countries", "regions"}
"""Schemes whose labels are official unless a concept says otherwise: the six-language lists of M49."""


@cache
def graph_of(name: str) -> Graph:
    return next(t for t in taxonomies() if t.name == name).graph(BASE)


@cache
def union() -> Graph:
    whole = Graph()
    for taxonomy in taxonomies():
        whole += graph_of(taxonomy.name)
    return whole


@pytest.fixture(params=[taxonomy.name for taxonomy in taxonomies()])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def graph(name: str) -> Graph:
    return graph_of(name)


def concepts(graph: Graph) -> Iterator[URIRef]:
    return (c for c in graph.subjects(RDF.type, SKOS.Concept) if isinstance(c, URIRef))


def preferred(graph: Graph, concept: Node) -> Iterator[Literal]:
    return (label for label in graph.objects(concept, SKOS.prefLabel) if isinstance(label, Literal))


def thing(path: str) -> URIRef:
    return URIRef(f"{BASE}id/{path}")


def test_there_are_at_least_1500_concepts() -> None:
    assert len(set(concepts(union()))) >= 1500


def test_every_concept_can_be_reached_from_the_top(name: str, graph: Graph) -> None:
    scheme = thing(f"concept/{name}")
    reached = set(graph.subjects(SKOS.topConceptOf, scheme))
    edge = set(reached)
    while edge:
        edge = {below for above in edge for below in graph.objects(above, SKOS.narrower)} - reached
        reached |= edge
    assert set(concepts(graph)) <= reached


def test_what_is_related_is_not_broader() -> None:
    whole = union()
    for concept, other in whole.subject_objects(SKOS.related):
        assert other not in set(whole.transitive_objects(concept, SKOS.broader)), (concept, other)
        assert concept not in set(whole.transitive_objects(other, SKOS.broader)), (concept, other)


def test_exact_matches_do_not_clash_with_looser_ones() -> None:
    exact = set(union().subject_objects(SKOS.exactMatch))
    for looser in (SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch):
        assert exact.isdisjoint(union().subject_objects(looser)), looser


def test_every_concept_is_defined_in_english(graph: Graph) -> None:
    for concept in concepts(graph):
        # An article is what its text says; a scope note tells which one it is.
        wanted = SKOS.scopeNote if (concept, RDF.type, MEA.Provision) in graph else SKOS.definition
        found = [text for text in graph.objects(concept, wanted) if isinstance(text, Literal)]
        assert [text.language for text in found] == ["en"], concept
        assert len(found[0]) > 5, concept
        assert found[0].endswith((".", ")", "”")), concept


def test_every_preferred_label_has_one_status(graph: Graph) -> None:
    scheme = next(graph.subjects(RDF.type, SKOS.ConceptScheme))
    assert str(graph.value(scheme, MEA.labelStatus)) in {"official", "checked", "from-memory"}
    for concept in concepts(graph):
        stated = Counter(
            label
            for prop in (MEA.officialLabel, MEA.checkedLabel, MEA.labelFromMemory)
            for label in graph.objects(concept, prop)
        )
        assert all(count == 1 for count in stated.values()), concept
        assert set(stated) <= set(preferred(graph, concept)), concept


def test_labels_are_official_by_default_only_where_a_united_nations_list_has_them(name: str, graph: Graph) -> None:
    status = str(graph.value(thing(f"concept/{name}"), MEA.labelStatus))
    assert (status == "official") == (name in PUBLISHED_AS_OFFICIAL)
    if status != "official":
        return
    for concept in concepts(graph):
        named = set(graph.objects(concept, MEA.checkedLabel)) | set(graph.objects(concept, MEA.labelFromMemory))
        from_list = any("M49" in str(source) for source in graph.objects(concept, DCTERMS.source))
        assert from_list or len(named) >= 5, (concept, "labels that are not in M49 must say so")


def test_translations_are_official_only_where_they_were_published(name: str, graph: Graph) -> None:
    if name not in PUBLISHED_AS_OFFICIAL:
        languages = {
            str(label.language) for label in graph.objects(None, MEA.officialLabel) if isinstance(label, Literal)
        }
        assert languages <= {"en"}


def test_sources_are_said_in_words(graph: Graph) -> None:
    for concept in concepts(graph):
        sources = [str(source) for source in graph.objects(concept, DCTERMS.source)]
        assert sources, concept
        assert all(len(source) >= 8 for source in sources), concept


def test_notations_are_unique(graph: Graph) -> None:
    owners: dict[Node, set[Node]] = defaultdict(set)
    for thing_, notation in graph.subject_objects(SKOS.notation):
        owners[notation].add(thing_)
    assert {n: found for n, found in owners.items() if len(found) > 1} == {}


def test_mappings_lead_to_schemes_that_were_checked() -> None:
    for prop in MAPPINGS:
        for concept, target in union().subject_objects(prop):
            assert str(target).startswith(f"{BASE}id/") or OUTSIDE.fullmatch(str(target)), (concept, target)


def test_mapped_terms_of_informea_exist(shared: Path) -> None:
    leo = Graph().parse(shared / "data" / "leo" / "leo.ttl")
    known = set(leo.subjects(RDF.type, SKOS.Concept))
    for prop in MAPPINGS:
        for concept, target in union().subject_objects(prop):
            if str(target).startswith("http://www.informea.org/terms/"):
                assert target in known, (concept, target)


def test_concepts_given_up_name_their_successor() -> None:
    gone = set(union().subjects(OWL.deprecated, Literal(True)))
    assert thing("concept/chemicals.basel-y29") in gone
    for concept in gone:
        successor = union().value(concept, DCTERMS.isReplacedBy)
        assert (successor, RDF.type, SKOS.Concept) in union(), concept
        assert successor not in gone, concept
        assert union().value(concept, SKOS.changeNote), concept
