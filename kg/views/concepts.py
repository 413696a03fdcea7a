"""Concepts as a vocabulary service shows them, in lists and one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rdflib.namespace import DCTERMS, SKOS
from rdflib.term import Literal, URIRef

from kg.terms import PREFIXES
from kg.views.listing import JsonObject
from kg.views.mappings import MAPPINGS, outside_scheme
from kg.views.names import choose_label, label_of
from kg.views.things import Reader, Statements, things
from kg.views.vocabulary import Vocabulary, states


def concepts(
    vocabulary: Vocabulary, *, status: str | None = None, top: bool | None = None, changed_since: str | None = None
) -> list[JsonObject]:
    """All concepts, as in ``kg.views.things``, each with its states and dates.

    Args:
        vocabulary: to list.
        status: only those with a preferred label of this status (in the vocabulary's language, if it has one), or
            in this state.
        top: only those that begin a hierarchy, or only the others.
        changed_since: ISO 8601 date, or time in UTC; only what came or changed then or later.
    """
    found = []
    for entry in things(vocabulary.snapshot, "concepts", vocabulary.language):
        uri = entry["uri"]
        change = vocabulary.changes.get(uri)
        if (
            (top is None or vocabulary.is_top(uri) is top)
            and (status is None or _has_status(vocabulary, uri, status))
            and (changed_since is None or (change is not None and change.changed >= changed_since))
        ):
            dates = {"created": change.created if change else None, "changed": change.changed if change else None}
            found.append(entry | {"states": states(vocabulary.concepts[uri])} | dates)
    return found


def removed_since(vocabulary: Vocabulary, since: str) -> list[JsonObject]:
    """Concepts that went on a date (ISO 8601) or later: URI, key, when."""
    gone = [c for c in vocabulary.changes.values() if c.removed and c.changed >= since]
    return [vocabulary.named(c.uri) | {"removed": c.changed} for c in sorted(gone, key=lambda c: (c.changed, c.uri))]


def concept(vocabulary: Vocabulary, uri: str) -> JsonObject:
    """Everything that a vocabulary says of a concept: the fields that lists have, and more."""
    about = vocabulary.concepts[uri]
    reader = Reader(vocabulary.snapshot, about, vocabulary.language)
    preferred = vocabulary.preferred(about)
    shown = choose_label({p["language"]: p["text"] for p in preferred}, vocabulary.language)
    change = vocabulary.changes.get(uri)
    listed = next(
        entry for entry in things(vocabulary.snapshot, "concepts", vocabulary.language) if entry["uri"] == uri
    )
    return listed | {
        "label_language": shown[0] if shown else None,
        "label_status": next((p["status"] for p in preferred if (p["language"], p["text"]) == shown), None),
        "preferred_labels": preferred,
        "alternative_labels": list(_texts(about, SKOS.altLabel)),
        "hidden_labels": list(_texts(about, SKOS.hiddenLabel)),
        "narrower": [vocabulary.named(each) for each in vocabulary.narrower(uri)],
        "paths": vocabulary.paths(uri),
        "top": vocabulary.is_top(uri),
        "mappings": list(_mappings(vocabulary, about)),
        "notations": [_notation(v) for v in about.get(SKOS.notation, ()) if isinstance(v, Literal)],
        "definitions": reader.texts(SKOS.definition),
        "scope_notes": reader.texts(SKOS.scopeNote),
        "change_notes": [*reader.values(SKOS.changeNote), *reader.values(SKOS.historyNote)],
        "states": states(about),
        "replaced_by": reader.thing(DCTERMS.isReplacedBy),
        "modified": reader.text(DCTERMS.modified),
        "created": change.created if change else None,
        "changed": change.changed if change else None,
    }


def _has_status(vocabulary: Vocabulary, uri: str, status: str) -> bool:
    about = vocabulary.concepts[uri]
    labels = [p for p in vocabulary.preferred(about) if vocabulary.language in {None, p["language"]}]
    return status in states(about) or any(p["status"] == status for p in labels)


def _mappings(vocabulary: Vocabulary, about: Statements) -> Iterator[JsonObject]:
    for relation, prop in MAPPINGS.items():
        for target in map(str, about.get(prop, ())):
            own = vocabulary.snapshot.uris.key_of(target) is not None
            label = label_of(vocabulary.snapshot, target, vocabulary.language)
            yield {
                "relation": relation,
                "uri": target,
                "label": label,
                "scheme": None if own else outside_scheme(target),
            }


def _texts(about: Statements, prop: URIRef) -> Iterator[Mapping[str, str]]:
    return ({"language": v.language or "", "text": str(v)} for v in about.get(prop, ()) if isinstance(v, Literal))


def _notation(value: Literal) -> JsonObject:
    """``type`` is the local name of one of our types of notations (``CasNumber``), None for a plain notation."""
    datatype = str(value.datatype) if value.datatype else None
    own = datatype is not None and datatype.startswith(PREFIXES["mea"])
    return {
        "value": str(value),
        "type": datatype.rpartition("#")[2] if own and datatype else None,
        "datatype": datatype,
    }
