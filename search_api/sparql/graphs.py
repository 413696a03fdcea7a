"""Small graphs, already in memory, in the four RDF formats."""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph as ox
from rdflib import Graph

from kg.terms import PREFIXES
from search_api.sparql.formats import JSON_LD, N_TRIPLES, RDF_XML, TURTLE

FORMATS = {
    TURTLE: ox.RdfFormat.TURTLE,
    JSON_LD: ox.RdfFormat.JSON_LD,
    N_TRIPLES: ox.RdfFormat.N_TRIPLES,
    RDF_XML: ox.RdfFormat.RDF_XML,
}


def read_triples(n_triples: bytes | str) -> list[ox.Triple]:
    """The statements of an N-Triples text, each once, sorted."""
    return sorted({quad.triple for quad in ox.parse(n_triples, ox.RdfFormat.N_TRIPLES)}, key=str)


def from_rdflib(graph: Graph) -> list[ox.Triple]:
    """The statements of a graph built with rdflib, sorted."""
    return read_triples(graph.serialize(format="nt"))


def serialize(triples: Sequence[ox.Triple], media_type: str) -> bytes:
    """The statements in a format, with the project's prefixes as far as they are needed."""
    text = "\n".join(map(str, triples))
    prefixes = {name: namespace for name, namespace in PREFIXES.items() if namespace in text}
    return ox.serialize(triples, format=FORMATS[media_type], prefixes=prefixes) or b""
