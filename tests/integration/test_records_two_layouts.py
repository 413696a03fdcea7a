"""The same projects in a second layout merge with those of the first: nothing twice, no dollar more or less."""

from __future__ import annotations

import csv
import random
import shutil
import subprocess
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from rdflib.term import URIRef

from kg.base import KnowledgeBase
from kg.identifiers import Uris
from kg.identity import Identities
from kg.settings import Settings
from kg.views.duplicates import duplicates

ROWS = 600
AREAS = ("Chemicals and Waste", "Biodiversity", "Climate Change", "Land Degradation")
SUBJECTS = ("Mercury-free gold mining", "Disposal of PCBs", "Parks for all", "Clean transport", "Safe medical waste")
COUNTRIES = ("Kenya", "Peru", "Chad", "Uruguay", "Viet Nam", "Ghana", "Nepal", "Fiji")
AGENCIES = ("United Nations Environment Programme", "The World Bank", "United Nations Development Programme")

TOTALS = """
PREFIX mea: <https://w3id.org/mea-kg/ontology#>
SELECT (COUNT(DISTINCT ?project) AS ?projects) (SUM(?value) AS ?total)
  (MIN(?sources) AS ?least) (MAX(?sources) AS ?most)
WHERE {
  { SELECT ?project (COUNT(DISTINCT ?source) AS ?sources)
    WHERE { ?project a mea:Project ; mea:recordSource ?first , ?source } GROUP BY ?project }
  { SELECT DISTINCT ?project ?amount ?value
    WHERE { ?project mea:recordSource ?first ; mea:amount ?amount .
            ?amount mea:amountKind "grant" ; mea:value ?value } }
}
"""


def made_up() -> list[dict[str, str]]:
    chance = random.Random(5)
    return [
        {
            "ID": str(900_000 + n),
            "Title": f"{chance.choice(SUBJECTS)} in {chance.choice(COUNTRIES)}, phase {n}",
            "Area": chance.choice(AREAS),
            "Grant": f"${chance.randrange(50, 9000) * 1000:,} ",
            "Cofinancing": f"${chance.randrange(0, 90000) * 1000:,} ",
            "Agency": chance.choice(AGENCIES),
            "Country": chance.choice(COUNTRIES),
        }
        for n in range(ROWS)
    ]


def write(path: Path, header: str, rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write(f"{header}\n")
        csv.writer(stream).writerows(rows)


def first_layout(path: Path, rows: Iterable[dict[str, str]]) -> None:
    head = "ID,Title,Focal Areas,Grant,Cofinancing,Implementing Agencies,Countries,Fund Source,Period,Status"
    names = ("ID", "Title", "Area", "Grant", "Cofinancing", "Agency", "Country")
    write(path, head, ([*(r[n] for n in names), "GEF Trust Fund", "GEF - 7", "Completed"] for r in rows))


def second_layout(path: Path, rows: Iterable[dict[str, str]]) -> None:
    """Other names and order of columns, both amounts in one cell."""
    head = "Title,ID,Countries,Focal Areas,Agencies,Grant and Cofinancing,Status,GEF Period,Funding Source"
    names = ("Title", "ID", "Country", "Area", "Agency")
    ends = ("Completed", "GEF - 7", "GEF Trust Fund")
    write(path, head, ([*(r[n] for n in names), f"{r['Grant']} {r['Cofinancing']}", *ends] for r in rows))


def test_a_second_layout_of_the_same_projects_merges(
    starter_data: Path, mea_kg: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    rows = made_up()
    first_layout(tmp_path / "first.csv", rows)
    second_layout(tmp_path / "second.csv", sorted(rows, key=lambda row: row["Title"]))
    data = tmp_path / "data"
    shutil.copytree(starter_data, data)
    done = mea_kg("ingest", tmp_path / "first.csv", tmp_path / "second.csv", "--data", data)
    assert done.returncode == 0, done.stderr
    settings = Settings(data=data)
    base = KnowledgeBase(settings)
    try:
        first = URIRef(Uris(settings.base_uri).graph("records", "first"))
        (found,) = base.snapshot.graph.select(TOTALS.replace("?first", first.n3()))
        stated = sum(int(row["Grant"].strip().lstrip("$").replace(",", "")) for row in rows)
        assert {name: int(float(str(value))) for name, value in found.items()} == {
            "projects": ROWS, "total": stated, "least": 2, "most": 2,
        }  # fmt: skip
        suspected = duplicates(base.snapshot, Identities(base.snapshot.catalog).pairs())
        ours = {str(Uris(settings.base_uri).of("project", row["ID"])) for row in rows}
        assert [pair for pair in suspected if {pair["one"]["uri"], pair["other"]["uri"]} & ours] == []
    finally:
        base.close()
