"""What a question fills into a query: the things it names, and the notions it is asked with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rdflib.term import Literal, URIRef

from kg.answers import (
    annexes,
    asked_actions,
    groups,
    numbered,
    project_titles,
    provision_topics,
    rankings,
    treaty_cities,
)
from kg.answers import values as fill
from kg.answers.kinds import Kind, kind_of
from kg.answers.near_words import near_notions
from kg.answers.notions import Carrier, carriers, masked, meanings
from kg.answers.values import Term, Values
from kg.embedding.word_vectors import WordVectors
from kg.model import Span
from kg.search.understanding import Question

if TYPE_CHECKING:
    from kg.snapshot import Snapshot

_THINGS = frozenset(
    {
        "party",
        "project",
        "carrier",
        "decision",
        "meeting",
        "document",
        "chemical",
        "convention",
        "annex",
        "money",
        "article",
    }
)
"""Notions of what a question may ask for."""
_ONE_AMOUNT = frozenset({"total", "average", "largest", "smallest", "most", "party", "carrier"})
"""Notions of one amount, or of amounts by something else than projects."""
_GROUPS = frozenset({"carrier", "party", "convention"})
"""Notions of what amounts and numbers may be asked for by."""
_RANKING = _ONE_AMOUNT - {"party", "carrier"}
_AND = re.compile(r"[,;،，、؛]|(?<!\w)(?:and|et|y|и|а также)(?!\w)|(?<!\w)و|[和及并又]")
_DEFINED = ("concept", "treaty", "organization", "body", "funder")
"""Slots of things that have a definition; ``thing`` holds them together."""
_OF_ANNEXES = frozenset({"annex", "provision", "chemical", "group"})
"""Slots that tell what is asked of annexes."""
_OF_ARTICLES = frozenset({"topic", "provision", "annex", "chemical", "document", "decision", "project", "party"})
"""Slots that tell what article or what else is asked for."""
_HEAD_LAST = frozenset({"en", "zh"})
"""Languages that put nouns before the one that they tell more of."""
_ASKED_OF = frozenset({"ask", "asking", "party", "secretariat"})
"""Notions that say whom something is asked of."""
_WHOM = re.compile(
    r"(?<!\w)(?:who(?:m|se)?|wh(?:ich|at) (?:organi[sz]ation|body|entity|institution)|(?:à )?qui|(?:a )?qui[eé]n(?:es)?"
    r"|ко(?:му|го|торому)|من (?:الذي|التي)|الجهة (?:التي|المطلوب)|ممن)(?!\w)|谁|哪个(?:机构|组织|部门)",
    re.IGNORECASE,
)
"""Who asks for the one of whom something is asked."""
_ASKED = re.compile("哪|什么|何|多少|几")
_WHICH = re.compile("(?:哪一?|哪几|第几|几)条$")
"""Articles are counted by the word that counts other things too."""

_WHICH_PROJECT = re.compile(
    r"\b(?:which|what)\s(?:\w+\s){0,2}projects?\b|\bquels?\sprojets?\b|\b(?:qué|que|cuál(?:es)?)\sproyectos?\b"
    r"|\bкак\w+\sпроект\w*|(?:أي|أية|ما|ما هو|ما هي)\s(?:ال)?مش(?:روع|اريع)"
    r"|(?:哪个|哪些|哪一个|什么)[^，。？]{0,8}项目",
    re.IGNORECASE,
)

_OF_SEVERAL = frozenset({"total", "largest", "smallest", "average", "most", "fewest"})


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
    ``thing``; ``other`` is what no query takes, ``unread_annex`` annexes of which none is named.
    """
    found = carriers(question.text, question.language)
    carried = frozenset(carrier.notion for carrier in found)
    carried |= {"money"} if "cofinancing" in carried else frozenset()
    if carried >= {"project", "money"} and _lists_amounts(question, carried):
        carried |= {"each"}
    if carried & {"grant", "cofinancing"} and (
        "funder" in carried or carried.isdisjoint({"decision", "document", "meeting"})
    ):
        carried |= {"project"}  # nothing else has grants
    values: Values = {}
    spans = _fill(snapshot, _without_money(question, found), carried, values)
    _of_notions(snapshot, carried, values)
    two = "organization" not in values and _asks_two(question, found, carried)
    if two:
        carried |= {"each"}
    if "body" in values and "held" in carried:
        carried |= {"meeting"}
    if "document_kind" in values:
        carried |= {"document"}
    outside = [c for c in found if not any(s <= c.span[0] and c.span[1] <= e for s, e in spans)]
    if "annex" in values or carried & {"annex", "listed"}:
        groups.set_apart(snapshot, values)
    if any(c.notion == "annex" for c in outside) and values.keys().isdisjoint(_OF_ANNEXES):
        values["unread_annex"] = [Literal("annex")]  # one that the base does not have, or annexes at large
    if defined := [term for slot in _DEFINED for term in values.get(slot, ())]:
        values["thing"] = defined
    rest = masked(question.text, [*spans, *(carrier.span for carrier in found)])
    if "ask" in carried:
        outside, rest = _without_actions(snapshot, question, outside, rest, spans, values)
    about = [] if vectors is None else _of_article(snapshot, question, outside, spans, values, vectors)
    outside = [carrier for carrier in outside if carrier.span not in about]
    rest = masked(rest, about)
    near = near_notions(rest, question.language, vectors) if vectors is not None else []
    if near:
        outside += near
        carried |= {carrier.notion for carrier in near}
        rest = masked(rest, [carrier.span for carrier in near])
    if "project" in carried and not values.keys() & {"project", "decision", "document"}:
        rest = masked(rest, project_titles.of_titles(snapshot, question, rest, values))
    fill.addressee(snapshot, _asked_of(outside, carried), values)
    things = [*outside, *_things_in_names(question, found, carried, values)]
    head = "chemical" if "group" in values else "project" if two else _head(question, things)
    head, carried = _of_each_project(question, head, carried)
    unique = {name: tuple(dict.fromkeys(terms)) for name, terms in values.items()}
    words = tuple(notions for _, notions in meanings(outside))
    return Slots(unique, carried, rest, words, head, bool(near or about or values.keys() & {"action", "titled"}))


