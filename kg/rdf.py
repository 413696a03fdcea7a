"""Documents and records as triples (N-Triples, UTF-8, sorted, so that equal content is equal bytes).

Work, Expression and passages follow ELI/FRBR: the Work is what language
versions share, the Expression is one of them, passages are its parts. A
mention is a node of its own, so that every extracted statement keeps its
span, method and confidence (PROV).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache

from rdflib.namespace import DCTERMS, PROV, RDF, RDFS, SKOS, XSD
from rdflib.term import Literal, Node, URIRef

from kg.graph.oxigraph import from_rdflib, named_node
from kg.identifiers import Uris, provision_keys
from kg.model import Action, Document, DraftDecision, Event, Mention, Passage, PassageKind, Record, RecordSet, Uri
from kg.terms import ELI, MEA, SCHEMA, UNDO

EXTRACTOR_VERSION = "3"
"""Changes when the same bytes would give other statements."""

_KEPT = 1 << 12
"""Literals that are kept: the same places, methods and confidences come back in every passage."""

_CLASSES = {
    "note": UNDO.Note,
    "progress-report": UNDO.ProgressReport,
    "report": UNDO.MeetingReport,
    "decision": UNDO.Decision,
    "agenda": UNDO.MeetingAgenda,
    "treaty": UNDO.Treaty,
}

Triple = tuple[Node, Node, Node]


def document_triples(document: Document, uris: Uris) -> bytes:
    """All statements about one language version of a document, and its share of the Work."""
    graph: Iterator[Triple] = _document(document, uris)
    return serialise(graph)


def record_triples(records: RecordSet, graph_uri: Uri) -> bytes:
    """All statements of a table of records, each record traced to its source."""
    return RecordWriter(graph_uri).triples(records)


class RecordWriter:
    """Writes tables of records for one graph; a record that was written before is not written again."""

    def __init__(self, graph_uri: Uri) -> None:
        self._text, self._graph = _Written(), URIRef(graph_uri)
        self._traced = f"{self._text[MEA.recordSource]} {self._text[self._graph]} .\n"
        self._known: dict[int, tuple[Record, str]] = {}

    def triples(self, records: RecordSet) -> bytes:
        """All statements of a table, each record traced to its source."""
        about = ((DCTERMS.title, Literal(records.title)), (DCTERMS.source, Literal(records.source)), *records.about)
        written = {self._text[self._graph]: self._lines(self._text[self._graph], about)}
        for record in records.records:
            thing = self._text[record.uri]
            its = self._record(record, thing)
            if thing in written:
                its = "".join(sorted({*written[thing].splitlines(keepends=True), *its.splitlines(keepends=True)}))
            written[thing] = its
        return "".join([written[thing] for thing in sorted(written)]).encode()

    def _record(self, record: Record, thing: str) -> str:
        known = self._known.get(id(record))
        if known is None:
            known = self._known[id(record)] = record, self._lines(thing, record.statements, self._traced)
        return known[1]

    def _lines(self, thing: str, statements: Iterable[tuple[str, object]], *more: str) -> str:
        text = self._text
        said = {f"{text[p]} {text[o]} .\n" for p, o in statements}
        return "".join([f"{thing} {line}" for line in sorted(said.union(more))])


def serialise(triples: Iterable[Triple]) -> bytes:
    """Distinct triples as sorted N-Triples."""
    text = _Written()
    return "".join(sorted({f"{text[s]} {text[p]} {text[o]} .\n" for s, p, o in triples})).encode()


class _Written(dict[object, str]):
    """Terms, or plain IRIs, as N-Triples: most stand in many statements, and are written once."""

    def __missing__(self, term: object) -> str:
        written = str(named_node(term) if type(term) is str else from_rdflib(term))
        self[term] = written
        return written


def _document(d: Document, uris: Uris) -> Iterator[Triple]:
    work, expression = URIRef(uris.document(d.work)), URIRef(uris.document(d.key))
    head = d.masthead
    title = Literal(head.title, lang=d.language)
    yield work, RDF.type, MEA.Document
    yield work, RDF.type, _CLASSES.get(d.kind, UNDO.Document)
    yield work, RDF.type, ELI.LegalResource
    yield work, ELI.is_realized_by, expression
    yield work, DCTERMS.title, title
    yield work, RDFS.label, title
    yield work, MEA.documentKind, URIRef(uris.of("concept", f"document-kinds.{d.kind}"))
    for topic, _ in d.topics:
        yield work, DCTERMS.subject, URIRef(topic)
    yield expression, RDF.type, ELI.LegalExpression
    yield expression, ELI.realizes, work
    yield expression, DCTERMS.title, title
    yield expression, RDFS.label, title
    yield expression, DCTERMS.language, Literal(d.language)
    yield expression, DCTERMS.source, Literal(d.source)
    yield expression, DCTERMS.format, Literal(d.media_type)
    yield from ((work, p, o) for p, o in _masthead(d, uris))
    for passage in d.passages:
        yield from _passage(passage, d, expression, uris)
    for parallel in d.parallels:
        own, other = uris.passage(d.key, parallel.eid), uris.passage(parallel.other, parallel.other_eid)
        yield URIRef(own), MEA.translationOf, URIRef(other)
    for n, decision in enumerate(d.decisions, 1):
        yield from _decision(decision, n, d, work, uris)


def _masthead(d: Document, uris: Uris) -> Iterator[tuple[URIRef, Node]]:
    head = d.masthead
    texts = {
        MEA.agendaItem: head.agenda_item,
        MEA.distribution: head.distribution,
        MEA.originalLanguage: head.original_language,
    }
    for symbol in filter(None, (head.symbol, *head.symbols)):
        yield DCTERMS.identifier, Literal(symbol)
    for name, text in texts.items():
        if text:
            yield name, Literal(text)
    tagged = {
        DCTERMS.alternative: head.subtitle,
        MEA.agendaTitle: head.agenda_title,
        MEA.meetingName: head.meeting_name,
        SCHEMA.location: head.place,
        DCTERMS.publisher: head.organ,
    }
    for name, text in tagged.items():
        if text:
            yield name, Literal(text, lang=d.language)
    dates: dict[URIRef, date | None] = {
        DCTERMS.issued: head.issued,
        SCHEMA.startDate: head.start,
        SCHEMA.endDate: head.end,
    }
    for name, day in dates.items():
        if day:
            yield name, Literal(day.isoformat(), datatype=XSD.date)
    if head.meeting:
        yield MEA.meeting, URIRef(uris.of("meeting", head.meeting))
    if head.convention:
        yield MEA.convention, URIRef(uris.of("treaty", head.convention))


def _passage(p: Passage, d: Document, expression: URIRef, uris: Uris) -> Iterator[Triple]:
    node = URIRef(uris.passage(d.key, p.eid))
    yield expression, DCTERMS.hasPart, node
    yield node, RDF.type, MEA.OperativeParagraph if p.kind is PassageKind.OPERATIVE else MEA.Passage
    yield node, DCTERMS.isPartOf, expression
    yield node, SCHEMA.text, Literal(p.text, lang=p.language if p.language != "und" else None)
    yield node, MEA.part, Literal(p.part)
    yield node, MEA.order, Literal(p.order)
    yield node, MEA.passageKind, Literal(p.kind.value)
    if p.number is not None:
        yield node, MEA.number, Literal(p.number)
    if p.page is not None:
        yield node, MEA.page, Literal(p.page)
    if d.kind == "treaty" and d.masthead.convention:
        for key in provision_keys(d.masthead.convention, p.eid):
            yield node, MEA.textOf, URIRef(uris.of("provision", key))
    for mention in p.mentions:
        yield from _mention(mention, p, node)
    for action in p.actions:
        yield from _action(action, p, d, node, uris)
    for n, event in enumerate(p.events, 1):
        yield from _event(event, n, p, d, node, uris)


def _mention(m: Mention, p: Passage, passage: URIRef) -> Iterator[Triple]:
    start, end = m.span
    node = URIRef(f"{passage}#{m.kind}-{start}-{end}")
    yield node, RDF.type, MEA.Mention
    yield node, PROV.wasDerivedFrom, passage
    yield node, MEA.start, _number(start)
    yield node, MEA.end, _number(end)
    yield node, MEA.surface, Literal(p.text[start:end])
    yield node, RDF.value, Literal(m.value)
    yield node, MEA.method, _method(m.method)
    yield node, MEA.confidence, _confidence(m.confidence)
    if m.uri is None:
        return
    target = URIRef(m.uri)
    yield node, MEA.refersTo, target
    yield passage, MEA.verb if m.method == "verb" else MEA.mentions, target


def _action(a: Action, p: Passage, d: Document, passage: URIRef, uris: Uris) -> Iterator[Triple]:
    start, end = a.span
    node = URIRef(f"{passage}#action-{start}-{end}")
    yield node, RDF.type, MEA.Action
    yield node, PROV.wasDerivedFrom, passage
    yield node, MEA.start, _number(start)
    yield node, MEA.end, _number(end)
    yield node, MEA.method, _method("action")
    yield node, MEA.confidence, _confidence(a.confidence)
    yield node, MEA.actor, URIRef(a.actor)
    yield node, MEA.verb, URIRef(uris.of("concept", a.verb))
    yield (
        node,
        MEA.objectText,
        Literal(p.text[slice(*a.object)], lang=p.language if p.language != "und" else d.language),
    )
    for uri in a.addressees:
        yield node, MEA.addressee, URIRef(uri)
        yield passage, MEA.addressee, URIRef(uri)
    for uri in a.subjects:
        yield node, DCTERMS.subject, URIRef(uri)
    if a.deadline:
        yield node, MEA.deadline, _day(a.deadline)
    if a.meeting:
        yield node, MEA.dueAtMeeting, URIRef(a.meeting)


def _event(e: Event, n: int, p: Passage, d: Document, passage: URIRef, uris: Uris) -> Iterator[Triple]:
    node = URIRef(uris.of("event", f"{d.key}/{p.eid}/{n}"))
    start, end = e.span
    yield node, RDF.type, MEA.Event
    yield node, PROV.wasDerivedFrom, passage
    yield node, MEA.start, _number(start)
    yield node, MEA.end, _number(end)
    yield node, MEA.method, _method("event")
    yield node, MEA.confidence, _confidence(e.confidence)
    yield node, MEA.eventKind, URIRef(uris.of("concept", e.kind))
    yield node, RDFS.label, Literal(p.text[start:end], lang=p.language if p.language != "und" else d.language)
    if e.days:
        first, _, last = e.days.partition("/")
        yield node, SCHEMA.startDate, _day(first)
        yield node, SCHEMA.endDate, _day(last or first)
    for name, things in ((SCHEMA.location, e.places), (SCHEMA.organizer, e.organizers), (SCHEMA.funder, e.funders)):
        for thing in things:
            yield node, name, URIRef(thing)


@lru_cache(_KEPT)
def _number(value: int) -> Literal:
    return Literal(value)


@lru_cache(_KEPT)
def _method(name: str) -> Literal:
    return Literal(f"{name}/{EXTRACTOR_VERSION}")


@lru_cache(_KEPT)
def _confidence(value: float) -> Literal:
    return Literal(f"{value:.2f}", datatype=XSD.decimal)


def _day(value: str) -> Literal:
    """A day, or a month."""
    return Literal(value, datatype=XSD.date if len(value) == len("2025-11-03") else XSD.gYearMonth)


def _decision(decision: DraftDecision, n: int, d: Document, work: URIRef, uris: Uris) -> Iterator[Triple]:
    key = decision.number.lower().replace("/", "-") if decision.number else f"{d.work}.{decision.part}.{n}"
    node = URIRef(uris.of("decision", key))
    yield node, RDF.type, MEA.Decision
    yield node, DCTERMS.title, Literal(decision.title, lang=d.language)
    yield node, RDFS.label, Literal(decision.title, lang=d.language)
    yield node, MEA.status, URIRef(uris.of("concept", f"statuses.{decision.status}"))
    yield node, DCTERMS.source, work
    yield work, MEA.proposes if decision.status == "draft" else DCTERMS.hasPart, node
    if decision.number:
        yield node, DCTERMS.identifier, Literal(decision.number)
    if decision.printed:
        yield node, SKOS.hiddenLabel, Literal(decision.printed, lang=d.language)
    if d.masthead.meeting:
        yield node, MEA.meeting, URIRef(uris.of("meeting", d.masthead.meeting))
    if d.masthead.convention:
        yield node, MEA.treaty, URIRef(uris.of("treaty", d.masthead.convention))
    for p in d.passages:
        if p.part != decision.part:
            continue
        if p.kind in {PassageKind.OPERATIVE, PassageKind.PREAMBLE}:
            yield node, DCTERMS.hasPart, URIRef(uris.passage(d.key, p.eid))
        elif p.kind is PassageKind.HEADING and decision.title in p.text:
            for mention in p.mentions:
                if mention.kind == "concept" and mention.uri:
                    yield node, DCTERMS.subject, URIRef(mention.uri)
