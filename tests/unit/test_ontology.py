"""The ontology and the names that the code uses are the same."""

from __future__ import annotations

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS
from rdflib.term import Literal

from kg.terms import MEA
from ontology import ontology_text

ONTOLOGY = URIRef("https://w3id.org/mea-kg/ontology")
ALIGNMENTS = (
    RDFS.subClassOf,
    RDFS.subPropertyOf,
    OWL.equivalentClass,
    OWL.equivalentProperty,
    SKOS.exactMatch,
    SKOS.closeMatch,
    SKOS.broadMatch,
    SKOS.relatedMatch,
)
KINDS = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, RDFS.Datatype}


@pytest.fixture(scope="module")
def graph() -> Graph:
    return Graph().parse(data=ontology_text(), format="turtle")


def languages(graph: Graph, term: URIRef, prop: URIRef) -> list[str]:
    return sorted(label.language or "" for label in graph.objects(term, prop) if isinstance(label, Literal))


def own_terms(graph: Graph) -> set[URIRef]:
    return {s for s in graph.subjects() if isinstance(s, URIRef) and s.startswith(f"{ONTOLOGY}#")}


def test_the_code_and_the_ontology_name_the_same_terms(graph: Graph) -> None:
    names = {name for name in MEA.__annotations__ if not name.startswith("_")}
    assert names == {term.rpartition("#")[2] for term in own_terms(graph)}


def test_every_term_has_a_kind_and_is_described(graph: Graph) -> None:
    for term in own_terms(graph):
        assert set(graph.objects(term, RDF.type)) & KINDS, term
        assert languages(graph, term, RDFS.label) == ["en", "es", "fr"], term
        assert languages(graph, term, RDFS.comment) == ["en"], term
        assert graph.value(term, RDFS.isDefinedBy) == ONTOLOGY, term


def test_domains_and_ranges_of_our_own_exist(graph: Graph) -> None:
    known = own_terms(graph)
    for predicate in (RDFS.domain, RDFS.range, RDFS.subClassOf, RDFS.subPropertyOf):
        for target in graph.objects(None, predicate):
            assert not str(target).startswith(f"{ONTOLOGY}#") or target in known, target


def test_version_and_what_became_of_the_one_before(graph: Graph) -> None:
    version = str(graph.value(ONTOLOGY, OWL.versionInfo))
    prior = graph.value(ONTOLOGY, OWL.priorVersion)
    assert graph.value(ONTOLOGY, OWL.versionIRI) == URIRef(f"{ONTOLOGY}/{version}")
    assert prior != graph.value(ONTOLOGY, OWL.versionIRI)
    assert str(prior).startswith(f"{ONTOLOGY}/")
    assert languages(graph, ONTOLOGY, DCTERMS.title) == ["en", "es", "fr"]
    notes = [str(note) for note in graph.objects(ONTOLOGY, SKOS.changeNote)]
    assert any(note.startswith(f"{version}: ") for note in notes), "each version says what it changed"
    assert "Deprecation policy" in str(graph.value(ONTOLOGY, RDFS.comment))


def test_every_term_is_aligned_with_a_term_outside(graph: Graph) -> None:
    for term in own_terms(graph):
        targets = {str(target) for link in ALIGNMENTS for target in graph.objects(term, link)}
        assert [t for t in targets if not t.startswith(f"{ONTOLOGY}#")], term


def test_a_term_given_up_names_the_version_and_its_successor(graph: Graph) -> None:
    for term in graph.subjects(OWL.deprecated, Literal(True)):
        assert graph.value(term, SKOS.changeNote), term
        assert graph.value(term, DCTERMS.isReplacedBy) in own_terms(graph) | {None}, term


def test_object_properties_never_have_a_datatype_as_range(graph: Graph) -> None:
    for prop in graph.subjects(RDF.type, OWL.ObjectProperty):
        assert not str(graph.value(prop, RDFS.range) or "").startswith("http://www.w3.org/2001/XMLSchema#"), prop
