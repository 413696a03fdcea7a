"""Annexes and articles that a question names."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from rdflib.term import URIRef

from kg.answers.values import Values
from kg.identifiers.treaties import CITIES
from kg.model import Span
from kg.search.understanding import Question

if TYPE_CHECKING:
    from kg.snapshot import Snapshot


def of_annex(snapshot: Snapshot, question: Question, carried: Collection[str], values: Values) -> list[Span]:
    """The annex, of the treaty that is named or of those that list chemicals; projects serve it as a provision."""
    read = next((r for r in question.readings if r.name == "provision" and r.value.startswith("annex_")), None)
    if read is None or read.span is None:
        return []
    treaties = [str(t).rpartition("/")[2] for t in values.get("treaty", ())] or ["rotterdam", "stockholm"]
    uris = [snapshot.uris.of("provision", f"{treaty}.{read.value}") for treaty in treaties]
    if known := [URIRef(uri) for uri in uris if uri in snapshot.entities]:
        values["provision" if "project" in carried else "annex"] = list(known)
    return [read.span]


def of_provisions(snapshot: Snapshot, question: Question, values: Values) -> list[Span]:
    """Articles, of the treaty that is named or of any."""
    read = [r for r in question.readings if r.name == "provision" and r.value.startswith("art_") and r.span]
    treaties = [str(t).rpartition("/")[2] for t in values.get("treaty", ())] or [*CITIES]
    keys = [f"{treaty}.{reading.value}" for reading in read for treaty in treaties]
    if known := [uri for key in keys if (uri := snapshot.uris.of("provision", key)) in snapshot.entities]:
        values.setdefault("provision", []).extend(map(URIRef, known))
    return [reading.span for reading in read if reading.span]
