"""Which formats each form of query can be answered in, and how a client asks for one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from search_api.negotiation import choose

JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
CSV = "text/csv"
TSV = "text/tab-separated-values"
TURTLE = "text/turtle"
N_TRIPLES = "application/n-triples"
RDF_XML = "application/rdf+xml"
JSON_LD = "application/ld+json"

BINDINGS = {
    JSON: JSON,
    XML: XML,
    CSV: CSV,
    TSV: TSV,
    "application/json": JSON,
    "application/xml": XML,
    "text/xml": XML,
}
"""What a client may name for SELECT → what it gets; the first is the default."""

BOOLEAN = {asked: given for asked, given in BINDINGS.items() if given in (JSON, XML)}
"""The same for ASK."""

GRAPH = {
    TURTLE: TURTLE,
    N_TRIPLES: N_TRIPLES,
    RDF_XML: RDF_XML,
    JSON_LD: JSON_LD,
    "application/json": JSON_LD,
    "application/xml": RDF_XML,
    "text/xml": RDF_XML,
    "application/x-turtle": TURTLE,
    "text/plain": N_TRIPLES,
}
"""The same for CONSTRUCT and DESCRIBE, and for descriptions of things."""

SHORT_NAMES = {
    "json": "application/json",
    "xml": "application/xml",
    "csv": CSV,
    "tsv": TSV,
    "ttl": TURTLE,
    "turtle": TURTLE,
    "nt": N_TRIPLES,
    "rdf": RDF_XML,
    "jsonld": JSON_LD,
}
"""Names for ``?format=``, for links that people follow; a media type is good as well."""

FORM_NAMES = {"bindings": "SELECT", "boolean": "ASK", "graph": "CONSTRUCT and DESCRIBE"}
_OFFERS = {"bindings": BINDINGS, "boolean": BOOLEAN, "graph": GRAPH}


@dataclass(frozen=True, slots=True)
class Media:
    """The format for each form of query; None where the client takes none of those on offer."""

    bindings: str | None
    boolean: str | None
    graph: str | None

    def as_dict(self) -> dict[str, str | None]:
        """Form → media type."""
        return {"bindings": self.bindings, "boolean": self.boolean, "graph": self.graph}


@lru_cache(512)
def media_for(accept: str | None, short_name: str | None = None) -> Media:
    """Negotiate a format for each form; a known short name wins over the header where it fits the form."""
    named = SHORT_NAMES.get(short_name.lower(), short_name.lower()) if short_name else None

    def one(offers: dict[str, str]) -> str | None:
        if named in offers:
            return offers[named]
        chosen = choose(accept, tuple(offers))
        return offers[chosen] if chosen else None

    return Media(one(BINDINGS), one(BOOLEAN), one(GRAPH))


def offered(form: str) -> str:
    """The formats of one form, for a message."""
    return ", ".join(dict.fromkeys(_OFFERS[form].values()))


def content_type(media_type: str) -> str:
    """The Content-Type header for a format: text types say their charset."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
