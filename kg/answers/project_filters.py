"""What questions on projects say and no others: focal areas, bounds of amounts, what is left out, figures of each."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import TYPE_CHECKING

from rdflib.term import URIRef

from kg.answers import bounds, exceptions, per
from kg.answers.names import named_things
from kg.answers.notions import Carrier
from kg.answers.values import Values
from kg.model import Span
from kg.queries import query
from kg.search.understanding import Question

if TYPE_CHECKING:
    from kg.snapshot import Snapshot

_AS_WELL = re.compile(r"(?<=\s)como(?=\s)")
"""Between two that are both meant, in Spanish: “tanto … como …”."""
_ABOUT = ("topic", "topic_too", "concept")
"""Slots of topics."""


def of_projects(
    snapshot: Snapshot,
    question: Question,
    found: Collection[Carrier],
    carried: frozenset[str],
    values: Values,
    named: Collection[Span],
) -> list[Span]:
    """Fill in what narrows the projects that are asked for, and what figures are told apart by; where it stands.

    ``named`` are the places of names.
    """
    spans: list[Span] = []
    if "project" in carried:
        _as_focal_area(snapshot, values)
        spans += exceptions.of_left_out(question, named_things(snapshot, question.text, question.language), values)
        spans += bounds.of_amounts(question.text, question.language, found, values)
        spans += _of_both(question.text, found, carried, values)
    told = per.of_each(question.text, question.language, found, carried, values, [*named, *spans])
    return [*spans, *told]


def without_funds(
    question: Question, found: Collection[Carrier], carried: frozenset[str], values: Values, named: Collection[Span]
) -> frozenset[str]:
    """The notions of a question without money, where only the name of a fund or a bound of amounts speaks of it."""
    money = [carrier.span for carrier in found if carrier.notion == "money"]
    asked = [each for each in money if not any(s <= each[0] and each[1] <= e for s, e in named)]
    if values.keys().isdisjoint({"fund", "bound_kind"}) or not per.only_paid(question.text, question.language, asked):
        return carried
    values.pop("amount_kind", None)
    return carried - {"money", "each"}


def _of_both(text: str, found: Collection[Carrier], carried: frozenset[str], values: Values) -> list[Span]:
    """Projects that two countries have together: “both Kenya and Uganda”; of money both means one and the other."""
    both = [carrier.span for carrier in found if carrier.notion == "both"]
    parties = list(dict.fromkeys(values.get("party", ())))
    if not both or len(parties) != 2 or "money" in carried:
        return []
    values["party"], values["party_too"] = parties[:1], parties[1:]
    return both + [match.span() for match in _AS_WELL.finditer(text)]


def _as_focal_area(snapshot: Snapshot, values: Values) -> None:
    """Read topics that are called as a focal area of projects is as that: “persistent organic pollutants”."""
    areas = _focal_areas(snapshot)
    if found := [areas[key] for topic in values.get("topic", ()) if (key := _key(topic)) in areas]:
        values.setdefault("focal_area", []).extend(found)
        for slot in _ABOUT:
            if left := [term for term in values.get(slot, ()) if _key(term) not in areas]:
                values[slot] = left
            else:
                values.pop(slot, None)
        if "topic_too" in values and "topic" not in values:
            values["topic"] = values.pop("topic_too")


def _key(term: object) -> str:
    return str(term).rpartition(".")[2]


def _focal_areas(snapshot: Snapshot) -> dict[str, URIRef]:
    """Focal areas that projects have, by the ends of their keys, computed once."""
    if "answers.focal_areas" not in snapshot.kept:
        rows = snapshot.graph.select(query("focal_areas"))
        snapshot.kept["answers.focal_areas"] = {_key(row["area"]): URIRef(str(row["area"])) for row in rows}
    areas: dict[str, URIRef] = snapshot.kept["answers.focal_areas"]
    return areas
