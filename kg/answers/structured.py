"""Answers from the graph: the template that fits a question, its query with the slots filled, its rows as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rdflib.term import URIRef

from kg.answers.asker import speaks_of_asker, without_asker
from kg.answers.covering import unexplained
from kg.answers.kinds import Kind, kind_of
from kg.answers.names import named_things
from kg.answers.preambles import asked_part, tells_only, without_occasions, without_preambles
from kg.answers.rendering import render
from kg.answers.respelling import respelt
from kg.answers.slots import Slots, slots_of
from kg.answers.templates import CONDITION, FROM_NOTIONS, UNLESS, VALUES, WITHOUT_VALUES, Template, templates
from kg.answers.values import Term, slots_of_entity
from kg.embedding.word_vectors import WordVectors
from kg.graph.store import Row
from kg.search.model import EntityView
from kg.search.understanding import Question, understand
from kg.terms import PREFIXES

if TYPE_CHECKING:
    from kg.snapshot import Snapshot

_OPEN = frozenset({Kind.PASSAGE, Kind.LIST})
"""Kinds of questions that may also ask for a sum."""
_NARROWING = frozenset(
    {"party", "region", "topic", "chemical", "in_title", "city", "project_status", "focal_area", "fund", "reach"}
)
"""What is named by patterns and may not be left out."""
_LIES_IN = {"city": "party", "topic": "topics", "chemical": "chemicals"}
"""What is named by patterns → the sort of what a question names instead, or in which it lies."""
_MET = ("meeting", "bodies", "city")
"""Sorts of what a sentence about the asker may name: “We meet in Geneva before the COP.”"""
_MAYBE_LISTS = frozenset({Kind.PASSAGE, Kind.YES_NO})


@dataclass(frozen=True, slots=True)
class Structured:
    """An answer from the graph: the text, the query that gave it, and how many rows it had."""

    text: str
    sparql: str
    template: str
    rows: int


def structured(
    snapshot: Snapshot, question: Question, kind: Kind, vectors: WordVectors | None = None
) -> Structured | None:
    """The graph's answer, None where no template fits or the base has no records of the kind asked for."""
    found = _understood(snapshot, question, kind, vectors)
    if found is None:
        return None
    template, slots, guessed = found
    values = _values(template, slots)
    sparql = filled(template.query, values)
    rows = snapshot.graph.select(sparql)
    # What was not clearly asked of the records is looked for in the passages where these know none.
    doubtful = guessed or kind is Kind.PASSAGE or template.empty == "unknown"
    unknown = doubtful or not template.incomplete.isdisjoint(values)
    if _is_empty(rows) and (unknown or not _has_records(snapshot, template.base)):
        return None
    text = render(snapshot, template, rows, values, question.language)
    return Structured(text, sparql, template.name, len(rows))


def _understood(
    snapshot: Snapshot, question: Question, kind: Kind, vectors: WordVectors | None
) -> tuple[Template, Slots, bool] | None:
    """The template and the slots of a question, and whether any of its words had to be guessed.

    Tried as it is written, then spelt right, then without what is said around it.
    """
    asked = question
    plain = _plainly_asked(snapshot, asked)
    question = _respelt(snapshot, plain)
    if plain is not asked or (kind is Kind.PASSAGE and question is not plain):
        kind = kind_of(question.text, question.language)
    slots = slots_of(snapshot, question, None if kind is Kind.DEFINITION else vectors)
    template = None if unexplained(slots.rest, question.language) else choose(kind, slots)
    if template:  # else a word or number that no template understands may turn the question round
        return template, slots, slots.guessed or question is not asked
    for text in without_preambles(question.text, question.language):
        part, told = _same_of(snapshot, text, question), frozenset[str]()
        if part is None:
            part, told = _told_around(snapshot, text, question)
        if part is not None:
            part = _plainly_asked(snapshot, part)
            slots = slots_of(snapshot, part, vectors)
            kind = kind_of(part.text, part.language)
            template = None if unexplained(slots.rest, part.language) else choose(kind, slots)
            if template and told.isdisjoint(template.fillable):
                return template, slots, True
    return None


def _told_around(snapshot: Snapshot, text: str, question: Question) -> tuple[Question | None, frozenset[str]]:
    """A part of a question around which the asker tells of other things, and the slots that these would fill.

    “I report on mercury and need to know which countries …” asks of countries, unless its query could use the mercury.
    """
    before, _, after = question.text.partition(text)
    if not speaks_of_asker(before if before.strip() else after, question.language):
        return None, frozenset()
    part = replace(understand(snapshot, text, question.language), language=question.language)
    here = {entity.uri for entity in part.entities}
    told = [entity for entity in question.entities if entity.uri not in here]
    named, asked = _narrowed(snapshot, part), _narrowed(snapshot, question)
    if len(told) + len(here) != len({entity.uri for entity in question.entities}) or not named <= asked:
        return None, frozenset()
    slots = {slot for entity in told for slot in slots_of_entity(entity.uri, entity.kind)}
    return part, frozenset(slots | {slot for slot, _ in asked - named})


