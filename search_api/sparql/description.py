"""What the endpoint says of itself (SPARQL 1.1 Service Description) and of its data (VoID)."""

from __future__ import annotations

from dataclasses import dataclass

from rdflib import BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import RDF, VOID, XSD

from kg.terms import SD

FORMATS = Namespace("http://www.w3.org/ns/formats/")
RESULT_FORMATS = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "RDF_XML",
    "JSON-LD",
)
"""Names in the W3C registry of formats."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is, for VoID."""

    triples: int
    entities: int | None = None
    distinct_subjects: int | None = None


def describe_service(endpoint: str, base_uri: str, counts: Counts | None = None, *, federated: bool = False) -> Graph:
    """The service description as a graph.

    Args:
        endpoint: address at which the service was reached.
        base_uri: start of the URIs in the data.
        counts: VoID statistics, where they are known.
        federated: whether SERVICE may call some servers.
    """
    graph = Graph()
    service, dataset, union = URIRef(endpoint), URIRef(f"{base_uri}.well-known/void#dataset"), BNode()
    graph.add((service, RDF.type, SD.Service))
    graph.add((service, SD.endpoint, service))
    graph.add((service, SD.supportedLanguage, SD.SPARQL11Query))
    graph.add((service, SD.feature, SD.UnionDefaultGraph))
    if federated:
        graph.add((service, SD.feature, SD.BasicFederatedQuery))
    for name in RESULT_FORMATS:
        graph.add((service, SD.resultFormat, FORMATS[name]))
    graph.add((service, SD.defaultDataset, dataset))
    graph.add((dataset, RDF.type, SD.Dataset))
    graph.add((dataset, SD.defaultGraph, union))
    graph.add((union, RDF.type, SD.Graph))
    graph.add((dataset, RDF.type, VOID.Dataset))
    graph.add((dataset, VOID.sparqlEndpoint, service))
    graph.add((dataset, VOID.uriSpace, Literal(f"{base_uri}id/")))
    if counts is not None:
        _add_counts(graph, (dataset, union), counts)
    return graph


def _add_counts(graph: Graph, described: tuple[URIRef, BNode], counts: Counts) -> None:
    numbers = {
        VOID.triples: counts.triples,
        VOID.entities: counts.entities,
        VOID.distinctSubjects: counts.distinct_subjects,
    }
    for term, number in numbers.items():
        if number is not None:
            for node in described:
                graph.add((node, term, Literal(number, datatype=XSD.integer)))
