"""Answers from the graph: the template that fits a question, its query with the slots filled, its rows as text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib.term import URIRef

from kg.answers.covering import content_words
from kg.answers.kinds import Kind
from kg.answers.rendering import render
from kg.answers.slots import Slots, Term, slots_of
from kg.answers.templates import FROM_NOTIONS, Template, templates
from kg.graph.store import Row
from kg.search.understanding import Question
from kg.terms import PREFIXES

if TYPE_CHECKING:
    from kg.snapshot import Snapshot

_CONDITION = re.compile(r"^(?P<line>.*?)\s*#if (?P<slot>\w+)$")


@dataclass(frozen=True, slots=True)
class Structured:
    """An answer from the graph: the text, the query that gave it, and how many rows it had."""

    text: str
    sparql: str
    template: str
    rows: int


def structured(snapshot: Snapshot, question: Question, kind: Kind) -> Structured | None:
    """The graph's answer, None where no template fits or the base has no records of the kind asked for."""
    slots = slots_of(snapshot, question)
    if content_words(slots.rest, question.language) or any(map(str.isdigit, slots.rest)):
        return None  # a word or number that no template understands may turn the question round
    template = choose(kind, slots)
    if template is None:
        return None
    values = _values(template, slots)
    sparql = filled(template.query, values)
    rows = snapshot.graph.select(sparql)
    if _is_empty(rows) and (template.empty == "unknown" or not _has_records(snapshot, template.base)):
        return None
    text = render(snapshot, template, rows, values, question.language)
    return Structured(text, sparql, template.name, len(rows))


def choose(kind: Kind, slots: Slots) -> Template | None:
    """The template that fits and uses most of the question; of equals, the one for the fewest kinds of question."""
    given = frozenset(slots.values)
    fitting = [template for template in templates() if template.fits(kind, slots.notions, given, slots.inside)]
    named = given - FROM_NOTIONS
    return max(fitting, key=lambda t: (len(t.fillable & named) + len(t.all), -len(t.kinds), t.name), default=None)


def filled(query: str, values: Mapping[str, Sequence[Term]]) -> str:
    """The query with the values of its slots, and without the lines that only other slots need."""
    lines = []
    for line in query.splitlines():
        if line.strip() == "#slots":
            lines += [_values_line(name, terms) for name, terms in sorted(values.items())]
        elif match := _CONDITION.match(line):
            lines += [match["line"]] if match["slot"] in values else []
        else:
            lines.append(line)
    return "\n".join(lines) + "\n"


def _values_line(name: str, terms: Sequence[Term]) -> str:
    return f"  VALUES ?{name} {{ {' '.join(term.n3() for term in terms)} }}"


def _values(template: Template, slots: Slots) -> dict[str, tuple[Term, ...]]:
    values = {name: terms for name, terms in slots.values.items() if name in template.fillable}
    if "meeting" in values:
        values.pop("session", None)
        values.pop("body", None)
    return values


def _is_empty(rows: Sequence[Row]) -> bool:
    return not rows or (set(rows[0]) == {"count"} and str(rows[0]["count"]) == "0")


def _has_records(snapshot: Snapshot, name: str) -> bool:
    prefix, _, local = name.partition(":")
    kind = URIRef(PREFIXES[prefix] + local)
    return bool(snapshot.graph.select("SELECT ?class ?thing WHERE { ?thing a ?class } LIMIT 1", **{"class": kind}))
