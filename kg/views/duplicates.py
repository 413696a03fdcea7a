"""Suspected duplicates, with what a person needs to decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from kg import generations
from kg.base import recover
from kg.catalog import Catalog
from kg.graph.oxigraph import OxigraphReader
from kg.graph.store import GraphReader
from kg.identifiers import Uris
from kg.identity import Pair, suspicions
from kg.identity.facts import Facts, project_facts
from kg.identity.suspicion import as_shown
from kg.settings import Settings
from kg.views.listing import JsonObject
from kg.views.sources import GraphState, provenance


def duplicates(state: GraphState, decided: Iterable[Pair], *, within: bool = False) -> list[JsonObject]:
    """Pairs of projects that may be one and are not decided yet, the likeliest first.

    Each has ``one`` and ``other`` (URI, title, identifiers, sources), a ``score`` from 0 to 1 and ``why``.
    """
    cached: dict[bool, list[JsonObject]] = state.cache.setdefault("duplicates", {})
    if within not in cached:
        facts = project_facts(state.graph)
        cached[within] = [
            {
                "one": _side(state, facts[pair.one]),
                "other": _side(state, facts[pair.other]),
                "score": pair.score,
                "why": list(pair.why),
            }
            for pair in suspicions(facts, within=within)
        ]
    known = as_shown(decided)
    return [pair for pair in cached[within] if (pair["one"]["uri"], pair["other"]["uri"]) not in known]


def _side(state: GraphState, project: Facts) -> JsonObject:
    return {
        "uri": project.uri,
        "title": project.titles[0] if project.titles else None,
        "identifiers": list(project.identifiers),
        "sources": provenance(state, project.uri, project.sources),
    }


@dataclass(frozen=True, slots=True)
class _Opened:
    graph: GraphReader
    catalog: Catalog
    uris: Uris
    cache: dict[str, Any] = field(default_factory=dict)


@contextmanager
def opened(settings: Settings) -> Iterator[GraphState]:
    """The newest state of a base, as far as duplicates need it: without encoder and indexes.

    Raises:
        NotFound: there is no base.
    """
    recover(settings)
    catalog = Catalog.read(settings.data / "catalog.db")
    generation, held = generations.hold(settings.data)
    with held:
        yield _Opened(OxigraphReader.open(generation.graph), catalog, Uris(settings.base_uri))
    catalog.close()
