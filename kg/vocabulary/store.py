"""Schemes in a base: reading them, and putting edited ones in, where a later ingest leaves them alone."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import pyoxigraph as ox

from kg.catalog import Catalog, Item
from kg.intake import Intake
from kg.model import Outcome
from kg.settings import Settings
from kg.vocabulary.scheme import Scheme, from_statements, ordered_like, shipped
from ontology import Taxonomy, taxonomies

TAXONOMY = "taxonomy"
_NOT_A_SCHEME = "ontology"
_SHIPPED_DIGEST = "edited_from"


def has_base(settings: Settings) -> bool:
    """Whether there is a base in the data directory."""
    return (settings.data / "catalog.db").is_file()


def schemes(settings: Settings) -> dict[str, Scheme]:
    """The base's schemes by name, in the order of those that come with mea-kg.

    Raises:
        NotFound: there is no base.
    """
    models = shipped(settings.base_uri)
    catalog = Catalog.read(settings.data / "catalog.db")
    found = {}
    for item in catalog.items(TAXONOMY):
        if item.key != _NOT_A_SCHEME:
            triples = ox.parse(catalog.triples(item.id), format=ox.RdfFormat.N_TRIPLES)
            scheme = from_statements((quad.triple for quad in triples), settings.base_uri)
            found[item.key] = ordered_like(scheme, models[item.key]) if item.key in models else scheme
    catalog.close()
    return found


def shipped_digest(taxonomy: Taxonomy, base: str) -> str:
    """What the base records about a scheme that came with mea-kg."""
    return hashlib.sha256(base.encode() + taxonomy.content).hexdigest()


def is_edited(item: Item | None) -> bool:
    """Whether a stored scheme was edited in this base, so that the shipped one does not replace it."""
    return item is not None and not item.removed and _SHIPPED_DIGEST in item.metadata


def is_overtaken(item: Item, digest: str) -> bool:
    """Whether the shipped scheme has changed since it was edited in this base."""
    return item.metadata.get(_SHIPPED_DIGEST) not in {digest, None}


def save(intake: Intake, scheme: Scheme, source: str) -> Outcome:
    """Put a scheme into the base; one that equals the shipped one is no longer counted as edited.

    Args:
        intake: of the base.
        scheme: to store, whole.
        source: name of the file that it came from.
    """
    taxonomy = next((t for t in taxonomies() if t.name == scheme.name), None)
    digest = shipped_digest(taxonomy, scheme.base) if taxonomy else None
    if digest and scheme.digest() == shipped(scheme.base)[scheme.name].digest():
        return _add(intake, scheme, f"ontology:{scheme.name}", digest, {})
    return _add(intake, scheme, f"table:{source}", scheme.digest(), {_SHIPPED_DIGEST: digest})


def _add(intake: Intake, scheme: Scheme, origin: str, digest: str, metadata: Mapping[str, Any]) -> Outcome:
    return intake.add_graph(
        TAXONOMY, scheme.name, scheme.title, origin, "text/turtle", digest, scheme.ntriples(), dict(metadata)
    ).outcome
