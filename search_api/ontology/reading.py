"""Our ontology, read for people: terms with their labels, places, alignments and notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rdflib import Graph
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS, VANN
from rdflib.term import Identifier, Literal, URIRef

from kg.terms import PREFIXES

ONTOLOGY = PREFIXES["mea"].removesuffix("#")
LABEL_LANGUAGES = ("en", "fr", "es", "ar", "zh", "ru")

CLASSES, PROPERTIES, DATATYPES, OTHERS = "classes", "properties", "datatypes", "others"
_KINDS = {
    OWL.Class: (CLASSES, "class"),
    RDFS.Class: (CLASSES, "class"),
    OWL.ObjectProperty: (PROPERTIES, "object property"),
    OWL.DatatypeProperty: (PROPERTIES, "datatype property"),
    OWL.AnnotationProperty: (PROPERTIES, "annotation property"),
    RDFS.Datatype: (DATATYPES, "datatype"),
}
_RELATIONS = {
    "Domain": RDFS.domain,
    "Range": RDFS.range,
    "Subclass of": RDFS.subClassOf,
    "Subproperty of": RDFS.subPropertyOf,
    "Same as": OWL.equivalentClass,
    "Same property as": OWL.equivalentProperty,
    "Inverse of": OWL.inverseOf,
    "Disjoint with": OWL.disjointWith,
    "Exact match": SKOS.exactMatch,
    "Close match": SKOS.closeMatch,
    "Broad match": SKOS.broadMatch,
    "Narrow match": SKOS.narrowMatch,
    "Related match": SKOS.relatedMatch,
    "See also": RDFS.seeAlso,
    "Replaced by": DCTERMS.isReplacedBy,
}
_NOTES = {
    "Scope": SKOS.scopeNote,
    "Example": SKOS.example,
    "Change": SKOS.changeNote,
    "History": SKOS.historyNote,
    "Editors’ note": SKOS.editorialNote,
    "Note": SKOS.note,
    "Usage": VANN.usageNote,
}
_CHARACTERISTICS = {
    OWL.SymmetricProperty: "symmetric",
    OWL.TransitiveProperty: "transitive",
    OWL.FunctionalProperty: "functional",
    OWL.InverseFunctionalProperty: "inverse functional",
}
_OWN_FACTS = {
    "Issued": DCTERMS.issued,
    "Modified": DCTERMS.modified,
    "License": DCTERMS.license,
    "Creator": DCTERMS.creator,
    "Publisher": DCTERMS.publisher,
    "Version IRI": OWL.versionIRI,
    "Previous version": OWL.priorVersion,
    "Compatible with": OWL.backwardCompatibleWith,
    "Source": DCTERMS.source,
}


@dataclass(frozen=True, slots=True)
class Value:
    """A term or a text, as shown; ``language`` is that of a text."""

    text: str
    href: str | None = None
    language: str | None = None


Facts = Mapping[str, tuple[Value, ...]]


@dataclass(frozen=True, slots=True)
class Term:
    """A class, property or datatype. ``name`` is its local name, and its anchor in the page."""

    name: str
    uri: str
    group: str
    kind: str
    labels: tuple[Value, ...]
    comments: tuple[Value, ...]
    facts: Facts
    notes: Facts
    deprecated: bool

    @property
    def label(self) -> str:
        """English label, else the name."""
        return next((v.text for v in self.labels if v.language == "en"), self.name)


@dataclass(frozen=True, slots=True)
class Ontology:
    """The ontology as a whole.

    ``comments`` hold its policy; ``notes`` are the newest first; ``terms`` are in alphabetical order, regardless of
    case.
    """

    uri: str
    version: str
    titles: tuple[Value, ...]
    descriptions: tuple[Value, ...]
    comments: tuple[Value, ...]
    facts: Facts
    notes: Facts
    terms: tuple[Term, ...]

    def group(self, name: str) -> list[Term]:
        """The terms of one group."""
        return [term for term in self.terms if term.group == name]


def read_ontology(content: bytes) -> Ontology:
    """The ontology in a Turtle file (UTF-8)."""
    graph = Graph().parse(data=content, format="turtle")
    about = URIRef(ONTOLOGY)
    own = {s for s in graph.subjects() if isinstance(s, URIRef) and s.startswith(PREFIXES["mea"])}
    terms = (_term(graph, uri) for uri in sorted(own, key=lambda u: (u.casefold(), u)))
    return Ontology(
        uri=ONTOLOGY,
        version=str(graph.value(about, OWL.versionInfo) or ""),
        titles=_texts(graph, about, DCTERMS.title),
        descriptions=_texts(graph, about, DCTERMS.description),
        comments=_texts(graph, about, RDFS.comment),
        facts=_facts(graph, about, _OWN_FACTS),
        notes={name: found[::-1] for name, found in _facts(graph, about, _NOTES).items()},  # 0.2.0 before 0.1.0
        terms=tuple(terms),
    )


def _term(graph: Graph, uri: URIRef) -> Term:
    types = set(graph.objects(uri, RDF.type))
    group, kind = next((found for each, found in _KINDS.items() if each in types), (OTHERS, "term"))
    marks = [name for each, name in _CHARACTERISTICS.items() if each in types]
    used = {
        "Properties of it": graph.subjects(RDFS.domain, uri),
        "Properties that lead to it": graph.subjects(RDFS.range, uri),
        "Subclasses": graph.subjects(RDFS.subClassOf, uri),
        "Subproperties": graph.subjects(RDFS.subPropertyOf, uri),
    }
    return Term(
        name=uri.removeprefix(PREFIXES["mea"]),
        uri=str(uri),
        group=group,
        kind=", ".join([kind, *marks]),
        labels=_texts(graph, uri, RDFS.label),
        comments=_texts(graph, uri, RDFS.comment),
        facts=_facts(graph, uri, _RELATIONS) | {name: found for name, v in used.items() if (found := _values(v))},
        notes=_facts(graph, uri, _NOTES),
        deprecated=(uri, OWL.deprecated, Literal(True)) in graph,
    )


def _facts(graph: Graph, about: URIRef, names: Mapping[str, URIRef]) -> dict[str, tuple[Value, ...]]:
    return {name: found for name, prop in names.items() if (found := _values(graph.objects(about, prop)))}


def _texts(graph: Graph, about: URIRef, prop: URIRef) -> tuple[Value, ...]:
    def place(value: Value) -> int:
        return LABEL_LANGUAGES.index(value.language) if value.language in LABEL_LANGUAGES else len(LABEL_LANGUAGES)

    return tuple(sorted(_values(graph.objects(about, prop)), key=place))


def _values(terms: Iterable[object]) -> tuple[Value, ...]:
    return tuple(sorted(_shown(terms), key=lambda v: (v.text.casefold(), v.language or "")))


def _shown(terms: Iterable[object]) -> Iterator[Value]:
    for term in terms:
        if isinstance(term, URIRef):
            own = term.startswith(PREFIXES["mea"])
            yield Value(shortened(term), f"#{term.removeprefix(PREFIXES['mea'])}" if own else str(term))
        elif isinstance(term, Literal):
            yield Value(str(term), None, term.language)


def shortened(uri: Identifier | str) -> str:
    """A URI with a known prefix, else as it is."""
    for prefix, namespace in PREFIXES.items():
        if uri.startswith(namespace):
            return f"{prefix}:{uri.removeprefix(namespace)}"
    return str(uri)
