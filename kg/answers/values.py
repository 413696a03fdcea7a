"""The values that a question names for the slots of a query, and the words that name them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from rdflib.term import Literal, URIRef

from kg.answers.covering import content_spans
from kg.answers.names import Named, named_things
from kg.answers.notions import carriers
from kg.answers.titles import titled, words_of_title
from kg.model import Span
from kg.search.model import EntityView
from kg.search.understanding import Question

if TYPE_CHECKING:
    from kg.snapshot import Snapshot

Term = URIRef | Literal
Values = dict[str, list[Term]]

_SMALL = re.compile("[a-zа-я]{3,6}")
_CODE = re.compile(r"[YAB]\d{1,4}")
"""Of a waste, the same in every language."""
_PURPOSE = re.compile(r"\w \w+ \w|(?:准备|写)")
_SCHEMES = {
    "topics": ["topic", "concept"],
    "chemicals": ["chemical", "concept"],
    "wastes": ["concept"],
    "bodies": ["body"],
}
"""Slots that concepts fill, by their scheme; one of another scheme is ``other``, which no query takes."""
_OF_CONCEPTS = frozenset({"region", "reach", "focal_area", "topic", "project_status", "body", "chemical", "addressed"})
"""Slots of what is named by patterns that concepts fill."""
_KINDS = {"treaty": "treaty", "party": "party", "decision": "decision", "document": "document"}


def of_named(snapshot: Snapshot, question: Question, carried: Collection[str], values: Values) -> list[Span]:
    """Fill in what is named; the spans of the names."""
    spans: list[Span] = []
    read = {reading.span for reading in question.readings if reading.name == "place"}
    named = [
        name
        for name in named_things(snapshot, question.text, question.language)
        # A city in capitals that is not read is one that the asker took away.
        if name.slot != "city" or name.span in read or question.text[name.span[0]].islower()
    ]
    others = [name for name in named if _fits(name, question.text, carried)]
    kinds = [name.span for name in others if name.slot == "document_kind"]
    symbols = [name.span for name in others if name.slot in {"document", "fund"}]
    symbols += _polite_spans(question.text, question.language)
    entities = [e for e in question.entities if not any(_overlap(e.span, symbol) for symbol in symbols)]
    others = [n for n in others if n.slot in {"document", "fund"} or not any(_overlap(n.span, s) for s in symbols)]
    for entity in entities:
        spans.append(entity.span)
        if entity.kind == "concept" and any(_overlap(entity.span, span) for span in kinds):
            continue
        for slot in slots_of_entity(entity.uri, entity.kind):
            values.setdefault(slot, []).append(URIRef(entity.uri))
    _set_apart(values, entities)
    spans += _small_acronyms(snapshot, question, spans, values)
    for name in others:
        over = [entity for entity in entities if _overlap(name.span, entity.span)]
        if name.slot == "in_title":  # “Minamata Initial Assessment”
            over = [entity for entity in over if entity.kind not in {"treaty", "organization"}]
        if name.slot == "document_kind" or not over:
            slot = "topic_too" if name.slot == "topic" and "topic" in values else name.slot
            values.setdefault(slot, []).append(_term(snapshot, name))
            spans.append(name.span)
    return spans


def _set_apart(values: Values, entities: Sequence[EntityView]) -> None:
    """Topics beside the first one have a slot of their own: both are asked for."""
    topics = [entity for entity in entities if slots_of_entity(entity.uri, entity.kind)[:1] == ["topic"]]
    first = {topic.uri for topic in topics if topic.span == topics[0].span}
    if others := [URIRef(topic.uri) for topic in topics if topic.uri not in first]:
        values["topic_too"] = list(others)
        values["topic"] = [topic for topic in values["topic"] if topic not in others]


def _polite_spans(text: str, language: str) -> list[Span]:
    """Several words together that only say what the answer is for: “for our report”."""
    found = (carrier.span for carrier in carriers(text, language) if carrier.notion == "asking")
    return [(start, end) for start, end in found if _PURPOSE.search(text[start:end])]


def _small_acronyms(snapshot: Snapshot, question: Question, taken: list[Span], values: Values) -> list[Span]:
    """Organizations whose acronym is typed in small letters (“onudi”), and codes of wastes."""
    spans = []
    for start, end in content_spans(question.text, question.language):
        word = question.text[start:end]
        if not (_SMALL.fullmatch(word) or _CODE.fullmatch(word)) or any(_overlap((start, end), span) for span in taken):
            continue
        code = _CODE.fullmatch(word) is not None
        for mention in snapshot.labels.find(word.upper(), "en" if code else question.language):
            if (code or mention.kind == "organization") and mention.span == (0, len(word)):
                for slot in slots_of_entity(str(mention.uri), mention.kind):
                    values.setdefault(slot, []).append(URIRef(str(mention.uri)))
                spans.append((start, end))
    return spans


def of_titled(snapshot: Snapshot, question: Question, carried: Collection[str], values: Values) -> list[Span]:
    """The draft decision or document that is named by its title, not what words of the title name."""
    if "ask" in carried and "document" in values:
        return _of_its_title(snapshot, question, values)
    treaties = {str(treaty).rpartition("/")[2] for treaty in values.get("treaty", ())}
    found = titled(snapshot, question, carried, treaties)
    if found is None or found[0] in values or (found[0] == "provision" and "topic" in values):
        return []
    slot, uri, spans = found
    values[slot] = [URIRef(uri)]
    for named in ("topic", "topic_too", "concept", "chemical"):
        values.pop(named, None)
    return spans


def _of_its_title(snapshot: Snapshot, question: Question, values: Values) -> list[Span]:
    """Words of the title of a document that is named by its symbol; they name no topic."""
    words = words_of_title(snapshot, question, {str(document) for document in values["document"]})
    named = [name.span for name in named_things(snapshot, question.text, question.language) if name.slot == "topic"]
    named += [entity.span for entity in question.entities if URIRef(entity.uri) in values.get("topic", ())]
    content = content_spans(question.text, question.language)
    if all(span in words for span in content if any(_overlap(span, topic) for topic in named)):
        for slot in ("topic", "topic_too", "concept"):
            values.pop(slot, None)
    return words


def _fits(name: Named, text: str, carried: Collection[str]) -> bool:
    """Whether a name is one in a question with these notions: “reports” may be a topic of decisions."""
    if name.slot == "city" and text[name.span[0]].islower():
        return False  # “haya”, a form of “haber”, is no city
    if name.slot == "addressed":
        return "ask" in carried
    if name.slot in {"fund", "reach"}:
        return "project" in carried
    if name.slot in {"project_status", "focal_area"}:
        return "project" in carried and (name.value != "statuses.project-approved" or "status" in carried)
    if name.slot == "body":
        return "meeting" in carried
    return name.slot != "document_kind" or {"decision", "project", "article"}.isdisjoint(carried)


def _term(snapshot: Snapshot, name: Named) -> Term:
    if name.slot in {"language", "in_title", "fund"}:
        return Literal(name.value)
    if name.slot == "party":
        return URIRef(snapshot.uris.of("party", name.value))
    if name.slot in _OF_CONCEPTS and "://" not in name.value:
        return URIRef(snapshot.uris.of("concept", name.value))
    return URIRef(name.value)


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def slots_of_entity(uri: str, kind: str) -> list[str]:
    """The slots that a named thing fills."""
    key = uri.rpartition("/")[2]
    if kind == "organization":
        return ["funder"] if key == "gef" else ["organization"]
    if kind != "concept":
        return [_KINDS.get(kind, "other")]
    if key in {"bodies.secretariat", "addressees.parties"}:
        return ["addressed"]
    return _SCHEMES.get(key.partition(".")[0], ["other"])


def addressee(snapshot: Snapshot, found: Collection[str], values: Values) -> None:
    """Whom something is asked of, in a question about what is asked, by the notions of its words."""
    named = values.pop("addressed", [])
    if "ask" not in found:
        return
    if "secretariat" in found and "organization" not in values:
        values["addressee"] = [URIRef(snapshot.uris.of("concept", "bodies.secretariat"))]
    elif chosen := values.get("organization") or values.get("funder") or named:
        values["addressee"] = chosen
    elif "party" in found:
        values["addressee"] = [URIRef(snapshot.uris.of("concept", "addressees.parties"))]
