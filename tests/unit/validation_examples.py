"""One small graph in which everything is as the shapes ask, and one way to break it for each rule."""

from __future__ import annotations

from dataclasses import dataclass

from rdflib import Graph, URIRef

from kg.terms import PREFIXES

BASE = "http://base.example/"

GOOD = """
<scheme> a skos:ConceptScheme ; dcterms:title "Things"@en , "Choses"@fr ; mea:labelStatus "checked" .
<top> a skos:Concept ; skos:prefLabel "top"@en , "haut"@fr , "alto"@es , "верх"@ru , "顶"@zh , "أعلى"@ar ;
  skos:altLabel "head"@en ; skos:hiddenLabel "tpo"@en ; skos:notation "top" ; skos:definition "The top."@en ;
  mea:officialLabel "top"@en ; mea:labelFromMemory "haut"@fr ; skos:narrower <leaf> ; dcterms:source "A list"@en ;
  skos:exactMatch <http://other.example/top> ; skos:topConceptOf <scheme> ; skos:inScheme <scheme> .
<leaf> a skos:Concept ; skos:prefLabel "leaf"@en , "feuille"@fr , "hoja"@es , "лист"@ru , "叶"@zh , "ورقة"@ar ;
  skos:notation "leaf" ; skos:definition "A leaf."@en ; skos:broader <top> ; skos:related <twig> ;
  dcterms:source "A list"@en ; skos:inScheme <scheme> .
<twig> a skos:Concept ; skos:prefLabel "twig"@en , "rameau"@fr , "ramita"@es , "ветка"@ru , "枝"@zh , "غصن"@ar ;
  skos:notation "adopted" , "party" ; skos:definition "A twig."@en ; skos:broader <top> ;
  dcterms:source "A list"@en ; skos:inScheme <scheme> .
<treaty> a skos:Concept , mea:Treaty ; skos:prefLabel "Treaty"@en , "Traité"@fr , "Tratado"@es , "Договор"@ru ,
  "条约"@zh , "معاهدة"@ar ; skos:notation "TR" ; skos:definition "A treaty."@en ; dcterms:source "Its text"@en ;
  mea:entryIntoForce "2017-08-16"^^xsd:date ; skos:topConceptOf <scheme> ; skos:inScheme <scheme> .
<article> a skos:Concept , mea:Provision ; skos:prefLabel "Article 1"@en , "article 1"@fr , "artículo 1"@es ,
  "статья 1"@ru , "第1条"@zh , "المادة 1"@ar ; skos:notation "art_1" ; dcterms:source "Its text"@en ;
  mea:provisionOf <treaty> ; mea:provisionKind "article" ; mea:number "1" ; dcterms:subject <leaf> ;
  mea:sameFunctionAs <other-article> ; skos:topConceptOf <scheme> ; skos:inScheme <scheme> .
<other-treaty> a mea:Treaty ; skos:prefLabel "Other"@en ; skos:notation "OT" ; dcterms:source "Its text"@en .
<other-article> a mea:Provision ; skos:prefLabel "Article 2"@en ; mea:provisionOf <other-treaty> ;
  mea:provisionKind "article" ; mea:number "2" .
<org> a skos:Concept , org:Organization ; skos:prefLabel "Fund"@en , "Fonds"@fr , "Fondo"@es , "Фонд"@ru , "基金"@zh ,
  "صندوق"@ar ; skos:notation "fund" ; skos:definition "A fund."@en ; dcterms:source "A list"@en ; org:unitOf <un> ;
  mea:treaty <treaty> ; foaf:homepage <https://fund.example/> ; skos:topConceptOf <scheme> ; skos:inScheme <scheme> .
<un> a org:Organization ; skos:prefLabel "United Nations"@en .
<KEN> a skos:Concept , mea:Party ; skos:prefLabel "Kenya"@en , "Kenya"@fr , "Kenya"@es , "Кения"@ru , "肯尼亚"@zh ,
  "كينيا"@ar ; skos:notation "KEN" ; dcterms:source "A list"@en ; mea:partyTo <treaty> ; mea:partyStatus <KEN#treaty> ;
  skos:topConceptOf <scheme> ; skos:inScheme <scheme> .
<KEN#treaty> a mea:PartyStatus ; mea:party <KEN> ; mea:treaty <treaty> ; mea:status <twig> ;
  mea:signatureDate "2013-10-10"^^xsd:date ; mea:statusDate "2017-05-18"^^xsd:date ;
  mea:entryIntoForce "2017-08-16"^^xsd:date ; dcterms:source "A list"@en ; mea:recordSource <table> .
<table> dcterms:title "Parties" ; dcterms:source "parties.csv" .
<meeting> a mea:Meeting ; dcterms:identifier "mc-cop-6" ; dcterms:title "Sixth meeting"@en , "Sixième réunion"@fr ;
  mea:treaty <treaty> ; mea:body <leaf> ; mea:session 6 ; schema:startDate "2025-11-03"^^xsd:date ;
  schema:endDate "2025-11-07"^^xsd:date ; mea:host <KEN> ; dcterms:source "A list"@en .
<decision> a mea:Decision ; dcterms:identifier "MC-5/16" ; dcterms:title "A decision"@en ; mea:status <twig> ;
  mea:meeting <meeting> ; mea:treaty <treaty> ; dcterms:subject <leaf> ; dcterms:source "A report"@en .
<project> a mea:Project ; dcterms:identifier "10349" ; dcterms:title "A project"@en ; mea:status <leaf> ;
  mea:agency <org> ; mea:party <KEN> ; mea:amount <project#grant> ; mea:fundingPeriod "GEF - 7" ; mea:funder <org> ;
  mea:agreement <treaty> ; mea:agreementTag <project#tag> ; dcterms:source "An export"@en .
<project#grant> a mea:FundingAmount ; mea:value 16000000 ; mea:currency "USD" ; mea:amountKind "grant" .
<project#tag> a mea:AgreementTag ; mea:agreement <treaty> ; mea:confidence 0.98 ; mea:method "title-rules/1" ;
  rdfs:comment "The title names it." .
<work> a mea:Document ; dcterms:title "A note"@en , "Note"@fr ; eli:is_realized_by <work.en> ; mea:documentKind <leaf> ;
  dcterms:issued "2025-10-01"^^xsd:date ; schema:startDate "2025-11-03"^^xsd:date ;
  schema:endDate "2025-11-07"^^xsd:date ; dcterms:identifier "UNEP/MC/1" ; mea:meeting <meeting> ;
  mea:convention <treaty> ; mea:originalLanguage "en" .
<work.en> a eli:LegalExpression ; eli:realizes <work> ; dcterms:language "en" ; dcterms:title "A note"@en ;
  dcterms:source "note.pdf" ; dcterms:format "application/pdf" ; dcterms:hasPart <p1> , <p2> .
<p1> a mea:Passage ; dcterms:isPartOf <work.en> ; schema:text "Kenya stored mercury."@en ; mea:part "body" ;
  mea:order 1 ; mea:passageKind "paragraph" ; mea:number "1" ; mea:page 1 ; mea:mentions <KEN> .
<event> a mea:Event ; prov:wasDerivedFrom <p1> ; mea:eventKind <leaf> ; schema:startDate "2025-05-01"^^xsd:date ;
  schema:endDate "2025-05-02"^^xsd:date ; schema:location <twig> ; schema:organizer <org> ; schema:funder <KEN> .
<p2#action> a mea:Action ; prov:wasDerivedFrom <p2> ; mea:verb <leaf> ; mea:actor <org> ; mea:addressee <org> ;
  mea:objectText "a report;"@en ; dcterms:subject <twig> .
<p2> a mea:OperativeParagraph ; dcterms:isPartOf <work.en> ; schema:text "Requests a report;"@en ; mea:part "annex_1" ;
  mea:order 2 ; mea:passageKind "operative" ; mea:verb <leaf> .
<p1#party-0-5> a mea:Mention ; prov:wasDerivedFrom <p1> ; mea:start 0 ; mea:end 5 ; mea:surface "Kenya" ;
  rdf:value "Kenya" ; mea:method "label/1" ; mea:confidence 1.00 ; mea:refersTo <KEN> .
<listing> a mea:AnnexListing ; mea:listedChemical <leaf> ; mea:listedIn <article> ;
  mea:listingDate "2009-05-08"^^xsd:date ; mea:listingDecision <decision> .
<project#link> a mea:ProvisionLink ; mea:servesProvision <article> ; mea:confidence 0.9 ; rdfs:comment "It says so." .
<report> a mea:NationalReport ; dcterms:title "A report"@en ; mea:party <KEN> ; mea:treaty <treaty> ;
  dcterms:dateSubmitted "2021-12-31"^^xsd:date ; dcterms:source "The portal" ; mea:reportForm "full" ;
  mea:reportAnswer <report#question-1> ; mea:reportingPeriod <report#term> .
<report#question-1> a mea:ReportAnswer ; mea:questionNumber "1" ; schema:text "Yes"@en .
<report#term> a mea:ReportingPeriod ; schema:startDate "2017-01-01"^^xsd:date ;
  schema:endDate "2020-12-31"^^xsd:date .
<webinar> a mea:OutreachEvent ; dcterms:title "A webinar"@en ; schema:startDate "2025-04-10"^^xsd:date ;
  schema:endDate "2025-04-11"^^xsd:date .
<module> a mea:LearningModule ; dcterms:title "A module"@en ; schema:url <https://learn.example/> .
<collection> a skos:Collection ; skos:prefLabel "some"@en ; skos:member <leaf> .
mea:OperativeParagraph rdfs:subClassOf mea:Passage .
"""


