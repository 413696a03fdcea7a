"""The cities that stand for a treaty: “both the Basel and the Rotterdam Conventions”, “COP-4 of Minamata”."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import TYPE_CHECKING

from rdflib.term import URIRef

from kg.answers.values import Values
from kg.identifiers.treaties import CITIES
from kg.model import Span
from kg.search.understanding import Question

if TYPE_CHECKING:
    from kg.snapshot import Snapshot

_OF_TREATIES = frozenset({"convention", "party", "ratify", "sign", "force", "annex", "chemical", "decision", "meeting"})
"""Notions beside which the name of a city stands for its treaty."""
_IN = re.compile(r"(?:(?<!\w)(?:in|at|à|en|в)\s|(?<!\w)في\s|在)$", re.IGNORECASE)
"""Before a city that is a place."""


def of_treaties(snapshot: Snapshot, question: Question, carried: Collection[str], values: Values) -> list[Span]:
    """Treaties that only the name of their city stands for: “both the Basel and the Rotterdam Conventions”."""
    if _OF_TREATIES.isdisjoint(carried):
        return []
    clear = not (_OF_TREATIES - {"meeting"}).isdisjoint(carried)
    spans = []
    for key, name in CITIES.items():
        uri = URIRef(snapshot.uris.of("treaty", key))
        match = re.search(rf"(?:{name})(?i: conventions?\b)?", question.text)
        if match and uri not in values.get("treaty", ()) and (clear or not _IN.search(question.text[: match.start()])):
            values.setdefault("treaty", []).append(uri)
            spans.append(match.span())
    return spans
