"""``/catalog``: the datasets and every way to get them, after DCAT-AP (DCAT 3, checksums as SPDX)."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, FOAF, RDF, RDFS, XSD

from kg.settings import Settings
from kg.snapshot import Snapshot
from search_api.feeds.answers import DCAT, SPDX
from search_api.feeds.dumps import FORMATS, Dump, DumpFile, quoted
from search_api.feeds.void import Dataset, datasets
from search_api.sparql.graphs import from_rdflib

_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_AUTHORITY = "http://publications.europa.eu/resource/authority/"
_LANGUAGES = ("ARA", "ENG", "FRA", "RUS", "SPA", "ZHO")
_VCARD = "http://www.w3.org/2006/vcard/ns#"


@dataclass(frozen=True, slots=True)
class Access:
    """A service that gives the data. ``path`` is where; ``media_type`` what it answers."""

    name: str
    title: str
    path: str
    media_type: str
    conforms_to: str
    kinds: tuple[str, ...] = ("", "document", "records", "taxonomy")
    """The datasets it gives; the empty string is the whole."""


SERVICES = (
    Access("sparql", "SPARQL endpoint", "sparql", "application/sparql-results+json",
           "http://www.w3.org/TR/sparql11-protocol/"),
    Access("oai", "OAI-PMH 2.0", "oai", "application/xml",
           "http://www.openarchives.org/OAI/2.0/openarchivesprotocol.htm"),
    Access("ldes", "Linked Data Event Stream", "ldes", "text/turtle", "https://w3id.org/ldes/specification"),
    Access("changes", "Changes as an Atom feed", "changes.atom", "application/atom+xml",
           "http://www.rfc-editor.org/info/rfc4287"),
    Access("odata", "InforMEA OData", "informea.svc/", "application/json", "https://www.odata.org/",
           ("", "document", "records")),
)  # fmt: skip


class Catalogue:
    """Builds the catalogue of one state of the base, as it is reached at ``address``."""

    def __init__(self, snapshot: Snapshot, settings: Settings, address: str, dump: Dump | None) -> None:
        self._snapshot, self._settings, self._address, self._dump = snapshot, settings, address, dump
        self._graph = Graph()
        self._uri = f"{snapshot.uris.base}catalog"

    def triples(self) -> list[ox.Triple]:
        """The statements of the catalogue, sorted."""
        catalogue, publisher = URIRef(self._uri), URIRef(f"{self._uri}#publisher")
        self._about(catalogue, DCAT.Catalog, f"Data of {self._settings.publisher}", "All datasets and how to get them.")
        self._graph.add((catalogue, FOAF.homepage, URIRef(self._address)))
        self._graph.add((publisher, RDF.type, FOAF.Agent))
        self._graph.add((publisher, FOAF.name, Literal(self._settings.publisher)))
        for service in SERVICES:
            self._service(service)
        for dataset in datasets(self._snapshot, self._settings):
            self._dataset(dataset)
        return from_rdflib(self._graph)

    def _about(self, node: URIRef, type_: URIRef, title: str, description: str) -> None:
        self._graph.add((node, RDF.type, type_))
        self._graph.add((node, DCTERMS.title, Literal(title)))
        self._graph.add((node, DCTERMS.description, Literal(description, lang="en")))
        self._graph.add((node, DCTERMS.publisher, URIRef(f"{self._uri}#publisher")))
        for change in self._snapshot.catalog.changes(after=self._snapshot.catalog.sequence() - 1):
            self._graph.add((node, DCTERMS.modified, Literal(change.at, datatype=XSD.dateTime)))
        if self._settings.data_license:
            self._graph.add((node, DCTERMS.license, URIRef(self._settings.data_license)))

    def _dataset(self, dataset: Dataset) -> None:
        node, graph = URIRef(dataset.uri), self._graph
        self._about(node, DCAT.Dataset, dataset.title, dataset.description)
        contact = URIRef(f"{self._uri}#contact")
        graph.add((URIRef(self._uri), DCAT.dataset, node))
        graph.add((node, DCAT.contactPoint, contact))
        graph.add((contact, RDF.type, URIRef(f"{_VCARD}Organization")))
        graph.add((contact, URIRef(f"{_VCARD}fn"), Literal(self._settings.publisher)))
        graph.add((contact, URIRef(f"{_VCARD}hasEmail"), URIRef(f"mailto:{self._settings.admin_email}")))
        graph.add((node, DCAT.theme, URIRef(f"{_AUTHORITY}data-theme/ENVI")))
        graph.add((node, DCTERMS.accrualPeriodicity, URIRef(f"{_AUTHORITY}frequency/CONT")))
        for language in _LANGUAGES:
            graph.add((node, DCTERMS.language, URIRef(f"{_AUTHORITY}language/{language}")))
        for number, service in enumerate(SERVICES):
            if (dataset.kind or "") in service.kinds:
                self._by_service(dataset, service, f"{_stem(dataset.uri)}-service-{number}")
        for number, file in enumerate(self._files(dataset)):
            self._by_file(dataset, file, f"{_stem(dataset.uri)}-dump-{number}")

    def _service(self, service: Access) -> None:
        node, graph = URIRef(f"{self._uri}#{service.name}"), self._graph
        self._about(node, DCAT.DataService, service.title, f"{service.title} over the whole base.")
        graph.add((URIRef(self._uri), DCAT.service, node))
        graph.add((node, DCAT.endpointURL, URIRef(self._address + service.path)))
        graph.add((node, DCTERMS.conformsTo, URIRef(service.conforms_to)))

    def _by_service(self, dataset: Dataset, service: Access, uri: str) -> None:
        node, offered_by, graph = URIRef(uri), URIRef(f"{self._uri}#{service.name}"), self._graph
        self._distribution(dataset, node, service.title, service.media_type)
        graph.add((node, DCAT.accessURL, URIRef(self._address + service.path)))
        graph.add((node, DCAT.accessService, offered_by))
        graph.add((offered_by, DCAT.servesDataset, URIRef(dataset.uri)))

    def _by_file(self, dataset: Dataset, file: DumpFile, uri: str) -> None:
        node, checksum, graph = URIRef(uri), URIRef(f"{uri}-checksum"), self._graph
        name = self._dump.name if self._dump else "latest"
        where = URIRef(f"{self._address}dumps/{name}/{quoted(file.name)}")
        self._distribution(dataset, node, f"Dump as {file.format}", FORMATS[file.format])
        graph.add((node, DCAT.accessURL, URIRef(f"{self._address}dumps/")))
        graph.add((node, DCAT.downloadURL, where))
        graph.add((node, DCAT.compressFormat, URIRef(f"{_MEDIA_TYPES}application/gzip")))
        graph.add((node, DCAT.byteSize, Literal(file.bytes, datatype=XSD.nonNegativeInteger)))
        graph.add((node, SPDX.checksum, checksum))
        graph.add((checksum, RDF.type, SPDX.Checksum))
        graph.add((checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256))
        graph.add((checksum, SPDX.checksumValue, Literal(file.sha256, datatype=XSD.hexBinary)))

    def _distribution(self, dataset: Dataset, node: URIRef, title: str, media_type: str) -> None:
        graph = self._graph
        graph.add((URIRef(dataset.uri), DCAT.distribution, node))
        graph.add((node, RDF.type, DCAT.Distribution))
        graph.add((node, DCTERMS.title, Literal(title, lang="en")))
        graph.add((node, DCAT.mediaType, URIRef(_MEDIA_TYPES + media_type)))
        graph.add((node, RDFS.label, Literal(f"{dataset.title}: {title}")))
        if self._settings.data_license:
            graph.add((node, DCTERMS.license, URIRef(self._settings.data_license)))

    def _files(self, dataset: Dataset) -> list[DumpFile]:
        """The files of the dump that hold exactly this dataset."""
        if self._dump is None or (dataset.kind and not dataset.item):
            return []
        graph = dataset.uri if dataset.item else None
        return [file for file in self._dump.files if file.graph == graph]


def _stem(uri: str) -> str:
    return uri if "#" in uri else f"{uri}#"
