"""Labels in the reader's language, with a stated order of fallbacks."""

from __future__ import annotations

from collections.abc import Mapping

from kg.model import LANGUAGES
from kg.snapshot import Snapshot

FALLBACKS = "the language asked for, then English, Arabic, Chinese, French, Russian, Spanish, then any"
"""The order in which a label is chosen, in words, for documentation."""


def label_of(snapshot: Snapshot, uri: str, language: str | None) -> str | None:
    """A thing's preferred label: in the language asked for, then English, then any; None when it has none."""
    entity = snapshot.entities.get(uri)
    if entity is None:
        return None
    chosen = choose_label(entity.labels, language)
    return chosen[1] if chosen else entity.label


def choose_label(labels: Mapping[str, str], language: str | None) -> tuple[str, str] | None:
    """(language, label) among labels by language, in the order of ``FALLBACKS``; None when there is none."""
    for candidate in (language, "en", *LANGUAGES, ""):
        if candidate is not None and (label := labels.get(candidate)):
            return candidate, label
    return None
