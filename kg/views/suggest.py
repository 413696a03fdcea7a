"""Concepts and entities by the beginning of any of their labels."""

from __future__ import annotations

import unicodedata

from kg.snapshot import Snapshot
from kg.views.listing import JsonObject
from kg.views.names import label_of


def fold(text: str) -> str:
    """Case and accents folded, so that `estrateg` finds `Estratégia`."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))


def suggest(snapshot: Snapshot, text: str, language: str | None, k: int) -> list[JsonObject]:
    """Up to k things; those whose label starts with the text before those where a later word does."""
    wanted = fold(text)
    found: list[tuple[int, int, str, str, str]] = []
    for uri, entity in snapshot.entities.items():
        best = min((_rank(fold(label), wanted), len(label), label) for label in entity.labels.values())
        if best[0] < 2:
            found.append((best[0], best[1], best[2], uri, entity.kind))
    return [
        {"uri": uri, "label": label_of(snapshot, uri, language), "matched": matched, "kind": kind}
        for _, _, matched, uri, kind in sorted(found)[:k]
    ]


def _rank(label: str, wanted: str) -> int:
    if label.startswith(wanted):
        return 0
    return 1 if f" {wanted}" in label else 2
