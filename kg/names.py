"""What the things of a base are called: the labels that text is linked to, the names by which people look for them."""

from __future__ import annotations

from collections import defaultdict

from rdflib.namespace import SKOS
from rdflib.term import Identifier, Literal, URIRef

from kg.graph.store import GraphReader
from kg.linking import Label
from kg.model import Entity, Uri
from kg.queries import query
from kg.suggest import Name, Role
from kg.terms import PREFIXES

LINKED_KINDS = frozenset({"party", "organization", "treaty"})
LINKED_SCHEMES = frozenset({"topics", "bodies", "chemicals", "wastes"})
"""What running text is linked to. The labels of other schemes (verbs, statuses …) are everyday words."""


def read_labels(graph: GraphReader) -> tuple[list[Label], dict[str, Entity]]:
    """All labels to link text with, and all labelled things by URI."""
    linked, entities, _ = read_names(graph)
    return linked, entities


def read_names(graph: GraphReader) -> tuple[list[Label], dict[str, Entity], list[Name]]:
    """The same, and every name and code by which people look for them."""
    linked: list[Label] = []
    typed: list[Name] = []
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for row in sorted(graph.select(query("labels")), key=lambda r: (r["thing"], r["property"], str(r["label"]))):
        label, uri = row["label"], str(row["thing"])
        if not isinstance(label, Literal):
            continue
        if (role := _role(row["property"], label)) is None:
            continue
        typed.append(Name(Uri(uri), _kind(uri) or "resource", label.language or "", str(label), role))
        if role is Role.CODE:
            continue
        preferred = role is Role.PREFERRED
        language = label.language or ""
        if preferred:
            names[uri].setdefault(language, str(label))
        if (kind := _kind(uri)) and _is_linked(uri, kind):
            linked.append(Label(Uri(uri), kind, language, str(label), preferred))
    entities = {
        uri: Entity(Uri(uri), _kind(uri) or "resource", labels.get("en") or next(iter(labels.values())), labels)
        for uri, labels in names.items()
    }
    return linked, entities, [name for name in typed if name.uri in entities]


_ROLES = {SKOS.prefLabel: Role.PREFERRED, SKOS.altLabel: Role.ALTERNATIVE, SKOS.hiddenLabel: Role.HIDDEN}


def _role(prop: Identifier, label: Literal) -> Role | None:
    """What a literal is to its thing; None for notations that only repeat the key."""
    if prop == SKOS.notation and not str(label.datatype).startswith(PREFIXES["mea"]):
        return None
    return _ROLES.get(URIRef(prop), Role.CODE)


def _kind(uri: str) -> str | None:
    tail = uri.partition("/id/")[2]
    return tail.partition("/")[0] or None


def _is_linked(uri: str, kind: str) -> bool:
    scheme, dot, _ = uri.rsplit("/", 1)[-1].partition(".")
    return kind in LINKED_KINDS or (kind == "concept" and bool(dot) and scheme in LINKED_SCHEMES)
