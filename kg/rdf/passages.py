"""A document's passages with what they mention, ask for and announce, as triples."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib.namespace import DCTERMS, PROV, RDF, RDFS

from kg.identifiers import Uris, provision_keys
from kg.model import Action, Document, Event, Mention, Passage, PassageKind
from kg.rdf.terms import Triple, confidence, day, iri, number, text, word
from kg.terms import MEA, SCHEMA

EXTRACTOR_VERSION = "3"
"""Changes when the same bytes would give other statements."""

# Looked up once: each stands in every passage or mention.
_TYPE, _VALUE, _FROM = iri(RDF.type), iri(RDF.value), iri(PROV.wasDerivedFrom)
_HAS_PART, _IS_PART_OF, _TEXT, _PART = iri(DCTERMS.hasPart), iri(DCTERMS.isPartOf), iri(SCHEMA.text), iri(MEA.part)
_ORDER, _KIND, _NUMBER, _PAGE = iri(MEA.order), iri(MEA.passageKind), iri(MEA.number), iri(MEA.page)
_PASSAGE, _OPERATIVE, _MENTION = iri(MEA.Passage), iri(MEA.OperativeParagraph), iri(MEA.Mention)
_START, _END, _SURFACE = iri(MEA.start), iri(MEA.end), iri(MEA.surface)
_METHOD, _CONFIDENCE = iri(MEA.method), iri(MEA.confidence)
_REFERS_TO, _MENTIONS, _VERB = iri(MEA.refersTo), iri(MEA.mentions), iri(MEA.verb)


def passage_triples(p: Passage, d: Document, expression: str, uris: Uris) -> Iterator[Triple]:
    """All that is said of a passage. ``expression`` is the language version it is a part of, as N-Triples."""
    node = iri(uris.passage(d.key, p.eid))
    yield expression, _HAS_PART, node
    yield node, _TYPE, _OPERATIVE if p.kind is PassageKind.OPERATIVE else _PASSAGE
    yield node, _IS_PART_OF, expression
    yield node, _TEXT, text(p.text, p.language if p.language != "und" else None)
    yield node, _PART, word(p.part)
    yield node, _ORDER, number(p.order)
    yield node, _KIND, word(p.kind.value)
    if p.number is not None:
        yield node, _NUMBER, text(p.number)
    if p.page is not None:
        yield node, _PAGE, number(p.page)
    if d.kind == "treaty" and d.masthead.convention:
        for key in provision_keys(d.masthead.convention, p.eid):
            yield node, iri(MEA.textOf), iri(uris.of("provision", key))
    for mention in p.mentions:
        yield from _mention(mention, p, node)
    for action in p.actions:
        yield from _action(action, p, d, node, uris)
    for n, event in enumerate(p.events, 1):
        yield from _event(event, n, p, d, node, uris)


def _mention(m: Mention, p: Passage, passage: str) -> Iterator[Triple]:
    start, end = m.span
    node = f"{passage[:-1]}#{m.kind}-{start}-{end}>"
    yield node, _TYPE, _MENTION
    yield from _found(node, passage, m.span, m.method, m.confidence)
    yield node, _SURFACE, text(p.text[start:end])
    yield node, _VALUE, text(m.value)
    if m.uri is None:
        return
    target = iri(m.uri)
    yield node, _REFERS_TO, target
    yield passage, _VERB if m.method == "verb" else _MENTIONS, target


def _action(a: Action, p: Passage, d: Document, passage: str, uris: Uris) -> Iterator[Triple]:
    start, end = a.span
    node = f"{passage[:-1]}#action-{start}-{end}>"
    yield node, _TYPE, iri(MEA.Action)
    yield from _found(node, passage, a.span, "action", a.confidence)
    yield node, iri(MEA.actor), iri(a.actor)
    yield node, _VERB, iri(uris.of("concept", a.verb))
    yield node, iri(MEA.objectText), text(p.text[slice(*a.object)], _language(p, d))
    for uri in a.addressees:
        yield node, iri(MEA.addressee), iri(uri)
        yield passage, iri(MEA.addressee), iri(uri)
    for uri in a.subjects:
        yield node, iri(DCTERMS.subject), iri(uri)
    if a.deadline:
        yield node, iri(MEA.deadline), day(a.deadline)
    if a.meeting:
        yield node, iri(MEA.dueAtMeeting), iri(a.meeting)


def _event(e: Event, n: int, p: Passage, d: Document, passage: str, uris: Uris) -> Iterator[Triple]:
    node = iri(uris.of("event", f"{d.key}/{p.eid}/{n}"))
    yield node, _TYPE, iri(MEA.Event)
    yield from _found(node, passage, e.span, "event", e.confidence)
    yield node, iri(MEA.eventKind), iri(uris.of("concept", e.kind))
    yield node, iri(RDFS.label), text(p.text[slice(*e.span)], _language(p, d))
    if e.days:
        first, _, last = e.days.partition("/")
        yield node, iri(SCHEMA.startDate), day(first)
        yield node, iri(SCHEMA.endDate), day(last or first)
    for name, things in ((SCHEMA.location, e.places), (SCHEMA.organizer, e.organizers), (SCHEMA.funder, e.funders)):
        for thing in things:
            yield node, iri(name), iri(thing)


def _found(node: str, passage: str, span: tuple[int, int], method: str, sure: float) -> Iterator[Triple]:
    """Where in a passage something was found, how, and how surely."""
    yield node, _FROM, passage
    yield node, _START, number(span[0])
    yield node, _END, number(span[1])
    yield node, _METHOD, word(f"{method}/{EXTRACTOR_VERSION}")
    yield node, _CONFIDENCE, confidence(sure)


def _language(p: Passage, d: Document) -> str:
    return p.language if p.language != "und" else d.language
