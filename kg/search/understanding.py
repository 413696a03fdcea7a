"""What a question says besides its words: its language, the things it names, the identifiers in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.identifiers import decision_key, find_decisions, find_symbols, symbol_key
from kg.identifiers.provisions import find_provision_names
from kg.language import UNDETERMINED, detect
from kg.lexical.analysis import whole_tokens
from kg.model import Mention
from kg.search.model import EntityView

if TYPE_CHECKING:
    from kg.snapshot import Snapshot

FALLBACK_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Question:
    """A question understood.

    ``anchors`` are what a passage in any language may share with it: dates,
    numbers, identifiers, URIs of the things it names (not of treaties: those
    are what a document is *about*, and stand in ``conventions`` by their keys);
    ``identifiers`` are those of them that are symbols and decision numbers;
    ``provisions`` are articles and annexes without their treaty (``art_7``).
    ``expansion`` has the labels of the named things in each language.
    """

    text: str
    language: str
    entities: tuple[EntityView, ...]
    anchors: frozenset[str]
    identifiers: frozenset[str]
    provisions: frozenset[str]
    conventions: frozenset[str]
    expansion: dict[str, tuple[str, ...]]


def understand(snapshot: Snapshot, text: str, hint: str | None = None) -> Question:
    """Read a question.

    Args:
        snapshot: whose labels and things are looked for.
        text: as the asker wrote it.
        hint: the asker's language where it is known; decides when the text does not.
    """
    detected = detect(text, hint)
    language = FALLBACK_LANGUAGE if detected == UNDETERMINED else detected
    named = [m for m in snapshot.labels.find(text, language) if m.uri is not None]
    entities = _without_overlaps([*_identified(snapshot, text), *(_view(snapshot, m, language) for m in named)])
    tokens = frozenset(whole_tokens(text))
    return Question(
        text,
        language,
        entities,
        anchors=tokens | {entity.uri for entity in entities if entity.kind != "treaty"},
        identifiers=frozenset(token for token in tokens if "/" in token),
        provisions=frozenset(match.part for match in find_provision_names(text)),
        conventions=frozenset(entity.uri.rpartition("/")[2] for entity in entities if entity.kind == "treaty"),
        expansion=_expansion(snapshot, entities),
    )


def _identified(snapshot: Snapshot, text: str) -> list[EntityView]:
    found = [
        EntityView(snapshot.uris.document(symbol_key(match.symbol)), match.symbol, "document", match.span)
        for match in find_symbols(text)
    ]
    found += [
        EntityView(snapshot.uris.of("decision", decision_key(match.number)), match.number, "decision", match.span)
        for match in find_decisions(text)
        if match.number
    ]
    return found


def _view(snapshot: Snapshot, mention: Mention, language: str) -> EntityView:
    uri = str(mention.uri)
    entity = snapshot.entities.get(uri)
    label = (entity.labels.get(language) or entity.label) if entity else mention.value
    return EntityView(uri, label, mention.kind, mention.span)


def _without_overlaps(entities: list[EntityView]) -> tuple[EntityView, ...]:
    """In order of place; where two overlap, identifiers and longer names win (they come first here)."""
    kept: list[EntityView] = []
    for entity in entities:
        if all(entity.span[1] <= other.span[0] or other.span[1] <= entity.span[0] for other in kept):
            kept.append(entity)
    return tuple(sorted(kept, key=lambda e: e.span))


def _expansion(snapshot: Snapshot, entities: tuple[EntityView, ...]) -> dict[str, tuple[str, ...]]:
    labels: dict[str, dict[str, None]] = {}
    for uri in {e.uri for e in entities}:
        entity = snapshot.entities.get(uri)
        for language, label in (entity.labels if entity else {}).items():
            labels.setdefault(language, {})[label] = None
    return {language: tuple(sorted(found)) for language, found in labels.items()}
