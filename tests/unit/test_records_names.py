"""Names of countries and agencies in the six languages, and what cannot be resolved."""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path

import pytest

from ingest.records import Resolver
from ingest.records.resolver import AREAS
from kg.identifiers import Uris
from kg.model import LANGUAGES, Uri

UNRESOLVED = {"Republic of China"}
"""Names that the lists give and the United Nations do not use: which country they mean depends on their date."""


@cache
def resolver() -> Resolver:
    return Resolver.of_taxonomies(Uris("https://kg.example/"))


def find(name: str) -> Uri | None:
    return resolver().find("countries", name) or resolver().find(AREAS, name)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("the Swiss Confederation", "CHE"),
        ("la Confédération suisse", "CHE"),
        ("Gambia (the)", "GMB"),
        ("Korea, Republic of", "KOR"),
        ("Congo, Democratic Republic of the", "COD"),
        ("瑞 士", "CHE"),
        ("玻利维亚（多民族国）", "BOL"),
        ("Королевство Свазиленд", "SWZ"),
        ("جمهورية كوت ديفوار", "CIV"),
        ("Türkiye", "TUR"),
        ("Turkey", "TUR"),
    ],
)
def test_articles_order_and_former_names_do_not_matter(name: str, code: str) -> None:
    assert str(find(name)).endswith(f"/party/{code}")


@pytest.mark.parametrize("name", ["Republic of", "the", "Guinea Congo", "Atlantis", "", "of the"])
def test_what_is_no_name_of_one_country_finds_none(name: str) -> None:
    assert find(name) is None


def test_similar_countries_stay_apart() -> None:
    pairs = {"Guinea": "GIN", "Guinea-Bissau": "GNB", "Equatorial Guinea": "GNQ", "Niger": "NER", "Nigeria": "NGA",
             "Congo": "COG", "DR Congo": "COD", "Dominica": "DMA", "Dominican Republic": "DOM"}  # fmt: skip
    assert {name: str(find(name)).rpartition("/")[2] for name in pairs} == pairs


def test_every_name_of_m49_in_six_languages(shared: Path) -> None:
    unresolved = set()
    for file in sorted((shared / "data" / "m49").glob("UNSD-*.csv")):
        with file.open(encoding="utf-8-sig", newline="") as stream:
            for row in csv.DictReader(stream):
                wanted = find(row["ISO-alpha3 Code"])
                if wanted is None or find(row["Country or Area"]) != wanted:
                    unresolved.add(row["Country or Area"])
    assert unresolved == set()


def test_every_name_of_the_informea_list_in_six_languages(shared: Path) -> None:
    unresolved = set()
    countries = json.loads((shared / "data" / "informea" / "country.json").read_text(encoding="utf-8"))
    assert len(countries) == 250
    for country in countries:
        wanted = find(country["code3l"])
        names = [n for n in country["countryNames"] if n["language"] in LANGUAGES]
        for name in (n[kind] for n in [*names, country] for kind in ("name", "nameOfficial") if n.get(kind)):
            if wanted is None or find(name) != wanted:
                unresolved.add(name)
    assert unresolved == UNRESOLVED


def test_every_agency_of_the_gef_export(shared: Path) -> None:
    with (shared / "data" / "gef" / "gef-projects_2020a.csv").open(encoding="utf-8-sig", newline="") as stream:
        agencies = {a.strip() for row in csv.DictReader(stream) for a in row["Implementing Agencies"].split(",")} - {""}
    assert len(agencies) > 15
    assert {a for a in agencies if resolver().find("organizations", a) is None} == set()
