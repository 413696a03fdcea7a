"""What a named graph says, read statement by statement."""

from __future__ import annotations

import pyoxigraph as ox
from rdflib.term import BNode, Identifier, URIRef

from kg.graph.oxigraph import OxigraphStore

GRAPH = "http://base.example/graph"
TRIPLES = rb"""
<http://base.example/a> <http://base.example/p> "one\n\"two\" . \u00e9"@fr .
<http://base.example/a> <http://base.example/p> "007"^^<http://www.w3.org/2001/XMLSchema#integer> .
<http://base.example/a> <http://base.example/p> "." .
<http://base.example/a> <http://base.example/q> <http://base.example/\u00e9> .
<http://base.example/a> <http://base.example/q> _:b .
_:b <http://base.example/p> "2025-11-03"^^<http://www.w3.org/2001/XMLSchema#date> .
"""


def named(term: Identifier) -> str:
    return f"_:{term}" if isinstance(term, BNode) else str(term)


def test_they_are_what_a_query_finds() -> None:
    store = OxigraphStore(ox.Store())
    store.replace(GRAPH, TRIPLES)
    store.replace("http://base.example/other", TRIPLES.replace(b"example/p", b"example/other"))
    rows = store.select("SELECT ?graph ?s ?p ?o WHERE { GRAPH ?graph { ?s ?p ?o } }", graph=URIRef(GRAPH))
    statements = store.statements(GRAPH)
    assert {(thing, name, value.n3()) for thing, name, value in statements} == {
        (named(row["s"]), str(row["p"]), row["o"].n3()) for row in rows
    }
    assert len(statements) == 6


def test_an_empty_graph_says_nothing() -> None:
    assert OxigraphStore(ox.Store()).statements(GRAPH) == []
