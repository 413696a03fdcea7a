"""Mappings and tables of records, from the starter's own tables to broken ones."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from rdflib.namespace import DCTERMS, RDF, RDFS, SKOS
from rdflib.term import Literal, Node, URIRef

from ingest import starter_directory
from ingest.records import Reading, Resolver, find_mapping, load_mappings, read_records, read_table
from kg.errors import BadInput
from kg.identifiers import Uris
from kg.model import RecordSet
from kg.terms import MEA, SCHEMA

BASE = "https://kg.example/"
URIS = Uris(BASE)
GEF = "ID,Title,Focal Areas,Grant,Cofinancing,Implementing Agencies,Countries,Fund Source,Period,Status"
GOOD = '1,Mercury in Kenya,Chemicals and Waste,"$500,000 ",$0 ,The World Bank,Kenya,GEF Trust Fund,GEF - 7,Completed'


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    return Resolver.of_taxonomies(URIS)


def write(folder: Path, *lines: str, name: str = "projects.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def read(path: Path, resolver: Resolver) -> Reading:
    return read_records(path, load_mappings(), URIS, resolver)


def said(records: RecordSet, key: str, prop: URIRef) -> set[Node]:
    values: set[Node] = set()
    for record in records.records:
        if record.uri == f"{BASE}id/{key}":
            values |= {v for name, v in record.statements if name == str(prop) and isinstance(v, Node)}
    return values


def thing(key: str) -> URIRef:
    return URIRef(f"{BASE}id/{key}")


@pytest.mark.parametrize(
    ("name", "mapping", "rows", "things"),
    [
        ("decisions.csv", "decisions", 34, {MEA.Decision: 34}),
        ("gef-projects.csv", "gef-projects", 60, {MEA.Project: 60, MEA.FundingAmount: 120}),
        ("meetings.csv", "meetings", 29, {MEA.Meeting: 29}),
        ("party-statuses.csv", "party-statuses", 648, {MEA.PartyStatus: 648}),
    ],
)
def test_starter_tables(name: str, mapping: str, rows: int, things: dict[URIRef, int], resolver: Resolver) -> None:
    reading = read(starter_directory() / "records" / name, resolver)
    assert reading.refusals == ()
    assert (reading.mapping, reading.rows, reading.accepted) == (mapping, rows, rows)
    types = Counter(v for r in reading.records.records for n, v in r.statements if n == str(RDF.type))
    assert {kind: types[kind] for kind in things} == things


def test_every_starter_table_is_tested() -> None:
    assert {p.name for p in (starter_directory() / "records").glob("*")} == {
        "decisions.csv",
        "gef-projects.csv",
        "meetings.csv",
        "party-statuses.csv",
    }


def test_decisions_point_to_meetings_that_are_there(resolver: Resolver) -> None:
    folder = starter_directory() / "records"
    meetings = {r.uri for r in read(folder / "meetings.csv", resolver).records.records}
    decisions = read(folder / "decisions.csv", resolver).records
    assert {str(v) for r in decisions.records for n, v in r.statements if n == str(MEA.meeting)} <= meetings


def test_a_project(resolver: Resolver) -> None:
    records = read(starter_directory() / "records" / "gef-projects.csv", resolver).records
    assert said(records, "project/9164", MEA.party) == {thing("party/GAB")}
    assert said(records, "project/9164", MEA.agency) == {thing("organization/unido")}
    assert said(records, "project/9164", MEA.funder) == {thing("organization/gef")}
    assert said(records, "project/9164", MEA.status) == {thing("concept/statuses.project-approved")}
    assert said(records, "project/9164", MEA.amount) == {thing("project/9164#grant"), thing("project/9164#cofinancing")}
    assert said(records, "project/9164#grant", MEA.value) == {Literal(500_000)}
    assert said(records, "project/9164#cofinancing", MEA.value) == {Literal(161_000)}
    assert said(records, "project/9164#cofinancing", MEA.amountKind) == {Literal("cofinancing")}
    assert said(records, "project/9164", MEA.agreement) == {thing("treaty/minamata")}
    tag = "project/9164#agreement-minamata"
    assert said(records, "project/9164", MEA.agreementTag) == {thing(tag)}
    assert said(records, tag, MEA.agreement) == {thing("treaty/minamata")}
    assert said(records, tag, RDFS.comment) == {Literal("The title speaks of mercury.", lang="en")}
    assert [str(v) for v in said(records, tag, MEA.confidence)] == ["0.90"]


def test_the_surest_rule_counts(tmp_path: Path, resolver: Resolver) -> None:
    row = GOOD.replace("Mercury in Kenya", "Mercury under the Minamata Convention")
    records = read(write(tmp_path, GEF, row), resolver).records
    why = said(records, "project/1#agreement-minamata", RDFS.comment)
    assert why == {Literal("The title names the Minamata Convention.", lang="en")}


def test_a_title_without_a_hint_gets_no_agreement(tmp_path: Path, resolver: Resolver) -> None:
    records = read(write(tmp_path, GEF, GOOD.replace("Mercury in Kenya", "Popsicle forests")), resolver).records
    assert said(records, "project/1", MEA.agreement) == set()


def test_a_meeting(resolver: Resolver) -> None:
    records = read(starter_directory() / "records" / "meetings.csv", resolver).records
    assert said(records, "meeting/mc-cop-6", MEA.treaty) == {thing("treaty/minamata")}
    assert said(records, "meeting/mc-cop-6", MEA.body) == {thing("concept/bodies.cop")}
    assert said(records, "meeting/mc-cop-6", MEA.host) == {thing("party/CHE")}
    assert [str(v) for v in said(records, "meeting/mc-cop-6", SCHEMA.startDate)] == ["2025-11-03"]
    assert {v.language for v in said(records, "meeting/mc-cop-6", SKOS.prefLabel) if isinstance(v, Literal)} == {
        "en",
        "fr",
        "ru",
    }


def test_a_party_has_one_status_for_each_treaty(resolver: Resolver) -> None:
    records = read(starter_directory() / "records" / "party-statuses.csv", resolver).records
    treaties = {thing(f"treaty/{name}") for name in ("basel", "minamata", "rotterdam", "stockholm")}
    assert said(records, "party/CHE", MEA.partyTo) == treaties
    assert len(said(records, "party/CHE", MEA.partyStatus)) == 4
    assert said(records, "party/CHE#minamata", MEA.status) == {thing("concept/statuses.party")}
    assert [str(v) for v in said(records, "party/CHE#minamata", MEA.entryIntoForce)] == ["2017-08-16"]
    assert len({r.uri for r in records.records}) == len(records.records), "a party's rows are one record"


@pytest.mark.parametrize(
    ("row", "place", "reason"),
    [
        (GOOD.replace('"$500,000 "', "plenty"), "row 3, column “Grant”", "not an amount"),
        (GOOD.replace('"$500,000 "', "-5"), "row 3, column “Grant”", "not an amount"),
        (
            GOOD.replace("The World Bank", "Bank of Atlantis"),
            "row 3, column “Implementing Agencies”",
            "Bank of Atlantis",
        ),
        (GOOD.replace("Completed", "Forgotten"), "row 3, column “Status”", "Forgotten"),
        (GOOD.replace("1,Mercury", "A1,Mercury"), "row 3, column “ID”", "A1"),
        (GOOD.replace("1,Mercury in Kenya", "1,"), "row 3, column “Title”", "missing"),
        (GOOD.replace("1,Mercury", ",Mercury"), "row 3, column “ID”", "missing"),
        (",,,,,,,,,", "row 3", "empty"),
        (GOOD + ",one,too many", "row 3", "12 cells"),
        (GOOD.replace("1,Mercury", "7,Mercury"), "row 3", "same as row 2"),
    ],
)
def test_a_broken_row_is_refused_and_the_others_go_on(
    row: str, place: str, reason: str, tmp_path: Path, resolver: Resolver
) -> None:
    first, last = GOOD.replace("1,", "7,", 1), GOOD.replace("1,", "8,", 1)
    reading = read(write(tmp_path, GEF, first, row, last), resolver)
    assert (reading.rows, reading.accepted, len(reading.refusals)) == (3, 2, 1)
    refusal = reading.refusals[0]
    assert (refusal.source, refusal.place) == ("projects.csv", place)
    assert reason in refusal.reason
    assert refusal.remedy
    assert {r.uri.partition("#")[0] for r in reading.records.records} == {
        str(thing("project/7")),
        str(thing("project/8")),
    }


def test_names_of_countries_that_no_taxonomy_knows_are_kept_as_words(tmp_path: Path, resolver: Resolver) -> None:
    row = GOOD.replace(",Kenya,", ',"Regional, Cote d&#039;Ivoire, Global, Viet Nam, Congo DR",')
    records = read(write(tmp_path, GEF, row), resolver).records
    assert said(records, "project/1", MEA.party) == {thing(f"party/{code}") for code in ("CIV", "VNM", "COD")}
    assert said(records, "project/1", DCTERMS.spatial) == {
        Literal("Regional", lang="en"),
        thing("concept/regions.m49-001"),
    }


def test_other_layout_of_the_same_database(tmp_path: Path, resolver: Resolver) -> None:
    header = "Title,ID,Countries,Focal Areas,Type,Agencies,GEF Grant,Cofinancing,Status,Approval FY,GEF Period"
    row = 'Mercury,5,Peru,Chemicals and Waste,MSP,UNIDO; x,"$1,000","$2,000",Completed,2020,GEF - 7'
    reading = read(write(tmp_path, header, row.replace("UNIDO; x", "UNIDO")), resolver)
    assert reading.refusals == ()
    assert said(reading.records, "project/5#grant", MEA.value) == {Literal(1000)}
    assert said(reading.records, "project/5", MEA.agency) == {thing("organization/unido")}


def test_key_title_and_hash_of_the_set(tmp_path: Path) -> None:
    path = write(tmp_path, GEF, GOOD, name="My Projects (2).csv")
    reading = read_table(path, "ab" * 32, URIS)
    assert reading.refusals == ()
    records = reading.records
    assert (records.key, records.source, records.sha256) == ("my-projects-2", "My Projects (2).csv", "ab" * 32)


def test_columns_that_no_mapping_knows(tmp_path: Path, resolver: Resolver) -> None:
    with pytest.raises(BadInput, match="no mapping knows") as problem:
        read(write(tmp_path, "a,b", "1,2"), resolver)
    assert "gef-projects" in problem.value.remedy


def test_find_mapping_by_columns() -> None:
    assert find_mapping(["a", "b"]) is None
    found = find_mapping([" id ", "TITLE", "GEF Grant", "Countries", "Agencies"])
    assert found is not None
    assert found.name == "gef-projects"


@pytest.mark.parametrize(
    ("name", "scheme", "key"),
    [
        ("Россия", "countries", "party/RUS"),
        ("république-unie de tanzanie", "countries", "party/TZA"),
        ("TANZANIE", "countries", "party/TZA"),
        ("玻利维亚", "countries", "party/BOL"),
        ("إيران", "countries", "party/IRN"),
        ("Irán", "countries", "party/IRN"),
        ("Iran", "countries", "party/IRN"),
        ("St. Lucia", "countries", "party/LCA"),
        ("Saint Lucia", "countries", "party/LCA"),
        ("Cote d'Ivoire", "countries", "party/CIV"),
        ("VNM", "countries", "party/VNM"),
        ("ЕС", "countries", "party/EU"),
        ("ГЭФ", "organizations", "organization/gef"),
        ("全环基金", "organizations", "organization/gef"),
        ("ИнформМПС", "organizations", "organization/informea"),
        ("minamataunep", "treaties", "treaty/minamata"),
        ("asgm", "topics", "concept/topics.asgm"),
    ],
)
def test_names_are_found_in_any_language(name: str, scheme: str, key: str, resolver: Resolver) -> None:
    assert resolver.find(scheme, name) == str(thing(key))


def test_a_name_of_two_things_finds_none() -> None:
    resolver = Resolver()
    resolver.add("countries", "Congo", "u:1", 2)
    resolver.add("countries", "CONGO", "u:2", 2)
    assert resolver.find("countries", "congo") is None
    resolver.add("countries", "Congo", "u:2", 1)
    assert resolver.find("countries", "congo") == "u:2"


def test_the_whole_gef_export_is_accounted_for(shared: Path, resolver: Resolver) -> None:
    reading = read(shared / "data" / "gef" / "gef-projects_2020a.csv", resolver)
    assert (reading.rows, reading.accepted) == (4953, 4952)
    assert [(r.place, r.reason) for r in reading.refusals] == [("row 22", "The row is empty.")]
    projects = [r for r in reading.records.records if "#" not in r.uri]
    assert len(projects) == 4952
    tagged = {r.uri for r in projects if (str(MEA.agreement), thing("treaty/minamata")) in r.statements}
    mercury = {r.uri for r in projects if "mercury" in str(dict(r.statements)[str(DCTERMS.title)]).lower()}
    assert mercury <= tagged
    kept = Counter(
        str(v) for r in projects for n, v in r.statements if n == str(DCTERMS.spatial) and isinstance(v, Literal)
    )
    assert set(kept) == {
        "Europe and Central Asia",
        "Kosovo",
        "Regional",
        "Serbia and Montenegro",
        "Yugoslavia",
    }
