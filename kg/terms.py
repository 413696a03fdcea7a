"""Every class and property name, once.

``MEA`` is our own thin ontology (``ontology/mea.ttl``); the rest is reused.
``ADR 0003`` says why its namespace does not depend on the base URI.
"""

from __future__ import annotations

from rdflib import Namespace
from rdflib.namespace import DCTERMS, FOAF, ORG, OWL, PROV, RDF, RDFS, SKOS, VOID, XSD, DefinedNamespace
from rdflib.term import URIRef

ELI = Namespace("http://data.europa.eu/eli/ontology#")
UNDO = Namespace("https://w3id.org/un/ontology/undo/")
SCHEMA = Namespace("https://schema.org/")
GEO = Namespace("http://www.opengis.net/ont/geosparql#")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")


class MEA(DefinedNamespace):
    """Our own terms. A name that is missing here raises AttributeError."""

    _NS = Namespace("https://w3id.org/mea-kg/ontology#")
    _fail = True

    # classes
    Action: URIRef
    AgendaItem: URIRef
    Decision: URIRef
    Document: URIRef
    Event: URIRef
    Meeting: URIRef
    Mention: URIRef
    OperativeParagraph: URIRef
    Party: URIRef
    PartyStatus: URIRef
    Passage: URIRef
    Project: URIRef
    Provision: URIRef
    Treaty: URIRef
    FundingAmount: URIRef
    AgreementTag: URIRef
    AnnexListing: URIRef
    PriorityArea: URIRef
    ProvisionLink: URIRef
    RecordSource: URIRef
    ReportingPeriod: URIRef
    NationalReport: URIRef
    NationalPlan: URIRef
    ReportAnswer: URIRef
    OutreachEvent: URIRef
    LearningModule: URIRef

    # types of notations
    BaselCode: URIRef
    CasNumber: URIRef
    DacCode: URIRef
    EcolexId: URIRef
    IatiCode: URIRef
    InformeaCode: URIRef
    IsoAlpha2: URIRef
    IsoAlpha3: URIRef
    M49Code: URIRef
    MtdsgNumber: URIRef

    # a document and its masthead
    agendaItem: URIRef
    agendaTitle: URIRef
    convention: URIRef
    distribution: URIRef
    documentKind: URIRef
    hasVersion: URIRef
    meeting: URIRef
    meetingName: URIRef
    originalLanguage: URIRef
    proposes: URIRef
    status: URIRef

    # passages and what they say
    part: URIRef
    number: URIRef
    order: URIRef
    page: URIRef
    passageKind: URIRef
    mentions: URIRef
    refersTo: URIRef
    start: URIRef
    end: URIRef
    surface: URIRef
    method: URIRef
    confidence: URIRef
    verb: URIRef
    addressee: URIRef
    textOf: URIRef
    translationOf: URIRef
    actor: URIRef
    objectText: URIRef
    deadline: URIRef
    dueAtMeeting: URIRef
    eventKind: URIRef

    # treaties, parties, meetings
    treaty: URIRef
    provisionOf: URIRef
    provisionKind: URIRef
    host: URIRef
    session: URIRef
    body: URIRef
    party: URIRef
    partyTo: URIRef
    partyStatus: URIRef
    statusDate: URIRef
    signatureDate: URIRef
    entryIntoForce: URIRef
    inRegion: URIRef

    # chemicals in annexes
    listedChemical: URIRef
    listedIn: URIRef
    listingCategory: URIRef
    listingDate: URIRef
    listingDecision: URIRef

    # projects
    agency: URIRef
    agreement: URIRef
    agreementTag: URIRef
    amount: URIRef
    amountKind: URIRef
    currency: URIRef
    focalArea: URIRef
    funder: URIRef
    fundSource: URIRef
    fundingPeriod: URIRef
    provisionLink: URIRef
    servesProvision: URIRef
    statedAs: URIRef
    value: URIRef

    # national reports
    aboutProvision: URIRef
    question: URIRef
    questionNumber: URIRef
    reportAnswer: URIRef
    reportForm: URIRef

    # taxonomies and records
    priorityArea: URIRef
    reportingPeriod: URIRef
    labelStatus: URIRef
    officialLabel: URIRef
    checkedLabel: URIRef
    labelFromMemory: URIRef
    precedence: URIRef
    recordSource: URIRef
    sameFunctionAs: URIRef
    provisional: URIRef

    # functions in queries
    search: URIRef
    words: URIRef


PREFIXES: dict[str, str] = {
    "mea": str(MEA._NS),
    "dcterms": str(DCTERMS),
    "eli": str(ELI),
    "undo": str(UNDO),
    "skos": str(SKOS),
    "org": str(ORG),
    "prov": str(PROV),
    "schema": str(SCHEMA),
    "foaf": str(FOAF),
    "rdf": str(RDF),
    "rdfs": str(RDFS),
    "owl": str(OWL),
    "xsd": str(XSD),
    "void": str(VOID),
    "geo": str(GEO),
    "sd": str(SD),
}
"""Prefixes offered in the query editor, in dumps and in serialised descriptions."""
