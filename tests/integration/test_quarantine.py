"""Rows that are refused wait in quarantine, are corrected in a table, and come back; no row is ever lost."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as st

from ingest.files import Result
from ingest.pipeline import Pipeline
from ingest.records.correcting import NUMBER, Corrected, take_corrected, write_rows
from ingest.vocabulary import load_vocabulary
from kg.base import recover
from kg.catalog import Catalog
from kg.errors import BadInput
from kg.identifiers import Uris
from kg.intake import Intake
from kg.model import Outcome
from kg.quarantine import QuarantinedRow, quarantined, row_counts
from kg.settings import Settings
from kg.writer import Writer
from tests.integration.hashing_encoder import HashingEncoder

ROOT = Path(__file__).resolve().parents[2]
HEAD = "ID,Title,Focal Areas,Grant,Cofinancing,Implementing Agencies,Countries,Fund Source,Period,Status"
GOOD = '{n},Mercury in lot {n},Chemicals and Waste,"$5,000",$0,UNEP,Kenya,GEF Trust Fund,GEF - 7,Completed'
BAD = {
    "date": GOOD.replace("Completed", "Whenever"),
    "money": GOOD.replace('"$5,000"', "plenty"),
    "title": GOOD.replace("Mercury in lot {n}", ""),
    "no status (shape)": GOOD.replace("Completed", ""),
    "no country (shape)": GOOD.replace("Kenya", ""),
    "empty": ",,,,,,,,,",
    "twice": GOOD.replace("{n},Mercury", "1,Mercury"),
}


@pytest.fixture(scope="module")
def vocabulary(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(data=tmp_path_factory.mktemp("q") / "data", publish_delay=0.05)
    with Writer(settings) as writer:
        load_vocabulary(Intake(writer, HashingEncoder(), Uris(settings.base_uri)), settings.base_uri)
    return settings


@contextmanager
def writing(settings: Settings) -> Iterator[tuple[Writer, Pipeline, Intake]]:
    encoder = HashingEncoder()
    with Writer(settings) as writer, Pipeline(settings, writer, encoder) as pipeline:
        yield writer, pipeline, Intake(writer, encoder, Uris(settings.base_uri))


def take(settings: Settings, path: Path) -> Result:
    with writing(settings) as (_, pipeline, _):
        return next(pipeline.run([path]))


def correct(settings: Settings, path: Path) -> Corrected:
    with writing(settings) as (writer, _, intake):
        return take_corrected(path, writer, intake, Uris(settings.base_uri))


def waiting(settings: Settings, key: str) -> list[QuarantinedRow]:
    with closing(Catalog.read(settings.data / "catalog.db")) as catalog:
        return quarantined(catalog, key)


def counted(settings: Settings, key: str) -> tuple[int, int, int]:
    """Rows, those in the base by its count, those in quarantine; checks them against the graph's projects."""
    with closing(Catalog.read(settings.data / "catalog.db")) as catalog:
        (found,) = [c for c in row_counts(catalog) if c.records == key]
        item = catalog.item("records", key)
        assert item is not None
        projects = catalog.triples(item.id).count(b"<https://w3id.org/mea-kg/ontology#Project> .")
    assert found.accepted == projects
    return found.rows, found.accepted, found.quarantined


def table(path: Path, rows: list[str]) -> Path:
    path.write_text("\n".join([HEAD, *(row.format(n=n) for n, row in enumerate(rows, 1))]) + "\n", encoding="utf-8")
    return path


def exported(rows: list[QuarantinedRow]) -> list[dict[str, str]]:
    stream = io.StringIO()
    write_rows(rows, stream)
    return list(csv.DictReader(io.StringIO(stream.getvalue())))