@dataclass(frozen=True, slots=True)
class Break:
    """``rule`` is the local name of the shape; ``remove`` is ``subject property`` (all values), ``add`` is Turtle.

    ``also`` names other rules that the same change breaks.
    """

    rule: str
    remove: str
    add: str
    also: frozenset[str] = frozenset()


def b(rule: str, remove: str = "", add: str = "", *also: str) -> Break:
    return Break(rule, remove, add, frozenset(also))


BREAKS = (
    b("Document-title", "work dcterms:title"),
    b("Document-titleLanguage", "", '<work> dcterms:title "Notiz"@de .'),
    b("Document-version", "work eli:is_realized_by"),
    b("Document-kind", "work mea:documentKind"),
    b("Document-oneKind", "", "<work> mea:documentKind <twig> ."),
    b("Document-kindConcept", "work mea:documentKind", "<work> mea:documentKind <nothing> ."),
    b("Document-issued", "work dcterms:issued", '<work> dcterms:issued "2025-02-30"^^xsd:date .'),
    b("Document-oneIssued", "", '<work> dcterms:issued "2025-10-02"^^xsd:date .'),
    b("Document-start", "work schema:startDate", '<work> schema:startDate "soon" .', "Document-period"),
    b("Document-end", "work schema:endDate", '<work> schema:endDate "autumn" .', "Document-period"),
    b("Document-period", "work schema:endDate", '<work> schema:endDate "2025-11-01"^^xsd:date .'),
    b("Document-symbol", "work dcterms:identifier"),
    b("Document-meeting", "work mea:meeting", "<work> mea:meeting <nothing> ."),
    b("Document-convention", "work mea:convention", "<work> mea:convention <leaf> ."),
    b("Document-originalLanguage", "work mea:originalLanguage", '<work> mea:originalLanguage "English" .'),
    b("Expression-work", "work.en eli:realizes"),
    b("Expression-language", "", '<work.en> dcterms:language "fr" .'),
    b("Expression-knownLanguage", "work.en dcterms:language", '<work.en> dcterms:language "de" .'),
    b("Expression-title", "work.en dcterms:title"),
    b("Expression-source", "work.en dcterms:source", '<work.en> dcterms:source "" .'),
    b("Expression-format", "work.en dcterms:format", '<work.en> dcterms:format "PDF" .'),
    b("Expression-passages", "work.en dcterms:hasPart"),
    b("Passage-version", "p1 dcterms:isPartOf"),
    b("Passage-text", "p2 schema:text"),
    b("Passage-textLanguage", "p2 schema:text", '<p2> schema:text "Tak" .'),
    b("Passage-part", "p1 mea:part", '<p1> mea:part "Annex 1" .'),
    b("Passage-order", "p1 mea:order", '<p1> mea:order "first" .'),
    b("Passage-kind", "p1 mea:passageKind", '<p1> mea:passageKind "verse" .'),
    b("Passage-number", "p1 mea:number", '<p1> mea:number "" .'),
    b("Passage-page", "p1 mea:page", "<p1> mea:page 0 ."),
    b("Passage-mentions", "p1 mea:mentions", '<p1> mea:mentions "Kenya" .'),
    b("Passage-verb", "p2 mea:verb", "<p2> mea:verb <nothing> ."),
    b("Passage-textOf", "p1 mea:textOf", "<p1> mea:textOf <nothing> ."),
    b("Passage-translationOf", "p1 mea:translationOf", '<p1> mea:translationOf "Kenia" .'),
    b("OperativeParagraph-verb", "p2 mea:verb"),
    b("Event-passage", "event prov:wasDerivedFrom"),
    b("Event-kind", "event mea:eventKind", "<event> mea:eventKind <nothing> ."),
    b("Event-period", "event schema:endDate", '<event> schema:endDate "2024-01-01"^^xsd:date .'),
    b("Event-location", "event schema:location", '<event> schema:location "Lusaka" .'),
    b("Action-passage", "p2#action prov:wasDerivedFrom"),
    b("Action-verb", "p2#action mea:verb", "<p2#action> mea:verb <nothing> ."),
    b("Action-actor", "p2#action mea:actor"),
    b("Action-addressee", "p2#action mea:addressee", '<p2#action> mea:addressee "Kenya" .'),
    b("Action-object", "p2#action mea:objectText"),
    b("Action-subject", "p2#action dcterms:subject", "<p2#action> dcterms:subject <nothing> ."),
    b("Mention-passage", "p1#party-0-5 prov:wasDerivedFrom"),
    b("Mention-start", "p1#party-0-5 mea:start"),
    b("Mention-end", "p1#party-0-5 mea:end"),
    b("Mention-span", "p1#party-0-5 mea:start", "<p1#party-0-5> mea:start 5 .", "MentionText"),
    b("Mention-surface", "p1#party-0-5 mea:surface"),
    b("Mention-value", "p1#party-0-5 rdf:value"),
    b("Mention-method", "p1#party-0-5 mea:method", '<p1#party-0-5> mea:method "guess" .'),
    b("Mention-confidence", "p1#party-0-5 mea:confidence", "<p1#party-0-5> mea:confidence 1.5 ."),
    b("Mention-thing", "", "<p1#party-0-5> mea:refersTo <leaf> ."),
    b("MentionText", "p1#party-0-5 mea:surface", '<p1#party-0-5> mea:surface "Kenia" .'),
    b("Decision-title", "decision dcterms:title"),
    b("Decision-titleLanguage", "decision dcterms:title", '<decision> dcterms:title "A decision" .'),
    b("Decision-number", "decision dcterms:identifier", '<decision> dcterms:identifier "МК-5/16" .'),
    b("Decision-status", "decision mea:status"),
    b("Decision-statusConcept", "decision mea:status", "<decision> mea:status <nothing> ."),
    b("Decision-meeting", "decision mea:meeting", "<decision> mea:meeting <nothing> ."),
    b("Decision-treaty", "decision mea:treaty", "<decision> mea:treaty <leaf> ."),
    b("Decision-topic", "decision dcterms:subject", "<decision> dcterms:subject <nothing> ."),
    b("Decision-source", "decision dcterms:source"),
    b("DecisionAdopted", "decision dcterms:identifier"),
    b("Meeting-key", "meeting dcterms:identifier", '<meeting> dcterms:identifier "COP 6" .'),
    b("Meeting-title", "meeting dcterms:title"),
    b("Meeting-titleLanguage", "", '<meeting> dcterms:title "Sechste Tagung"@de .'),
    b("Meeting-titleOnce", "", '<meeting> dcterms:title "COP-6"@en .'),
    b("Meeting-treaty", "meeting mea:treaty"),
    b("Meeting-treatyKnown", "meeting mea:treaty", "<meeting> mea:treaty <leaf> ."),
    b("Meeting-body", "meeting mea:body", "<meeting> mea:body <nothing> ."),
    b("Meeting-session", "meeting mea:session", "<meeting> mea:session 0 ."),
    b("Meeting-hasStart", "meeting schema:startDate"),
    b("Meeting-start", "meeting schema:startDate", '<meeting> schema:startDate "3.11." .', "Meeting-period"),
    b("Meeting-end", "", '<meeting> schema:endDate "2025-11-08"^^xsd:date .'),
    b("Meeting-period", "meeting schema:endDate", '<meeting> schema:endDate "2025-10-07"^^xsd:date .'),
    b("Meeting-host", "meeting mea:host", "<meeting> mea:host <leaf> ."),
    b("Meeting-source", "meeting dcterms:source"),
    b("Project-id", "project dcterms:identifier", '<project> dcterms:identifier "GEF 10349" .'),
    b("Project-title", "project dcterms:title"),
    b("Project-titleLanguage", "", '<project> dcterms:title "Ein Projekt"@de .'),
    b("Project-status", "", "<project> mea:status <twig> ."),
    b("Project-statusConcept", "project mea:status", "<project> mea:status <nothing> ."),
    b("Project-agency", "project mea:agency"),
    b("Project-agencyKnown", "project mea:agency", "<project> mea:agency <leaf> ."),
    b("Project-country", "project mea:party"),
    b("Project-party", "project mea:party", "<project> mea:party <leaf> ."),
    b("Project-amount", "project mea:amount"),
    b("Project-amountNode", "project mea:amount", "<project> mea:amount 16000000 ."),
    b("Project-period", "", '<project> mea:fundingPeriod "GEF - 8" .'),
    b("Project-funder", "project mea:funder"),
    b("Project-funderKnown", "project mea:funder", '<project> mea:funder "GEF" .'),
    b("Project-agreement", "project mea:agreement"),
    b("Project-agreementKnown", "", "<project> mea:agreement <leaf> .", "ProjectReason"),
    b("Project-tag", "", "<project> mea:agreementTag <nothing> ."),
    b("Project-source", "project dcterms:source"),
    b("ProjectReason", "project mea:agreementTag"),
    b("FundingAmount-value", "project#grant mea:value", '<project#grant> mea:value "16 000 000" .'),
    b("FundingAmount-currency", "project#grant mea:currency", '<project#grant> mea:currency "$" .'),
    b("FundingAmount-kind", "project#grant mea:amountKind", '<project#grant> mea:amountKind "loan" .'),
    b("ProvisionLink-provision", "project#link mea:servesProvision", "<project#link> mea:servesProvision <leaf> ."),
    b("ProvisionLink-confidence", "project#link mea:confidence"),
    b("ProvisionLink-reason", "project#link rdfs:comment"),
    b("NationalReport-title", "report dcterms:title"),
    b("NationalReport-party", "report mea:party", "<report> mea:party <leaf> ."),
    b("NationalReport-treaty", "report mea:treaty"),
    b("NationalReport-submitted", "report dcterms:dateSubmitted", '<report> dcterms:dateSubmitted "late" .'),
    b("NationalReport-source", "report dcterms:source"),
    b("ReportForm-form", "report mea:reportForm", '<report> mea:reportForm "long" .'),
    b("ReportForm-answer", "report mea:reportAnswer", "<report> mea:reportAnswer <nothing> ."),
    b("ReportAnswer-number", "report#question-1 mea:questionNumber"),
    b("ReportAnswer-text", "report#question-1 schema:text"),
    b("ReportingPeriod-start", "report#term schema:startDate"),
    b("ReportingPeriod-order", "report#term schema:endDate", '<report#term> schema:endDate "2016-01-01"^^xsd:date .'),
    b("OutreachEvent-title", "webinar dcterms:title"),
    b("OutreachEvent-start", "webinar schema:startDate", '<webinar> schema:startDate "soon" .', "OutreachEvent-order"),
    b("OutreachEvent-order", "webinar schema:endDate", '<webinar> schema:endDate "2025-04-09"^^xsd:date .'),
    b("LearningModule-title", "module dcterms:title"),
    b("LearningModule-address", "module schema:url"),
    b("AgreementTag-agreement", "project#tag mea:agreement", "", "ProjectReason"),
    b("AgreementTag-confidence", "project#tag mea:confidence", "<project#tag> mea:confidence 98.0 ."),
    b("AgreementTag-sure", "project#tag mea:confidence", "<project#tag> mea:confidence 0.75 ."),
    b("AgreementTag-reason", "project#tag rdfs:comment"),
    b("AgreementTag-method", "project#tag mea:method"),
    b("RecordSource-title", "table dcterms:title"),
    b("RecordSource-source", "table dcterms:source"),
    b("Party-label", "", "<ATL> a mea:Party ; skos:notation 'ATL' ."),
    b("Party-code", "KEN skos:notation"),
    b("Party-treaty", "KEN mea:partyTo", "<KEN> mea:partyTo <leaf> .", "PartyProof"),
    b("Party-status", "", "<KEN> mea:partyStatus <nothing> ."),
    b("PartyProof", "KEN#treaty mea:entryIntoForce", "", "PartyStatusParty"),
    b("PartyStatus-party", "KEN#treaty mea:party"),
    b("PartyStatus-treaty", "", "<KEN#treaty> mea:treaty <other-treaty> ."),
    b("PartyStatus-status", "KEN#treaty mea:status"),
    b("PartyStatus-signature", "", '<KEN#treaty> mea:signatureDate "2013-10-11"^^xsd:date .'),
    b("PartyStatus-consent", "KEN#treaty mea:statusDate", '<KEN#treaty> mea:statusDate "2017" .',
      "PartyStatus-signedFirst", "PartyStatus-consentFirst"),
    b("PartyStatus-force", "", '<KEN#treaty> mea:entryIntoForce "2018-01-01"^^xsd:date .'),
    b("PartyStatus-signedFirst", "KEN#treaty mea:signatureDate",
      '<KEN#treaty> mea:signatureDate "2017-06-01"^^xsd:date .'),
    b("PartyStatus-consentFirst", "KEN#treaty mea:entryIntoForce",
      '<KEN#treaty> mea:entryIntoForce "2016-08-16"^^xsd:date .'),
    b("PartyStatus-source", "KEN#treaty dcterms:source"),
    b("PartyStatusParty", "KEN#treaty mea:statusDate"),
    b("Treaty-label", "other-treaty skos:prefLabel"),
    b("Treaty-code", "other-treaty skos:notation"),
    b("Treaty-force", "treaty mea:entryIntoForce", '<treaty> mea:entryIntoForce "2017-13-16"^^xsd:date .'),
    b("Treaty-source", "other-treaty dcterms:source"),
    b("Provision-label", "other-article skos:prefLabel"),
    b("Provision-treaty", "article mea:provisionOf"),
    b("Provision-kind", "article mea:provisionKind"),
    b("Provision-number", "", '<article> mea:number "I" .'),
    b("Provision-topic", "article dcterms:subject", "<article> dcterms:subject <nothing> ."),
    b("Provision-same", "article mea:sameFunctionAs", "<article> mea:sameFunctionAs <leaf> ."),
    b("ProvisionOther", "other-article mea:provisionOf", "<other-article> mea:provisionOf <treaty> ."),
    b("AnnexListing-chemical", "listing mea:listedChemical"),
    b("AnnexListing-annex", "listing mea:listedIn", "<listing> mea:listedIn <treaty> ."),
    b("AnnexListing-date", "listing mea:listingDate", '<listing> mea:listingDate "2009" .'),
    b("AnnexListing-decision", "listing mea:listingDecision", "<listing> mea:listingDecision <nothing> ."),
    b("Organization-label", "un skos:prefLabel"),
    b("Organization-parent", "org org:unitOf", "<org> org:unitOf <leaf> ."),
    b("Organization-treaty", "org mea:treaty", "<org> mea:treaty <leaf> ."),
    b("Organization-homepage", "org foaf:homepage", '<org> foaf:homepage "fund.example" .'),
    b("Concept-scheme", "leaf skos:inScheme"),
    b("Concept-oneName", "", '<leaf> skos:prefLabel "blade"@en .'),
    b("Concept-nameLanguage", "", '<leaf> skos:altLabel "Blatt"@de .'),
    b("Concept-nameTrim", "", '<leaf> skos:altLabel "green  leaf"@en .'),
    b("Concept-broader", "", "<leaf> skos:broader <nothing> ."),
    b("Concept-narrower", "", "<top> skos:narrower <nothing> ."),
    b("Concept-related", "", "<leaf> skos:related <nothing> ."),
    b("Concept-source", "leaf dcterms:source"),
    b("Concept-topOf", "", "<top> skos:topConceptOf <nothing> ."),
    b("ConceptEnglish", "leaf skos:prefLabel",
      '<leaf> skos:prefLabel "feuille"@fr , "hoja"@es , "лист"@ru , "叶"@zh , "ورقة"@ar .'),
    b("ConceptLanguages", "leaf skos:prefLabel",
      '<leaf> skos:prefLabel "leaf"@en , "feuille"@fr , "hoja"@es , "叶"@zh , "ورقة"@ar .'),
    b("ConceptSameName", "", '<copy> a skos:Concept ; skos:prefLabel "leaf"@en , "f"@fr ,'
      ' "h"@es , "л"@ru , "葉"@zh , "و"@ar ; skos:definition "A copy."@en ; skos:broader <top> ;'
      ' dcterms:source "A list"@en ; skos:inScheme <scheme> .'),
    b("ConceptSameCode", "", '<leaf> skos:notation "top" .'),
    b("ConceptLabelTwice", "", '<leaf> skos:altLabel "leaf"@en .'),
    b("ConceptLabelStatus", "", '<top> mea:officialLabel "haut"@fr .'),
    b("ConceptCycle", "", "<top> skos:broader <leaf> .", "ConceptTopBelow", "ConceptRelatedAbove"),
    b("ConceptRelatedAbove", "", "<leaf> skos:related <top> ."),
    b("ConceptMatchClash", "", "<top> skos:broadMatch <http://other.example/top> ."),
    b("ConceptOrphan", "twig skos:broader"),
    b("ConceptTopBelow", "", "<leaf> skos:topConceptOf <scheme> ."),
    b("ConceptDefinition", "leaf skos:definition"),
    b("Collection-name", "", '<collection> skos:prefLabel "few"@en .'),
    b("Collection-member", "", "<collection> skos:member <treaty#5> ."),
    b("Scheme-title", "scheme dcterms:title"),
    b("Scheme-oneTitle", "", '<scheme> dcterms:title "Stuff"@en .'),
    b("Scheme-status", "scheme mea:labelStatus", '<scheme> mea:labelStatus "good" .'),
    b("Scheme-concepts", "", '<empty> a skos:ConceptScheme ; dcterms:title "Empty"@en ; mea:labelStatus "checked" .'
      " <top> skos:topConceptOf <empty> ."),
    b("Scheme-top", "", '<flat> a skos:ConceptScheme ; dcterms:title "Flat"@en ; mea:labelStatus "checked" .'
      " <leaf> skos:inScheme <flat> ."),
)  # fmt: skip


def parsed(turtle: str) -> Graph:
    """Turtle with our prefixes."""
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    return Graph().parse(data=prefixes + turtle, format="turtle", publicID=BASE)


def broken(*ways: Break) -> Graph:
    """The good graph with one thing wrong, or with several."""
    graph = parsed(GOOD)
    for how in ways:
        if how.remove:
            subject, name = how.remove.split()
            prefix, local = name.split(":")
            graph.remove((URIRef(BASE + subject), URIRef(PREFIXES[prefix] + local), None))
    for how in ways:
        graph += parsed(how.add)
    return graph
