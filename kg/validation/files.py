"""Validates Turtle and N-Triples files that are in no base yet.

What they refer to (parties, treaties, concepts …) is looked for in a
*context*: the taxonomies and records of a base, or those that come with the
package. A description in a file takes the place of the context's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pyoxigraph as ox
from rdflib.namespace import RDF, SKOS

from kg.catalog import Catalog
from kg.errors import BadInput, LimitReached
from kg.graph.oxigraph import OxigraphReader
from kg.identifiers import Uris
from kg.settings import Settings
from kg.validation.engine import Validator
from kg.validation.model import Violation
from kg.validation.shapes import Shape
from ontology import ontology_text, taxonomies

Graphs = Mapping[str, bytes]
"""Graph name → N-Triples."""

_FORMATS = {".ttl": ox.RdfFormat.TURTLE, ".nt": ox.RdfFormat.N_TRIPLES}
_FILES = "urn:mea-kg:files"
_TYPE = ox.NamedNode(str(RDF.type))
_SCHEME = ox.NamedNode(str(SKOS.ConceptScheme))
_IN_SCHEME = ox.NamedNode(str(SKOS.inScheme))


def in_memory(graphs: Graphs) -> OxigraphReader:
    """A store in memory that holds these named graphs."""
    store = ox.Store()
    for name, triples in graphs.items():
        store.bulk_load(triples, format=ox.RdfFormat.N_TRIPLES, to_graph=ox.NamedNode(name))
    return OxigraphReader(store)


def validate_files(paths: Sequence[Path], settings: Settings, shapes: Sequence[Shape] | None = None) -> list[Violation]:
    """What is wrong in files, taken together. Relative IRIs are read under the base URI of the settings.

    Raises:
        BadInput: a file is of another kind, or cannot be parsed (naming the line).
        LimitReached: a file is larger than ``settings.upload_bytes``.
    """
    triples = [t for path in paths for t in _parsed(path, settings)]
    described = {t.subject for t in triples if t.predicate == _TYPE}
    schemes = {t.subject for t in triples if t.predicate == _TYPE and t.object == _SCHEME}
    store = ox.Store()
    for name, known in context(settings).items():
        quads = list(ox.parse(known, format=ox.RdfFormat.N_TRIPLES))
        replaced = described | {q.subject for q in quads if q.predicate == _IN_SCHEME and q.object in schemes}
        graph = ox.NamedNode(name)
        store.extend(ox.Quad(*_parts(q), graph) for q in quads if q.subject not in replaced)
    store.extend(ox.Quad(*_parts(t), ox.NamedNode(_FILES)) for t in triples)
    return Validator(OxigraphReader(store), shapes).validate_graph(_FILES)


def context(settings: Settings) -> Graphs:
    """Taxonomies and records of the base in ``settings.data``; without a base, the package's taxonomies."""
    uris = Uris(settings.base_uri)
    path = settings.data / "catalog.db"
    if path.is_file():
        catalog = Catalog.read(path)
        items = [*catalog.items("taxonomy"), *catalog.items("records")]
        found = {str(uris.graph(i.kind, i.key)): catalog.triples(i.id) for i in items}
        catalog.close()
        return found
    turtle = {t.name: t.content for t in taxonomies()} | {"ontology": ontology_text()}
    return {str(uris.graph("taxonomy", n)): _ntriples(content, settings.base_uri) for n, content in turtle.items()}


def _ntriples(turtle: bytes, base_uri: str) -> bytes:
    quads = ox.parse(turtle, format=ox.RdfFormat.TURTLE, base_iri=base_uri)
    return ox.serialize((ox.Triple(*_parts(q)) for q in quads), format=ox.RdfFormat.N_TRIPLES) or b""


def _parsed(path: Path, settings: Settings) -> list[ox.Quad]:
    kind = _FORMATS.get(path.suffix.lower())
    if kind is None:
        raise BadInput(f"{path.name} is neither Turtle nor N-Triples.", remedy="Name it *.ttl or *.nt.")
    if not path.is_file():
        raise BadInput(f"There is no file {path}.")
    if path.stat().st_size > settings.upload_bytes:
        raise LimitReached(
            f"{path.name} has {path.stat().st_size} bytes, more than the limit of {settings.upload_bytes}.",
            remedy="Split the file, or raise MEA_KG_UPLOAD_BYTES.",
        )
    base = settings.base_uri if kind == ox.RdfFormat.TURTLE else None
    try:
        return list(ox.parse(path.read_bytes(), format=kind, base_iri=base))
    except SyntaxError as problem:
        raise BadInput(f"{path.name} cannot be read: {problem.msg}.", remedy="Correct the file there.") from problem


def _parts(quad: ox.Quad) -> tuple[
    ox.NamedNode | ox.BlankNode | ox.Triple, ox.NamedNode, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
]:  # fmt: skip
    return quad.subject, quad.predicate, quad.object