def _of_notions(snapshot: Snapshot, carried: frozenset[str], values: Values) -> None:
    """Fill in what notions say without a name: status, kinds of amounts, which end of a ranking, how many treaties."""
    if carried & {"adopt", "draft"}:
        status = "draft" if "draft" in carried else "adopted"
        values["status"] = [URIRef(snapshot.uris.of("concept", f"statuses.{status}"))]
    ranked = "project" in carried and not carried.isdisjoint({"largest", "smallest", "average"})
    if ranked or carried & {"money", "cofinancing"}:
        kinds = [kind for kind in ("grant", "cofinancing") if kind in carried or "cofinancing" not in carried]
        values["amount_kind"] = [Literal(kind) for kind in (kinds if "cofinancing" in carried else ["grant"])]
    if "smallest" in carried and carried.isdisjoint({"largest", "most"}):
        values["fewest"] = [Literal(1)]
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
    spans += numbered.of_phase(question, values)
    spans += rankings.of_top(question, values)
    spans += numbered.of_numbers(snapshot, question.text, values, spans)
    spans += annexes.of_annex(snapshot, question, carried, values)
    spans += annexes.of_provisions(snapshot, question, values)
    spans += numbered.of_cas_numbers(question.text, values)
    return spans


def _asked_of(outside: list[Carrier], carried: frozenset[str]) -> frozenset[str]:
    """Notions that say whom something is asked of; “please” and “Conference of the Parties” do not."""
    polite = {carrier.span for carrier in outside if carrier.notion == "asking"}
    asked = {c.notion for c in outside if c.notion == "party" or (c.notion == "ask" and c.span not in polite)}
    return frozenset(asked | (carried & {"secretariat"}))


def _lists_amounts(question: Question, carried: frozenset[str]) -> bool:
    """Whether projects and their grants are asked for, not one amount: “mercury projects grants Mongolia”."""
    kind = kind_of(question.text, question.language)
    return kind in {Kind.PASSAGE, Kind.LIST} and carried.isdisjoint(_ONE_AMOUNT)


def _without_actions(
    snapshot: Snapshot, question: Question, outside: list[Carrier], rest: str, spans: list[Span], values: Values
) -> tuple[list[Carrier], str]:
    """What is left of a question after the words that tell which actions are meant."""
    asks = [carrier for carrier in outside if carrier.notion in _ASKED_OF]
    if _WHOM.search(question.text) and "addressed" not in values:
        polite = [c.span for c in outside if c.notion in {"ask", "asking", "decision", "draft", "document"}]
        if named := asked_actions.of_spoken(snapshot, question, [*spans, *polite], values):
            return asks, masked(rest, named)
    named = asked_actions.of_actions(snapshot, question, rest, values)
    return [c for c in outside if c.notion in _ASKED_OF or c.span not in named], masked(rest, named)


