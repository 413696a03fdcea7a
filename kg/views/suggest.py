"""Things by what a person has typed of any of their names."""

from __future__ import annotations

from kg.snapshot import Snapshot
from kg.suggest import Match, fold
from kg.views.listing import JsonObject
from kg.views.names import choose_label

__all__ = ["fold", "suggest"]


def suggest(snapshot: Snapshot, text: str, language: str | None, k: int, kind: str | None = None) -> list[JsonObject]:
    """Up to k things: concepts, parties, organizations, treaties, provisions, meetings, decisions, projects.

    Args:
        snapshot: the state to read.
        text: what was typed, in any language and script.
        language: of the labels shown; the fallbacks are those of ``kg.views.names``.
        k: how many.
        kind: only things of this kind.

    Returns:
        the best first (the order is that of ``kg.suggest.NameIndex.find``), each with its label, the name that
        matched, and how: ``match`` is exact, preferred, alternative, word, words or fuzzy; ``matched_label`` is what
        that name is to the thing: preferred, alternative, code or hidden.
    """
    return [_shown(snapshot, match, language) for match in snapshot.names.find(text, k, language, kind)]


def _shown(snapshot: Snapshot, match: Match, language: str | None) -> JsonObject:
    name = match.name
    own, label = choose_label(snapshot.entities[name.uri].labels, language) or (name.language, name.text)
    named = snapshot.uris.key_of(name.uri)
    return {
        "uri": name.uri,
        "key": named[1] if named else name.uri,
        "kind": name.kind,
        "label": label,
        "label_language": own,
        "matched": name.text,
        "matched_language": name.language,
        "matched_label": name.role.name.lower(),
        "match": match.tier.name.lower(),
    }