def _plainly_asked(snapshot: Snapshot, question: Question) -> Question:
    text = without_asker(question.text, question.language)
    if text != question.text:
        question = _same_of(snapshot, text, question, aside=True) or question
    text = asked_part(question.text, question.language)
    return question if text == question.text else _same_of(snapshot, text, question) or question


def _same_of(snapshot: Snapshot, text: str, question: Question, *, aside: bool = False) -> Question | None:
    """A part of a question, understood; None where it does not name the same things as the whole.

    What the asker does (“I write a thesis on mercury mining.”) may name others of the sorts that the part names; what
    is said aside, in sentences of their own, also meetings and the places of such.
    """
    part = replace(understand(snapshot, text, question.language), language=question.language)
    here = {entity.uri: _sort(entity) for entity in part.entities}
    there = {entity.uri: _sort(entity) for entity in without_occasions(question.text, question.entities)} | {
        entity.uri: _sort(entity) for entity in question.entities if entity.uri in here
    }
    narrowed, asked = _narrowed(snapshot, part), _narrowed(snapshot, question)
    if aside or (question.text.endswith(text) and tells_only(question.text.removesuffix(text))):
        sorts = {*here.values(), *(slot for slot, _ in narrowed), *(_MET if aside else ())}
        there = {uri: sort for uri, sort in there.items() if uri in here or sort not in sorts}
        asked = {each for each in asked if each in narrowed or not sorts & {each[0], _LIES_IN.get(each[0])}}
    same = here.keys() == there.keys()
    if here.keys() > there.keys():  # a name that is read only in some sentences, unless the asker took it away
        same = understand(snapshot, question.text, question.language).entities == question.entities
    return part if same and narrowed == asked else None


def _sort(entity: EntityView) -> str:
    """What sort of thing it is: of concepts, their scheme."""
    return entity.uri.rpartition("/")[2].partition(".")[0] if entity.kind == "concept" else entity.kind


def _narrowed(snapshot: Snapshot, question: Question) -> set[tuple[str, str]]:
    named = named_things(snapshot, question.text, question.language)
    return {(name.slot, name.value) for name in named if name.slot in _NARROWING}


def _respelt(snapshot: Snapshot, question: Question) -> Question:
    """The question with words that nothing understands put right, where they are misspelt."""
    rest = slots_of(snapshot, question).rest
    if not unexplained(rest, question.language):
        return question
    text = respelt(snapshot, question.text, rest, question.language)
    if text == question.text or understand(snapshot, question.text, question.language).entities != question.entities:
        return question  # the latter where the asker took some of what was read away
    return understand(snapshot, text, question.language)


def choose(kind: Kind, slots: Slots) -> Template | None:
    """The template that fits and uses most of the question; of equals, the one for the fewest kinds of question.

    Where none does, a question that names no kind (a few keywords), or asks whether, may want a sum or a list, and
    “which …, and when” is one for dates; of “which projects …, and how much is each?” the first.
    """
    kinds = [kind]
    if kind is Kind.COUNT and "which" in slots.notions:
        kinds.insert(0, Kind.LIST)
    if kind in _OPEN and "money" in slots.notions:
        kinds.insert(0 if "total" in slots.notions and "each" not in slots.notions else 1, Kind.SUM)
    if kind is Kind.COUNT and slots.head == "project" and {"each", "money"} <= slots.notions:
        kinds.insert(0, Kind.LIST)
    if kind is Kind.LIST and "dated" in slots.notions:
        kinds.append(Kind.DATE)
    if kind in _MAYBE_LISTS:
        kinds.append(Kind.LIST)
    return next((found for each in kinds if (found := _best(each, slots))), None)


def _best(kind: Kind, slots: Slots) -> Template | None:
    named = frozenset(slots.values) - FROM_NOTIONS

    def used(template: Template) -> tuple[int, int, str]:
        answered = slots.head in template.answers
        return len(template.fillable & named) + len(template.all) + answered, -len(template.kinds), template.name

    return max((t for t in templates() if t.fits(kind, slots)), key=used, default=None)


def filled(query: str, values: Mapping[str, Sequence[Term]]) -> str:
    """The query with the values of its slots, and without the lines that only other slots need."""
    lines = []
    for line in query.splitlines():
        if line.strip() == "#slots":
            lines += [_values_line(name, terms) for name, terms in sorted(values.items()) if name not in WITHOUT_VALUES]
        elif match := VALUES.match(line):  # inside of a sub-select, which knows no names of the query around it
            lines += [_values_line(match["slot"], values[match["slot"]])] if match["slot"] in values else []
        elif match := UNLESS.match(line):
            lines += [match["line"]] if match["slot"] not in values else []
        elif match := CONDITION.match(line):
            lines += [match["line"]] if not values.keys().isdisjoint(match["slots"].split()) else []
        else:
            lines.append(line)
    if "top" in values:
        lines = [f"LIMIT {values['top'][0]}" if line == "LIMIT 1" else line for line in lines]
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
