"""The rule: a source that states a project's GEF id means that project.

An identifier that says so itself (``GEF-10349``) is believed. A bare number is believed when a project with this
GEF id is in the base from another source and shares a party or much of the title: other funders count their
projects too. Two records of one source with the same id are left to a person: often they are parts of a project.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from kg.graph.store import GraphReader
from kg.identifiers import Uris
from kg.identity.facts import Facts, Titles, project_facts
from kg.queries import query

ALIKE = 0.5
"""Titles that share this much support a bare number."""

_NAMED = re.compile(r"(?:^|[^A-Za-z])GEF[\s_-]*(?:ID)?[\s:_-]*0*(?P<id>\d{2,6})", re.IGNORECASE)
_BARE = re.compile(r"0*(?P<id>\d{2,6})")


@dataclass(frozen=True, slots=True)
class Claim:
    """A source says that a project is the one with this URI."""

    uri: str
    target: str
    why: str


def claims(graph: GraphReader, uris: Uris) -> list[Claim]:
    """What sources say of projects' GEF ids, as far as it can be believed; in the order of URIs."""
    facts: dict[str, Facts] | None = None
    titles: Titles | None = None
    found: list[Claim] = []
    for uri, identifier, target, named in _candidates(graph, uris):
        if named:
            found.append(Claim(uri, target, f"Its identifier “{identifier}” names the GEF id."))
            continue
        if facts is None or titles is None:
            facts = project_facts(graph)
            titles = Titles(title for known in facts.values() for title in known.titles)
        if uri in facts and target in facts and _supported(facts[uri], facts[target], titles):
            found.append(Claim(uri, target, f"Its identifier “{identifier}” is the GEF id, and title or party agree."))
    return found


def _candidates(graph: GraphReader, uris: Uris) -> list[tuple[str, str, str, bool]]:
    """(URI, identifier, URI by GEF id, whether the identifier names GEF), one to one within each source."""
    claimed: dict[tuple[str, str], set[tuple[str, str, bool]]] = defaultdict(set)
    for row in graph.select(query("project_claims")):
        uri, identifier = str(row["thing"]), str(row["identifier"])
        for key, named in _gef_ids(identifier):
            target = str(uris.of("project", key))
            if target != uri:
                claimed[str(row["graph"]), target].add((uri, identifier, named))
    single = {
        (uri, identifier, target, named)
        for (_, target), who in claimed.items()
        if len({uri for uri, _, _ in who}) == 1
        for uri, identifier, named in who
    }
    return sorted(single)


def _gef_ids(identifier: str) -> Iterator[tuple[str, bool]]:
    if named := _NAMED.search(identifier):
        yield named["id"], True
    elif bare := _BARE.fullmatch(identifier.strip()):
        yield bare["id"], False


def _supported(one: Facts, other: Facts, titles: Titles) -> bool:
    return bool(one.parties & other.parties) or titles.alike(one, other) >= ALIKE