def written(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        out = csv.DictWriter(stream, list(rows[0]))
        out.writeheader()
        out.writerows(rows)
    return path


def test_rows_wait_are_corrected_and_come_back(vocabulary: Settings, tmp_path: Path) -> None:
    path = table(tmp_path / "projects.csv", [GOOD, *BAD.values()])
    result = take(vocabulary, path)
    assert result.outcome is Outcome.CREATED
    assert (result.rows, len(result.refusals)) == (8, 7)
    assert counted(vocabulary, "projects") == (8, 1, 7)
    rows = {row.rule: row for row in waiting(vocabulary, "projects")}
    assert (rows["money"].field, rows["money"].value, rows["money"].place) == ("Grant", "plenty", "row 4")
    shape = rows["Project-status"]
    assert (shape.field, shape.mapping, shape.source) == ("Status", "gef-projects", "projects.csv")
    assert shape.reason.startswith("The project does not have exactly one status")
    assert shape.remedy == "Fill in the column Status."
    assert rows["Project-country"].remedy

    table_rows = exported(waiting(vocabulary, "projects"))
    assert {r["?Reason"] for r in table_rows} == {r.reason for r in rows.values()}
    for row in table_rows:
        if row["?Rule"] == "Project-status":
            row["Status"] = "Completed"
        elif row["?Rule"] == "money":
            row["Grant"] = "EUR 1.2 million"
    done = correct(vocabulary, written(tmp_path / "corrected.csv", table_rows))
    assert (done.taken, len(done.still), done.unknown) == (2, 5, ())
    assert counted(vocabulary, "projects") == (8, 3, 5)
    assert take(vocabulary, path).outcome is Outcome.UNCHANGED
    assert counted(vocabulary, "projects") == (8, 3, 5)

    again = correct(vocabulary, tmp_path / "corrected.csv")
    assert again.taken == 0, "rows that were taken are not in quarantine any more"
    assert len(again.unknown) == 7, "those that stayed have new numbers, so that an old table cannot undo a newer one"
    assert counted(vocabulary, "projects") == (8, 3, 5)

    better = table(tmp_path / "projects.csv", [GOOD, GOOD, GOOD])
    assert take(vocabulary, better).outcome is Outcome.UPDATED
    assert counted(vocabulary, "projects") == (3, 3, 0)


def test_a_source_of_which_nothing_is_right_leaves_what_was_there(vocabulary: Settings, tmp_path: Path) -> None:
    take(vocabulary, table(tmp_path / "careful.csv", [GOOD, GOOD]))
    result = take(vocabulary, table(tmp_path / "careful.csv", [BAD["money"], BAD["title"]]))
    assert result.outcome is Outcome.REFUSED
    assert counted(vocabulary, "careful") == (4, 2, 2)


def test_nothing_right_at_first_can_be_corrected(vocabulary: Settings, tmp_path: Path) -> None:
    assert take(vocabulary, table(tmp_path / "late.csv", [BAD["money"]])).outcome is Outcome.REFUSED
    assert counted(vocabulary, "late") == (1, 0, 1)
    (row,) = exported(waiting(vocabulary, "late"))
    row["Grant"] = "7"
    assert correct(vocabulary, written(tmp_path / "c.csv", [row])).taken == 1
    assert counted(vocabulary, "late") == (1, 1, 0)


def test_rows_of_json_keep_their_shape(vocabulary: Settings, tmp_path: Path) -> None:
    path = tmp_path / "decisions.json"
    good = {"id": "1", "number": "MC-9/1", "treaty": "minamataunep", "status": "active", "published": "2031-01-01",
            "title": [{"language": "en", "value": "A decision"}]}  # fmt: skip
    path.write_text(json.dumps([good, good | {"number": "MC-9/2", "published": "soon"}]), encoding="utf-8")
    assert len(take(vocabulary, path).refusals) == 1
    (row,) = exported(waiting(vocabulary, "decisions"))
    assert json.loads(row["title"]) == good["title"]
    row["published"] = "2031-01-02"
    assert correct(vocabulary, written(tmp_path / "c.csv", [row])).taken == 1
    assert waiting(vocabulary, "decisions") == []


def test_cells_that_begin_like_a_formula_are_safe_and_come_back_as_they_were(
    vocabulary: Settings, tmp_path: Path
) -> None:
    bad = BAD["money"].replace("Mercury in lot {n}", '"=HYPERLINK(""https://x.example"") mercury"')
    take(vocabulary, table(tmp_path / "formula.csv", [bad]))
    (row,) = exported(waiting(vocabulary, "formula"))
    assert row["Title"].startswith("'=")
    row["Grant"] = "7"
    assert correct(vocabulary, written(tmp_path / "c.csv", [row])).taken == 1
    with closing(Catalog.read(vocabulary.data / "catalog.db")) as catalog:
        item = catalog.item("records", "formula")
        assert item is not None
        assert b'"=HYPERLINK(\\"https://x.example\\") mercury"@en' in catalog.triples(item.id)


def test_removing_the_records_empties_their_quarantine(vocabulary: Settings, tmp_path: Path) -> None:
    take(vocabulary, table(tmp_path / "gone.csv", [GOOD, BAD["money"]]))
    with writing(vocabulary) as (_, _, intake):
        intake.remove("records", "gone")
    assert waiting(vocabulary, "gone") == []


def test_a_table_without_numbers_is_told_apart(vocabulary: Settings, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=f"no column “{NUMBER}”"):
        correct(vocabulary, table(tmp_path / "plain.csv", [GOOD]))


KINDS = st.lists(st.sampled_from([GOOD, GOOD, *BAD.values()]), min_size=1, max_size=9)


@limits(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(KINDS)
def test_counts_always_add_up(vocabulary: Settings, tmp_path: Path, rows: list[str]) -> None:
    named = tmp_path / f"t{abs(hash(tuple(rows)))}.csv"
    result = take(vocabulary, table(named, rows))
    # Empty rows at the end of a table are no rows of it.
    last = max((n for n, row in enumerate(rows, 1) if row != BAD["empty"]), default=0)
    assert result.rows == last or result.outcome is Outcome.UNCHANGED or result.rows == 0
    if result.outcome is not Outcome.UNCHANGED and result.rows:
        assert counted(vocabulary, named.stem) == (last, last - len(result.refusals), len(result.refusals))


def test_counts_add_up_after_every_kill(vocabulary: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    rows = {f"k{n}": [GOOD] * (n % 5 + 1) + [BAD["money"]] * (n % 3) for n in range(12)}
    for name, content in rows.items():
        table(folder / f"{name}.csv", [row.replace("Mercury", f"{name}: mercury") for row in content])
    pause = random.Random(7)
    for _ in range(4):
        worker = [sys.executable, "-m", "tests.integration.ingest_worker", str(vocabulary.data), str(folder)]
        process = subprocess.Popen(worker, stdout=subprocess.DEVNULL, start_new_session=True, cwd=ROOT)
        time.sleep(pause.uniform(1.0, 3.0))
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=60)
        recover(vocabulary)
        with closing(Catalog.read(vocabulary.data / "catalog.db")) as catalog:
            there = {c.records for c in row_counts(catalog)} & set(rows)
            loose = {r.records for r in quarantined(catalog)} & set(rows)
        assert loose <= there, "no quarantine without its records"
        for key in there:
            bad = rows[key].count(BAD["money"])
            assert counted(vocabulary, key) == (len(rows[key]), len(rows[key]) - bad, bad)
    with writing(vocabulary) as (_, pipeline, _):
        list(pipeline.run([folder]))
    for key, content in rows.items():
        assert counted(vocabulary, key)[0] == len(content)


def test_the_command(
    vocabulary: Settings, tmp_path: Path, mea_kg: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    take(vocabulary, table(tmp_path / "command.csv", [GOOD, BAD["money"]]))
    listed = mea_kg("quarantine", "list", "--records", "command", "--data", vocabulary.data)
    assert "command: 2 rows, 1 in the base, 1 in quarantine (command.csv)" in listed.stdout
    assert "row 3, column “Grant”" in listed.stdout
    told = json.loads(mea_kg("quarantine", "list", "--json", "--records", "command", "--data", vocabulary.data).stdout)
    assert told["counts"][0] | {"title": ""} == {
        "records": "command", "title": "", "source": "command.csv", "rows": 2, "accepted": 1, "quarantined": 1,
    }  # fmt: skip
    output = tmp_path / "out.csv"
    done = mea_kg("quarantine", "export", "command", "--output", output, "--data", vocabulary.data)
    assert done.returncode == 0, done.stderr
    assert "plenty" in output.read_text("utf-8-sig")
    nothing = mea_kg("quarantine", "export", "nothing", "--data", vocabulary.data)
    assert nothing.returncode == 1
    assert "No rows of nothing are in quarantine" in nothing.stderr
