"""Competency questions that need records, asked of a base with the starter and the export of the GEF.

What is answered is printed (``pytest -s``). CQ33 asks for decisions on mercury-added products; none of those of COP-5
that the starter knows is about them, and the answer has to be just that: which are known, and that none fits.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest

from kg.base import KnowledgeBase
from kg.settings import Settings

PREFIXES = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX mea: <https://w3id.org/mea-kg/ontology#>
PREFIX id: <http://localhost:8000/id/>
"""

GABON = """SELECT DISTINCT ?identifier ?agency ?grant ?cofinancing WHERE {
  ?project a mea:Project ; mea:funder <http://localhost:8000/id/organization/gef> ;
    mea:party <http://localhost:8000/id/party/GAB> ; mea:agreement <http://localhost:8000/id/treaty/minamata> ;
    dcterms:subject <http://localhost:8000/id/concept/topics.asgm> ;
    dcterms:identifier ?identifier ; mea:agency ?agency ;
    mea:amount ?one , ?other .
  ?one mea:amountKind "grant" ; mea:value ?grant .
  ?other mea:amountKind "cofinancing" ; mea:value ?cofinancing .
}"""

DECISIONS = """SELECT DISTINCT ?number ?products WHERE {
  ?decision a mea:Decision ; mea:meeting <http://localhost:8000/id/meeting/mc-cop-5> ; dcterms:identifier ?number ;
    mea:status <http://localhost:8000/id/concept/statuses.adopted> ; dcterms:subject ?subject .
  BIND (CONTAINS(STR(?subject), "product") AS ?products)
}"""


@pytest.fixture(scope="module")
def base(
    starter_data: Path,
    shared: Path,
    mea_kg: Callable[..., subprocess.CompletedProcess[str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[KnowledgeBase]:
    data = tmp_path_factory.mktemp("questions") / "data"
    shutil.copytree(starter_data, data)
    done = mea_kg("ingest", shared / "data" / "gef" / "gef-projects_2020a.csv", "--data", data)
    assert "created gef-projects_2020a.csv" in done.stdout + done.stderr, done.stderr
    opened = KnowledgeBase(Settings(data=data))
    yield opened
    opened.close()


def asked(base: KnowledgeBase, question: str) -> list[tuple[str, ...]]:
    rows = base.snapshot.graph.select(PREFIXES + question)
    return sorted(tuple(str(value).rpartition("/id/")[2] for value in row.values()) for row in rows)


def test_cq35_the_project_on_gold_mining_in_gabon(base: KnowledgeBase) -> None:
    found = asked(base, GABON)
    print("CQ35:", found)  # noqa: T201 - shown with pytest -s
    assert found == [("9164", "organization/unido", "500000", "161000")]


def test_cq33_decisions_of_cop5_on_products(base: KnowledgeBase) -> None:
    found = asked(base, DECISIONS)
    print("CQ33: known", sorted({number for number, _ in found}))  # noqa: T201 - shown with pytest -s
    assert {"MC-5/13", "MC-5/16"} <= {number for number, _ in found}
    assert not [number for number, products in found if products == "true"]


def test_cq37_decisions_changed_since_a_day_with_titles_keywords_and_files(starter_server: str) -> None:
    """The request is the one that the question names as its answer."""
    asked = {
        "$filter": "updated gt datetime'2025-01-01T00:00:00'",
        "$expand": "title,keywords,files",
        "$top": "100",
        "$skip": "0",
        "$orderby": "updated desc,id",
        "$format": "json",
    }
    decisions = httpx2.get(f"{starter_server}informea.svc/Decisions", params=asked, timeout=60).json()["d"]["results"]
    count = httpx2.get(f"{starter_server}informea.svc/Decisions/$count", timeout=60)
    print("CQ37:", len(decisions), "decisions")  # noqa: T201 - shown with pytest -s
    assert len(decisions) == min(100, int(count.text)) > 0
    titles = [{title["language"]: title["value"] for title in decision["title"]["results"]} for decision in decisions]
    assert all(title.get("en") for title in titles)
    assert any(decision["keywords"]["results"] for decision in decisions)
    assert all(file["url"] for decision in decisions for file in decision["files"]["results"])
    order = [int(decision["updated"][6:-2]) for decision in decisions]
    assert order == sorted(order, reverse=True)
