"""Labels in the reader's language, with a stated order of fallbacks."""

from __future__ import annotations

from kg.model import LANGUAGES
from kg.snapshot import Snapshot


def label_of(snapshot: Snapshot, uri: str, language: str | None) -> str | None:
    """A thing's preferred label: in the language asked for, then English, then any; None when it has none."""
    entity = snapshot.entities.get(uri)
    if entity is None:
        return None
    for candidate in (language, "en", *LANGUAGES, ""):
        if candidate is not None and (label := entity.labels.get(candidate)):
            return label
    return entity.label
