"""Every mapping of the package on rows of our own: what they give, and that it is as the shapes ask."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib.namespace import DCTERMS, RDFS
from rdflib.term import Literal, Node, URIRef

from ingest import starter_directory
from ingest.records import Reading, Resolver, load_mappings, read_records
from ingest.vocabulary import to_ntriples
from kg.graph.oxigraph import OxigraphReader
from kg.identifiers import Uris
from kg.terms import MEA, SCHEMA
from kg.validation.model import Severity
from kg.validation.records import check_records
from ontology import ontology_text, taxonomies

BASE = "https://kg.example/"
URIS = Uris(BASE)
FOLDER = Path(__file__).parent.parent / "records"
FILES = sorted([*FOLDER.glob("*.csv"), *FOLDER.glob("*.json"), *FOLDER.glob("*.xml")])


@cache
def resolver() -> Resolver:
    return Resolver.of_taxonomies(URIS)


@cache
def vocabulary() -> OxigraphReader:
    store = ox.Store()
    for content in (ontology_text(), *(t.content for t in taxonomies())):
        store.load(to_ntriples(content, BASE), format=ox.RdfFormat.N_TRIPLES, to_graph=ox.NamedNode("urn:g"))
    return OxigraphReader(store)


@cache
def reading(name: str) -> Reading:
    return read_records(FOLDER / name, load_mappings(), URIS, resolver())


def said(name: str, key: str, prop: URIRef) -> set[Node]:
    values: set[Node] = set()
    for record in reading(name).records.records:
        if record.uri == f"{BASE}id/{key}":
            values |= {v for p, v in record.statements if p == str(prop) and isinstance(v, Node)}
    return values


def things(*keys: str) -> set[URIRef]:
    return {URIRef(f"{BASE}id/{key}") for key in keys}


def words(values: set[Node]) -> set[str]:
    return {str(v) for v in values}


def test_every_mapping_has_rows_here_or_in_the_starter() -> None:
    starter = {p.stem for p in (starter_directory() / "records").glob("*.csv")}
    assert {f.stem for f in FILES} | starter == {m.name for m in load_mappings()}


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_rows_are_recognised_accepted_and_valid(path: Path) -> None:
    found = reading(path.name)
    assert found.mapping == path.stem
    refused = {"informea-contacts": ["Atlantis"]}.get(path.stem, [])
    assert [r.value for r in found.refusals] == refused
    assert found.rows == found.accepted + len(refused)
    wrong = check_records(found.records.records, vocabulary())
    worst = {uri: [v.message for v in its if v.severity is Severity.VIOLATION] for uri, its in wrong.items()}
    assert {uri: messages for uri, messages in worst.items() if messages} == {}


def test_a_project_of_the_specific_international_programme() -> None:
    name, one, two = "sip-projects.csv", "project/sip-sip-1-03", "project/sip-sip-2-11"
    assert said(name, one, MEA.party) == things("party/IRN")
    assert said(name, one, MEA.funder) == things("organization/sip")
    assert said(name, one, MEA.agreement) == things("treaty/minamata")
    assert said(name, one, MEA.servesProvision) == things(
        "provision/minamata.art_13", "provision/minamata.art_11", "provision/minamata.art_10"
    )
    assert said(name, one, DCTERMS.subject) == things("concept/topics.mercury-wastes")
    assert said(name, one, MEA.status) == things("concept/statuses.completed")
    amounts = {
        key: (words(said(name, f"{one}#{key}", MEA.value)), words(said(name, f"{one}#{key}", MEA.currency)))
        for key in ("grant", "cofinancing", "cofinancing-2")
    }
    assert amounts == {
        "grant": ({"187000"}, {"USD"}),
        "cofinancing": ({"20000"}, {"USD"}),
        "cofinancing-2": ({"5000"}, {"EUR"}),
    }
    assert said(name, two, MEA.party) == things("party/PER", "party/ECU")
    assert words(said(name, two, SCHEMA.startDate)) == {"2020-06-01"}


def test_an_activity_of_iati() -> None:
    name, one, two = "iati-activities.xml", "project/xm-dac-41123-140300", "project/xm-dac-41123-140301"
    assert said(name, one, DCTERMS.title) == {
        Literal("Reducing mercury emissions from cement kilns", lang="en"),
        Literal("Réduire les émissions de mercure des cimenteries", lang="fr"),
    }
    assert said(name, one, MEA.party) == things("party/VNM", "party/PHL")
    assert said(name, one, MEA.funder) == things("organization/gef")
    assert said(name, one, MEA.agency) == things("organization/unido")
    assert said(name, one, MEA.servesProvision) == things("provision/minamata.art_8")
    assert things("concept/sectors.41010", "concept/topics.emissions") <= said(name, one, DCTERMS.subject)
    assert words(said(name, one, SCHEMA.identifier)) == {"GEF-10001"}
    assert words(said(name, f"{one}#budget-1", MEA.value)) == {"1200001"}
    assert words(said(name, f"{one}#budget-1", MEA.statedAs)) == {"1200000.50"}
    assert words(said(name, f"{one}#disbursement-1", MEA.currency)) == {"EUR"}
    assert words(said(name, f"{one}#cofinancing-1", MEA.value)) == {"4500000"}
    tag = f"{one}#agreement-minamata"
    assert words(said(name, tag, RDFS.comment)) == {"A document or decision of the Minamata Convention is cited."}
    assert said(name, two, MEA.agreement) == set()
    assert said(name, two, DCTERMS.spatial) != set()


def test_a_national_report_of_several_rows() -> None:
    name, full = "national-reports.csv", "report/minamata-civ-2017-2020-full"
    assert reading(name).accepted == 3
    assert said(name, full, MEA.party) == things("party/CIV")
    assert said(name, full, MEA.reportForm) == {Literal("full")}
    assert said(name, full, MEA.reportAnswer) == things(f"{full}#question-3.1", f"{full}#question-7.1")
    assert said(name, f"{full}#question-7.1", MEA.aboutProvision) == things("provision/minamata.art_7")
    assert words(said(name, f"{full}#question-7.1", SCHEMA.text)) == {"Yes"}
    assert words(said(name, f"{full}#period", SCHEMA.startDate)) == {"2017-01-01"}
    assert words(said(name, f"{full}#period", SCHEMA.endDate)) == {"2020-12-31"}
    assert said(name, "report/minamata-swz-2021-2022-short", MEA.reportForm) == {Literal("short")}


def test_a_filled_template() -> None:
    name, one = "project-standard.csv", "project/UNEP-77"
    assert said(name, one, MEA.party) == things("party/KEN", "party/SEN")
    assert said(name, one, MEA.funder) == things("organization/gef")
    assert said(name, one, MEA.agency) == things("organization/unep")
    assert words(said(name, one, DCTERMS.contributor)) == {"Ministry of Health"}
    assert said(name, one, DCTERMS.references) == things("decision/mc-4-3")
    assert words(said(name, f"{one}#agreement-minamata", RDFS.comment)) == {"The source says so."}
    assert words(said(name, f"{one}#grant", MEA.currency)) == {"EUR"}
    assert words(said(name, f"{one}#grant", MEA.value)) == {"1200000"}
    assert said(name, one, MEA.servesProvision) == things("provision/minamata.art_4")


def test_events_and_modules() -> None:
    webinar = "event/minamata-online-2025-04"
    assert said("events.csv", webinar, DCTERMS.type) == things("concept/event-kinds.webinar")
    assert said("events.csv", webinar, SCHEMA.organizer) == things("organization/minamata-secretariat")
    feed = "event/https-example.org-events-briefing-1"
    assert words(said("event-feeds.xml", feed, SCHEMA.startDate)) == {"2025-10-20"}
    assert words(said("event-feeds.xml", feed, DCTERMS.issued)) == {"2025-10-06"}
    assert said("event-feeds.xml", feed, DCTERMS.subject) == things("concept/topics.digital-strategy")
    assert said("e-learning.csv", "event/learning-minamata-intro", DCTERMS.publisher) == things("organization/informea")


def test_nodes_of_informea() -> None:
    name, one = "informea-decisions.json", "decision/mc-3-2"
    assert said(name, one, MEA.status) == things("concept/statuses.adopted")
    assert said(name, one, MEA.meeting) == things("meeting/minamata-77")
    assert {v.language for v in said(name, one, DCTERMS.title) if isinstance(v, Literal)} == {"en", "zh"}
    assert said(name, one, DCTERMS.subject) == things("concept/topics.mercury-wastes")
    assert words(said(name, one, SCHEMA.keywords)) == {"Unheard of"}
    assert words(said(name, f"{one}#file-1", SCHEMA.contentUrl)) == {"https://example.org/mc-3-2.pdf"}
    assert words(said(name, "decision/elsewhere-x-1-2", DCTERMS.relation)) == {"elsewhere"}
    assert said("informea-meetings.json", "meeting/minamata-77", MEA.host) == things("party/CHE")
    assert said("informea-country-profiles.json", "party/CHE", MEA.partyTo) == things("treaty/basel", "treaty/minamata")


def test_no_personal_data_is_taken_even_from_refused_rows() -> None:
    found = reading("informea-contacts.json")
    everything = repr((found.records, found.refusals))
    for private in ("Given", "Family", "person@example.org", "12345", "A street", "Secret", "other@example.org"):
        assert private not in everything
    assert words(said("informea-contacts.json", "organization/post-c1", RDFS.label)) == {
        "Designated National Authority"
    }


def test_both_amounts_in_one_cell() -> None:
    name = "gef-projects.csv"
    assert words(said(name, "project/90001#grant", MEA.value)) == {"700000"}
    assert words(said(name, "project/90001#cofinancing", MEA.value)) == {"30000"}
    assert said(name, "project/90001", MEA.party) == things("party/CIV")
    assert words(said(name, "project/90001", DCTERMS.spatial)) == {"Regional"}


@pytest.mark.parametrize("path", sorted(p.name for p in FILES))
def test_recorded_answers_of_informea_give_the_same_shapes(path: str, shared: Path) -> None:
    name = path.partition(".")[0].removeprefix("informea-")
    if not path.startswith("informea-") or name == "country-profiles":
        return
    entity = "".join(part.title() for part in name.split("-"))
    for version in ("v1", "v3"):
        recorded = shared / "data" / "informea" / "odata-fixtures" / f"{version}-{entity}.json"
        if recorded.exists():
            found = read_records(recorded, load_mappings(), URIS, resolver())
            assert (found.mapping, found.rows, found.accepted) == (f"informea-{name}", 2, 2)