def _of_article(
    snapshot: Snapshot,
    question: Question,
    outside: list[Carrier],
    spans: list[Span],
    values: Values,
    vectors: WordVectors,
) -> list[Span]:
    """What an article is about that is asked for, where no name tells it; where the words stand."""
    asked = {carrier.notion for carrier in outside}
    if "article" not in asked or asked >= {"chemical", "listed"} or not _OF_ARTICLES.isdisjoint(values):
        return []
    return provision_topics.of_topic(snapshot, question, outside, spans, values, vectors)


def _things_in_names(
    question: Question, found: list[Carrier], carried: frozenset[str], values: Values
) -> list[Carrier]:
    """Things that are spoken of by words of names: “Conference of the Parties”, “small island developing states”."""
    meetings = [Carrier("meeting", entity.span) for entity in question.entities if "/bodies." in entity.uri]
    countries = [carrier for carrier in found if carrier.notion == "party"]
    return [*(meetings if "meeting" in carried else []), *(countries if "region" in values else [])]


def _asks_two(question: Question, found: list[Carrier], carried: frozenset[str]) -> bool:
    """Whether who carries out projects is asked for beside their money: “which agency …, and how big is the grant?”."""
    if not carried >= {"project", "carrier", "money"} or not carried.isdisjoint(_RANKING):
        return False
    who = next(carrier.span for carrier in found if carrier.notion == "carrier")
    much = next(carrier.span for carrier in found if carrier.notion == "money")
    return _AND.search(question.text[min(who[1], much[1]) : max(who[0], much[0]) + 1]) is not None


def _without_money(question: Question, found: list[Carrier]) -> Question:
    """Without topics that are words for money here: “budget”."""
    money = {carrier.span for carrier in found if carrier.notion == "money"}
    return replace(question, entities=tuple(entity for entity in question.entities if entity.span not in money))


def _first_question(text: str) -> int:
    """Where the first of several questions ends."""
    return next((place for place, letter in enumerate(text) if letter in "?？؟"), len(text))


def _within(span: Span, other: Span) -> bool:
    return other[0] <= span[0] and span[1] <= other[1]


def _of_each_project(
    question: Question, head: str | None, carried: frozenset[str]
) -> tuple[str | None, frozenset[str]]:
    """“Which project funds it, and how much?” wants the projects and the amount of each."""
    if {"project", "money"} <= carried and carried.isdisjoint(_OF_SEVERAL) and _WHICH_PROJECT.search(question.text):
        return "project", carried | {"each"}
    return head, carried


def _head(question: Question, outside: list[Carrier]) -> str | None:
    """The first thing that is spoken of; in Chinese the first after the word that asks, else the last before it."""
    asking = {
        carrier.span
        for carrier in outside
        if carrier.notion in {"asking", "light"} and not _WHICH.search(question.text[: carrier.span[1]])
    }
    end = _first_question(question.text)
    things = sorted(
        (c for c in outside if c.notion in _THINGS and c.span not in asking and c.span[0] < end), key=lambda c: c.span
    )
    things = [c for c in things if not any(c.span != o.span and _within(c.span, o.span) for o in things)]
    asked = [match.end() for match in _ASKED.finditer(question.text[:end])]
    after = [thing for thing in things if question.language != "zh" or (asked and thing.span[0] >= asked[-1])]
    if not after:
        return things[-1].notion if things else None
    each = [carrier.span for carrier in outside if carrier.notion == "each"]
    for thing in things:  # “grants per agency”
        if thing.notion in _GROUPS and any(s <= thing.span[0] <= e + 1 for s, e in each):
            return thing.notion
    head, *others = after
    ranked = question.language == "zh" and any(carrier.notion in {"most", "largest"} for carrier in outside)
    for other in others:  # “chemicals conventions”
        if question.language in _HEAD_LAST and not ranked and 0 <= other.span[0] - head.span[1] <= 1:
            head = other
    if head.notion == "chemical" and any(c.span == head.span and c.notion == "article" for c in things):
        listed = any(carrier.notion == "listed" for carrier in outside)
        return "chemical" if listed else "article"  # one word in Arabic
    if head.notion == "project" and any(c.span[0] == head.span[0] and c.notion == "draft" for c in outside):
        return "decision"  # “projet de décision”: one word for a project and a draft
    return head.notion
