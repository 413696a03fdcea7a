"""Brings the ontology and the taxonomies that ship with the code into a base.

A taxonomy that was edited in the base (``mea-kg vocab import --apply``) is the base's own from then on:
a new release does not overwrite it, and says so when its own version has changed.
"""

from __future__ import annotations

import logging

import pyoxigraph as ox

from kg.intake import Intake
from kg.vocabulary.store import is_edited, is_overtaken, shipped_digest
from ontology import Taxonomy, ontology_text, taxonomies

log = logging.getLogger(__name__)


def load_vocabulary(intake: Intake, base_uri: str) -> None:
    """Store each taxonomy as a graph of its own; what the base has already, or has edited, is left alone."""
    for taxonomy in (Taxonomy("ontology", "Ontology of mea-kg", ontology_text()), *taxonomies()):
        digest = shipped_digest(taxonomy, base_uri)
        item = intake.item("taxonomy", taxonomy.name)
        if item is not None and is_edited(item):
            if is_overtaken(item, digest):
                log.warning(
                    "The scheme %s was edited in this base and stays; the one that comes with mea-kg has changed. "
                    "`mea-kg vocab diff %s` shows how they differ.",
                    *(taxonomy.name, taxonomy.name),
                )
            continue
        triples = to_ntriples(taxonomy.content, base_uri)
        intake.add_graph(
            "taxonomy", taxonomy.name, taxonomy.title, f"ontology:{taxonomy.name}", "text/turtle", digest, triples, {}
        )


def to_ntriples(turtle: bytes, base_uri: str) -> bytes:
    """Turtle with relative IRIs as sorted N-Triples under a base URI."""
    triples = ox.parse(turtle, format=ox.RdfFormat.TURTLE, base_iri=base_uri)
    text = ox.serialize((ox.Triple(q.subject, q.predicate, q.object) for q in triples), format=ox.RdfFormat.N_TRIPLES)
    return b"".join(sorted((text or b"").splitlines(keepends=True)))
