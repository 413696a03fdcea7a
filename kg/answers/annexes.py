"""Annexes and articles that a question names."""

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

_BEFORE = 20
"""Characters by which a treaty before an article is taken to be farther away than one after it, but in Chinese."""


def of_annex(snapshot: Snapshot, question: Question, carried: Collection[str], values: Values) -> list[Span]:
    """Annexes, of the treaty that is named or of those that list chemicals; projects serve them as provisions."""
    read = [r for r in question.readings if r.name == "provision" and r.value.startswith("annex_") and r.span]
    treaties = [str(t).rpartition("/")[2] for t in values.get("treaty", ())] or ["rotterdam", "stockholm"]
    uris = [snapshot.uris.of("provision", f"{treaty}.{reading.value}") for reading in read for treaty in treaties]
    if known := [URIRef(uri) for uri in uris if uri in snapshot.entities]:
        values["provision" if "project" in carried else "annex"] = list(known)
    return [reading.span for reading in read if reading.span]


def of_provisions(snapshot: Snapshot, question: Question, carried: Collection[str], values: Values) -> list[Span]:
    """Articles, of the treaty that is named or of any; one to which others are compared, of the treaty next to it."""
    read = [r for r in question.readings if r.name == "provision" and r.value.startswith("art_") and r.span]
    treaties = [str(t).rpartition("/")[2] for t in values.get("treaty", ())] or [*CITIES]
    if "alike" in carried and read and (own := _nearest_treaty(question, read[0].span)):
        others = [treaty for treaty in values.get("treaty", ()) if str(treaty).rpartition("/")[2] != own]
        values |= {"other_treaty": others} if others else {}
        treaties = [own]
    keys = [f"{treaty}.{reading.value}" for reading in read for treaty in treaties]
    if known := [uri for key in keys if (uri := snapshot.uris.of("provision", key)) in snapshot.entities]:
        values.setdefault("provision", []).extend(map(URIRef, known))
    return [reading.span for reading in read if reading.span]


def _nearest_treaty(question: Question, article: Span | None) -> str | None:
    """The treaty whose name stands next to an article, rather after it than before."""
    named = [(entity.span, entity.uri.rpartition("/")[2]) for entity in question.entities if entity.kind == "treaty"]
    named += [(match.span(), key) for key, name in CITIES.items() for match in re.finditer(name, question.text)]
    if article is None or not named:
        return None
    start, end = article
    before = 0 if question.language == "zh" else _BEFORE
    return min(named, key=lambda each: each[0][0] - end if each[0][0] >= end else start - each[0][1] + before)[1]
