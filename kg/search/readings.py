"""What a question was read to say besides its words: shown with the result, and each of it removable.

Nothing here excludes a passage: a reading only lets those that fit come earlier. ``SearchRequest.ignore``
switches readings off by their name (``party``) or one by one (``party:KEN``).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from kg.identifiers.provisions import find_provision_names
from kg.identifiers.treaties import CITIES
from kg.search.model import EntityView, Reading

NAMES = (
    "convention", "meeting", "party", "place", "theme", "thing", "document", "decision", "provision", "period",
    "number", "phrase",
)  # fmt: skip
"""Names of readings. A ``thing`` is an organization, a body, a chemical: what is named and none of the others."""

_OF_KIND = {"treaty": "convention", "party": "party", "document": "document", "decision": "decision"}


def of_entities(entities: Iterable[EntityView]) -> Iterator[tuple[EntityView, Reading]]:
    """Each entity with its reading; the value is its key."""
    for entity in entities:
        key = entity.uri.rpartition("/")[2]
        theme = entity.kind == "concept" and key.startswith("topics.")
        name = "theme" if theme else _OF_KIND.get(entity.kind, "thing")
        yield entity, Reading(name, key, entity.label, entity.span)


def of_provisions(text: str) -> list[Reading]:
    """Articles and annexes, with their keys but for the treaty (``art_7``)."""
    matches = find_provision_names(text)
    return [Reading("provision", match.part, text[slice(*match.span)], match.span) for match in matches]


def of_cities(text: str) -> list[Reading]:
    """Treaties that only their city stands for, as people write beside an article or annex (“Rotterdam, Annex III”)."""
    found = ((key, re.search(name, text)) for key, name in CITIES.items())
    return [Reading("convention", key, match[0], match.span()) for key, match in found if match]


def of_tokens(tokens: Iterable[str]) -> list[Reading]:
    """Periods (``2025-03``) and numbers (``178000``); symbols and decisions are entities already."""
    plain = (token for token in dict.fromkeys(tokens) if "/" not in token)
    return [Reading("period" if "-" in token else "number", token, token, None) for token in plain]


def is_ignored(reading: Reading, ignored: Collection[str]) -> bool:
    """Whether the asker switched a reading off."""
    return reading.name in ignored or f"{reading.name}:{reading.value}" in ignored
