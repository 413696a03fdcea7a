"""Concept schemes: what they hold, how complete they are, and all of one as data."""

from __future__ import annotations

from collections import Counter

import pyoxigraph as ox
from rdflib.namespace import DCTERMS, SKOS

from kg.catalog import Item
from kg.errors import NotFound
from kg.model import LANGUAGES
from kg.snapshot import Snapshot
from kg.views.listing import JsonObject
from kg.views.things import Reader
from kg.views.vocabulary import STATES, STATUSES, Vocabulary, states
from kg.vocabulary.scheme import from_statements, ordered_like, shipped
from kg.vocabulary.table import to_table

TAXONOMY = "taxonomy"
ROLES = {"preferred": SKOS.prefLabel, "alternative": SKOS.altLabel, "hidden": SKOS.hiddenLabel}


def schemes(vocabulary: Vocabulary) -> list[JsonObject]:
    """All concept schemes by key, with counts and the completeness of their languages."""
    made: dict[str | None, list[JsonObject]] = vocabulary.snapshot.cache.setdefault("schemes", {})
    if vocabulary.language not in made:
        members: dict[str, list[str]] = {uri: [] for uri in vocabulary.schemes}
        for uri, about in vocabulary.concepts.items():
            for scheme in map(str, about.get(SKOS.inScheme, ())):
                members.setdefault(scheme, []).append(uri)
        made[vocabulary.language] = [_scheme(vocabulary, u, members[u]) for u in sorted(vocabulary.schemes)]
    return made[vocabulary.language]


def scheme(vocabulary: Vocabulary, key: str) -> JsonObject:
    """One concept scheme, with its top concepts.

    Raises:
        NotFound: there is none with this key.
    """
    for found in schemes(vocabulary):
        if found["key"] == key:
            tops = vocabulary.in_order(_tops(vocabulary, found["uri"]))
            return found | {"top_concepts": [vocabulary.named(uri) for uri in tops]}
    raise NotFound(f"There is no concept scheme with the key {key}.", remedy="GET /api/schemes lists them.")


def scheme_tree(vocabulary: Vocabulary, key: str, depth: int) -> JsonObject:
    """A scheme's hierarchy, ``depth`` levels down: URI, key, label, and ``children`` of the same form.

    Raises:
        NotFound: there is none with this key.
    """
    found = scheme(vocabulary, key)
    tops = [vocabulary.tree(top["uri"], depth - 1) for top in found["top_concepts"]]
    return {name: found[name] for name in ("uri", "key", "label")} | {"narrower": len(tops), "children": tops}


def scheme_item(snapshot: Snapshot, key: str) -> Item:
    """The catalog's item that holds a scheme.

    Raises:
        NotFound: there is none with this key.
    """
    item = snapshot.catalog.item(TAXONOMY, key)
    if item is None or item.removed or str(snapshot.uris.of("concept", key)) not in Vocabulary(snapshot).schemes:
        raise NotFound(f"There is no concept scheme with the key {key}.", remedy="GET /api/schemes lists them.")
    return item


def scheme_statements(snapshot: Snapshot, key: str) -> list[ox.Triple]:
    """All statements of a scheme, sorted.

    Raises:
        NotFound: there is none with this key.
    """
    triples = snapshot.catalog.triples(scheme_item(snapshot, key).id)
    return [quad.triple for quad in ox.parse(triples, format=ox.RdfFormat.N_TRIPLES)]


def scheme_table(snapshot: Snapshot, key: str) -> bytes:
    """A scheme as the table that ``mea-kg vocab import`` takes back (CSV, UTF-8).

    Raises:
        NotFound: there is none with this key.
    """
    found = from_statements(scheme_statements(snapshot, key), snapshot.uris.base)
    models = shipped(snapshot.uris.base)
    return to_table(ordered_like(found, models[key]) if key in models else found).csv()


def _tops(vocabulary: Vocabulary, uri: str) -> set[str]:
    concepts = vocabulary.concepts.items()
    inside = (c for c, about in concepts if uri in map(str, about.get(SKOS.inScheme, ())))
    return {concept for concept in inside if vocabulary.is_top(concept)}


def _scheme(vocabulary: Vocabulary, uri: str, members: list[str]) -> JsonObject:
    reader = Reader(vocabulary.snapshot, vocabulary.schemes[uri], vocabulary.language)
    known = vocabulary.snapshot.uris.key_of(uri)
    key = known[1] if known else uri
    item = vocabulary.snapshot.catalog.item(TAXONOMY, key)
    return {
        "uri": uri,
        "key": key,
        "label": reader.text(SKOS.prefLabel, DCTERMS.title),
        "labels": reader.texts(SKOS.prefLabel),
        "description": reader.text(DCTERMS.description),
        "sources": reader.values(DCTERMS.source),
        "counts": _counts(vocabulary, members),
        "languages": _languages(vocabulary, members),
        "updated": item.updated if item else None,
    }


def _counts(vocabulary: Vocabulary, members: list[str]) -> dict[str, int]:
    """Concepts, those at the top, those in a special state, and labels by role."""
    found = Counter({"concepts": len(members), "top": sum(map(vocabulary.is_top, members))})
    found.update(dict.fromkeys((*STATES, *ROLES), 0))
    for uri in members:
        about = vocabulary.concepts[uri]
        found.update(states(about))
        found.update({role: len(about.get(prop, ())) for role, prop in ROLES.items()})
    return dict(found)


def _languages(vocabulary: Vocabulary, members: list[str]) -> dict[str, JsonObject]:
    """Of each language: how many concepts have a preferred label in it, how many have none, and label statuses."""
    found: dict[str, Counter[str]] = {code: Counter() for code in LANGUAGES}
    for uri in members:
        firsts = {label["language"]: label["status"] for label in vocabulary.preferred(vocabulary.concepts[uri])}
        for language, status in firsts.items():
            found.setdefault(language, Counter())[status] += 1
    return {
        language: {
            "preferred": counts.total(),
            "missing": len(members) - counts.total(),
            "complete": round(counts.total() / len(members), 4) if members else 1.0,
            "statuses": {status: counts[status] for status in reversed(STATUSES)},
        }
        for language, counts in found.items()
    }
