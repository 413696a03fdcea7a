"""Facts that the taxonomies must have right: codes, listings, wastes, paragraphs, countries, crosswalks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SKOS
from rdflib.term import Literal, Node

from kg.terms import MEA
from ontology import taxonomies

BASE = "https://kg.example/base/"


@cache
def graph_of(name: str) -> Graph:
    return next(t for t in taxonomies() if t.name == name).graph(BASE)


@cache
def union() -> Graph:
    whole = Graph()
    for taxonomy in taxonomies():
        whole += graph_of(taxonomy.name)
    return whole


def concepts(graph: Graph) -> Iterator[Node]:
    return graph.subjects(RDF.type, SKOS.Concept)


def preferred(graph: Graph, concept: Node) -> Iterator[Literal]:
    return (label for label in graph.objects(concept, SKOS.prefLabel) if isinstance(label, Literal))


def thing(path: str) -> URIRef:
    return URIRef(f"{BASE}id/{path}")


def cas_check_digit(number: str) -> bool:
    first, second, check = number.split("-")
    digits = reversed(first + second)
    return sum(int(digit) * place for place, digit in enumerate(digits, 1)) % 10 == int(check)


def test_cas_numbers_have_the_right_check_digit() -> None:
    numbers = [str(n) for n in union().objects(None, SKOS.notation) if getattr(n, "datatype", None) == MEA.CasNumber]
    assert len(numbers) > 90
    for number in numbers:
        assert re.fullmatch(r"\d{2,7}-\d{2}-\d", number), number
        assert cas_check_digit(number), number
    assert not cas_check_digit("7439-97-5")


@pytest.mark.parametrize(
    ("datatype", "pattern"),
    [
        (MEA.BaselCode, r"Y\d{1,2}|[AB]\d(\d{3})?|[DR]\d{1,2}|H\d{1,2}(\.\d)?"),
        (MEA.IsoAlpha2, r"[A-Z]{2}"),
        (MEA.IsoAlpha3, r"[A-Z]{3}"),
        (MEA.M49Code, r"\d{3}"),
        (MEA.DacCode, r"\d{3}|\d{5}"),
        (MEA.IatiCode, r"\d{1,2}"),
    ],
)
def test_codes_look_like_codes(datatype: URIRef, pattern: str) -> None:
    codes = [str(n) for n in union().objects(None, SKOS.notation) if getattr(n, "datatype", None) == datatype]
    assert codes
    assert [code for code in codes if not re.fullmatch(pattern, code)] == []


def test_listings_say_what_stands_where() -> None:
    graph = graph_of("listings")
    listings = list(graph.subjects(RDF.type, MEA.AnnexListing))
    assert len(listings) > 100
    for listing in listings:
        chemical, annex = graph.value(listing, MEA.listedChemical), graph.value(listing, MEA.listedIn)
        assert (chemical, SKOS.inScheme, thing("concept/chemicals")) in union(), listing
        assert (annex, MEA.provisionKind, Literal("annex")) in union(), listing
        for decision in graph.objects(listing, MEA.listingDecision):
            assert re.fullmatch(r".*/id/decision/(sc|rc)-\d+-\d+", str(decision)), listing


@pytest.mark.parametrize(
    ("annex", "chemical", "decision"),
    [
        ("stockholm.annex_a", "lindane", "sc-4-15"),
        ("stockholm.annex_b", "pfos", "sc-4-17"),
        ("stockholm.annex_c", "pentachlorobenzene", "sc-4-16"),
        ("rotterdam.annex_iii", "trichlorfon", "rc-8-3"),
    ],
)
def test_listings_that_are_known(annex: str, chemical: str, decision: str) -> None:
    found = set(union().subjects(MEA.listedIn, thing(f"provision/{annex}"))) & set(
        union().subjects(MEA.listedChemical, thing(f"concept/chemicals.{chemical}"))
    )
    decisions = {str(d) for listing in found for d in union().objects(listing, MEA.listingDecision)}
    assert decisions == {str(thing(f"decision/{decision}"))}


def test_waste_codes_of_the_basel_convention() -> None:
    codes = {str(n) for n in graph_of("wastes").objects(None, SKOS.notation) if getattr(n, "datatype", None)}
    assert {f"Y{n}" for n in range(1, 48)} <= codes
    assert {f"D{n}" for n in range(1, 16)} | {f"R{n}" for n in range(1, 14)} <= codes
    assert sum(bool(re.fullmatch(r"[AB]\d{4}", code)) for code in codes) == 122
    mercury = thing("concept/wastes.y29")
    assert (mercury, SKOS.closeMatch, thing("concept/chemicals.mercury")) in union()
    assert (mercury, SKOS.broader, thing("concept/wastes.constituents")) in union()


def test_labels_of_wastes_begin_with_their_code() -> None:
    """So that everyday words such as “Ethers” are never taken for a waste in running text."""
    graph = graph_of("wastes")
    for concept, code in graph.subject_objects(SKOS.notation):
        if getattr(code, "datatype", None) == MEA.BaselCode:
            assert all(label.startswith(str(code)) for label in preferred(graph, concept)), concept


def test_paragraphs_stand_under_their_article() -> None:
    graph = graph_of("provisions")
    paragraphs = list(graph.subjects(MEA.provisionKind, Literal("paragraph")))
    assert len(paragraphs) > 400
    for paragraph in paragraphs:
        article = URIRef(str(paragraph).partition("__")[0])
        assert list(graph.objects(paragraph, SKOS.broader)) == [article]
        assert graph.value(paragraph, MEA.provisionOf) == graph.value(article, MEA.provisionOf)
    found = thing("provision/minamata.art_3__para_4")
    assert Literal("Minamata Convention, Article 3, paragraph 4", lang="en") in graph.objects(found, SKOS.prefLabel)
    assert thing("provision/minamata.art_3__para_14") not in set(graph.subjects())


def test_countries_are_all_of_m49_and_the_european_union() -> None:
    graph = graph_of("countries")
    assert len(list(concepts(graph))) == 250
    greenland, denmark = thing("concept/countries.grl"), thing("party/DNK")
    assert (denmark, RDF.type, MEA.Party) in graph
    assert (greenland, RDF.type, MEA.Party) not in graph
    assert (thing("party/KEN"), MEA.inRegion, thing("concept/unep-regions.africa")) in graph
    assert (thing("concept/countries.lldc"), SKOS.member, thing("party/TCD")) in graph


def test_statuses_of_projects_are_matched_with_those_of_iati() -> None:
    graph = graph_of("statuses")
    of_project = set(graph.subjects(SKOS.broader, thing("concept/statuses.of-project")))
    for status in of_project:
        targets = {str(t) for prop in (SKOS.exactMatch, SKOS.closeMatch) for t in graph.objects(status, prop)}
        assert any("/activity-statuses." in target for target in targets), status


@pytest.mark.parametrize("number", [13, 14, 15, 17, 18, 19, 20, 21, 22, 23, 24, 26, 27])
def test_articles_of_the_same_function(number: int) -> None:
    article = thing(f"provision/minamata.art_{number}")
    assert list(union().objects(article, MEA.sameFunctionAs)), article
