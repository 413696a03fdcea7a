"""A language version of a document as triples."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib.namespace import DCTERMS, RDF, RDFS, SKOS

from kg.identifiers import Uris
from kg.model import Document, DraftDecision, PassageKind
from kg.rdf.passages import passage_triples
from kg.rdf.terms import Triple, day, iri, text, word
from kg.terms import ELI, MEA, SCHEMA, UNDO

_CLASSES = {
    "note": UNDO.Note,
    "progress-report": UNDO.ProgressReport,
    "report": UNDO.MeetingReport,
    "decision": UNDO.Decision,
    "agenda": UNDO.MeetingAgenda,
    "treaty": UNDO.Treaty,
}


def document_triples(document: Document, uris: Uris) -> bytes:
    """All statements about one language version of a document, and its share of the Work."""
    return "".join(sorted({f"{s} {p} {o} .\n" for s, p, o in _document(document, uris)})).encode()


def _document(d: Document, uris: Uris) -> Iterator[Triple]:
    work, expression = iri(uris.document(d.work)), iri(uris.document(d.key))
    title = text(d.masthead.title, d.language)
    yield work, iri(RDF.type), iri(MEA.Document)
    yield work, iri(RDF.type), iri(_CLASSES.get(d.kind, UNDO.Document))
    yield work, iri(RDF.type), iri(ELI.LegalResource)
    yield work, iri(ELI.is_realized_by), expression
    yield work, iri(MEA.documentKind), iri(uris.of("concept", f"document-kinds.{d.kind}"))
    for topic, _ in d.topics:
        yield work, iri(DCTERMS.subject), iri(topic)
    for node in (work, expression):
        yield node, iri(DCTERMS.title), title
        yield node, iri(RDFS.label), title
    yield expression, iri(RDF.type), iri(ELI.LegalExpression)
    yield expression, iri(ELI.realizes), work
    yield expression, iri(DCTERMS.language), word(d.language)
    yield expression, iri(DCTERMS.source), text(d.source)
    yield expression, iri(DCTERMS.format), word(d.media_type)
    yield from ((work, p, o) for p, o in _masthead(d, uris))
    for passage in d.passages:
        yield from passage_triples(passage, d, expression, uris)
    for parallel in d.parallels:
        own, other = uris.passage(d.key, parallel.eid), uris.passage(parallel.other, parallel.other_eid)
        yield iri(own), iri(MEA.translationOf), iri(other)
    for n, decision in enumerate(d.decisions, 1):
        yield from _decision(decision, n, d, work, uris)


def _masthead(d: Document, uris: Uris) -> Iterator[tuple[str, str]]:
    head = d.masthead
    for symbol in filter(None, (head.symbol, *head.symbols)):
        yield iri(DCTERMS.identifier), text(symbol)
    plain = (
        (MEA.agendaItem, head.agenda_item),
        (MEA.distribution, head.distribution),
        (MEA.originalLanguage, head.original_language),
    )
    yield from ((iri(name), text(value)) for name, value in plain if value)
    tagged = (
        (DCTERMS.alternative, head.subtitle),
        (MEA.agendaTitle, head.agenda_title),
        (MEA.meetingName, head.meeting_name),
        (SCHEMA.location, head.place),
        (DCTERMS.publisher, head.organ),
    )
    yield from ((iri(name), text(value, d.language)) for name, value in tagged if value)
    days = ((DCTERMS.issued, head.issued), (SCHEMA.startDate, head.start), (SCHEMA.endDate, head.end))
    yield from ((iri(name), day(value.isoformat())) for name, value in days if value)
    if head.meeting:
        yield iri(MEA.meeting), iri(uris.of("meeting", head.meeting))
    if head.convention:
        yield iri(MEA.convention), iri(uris.of("treaty", head.convention))


def _decision(decision: DraftDecision, n: int, d: Document, work: str, uris: Uris) -> Iterator[Triple]:
    key = decision.number.lower().replace("/", "-") if decision.number else f"{d.work}.{decision.part}.{n}"
    node = iri(uris.of("decision", key))
    yield node, iri(RDF.type), iri(MEA.Decision)
    yield node, iri(DCTERMS.title), text(decision.title, d.language)
    yield node, iri(RDFS.label), text(decision.title, d.language)
    yield node, iri(MEA.status), iri(uris.of("concept", f"statuses.{decision.status}"))
    yield node, iri(DCTERMS.source), work
    yield work, iri(MEA.proposes if decision.status == "draft" else DCTERMS.hasPart), node
    if decision.number:
        yield node, iri(DCTERMS.identifier), text(decision.number)
    if decision.printed:
        yield node, iri(SKOS.hiddenLabel), text(decision.printed, d.language)
    if d.masthead.meeting:
        yield node, iri(MEA.meeting), iri(uris.of("meeting", d.masthead.meeting))
    if d.masthead.convention:
        yield node, iri(MEA.treaty), iri(uris.of("treaty", d.masthead.convention))
    for p in d.passages:
        if p.part != decision.part:
            continue
        if p.kind in {PassageKind.OPERATIVE, PassageKind.PREAMBLE}:
            yield node, iri(DCTERMS.hasPart), iri(uris.passage(d.key, p.eid))
        elif p.kind is PassageKind.HEADING and decision.title in p.text:
            for mention in p.mentions:
                if mention.kind == "concept" and mention.uri:
                    yield node, iri(DCTERMS.subject), iri(mention.uri)
