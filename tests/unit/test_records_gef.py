"""The whole export of the Global Environment Facility: every row, every dollar, the tags against 200 judged rows."""

from __future__ import annotations

import csv
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from rdflib.term import Literal

from ingest.records import Reading, Resolver, load_mappings, read_records
from kg.identifiers import Uris
from kg.terms import MEA

BASE = "https://kg.example/"
LABELS = Path(__file__).parent.parent / "records" / "labels" / "gef-agreements.csv"


def export(shared: Path) -> list[dict[str, str]]:
    with (shared / "data" / "gef" / "gef-projects_2020a.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@cache
def reading(path: Path) -> Reading:
    uris = Uris(BASE)
    return read_records(path, load_mappings(), uris, Resolver.of_taxonomies(uris))


def values(found: Reading, prop: str) -> dict[str, list[object]]:
    said: dict[str, list[object]] = defaultdict(list)
    for record in found.records.records:
        said[record.uri.removeprefix(f"{BASE}id/project/")] += [v for n, v in record.statements if n == prop]
    return said


def test_every_row_is_accounted_for_and_every_dollar_is_there(shared: Path) -> None:
    rows = export(shared)
    found = reading(shared / "data" / "gef" / "gef-projects_2020a.csv")
    assert found.rows == len(rows) == 4953
    assert found.accepted + len(found.refusals) == 4953
    assert found.accepted / found.rows >= 0.995
    amounts = values(found, str(MEA.value))
    for column, suffix in (("Grant", "#grant"), ("Cofinancing", "#cofinancing")):
        stated = sum(int(row[column].strip().lstrip("$").replace(",", "") or 0) for row in rows)
        read = sum(int(str(v)) for key, its in amounts.items() if key.endswith(suffix) for v in its)
        assert read == stated
        assert stated > 10**10
    currencies = {v for its in values(found, str(MEA.currency)).values() for v in its}
    assert currencies == {Literal("USD")}


@pytest.mark.parametrize("header", ["Grant and Cofinancing", "GEF Grant"])
def test_another_layout_of_the_same_rows_gives_the_same_records(header: str, shared: Path, tmp_path: Path) -> None:
    path = tmp_path / "layout.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        both = header == "Grant and Cofinancing"
        money = [header] if both else [header, "Cofinancing"]
        names = [
            "Title",
            "ID",
            "Countries",
            "Focal Areas",
            "Agencies",
            *money,
            "Status",
            "GEF Period",
            "Funding Source",
        ]
        table = csv.writer(stream)
        table.writerow(names)
        for row in export(shared)[:800]:
            amounts = [f"{row['Grant']} {row['Cofinancing']}"] if both else [row["Grant"], row["Cofinancing"]]
            kept = [row[n] for n in ("Title", "ID", "Countries", "Focal Areas", "Implementing Agencies")]
            table.writerow([*kept, *amounts, row["Status"], row["Period"], row["Fund Source"]])
    other, first = reading(path), reading(shared / "data" / "gef" / "gef-projects_2020a.csv")
    known = {r.uri: set(r.statements) for r in first.records.records}
    assert other.accepted == 799
    assert all(known[record.uri] == set(record.statements) for record in other.records.records)


def measured(half: str, treaty: str, shared: Path) -> tuple[float, float]:
    """Precision and recall of one agreement on a half of the judged rows."""
    tags = values(reading(shared / "data" / "gef" / "gef-projects_2020a.csv"), str(MEA.agreement))
    with LABELS.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["half"] == half]
    assert len(rows) == 100
    given = {row["id"] for row in rows if any(str(v).endswith(f"/{treaty}") for v in tags[row["id"]])}
    right = {row["id"] for row in rows if row[treaty] == "1"}
    return len(given & right) / len(given), len(given & right) / len(right)


@pytest.mark.parametrize("half", ["open", "apart"])
@pytest.mark.parametrize("treaty", ["minamata", "stockholm"])
def test_tags_of_agreements_on_judged_rows(treaty: str, half: str, shared: Path) -> None:
    precision, recall = measured(half, treaty, shared)
    assert precision >= 0.95
    assert recall >= 0.90
