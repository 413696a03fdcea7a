"""Mappings to vocabularies outside this base, and their names."""

from __future__ import annotations

from urllib.parse import urlsplit

from rdflib.namespace import SKOS

from kg.terms import MEA
from kg.views.listing import JsonObject

MAPPINGS = {
    "exactMatch": SKOS.exactMatch,
    "closeMatch": SKOS.closeMatch,
    "broadMatch": SKOS.broadMatch,
    "narrowMatch": SKOS.narrowMatch,
    "relatedMatch": SKOS.relatedMatch,
    "sameFunctionAs": MEA.sameFunctionAs,
}
"""Relation → property, the closest first."""

_OUTSIDE = {
    "www.informea.org/terms/": "Law and Environment Ontology (LEO), InforMEA",
    "metadata.un.org/thesaurus/": "UNBIS Thesaurus, United Nations",
    "metadata.un.org/sdg/": "Sustainable Development Goals, United Nations",
    "www.eionet.europa.eu/gemet/": "GEMET, European Environment Agency",
    "w3id.org/un/ontology/undo/": "United Nations Document Ontology (UNDO)",
    "www.wikidata.org/entity/": "Wikidata",
    "aims.fao.org/aos/agrovoc/": "AGROVOC, Food and Agriculture Organization of the United Nations",
    "publications.europa.eu/resource/authority/": "Authority tables, Publications Office of the European Union",
    "eurovoc.europa.eu/": "EuroVoc, European Union",
    "schema.org/": "Schema.org",
}
"""Beginning of a URI (without its scheme) → name of the vocabulary."""


def outside_scheme(uri: str) -> JsonObject:
    """The vocabulary that a URI belongs to; one that is not known here is named by its host."""
    address = uri.partition("://")[2]
    for start, name in _OUTSIDE.items():
        if address.startswith(start):
            return {"uri": uri[: len(uri) - len(address) + len(start)], "name": name}
    parts = urlsplit(uri)
    return {"uri": f"{parts.scheme}://{parts.netloc}/", "name": parts.netloc or uri}
