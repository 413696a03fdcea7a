"""``/.well-known/void``: the datasets with their statistics (VoID, https://www.w3.org/TR/void/).

The numbers are kept by the catalog as items come and go (``kg.statistics``
says how exact they are); nothing is scanned to answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, FOAF, RDF, RDFS, VOID, XSD

from kg.catalog import Catalog, Item
from kg.settings import Settings
from kg.snapshot import Snapshot
from kg.statistics import Statistic, of_item, summed, whole
from kg.terms import PREFIXES
from search_api.sparql.description import FORMATS, Counts
from search_api.sparql.graphs import from_rdflib

EXACTNESS = (
    "void:triples counts a statement once in each named graph that holds it, exactly. Distinct subjects, objects and "
    "instances are exact within one named graph; over several they are added up, so that a thing described in two "
    "graphs counts twice."
)
KINDS = {"document": "Documents", "records": "Records"}
"""Kinds of items that are one dataset together; each taxonomy is one of its own."""

_SCHEME = "A SKOS concept scheme with labels in six languages."
_ONTOLOGY = "The classes and properties that the graph uses."


@dataclass(frozen=True, slots=True)
class Dataset:
    """A part of the base that the catalogue lists. ``item`` is set when it is one named graph."""

    uri: str
    title: str
    description: str
    kind: str | None = None
    item: Item | None = None

    def statistics(self, catalog: Catalog) -> list[Statistic]:
        """What it is made of."""
        return of_item(catalog, self.item.id) if self.item else summed(catalog, self.kind)


def datasets(snapshot: Snapshot, settings: Settings) -> list[Dataset]:
    """The whole graph, then its parts."""
    start = f"{snapshot.uris.base}.well-known/void#"
    title = f"{settings.publisher}: knowledge graph of the chemicals conventions"
    found = [Dataset(f"{start}dataset", title, "Documents, records and taxonomies in one graph.")]
    for kind, name in KINDS.items():
        found.append(Dataset(f"{start}{kind}", f"{settings.publisher}: {name.lower()}", f"{name} of the base.", kind))
    for item in snapshot.catalog.items("taxonomy"):
        uri = snapshot.uris.graph("taxonomy", item.key)
        about = _ONTOLOGY if item.key == "ontology" else _SCHEME
        found.append(Dataset(uri, item.title, about, "taxonomy", item))
    return found


def counts(snapshot: Snapshot) -> Counts:
    """The numbers for the service description of the SPARQL endpoint."""
    found = summed(snapshot.catalog)
    instances = sum(s.subjects for s in found if s.aspect == "class")
    total = whole(found)
    return Counts(total.triples, entities=min(instances, total.subjects), distinct_subjects=total.subjects)


def describe(snapshot: Snapshot, settings: Settings, address: str) -> list[ox.Triple]:
    """The VoID document. ``address`` is where the server was reached."""
    graph = Graph()
    document = URIRef(f"{snapshot.uris.base}.well-known/void")
    main, *parts = datasets(snapshot, settings)
    graph.add((document, RDF.type, VOID.DatasetDescription))
    graph.add((document, DCTERMS.title, Literal("What the base holds", lang="en")))
    graph.add((document, FOAF.primaryTopic, URIRef(main.uri)))
    _describe_access(graph, URIRef(main.uri), snapshot, settings, address)
    for dataset in (main, *parts):
        node = URIRef(dataset.uri)
        graph.add((node, RDF.type, VOID.Dataset))
        graph.add((node, DCTERMS.title, Literal(dataset.title)))
        graph.add((node, DCTERMS.description, Literal(dataset.description, lang="en")))
        if dataset is not main:
            graph.add((URIRef(main.uri), VOID.subset, node))
        for triple in _statistics(node, dataset.statistics(snapshot.catalog)):
            graph.add(triple)
    return from_rdflib(graph)


def _describe_access(graph: Graph, main: URIRef, snapshot: Snapshot, settings: Settings, address: str) -> None:
    base = snapshot.uris.base
    publisher = URIRef(f"{base}.well-known/void#publisher")
    graph.add((publisher, RDF.type, FOAF.Agent))
    graph.add((publisher, FOAF.name, Literal(settings.publisher)))
    graph.add((main, DCTERMS.publisher, publisher))
    graph.add((main, FOAF.homepage, URIRef(address)))
    graph.add((main, VOID.sparqlEndpoint, URIRef(f"{address}sparql")))
    graph.add((main, VOID.uriSpace, Literal(f"{base}id/")))
    graph.add((main, RDFS.comment, Literal(EXACTNESS, lang="en")))
    for name in ("nq", "ttl"):
        graph.add((main, VOID.dataDump, URIRef(f"{address}dumps/latest/mea-kg.{name}.gz")))
    for name in ("Turtle", "N-Triples", "RDF_XML", "JSON-LD"):
        graph.add((main, VOID.feature, FORMATS[name]))
    for name in ("mea", "dcterms", "eli", "undo", "skos", "org", "prov", "schema"):
        graph.add((main, VOID.vocabulary, URIRef(PREFIXES[name])))
    for item in snapshot.catalog.items("document")[:3]:
        graph.add((main, VOID.exampleResource, URIRef(snapshot.uris.document(item.key))))
    for change in snapshot.catalog.changes(after=snapshot.catalog.sequence() - 1):
        graph.add((main, DCTERMS.modified, Literal(change.at, datatype=XSD.dateTime)))
    if settings.data_license:
        graph.add((main, DCTERMS.license, URIRef(settings.data_license)))


def _statistics(node: URIRef, statistics: Iterable[Statistic]) -> Iterator[tuple[URIRef, URIRef, URIRef | Literal]]:
    """The numbers of a dataset and of its partitions, which have IRIs of their own."""
    groups = {aspect: [s for s in statistics if s.aspect == aspect] for aspect in ("all", "class", "property")}
    total = whole(groups["all"])
    instances = sum(s.subjects for s in groups["class"])
    numbers = {
        VOID.triples: total.triples,
        VOID.distinctSubjects: total.subjects,
        VOID.distinctObjects: total.objects,
        VOID.entities: min(instances, total.subjects),
        VOID.classes: len(groups["class"]),
        VOID.properties: len(groups["property"]),
    }
    yield from ((node, name, _number(count)) for name, count in numbers.items())
    stem = str(node) if "#" in node else f"{node}#"
    for number, entry in enumerate(sorted(groups["class"], key=lambda s: s.term), 1):
        part = URIRef(f"{stem}-class-{number}")
        yield node, VOID.classPartition, part
        yield part, VOID["class"], URIRef(entry.term)
        yield part, VOID.entities, _number(entry.subjects)
    for number, entry in enumerate(sorted(groups["property"], key=lambda s: s.term), 1):
        part = URIRef(f"{stem}-property-{number}")
        yield node, VOID.propertyPartition, part
        yield part, VOID.property, URIRef(entry.term)
        yield part, VOID.triples, _number(entry.triples)
        yield part, VOID.distinctSubjects, _number(entry.subjects)
        yield part, VOID.distinctObjects, _number(entry.objects)


def _number(count: int) -> Literal:
    return Literal(count, datatype=XSD.integer)
