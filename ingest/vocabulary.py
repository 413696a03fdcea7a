"""Brings the ontology and the taxonomies that ship with the code into a base."""

from __future__ import annotations

import hashlib

import pyoxigraph as ox

from kg.intake import Intake
from ontology import Taxonomy, ontology_text, taxonomies


def load_vocabulary(intake: Intake, base_uri: str) -> None:
    """Store each taxonomy as a graph of its own; what the base has already is left alone."""
    for taxonomy in (Taxonomy("ontology", "Ontology of mea-kg", ontology_text()), *taxonomies()):
        digest = hashlib.sha256(base_uri.encode() + taxonomy.content).hexdigest()
        triples = to_ntriples(taxonomy.content, base_uri)
        intake.add_graph(
            "taxonomy", taxonomy.name, taxonomy.title, f"ontology:{taxonomy.name}", "text/turtle", digest, triples, {}
        )


def to_ntriples(turtle: bytes, base_uri: str) -> bytes:
    """Turtle with relative IRIs as sorted N-Triples under a base URI."""
    triples = ox.parse(turtle, format=ox.RdfFormat.TURTLE, base_iri=base_uri)
    text = ox.serialize((ox.Triple(q.subject, q.predicate, q.object) for q in triples), format=ox.RdfFormat.N_TRIPLES)
    return b"".join(sorted((text or b"").splitlines(keepends=True)))
