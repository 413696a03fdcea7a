"""What a question fills into a query: the things it names, and the notions it is asked with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib.term import Literal, URIRef

from kg.answers import (
    amounts,
    annexes,
    asked_actions,
    groups,
    heads,
    left_out,
    numbered,
    phases,
    project_filters,
    project_titles,
    provision_topics,
    rankings,
    treaty_cities,
)
from kg.answers import values as fill
from kg.answers.near_words import near_notions
from kg.answers.notions import Carrier, carriers, masked, meanings
from kg.answers.values import Term, Values
from kg.embedding.word_vectors import WordVectors
from kg.model import Span
from kg.search.understanding import Question

if TYPE_CHECKING:
    from kg.snapshot import Snapshot

_DEFINED = ("concept", "treaty", "organization", "body", "funder")
"""Slots of things that have a definition; ``thing`` holds them together."""
_BARE = frozenset({"annex", "light", "asking", "convention"})
"""Notions that say nothing of what is asked of an annex."""
_OF_ANNEXES = frozenset({"annex", "provision", "chemical", "group"})
"""Slots that tell what is asked of annexes."""


@dataclass(frozen=True, slots=True)
class Slots:
    """Values by slot, and what of the question they and its notions do not explain.

    ``words`` has, for each word that carries notions and is not part of a name, all that it may mean; ``head`` is
    the thing that is asked for, by its notion, where that can be told; ``guessed`` says whether some words were
    read by their neighbours.
    """

    values: Mapping[str, tuple[Term, ...]]
    notions: frozenset[str]
    rest: str
    words: tuple[frozenset[str], ...] = ()
    head: str | None = None
    guessed: bool = False


def slots_of(snapshot: Snapshot, question: Question, vectors: WordVectors | None = None) -> Slots:
    """Fill the slots of a question; with vectors of words, words that no pattern knows take the notion of the nearest.

    Slots: ``treaty``, ``party``, ``organization``, ``decision``, ``document``, ``topic``, ``chemical``, ``concept``,
    ``project``, ``year``, ``since``, ``until``, ``meeting``, ``session``, ``body``, ``annex``, ``provision``,
    ``phase``, ``region``, ``city``, ``language``, ``document_kind``, ``addressee``, ``project_status``, ``focal_area``,
    ``cas_number``, ``top``, ``ahead_of``, ``group``, ``action``, ``spoken``, ``fewest``, ``titled``,
    ``thing``, ``day``, ``from_date``, ``below_date``, ``month``, ``other_treaty``, ``fund``, ``reach``,
    ``party_too``; those of ``per``, ``bounds``, ``exceptions`` and ``left_out``; ``other`` is what no query takes,
    ``unread_annex`` annexes of which none is named.
    """
    found = carriers(question.text, question.language)
    carried = _carried(question, found)
    values: Values = {}
    spans = _fill(snapshot, amounts.without_money(question, found), carried, values)
    left_out.set_apart(question, found, values)
    treaty_cities.of_all(snapshot, question, carried, values)
    _of_notions(snapshot, carried, values)
    two = "organization" not in values and amounts.asks_two(question, found, carried)
    if two:
        carried |= {"each"}
    if "body" in values and "held" in carried:
        carried |= {"meeting"}
    if "document_kind" in values:
        carried |= {"document"}
    spans += project_filters.of_projects(snapshot, question, found, carried, values, spans)
    carried = project_filters.without_funds(question, found, carried, values, spans)
    outside = [c for c in found if not any(s <= c.span[0] and c.span[1] <= e for s, e in spans)]
    if "annex" in values or carried & {"annex", "listed"}:
        groups.set_apart(snapshot, values)
    if any(c.notion == "annex" for c in outside) and values.keys().isdisjoint(_OF_ANNEXES):
        values["unread_annex"] = [Literal("annex")]  # one that the base does not have, or annexes at large
    if "annex" in values and carried <= _BARE:
        carried |= {"listed"}  # nothing but its name
    carried |= {"project"} if "in_title" in values else frozenset()
    if defined := [term for slot in _DEFINED for term in values.get(slot, ())]:
        values["thing"] = defined
    rest = masked(question.text, [*spans, *(carrier.span for carrier in found)])
    if "ask" in carried:
        outside, rest = asked_actions.without_actions(snapshot, question, outside, rest, spans, values)
    about = [] if vectors is None else provision_topics.of_article(snapshot, question, outside, spans, values, vectors)
    outside = [carrier for carrier in outside if carrier.span not in about]
    rest = masked(rest, about)
    near = near_notions(rest, question.language, vectors) if vectors is not None else []
    if near:
        outside += near
        carried |= {carrier.notion for carrier in near}
        rest = masked(rest, [carrier.span for carrier in near])
    if "project" in carried and not values.keys() & {"project", "decision", "document"}:
        rest = masked(rest, project_titles.of_titles(snapshot, question, rest, values))
    fill.addressee(snapshot, asked_actions.asked_of(outside, carried), values)
    things = [*outside, *heads.things_in_names(question, found, carried, values)]
    head = "chemical" if "group" in values else "project" if two else heads.head_of(question, things)
    head = "project" if head is None and "in_title" in values else head
    head, carried = amounts.of_each_project(question, head, carried)
    unique = {name: tuple(dict.fromkeys(terms)) for name, terms in values.items()}
    words = tuple(notions for _, notions in meanings(outside))
    return Slots(unique, carried, rest, words, head, bool(near or about or values.keys() & {"action", "titled"}))


def _carried(question: Question, found: list[Carrier]) -> frozenset[str]:
    """The notions of a question, with those that others imply."""
    carried = frozenset(carrier.notion for carrier in found)
    carried |= {"money"} if "cofinancing" in carried else frozenset()
    if carried >= {"project", "money"} and amounts.lists_amounts(question, carried):
        carried |= {"each"}
    if carried & {"grant", "cofinancing"} and (
        "funder" in carried or carried.isdisjoint({"decision", "document", "meeting"})
    ):
        carried |= {"project"}  # nothing else has grants
    if "ratify" in carried and carried.isdisjoint(heads.THINGS - {"convention"}):
        carried |= {"party"}  # “how many accessions”
    return carried


def _of_notions(snapshot: Snapshot, carried: frozenset[str], values: Values) -> None:
    """Fill in what notions say without a name: status, kinds of amounts, which end of a ranking, how many treaties."""
    if carried & {"adopt", "draft"}:
        status = "draft" if "draft" in carried else "adopted"
        values["status"] = [URIRef(snapshot.uris.of("concept", f"statuses.{status}"))]
    ranked = "project" in carried and not carried.isdisjoint({"largest", "smallest", "average"})
    if ranked or carried & {"money", "cofinancing"}:
        kinds = [kind for kind in ("grant", "cofinancing") if kind in carried or "cofinancing" not in carried]
        whole = carried >= {"financing", "each"} and carried.isdisjoint({"grant", "cofinancing", "funder"})
        kinds = ["grant", "cofinancing"] if whole else kinds if "cofinancing" in carried else ["grant"]
        values["amount_kind"] = [Literal(kind) for kind in kinds]
    if "smallest" in carried and carried.isdisjoint({"largest", "most"}):
        values["fewest"] = [Literal(1)]
    if max(len(set(values.get("treaty", ()))), len(set(values.get("party", ())))) > 1:
        values["several"] = [Literal(1)]
    if len(set(values.get("annex", ()))) > 1 and len(set(values.get("treaty", ()))) < 2:
        values["annexes"] = [Literal(len(set(values["annex"])))]
    if len(set(values.get("treaty", ()))) > 1:
        values["treaties"] = [Literal(len(set(values["treaty"])))]


def _fill(snapshot: Snapshot, question: Question, carried: frozenset[str], values: Values) -> list[Span]:
    """Fill in everything that is named; the spans of the names."""
    spans = fill.of_named(snapshot, question, carried, values)
    spans += treaty_cities.of_treaties(snapshot, question, carried, values)
    spans += numbered.of_meeting(snapshot, question, values)
    spans += fill.of_titled(snapshot, question, carried, values)
    spans += numbered.of_repetition(question, values)
    spans += numbered.of_period(question, values)
    spans += phases.of_phases(question, values)
    spans += rankings.of_top(question, carried, values)
    spans += numbered.of_numbers(snapshot, question.text, values, spans)
    spans += annexes.of_annex(snapshot, question, carried, values)
    spans += annexes.of_provisions(snapshot, question, carried, values)
    spans += numbered.of_cas_numbers(question.text, values)
    return spans
