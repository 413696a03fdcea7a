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

_OF_TREATIES = frozenset(
    {"convention", "party", "ratify", "sign", "force", "annex", "chemical", "decision", "status", "article", "listed"}
)
"""Notions beside which the name of a city stands for its treaty, whatever stands before it."""
_IN = re.compile(r"(?:(?<!\w)(?:in|at|à|en|в)\s|(?<!\w)في\s|在)$", re.IGNORECASE)
"""Before a city that is a place."""

_ALL = re.compile(
    r"(?<!\w)(?:(?:to|of|under|in) (?:all (?:of )?(?:the )?(?:four )?|the four (?:\w+ ){0,3}?)(?:conventions|treaties)"
    r"|(?:aux|à toutes les|des) (?:quatre )?(?:conventions|traités)"
    r"|(?:en|de) (?:todos los|los cuatro) (?:convenios|tratados)"
    r"|(?:во? |ко? )?(?:вс\w+ (?:четыр\w+ )?|четыр\w+ )(?:конвенци|договор)\w*"
    r"|(?:في|إلى) (?:جميع |كل )?(?:الاتفاقيات|المعاهدات)(?: الأربع)?)(?!\w)|(?:所有|全部)?四(?:个|项|大)公约|所有公约",
    re.IGNORECASE,
)
"""All four treaties, none of which is named."""


def of_all(snapshot: Snapshot, question: Question, carried: Collection[str], values: Values) -> None:
    """The four treaties together: “which countries are Parties to all four conventions?”."""
    known = frozenset(carried)
    if "treaty" in values or not known >= {"party", "convention"} or not _ALL.search(question.text):
        return
    if known.isdisjoint({"each", "most", "smallest", "compare", "project", "decision"}):
        values["treaty"] = [URIRef(snapshot.uris.of("treaty", key)) for key in CITIES]


def of_treaties(snapshot: Snapshot, question: Question, carried: Collection[str], values: Values) -> list[Span]:
    """Treaties that only the name of their city stands for: “both the Basel and the Rotterdam Conventions”."""
    clear = not _OF_TREATIES.isdisjoint(carried)
    taken = [entity.span for entity in question.entities]
    spans = []
    for key, name in CITIES.items():
        uri = URIRef(snapshot.uris.of("treaty", key))
        match = re.search(rf"(?<!\w)(?:{name})(?: conventions?\b)?", question.text, re.IGNORECASE)
        if match is None or any(start < match.end() and match.start() < end for start, end in taken):
            continue
        if uri not in values.get("treaty", ()) and (clear or not _IN.search(question.text[: match.start()])):
            values.setdefault("treaty", []).append(uri)
            spans.append(match.span())
    return spans
