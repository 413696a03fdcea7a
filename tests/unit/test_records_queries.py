"""Questions that need records, answered from the graph: one query for a party's profile, one for a theme's page."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib.term import URIRef

from ingest import starter_directory
from ingest.records import Resolver, load_mappings, read_records
from ingest.vocabulary import to_ntriples
from kg.graph.oxigraph import OxigraphReader
from kg.identifiers import Uris
from kg.queries import query
from kg.rdf import record_triples
from ontology import ontology_text, taxonomies

BASE = "https://kg.example/"
URIS = Uris(BASE)
OWN = Path(__file__).parent.parent / "records"


@cache
def graph(*files: Path) -> OxigraphReader:
    """A graph of the taxonomies and of some files of records."""
    store = ox.Store()
    contents = [to_ntriples(c, BASE) for c in (ontology_text(), *(t.content for t in taxonomies()))]
    resolver = Resolver.of_taxonomies(URIS)
    for file in files:
        records = read_records(file, load_mappings(), URIS, resolver).records
        contents.append(record_triples(records, URIS.graph("records", records.key)))
    for number, content in enumerate(contents):
        store.load(content, format=ox.RdfFormat.N_TRIPLES, to_graph=ox.NamedNode(f"urn:g:{number}"))
    return OxigraphReader(store)


def own() -> OxigraphReader:
    starter = starter_directory() / "records"
    files = sorted(p for p in OWN.iterdir() if p.suffix in {".csv", ".json", ".xml"})
    return graph(*sorted(starter.glob("*.csv")), *files)


def thing(key: str) -> URIRef:
    return URIRef(f"{BASE}id/{key}")


def ask(of: OxigraphReader, name: str, **bound: str) -> list[dict[str, str]]:
    rows = of.select(query(name), **{variable: thing(key) for variable, key in bound.items()})
    return [{k: str(v).removeprefix(f"{BASE}id/") for k, v in row.items()} for row in rows]


def sections(rows: list[dict[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if "item" in row:
            found[row["section"]].add(row["item"])
    return dict(found)


def test_a_party_profile_is_one_query() -> None:
    rows = ask(own(), "party_profile", thing="party/CIV")
    found = sections(rows)
    assert found["participation"] == {f"party/CIV#{t}" for t in ("basel", "minamata", "rotterdam", "stockholm")}
    assert found["report"] == {"report/minamata-civ-2017-2020-full"}
    assert "project/90001" in found["project"]
    (report,) = [row for row in rows if row.get("section") == "report"]
    assert (report["form"], report["start"], report["end"]) == ("full", "2017-01-01", "2020-12-31")
    minamata = [row for row in rows if row.get("item") == "party/CIV#minamata"]
    assert minamata[0]["force"] > "2017"
    hosted = sections(ask(own(), "party_profile", thing="party/CHE"))["meeting"]
    assert {"meeting/mc-cop-6", "meeting/minamata-77"} <= hosted
    assert sections(ask(own(), "party_profile", thing="party/PER"))["plan"] == {"report/stockholm-unep-pops-nip-x-1"}


def test_a_theme_page_is_one_query() -> None:
    found = sections(ask(own(), "theme_page", thing="concept/topics.asgm"))
    assert "decision/mc-4-4" in found["decision"]
    assert "project/9164" in found["project"]
    assert "provision/minamata.art_7" in found["provision"]
    assert found["event"] == {"event/gold-workshop"}


def test_projects_lead_to_provisions_and_parties() -> None:
    rows = ask(own(), "projects_of_provision", provision="provision/minamata.art_7")
    assert {"project/9164"} <= {row["project"] for row in rows}
    (gabon,) = [row for row in rows if row["project"] == "project/9164"]
    assert gabon["party"] == "party/GAB"
    assert float(gabon["confidence"]) >= 0.8
    assert gabon["why"].startswith("Article 7 of the Minamata Convention")


def gold_plan_of_gabon(of: OxigraphReader) -> None:
    rows = ask(of, "projects_of_party", party="party/GAB", topic="concept/topics.asgm")
    assert {(r["id"], r["agency"], r["kind"], r["value"], r["currency"]) for r in rows} == {
        ("9164", "organization/unido", "grant", "500000", "USD"),
        ("9164", "organization/unido", "cofinancing", "161000", "USD"),
    }


def test_question_35_from_the_starter() -> None:
    gold_plan_of_gabon(own())


def test_question_35_from_the_whole_export(shared: Path) -> None:
    gold_plan_of_gabon(graph(shared / "data" / "gef" / "gef-projects_2020a.csv"))


@pytest.mark.parametrize(
    ("meeting", "topic", "numbers"),
    [
        ("mc-cop-4", "asgm", {"MC-4/4"}),
        ("mc-cop-4", "releases", {"MC-4/5"}),
        ("mc-cop-4", "dashboards", set()),
    ],
)
def test_question_33_decisions_of_a_meeting_on_a_topic(meeting: str, topic: str, numbers: set[str]) -> None:
    rows = ask(own(), "decisions_of_meeting", meeting=f"meeting/{meeting}", topic=f"concept/topics.{topic}")
    assert {row["number"] for row in rows} == numbers
