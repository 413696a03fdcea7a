"""Validation where it is used: after an ingest, on the command line, over HTTP."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from rdflib import Graph
from rdflib.namespace import RDF, SH

from ingest.files import Result
from ingest.pipeline import Pipeline
from ingest.records import read_table
from ingest.vocabulary import load_vocabulary
from kg import generations
from kg.base import KnowledgeBase
from kg.catalog import Catalog
from kg.embedding import open_encoder
from kg.graph.oxigraph import OxigraphReader
from kg.identifiers import Uris
from kg.intake import Intake, model_id
from kg.lock import WriterLock
from kg.model import Outcome
from kg.settings import Settings
from kg.validation import Severity, Validator
from kg.validation.base import keep_findings, validate_base
from kg.validation.record import FULL, Recorded, Wanted, counted, recorded
from kg.writer import Writer
from tests.conftest import serving
from tests.integration.hashing_encoder import HashingEncoder
from tests.unit.validation_examples import BREAKS, GOOD, broken, parsed

REPORT = """---
symbol: UNEP/MC/COP.6/99
title: Report on storage
language: en
meeting: mc-cop-9
---
# Report on storage

1. The secretariat stored 45 drums of mercury in Lusaka on 3 March 2026.

2. Parties are invited to comment on drums under Article 10 of the Minamata Convention.
"""
MEETINGS = """Meeting,Treaty,Body,Title,Start,End,Source
mc-cop-9,Minamata Convention on Mercury,Conference of the Parties,Ninth meeting,{start},2031-11-07,Invented
"""
MISSING = "The meeting of the document is not in the base. Add it to the table of meetings."
REVERSED = "The meeting ends before it begins. Correct the columns Start and End."

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def vocabulary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A base with the taxonomies only."""
    settings = Settings(data=tmp_path_factory.mktemp("vocabulary") / "data")
    with Writer(settings) as writer:
        load_vocabulary(Intake(writer, HashingEncoder(), Uris(settings.base_uri)), settings.base_uri)
    return settings.data


@pytest.fixture
def settings(vocabulary: Path, tmp_path: Path) -> Settings:
    return Settings(data=shutil.copytree(vocabulary, tmp_path / "data"), publish_delay=0.05)


@contextmanager
def catalog(settings: Settings) -> Iterator[Catalog]:
    opened = Catalog.read(settings.data / "catalog.db")
    yield opened
    opened.close()


def ingest(settings: Settings, **files: str) -> dict[str, Result]:
    folder = settings.data.parent / "in"
    folder.mkdir(exist_ok=True)
    paths = []
    for name, text in files.items():
        paths.append(folder / name.replace("__", "."))
        paths[-1].write_text(text, "utf-8")
    with Writer(settings) as writer, Pipeline(settings, writer, HashingEncoder()) as pipeline:
        return {r.source: r for r in pipeline.run(paths)}


def unchecked(settings: Settings, text: str) -> None:
    """Put a table of meetings into the base whatever is wrong with it, as clients of the graph store can."""
    path = settings.data.parent / "meetings.csv"
    path.write_text(text, "utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()
    uris = Uris(settings.base_uri)
    with Writer(settings) as writer:
        records = read_table(path, digest, uris).records
        Intake(writer, HashingEncoder(), uris).add_records(records, str(path), "text/csv")


def kept(settings: Settings, kind: str) -> list[Recorded]:
    with catalog(settings) as opened:
        return recorded(opened, Wanted(kind=kind))


def severe(settings: Settings, kind: str) -> set[str]:
    return {f.message for f in kept(settings, kind) if f.severity is not Severity.INFO}


def test_an_ingest_keeps_what_is_wrong_and_takes_the_item_all_the_same(settings: Settings) -> None:
    result = ingest(settings, report__md=REPORT)["report.md"]
    assert result.outcome is Outcome.CREATED
    assert result.taken is not None
    assert result.taken.findings == 1
    (finding,) = kept(settings, "document")
    assert (finding.severity, finding.message) == (Severity.WARNING, MISSING)
    assert finding.key == result.taken.key
    assert finding.focus.endswith("id/document/unep-mc-cop.6-99")
    assert finding.path == "https://w3id.org/mea-kg/ontology#meeting"
    assert finding.value == "http://localhost:8000/id/meeting/mc-cop-9"


def test_what_waited_for_a_record_is_validated_when_it_comes(settings: Settings) -> None:
    ingest(settings, report__md=REPORT)
    assert severe(settings, "document") == {MISSING}
    ingest(settings, meetings__csv=MEETINGS.format(start="2031-11-03"))
    assert severe(settings, "document") == set()
    assert severe(settings, "records") == set()


def test_findings_are_replaced_with_their_item_and_go_with_it(settings: Settings) -> None:
    unchecked(settings, MEETINGS.format(start="2031-12-03"))
    assert severe(settings, "records") == {REVERSED}
    unchecked(settings, MEETINGS.format(start="2031-11-03"))
    assert severe(settings, "records") == set()
    unchecked(settings, MEETINGS.format(start="2031-12-04"))
    assert severe(settings, "records") == {REVERSED}
    with Writer(settings) as writer:
        Intake(writer, HashingEncoder(), Uris(settings.base_uri)).remove("records", "meetings")
    assert kept(settings, "records") == []


def test_violations_do_not_block_reading(settings: Settings) -> None:
    ingest(settings, report__md=REPORT)
    unchecked(settings, MEETINGS.format(start="2031-12-03"))
    with catalog(settings) as opened:
        assert counted(opened, Wanted())[Severity.VIOLATION] == 1
    base = KnowledgeBase(settings, HashingEncoder())
    start = "SELECT ?day WHERE { ?m <https://schema.org/startDate> ?day }"
    assert [str(row["day"]) for row in base.snapshot.graph.select(start)] == ["2031-12-03"]
    assert base.snapshot.catalog.counts()["document"] == 1
    base.close()


def test_incremental_is_that_part_of_full(settings: Settings) -> None:
    ingest(settings, report__md=REPORT)
    unchecked(settings, MEETINGS.format(start="2031-12-03"))
    before = {k: [(f.key, f.severity, f.focus, f.message) for f in kept(settings, k)] for k in KINDS}
    whole = validate_base(settings)
    keep_findings(settings, whole)
    after = {k: [(f.key, f.severity, f.focus, f.message) for f in kept(settings, k)] for k in KINDS}
    assert before == after
    assert any(v.message == REVERSED for v in whole.found)
    with catalog(settings) as opened:
        assert opened.meta(FULL) is not None


KINDS = ("document", "records", "taxonomy")


def test_full_validation_waits_for_a_writer_only_to_keep_its_findings(settings: Settings, mea_kg: Run) -> None:
    unchecked(settings, MEETINGS.format(start="2031-12-03"))
    with WriterLock(settings.data):
        done = mea_kg("validate", "--data", settings.data, "--wait", "0", "--json")
    assert done.returncode == 3
    assert json.loads(done.stdout)["counts"]["violation"] == 1
    assert "not kept" in done.stderr


def test_the_starter_base_conforms(starter_data: Path, mea_kg: Run, tmp_path: Path) -> None:
    generation = generations.current(starter_data)
    assert generation is not None
    found = Validator(OxigraphReader.open(generation.graph)).validate()
    assert [v.message for v in found if v.severity is Severity.VIOLATION] == []
    assert any(v.severity is Severity.WARNING for v in found)
    copy = tmp_path / "copy"
    mea_kg("backup", copy, "--data", starter_data)
    mea_kg("restore", copy, "--data", tmp_path / "restored")
    done = mea_kg("validate", "--data", tmp_path / "restored", "--limit", "3")
    assert done.returncode == 0, done.stderr
    assert "warning" in done.stdout
    assert "--limit 0 lists them all" in done.stderr


def test_findings_are_served(settings: Settings) -> None:
    undated = "mc-cop-10,Minamata Convention on Mercury,Conference of the Parties,Tenth meeting,,,Invented\n"
    unchecked(settings, MEETINGS.format(start="2031-12-03") + undated)
    with Writer(settings) as writer:  # no passage has a vector, so the base may change its encoder to one that serves
        writer.catalog.set_meta("model", model_id(open_encoder(Settings(data=settings.data, model="bundled"))))
    with serving(settings.data) as url:
        worst = httpx2.get(f"{url}api/violations", params={"k": 1}, timeout=60).json()
        assert worst["items"][0]["message"] == REVERSED
        assert worst["items"][0]["kind"] == "records"
        assert worst["items"][0]["key"] == "meetings"
        assert (worst["counts"]["violation"], sum(worst["counts"].values())) == (1, worst["total"])
        assert worst["next"] == 2
        assert worst["validated"] is None
        records = httpx2.get(
            f"{url}api/violations", params={"kind": "records", "severity": "violation"}, timeout=60
        ).json()
        assert [i["message"] for i in records["items"]] == [REVERSED]
        assert (records["total"], records["next"]) == (1, None)
        assert httpx2.get(f"{url}api/violations", params={"item": "nothing"}, timeout=60).json()["total"] == 0
        refused = httpx2.get(f"{url}api/violations", params={"severity": "terrible"}, timeout=60)
        assert refused.status_code == 422
        assert refused.headers["content-type"].startswith("application/problem+json")
        rows = httpx2.get(f"{url}api/quarantine", timeout=60).json()
        assert (rows["rows"], rows["accepted"], rows["quarantined"]) == (2, 2, 0)
        keep_findings(settings, validate_base(settings))
        assert httpx2.get(f"{url}api/violations", timeout=60).json()["validated"] is not None


@pytest.fixture
def good(tmp_path: Path) -> Path:
    parsed(GOOD).serialize(tmp_path / "good.ttl", format="turtle", encoding="utf-8")
    return tmp_path / "good.ttl"


def test_a_file_is_validated_without_a_base(good: Path, tmp_path: Path, mea_kg: Run) -> None:
    done = mea_kg("validate", good, "--data", tmp_path / "none")
    assert (done.returncode, done.stdout) == (0, "")
    assert "Nothing is wrong" in done.stderr
    how = next(how for how in BREAKS if how.rule == "FundingAmount-currency")
    broken(how).serialize(tmp_path / "bad.nt", format="nt", encoding="utf-8")
    done = mea_kg("validate", tmp_path / "bad.nt", "--data", tmp_path / "none", "--json")
    assert done.returncode == 3
    (result,) = json.loads(done.stdout)["results"]
    assert result["message"] == "The amount does not have one currency. Write its ISO 4217 code, such as USD."
    assert result["value"] == "$"
    done = mea_kg("validate", tmp_path / "bad.nt", "--data", tmp_path / "none", "--format", "turtle")
    report = Graph().parse(data=done.stdout, format="turtle")
    assert len(set(report.subjects(RDF.type, SH.ValidationResult))) == 1
    assert done.returncode == 3


def test_an_edited_taxonomy_takes_the_place_of_the_one_that_comes_with_the_package(tmp_path: Path, mea_kg: Run) -> None:
    from ontology import taxonomies

    topics = next(t for t in taxonomies() if t.name == "topics").content.decode()
    (tmp_path / "topics.ttl").write_text(topics, "utf-8")
    assert mea_kg("validate", tmp_path / "topics.ttl", "--data", tmp_path / "none").returncode == 0
    name = '"Life cycle of chemicals and wastes"@en ,'
    assert name in topics
    (tmp_path / "topics.ttl").write_text(topics.replace(name, "", 1), "utf-8")
    done = mea_kg("validate", tmp_path / "topics.ttl", "--data", tmp_path / "none", "--json")
    assert done.returncode == 3
    messages = {r["message"] for r in json.loads(done.stdout)["results"] if r["severity"] == "violation"}
    assert messages == {"The concept has no preferred label in English. Add one."}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("table.csv", "a,b", "neither Turtle nor N-Triples"),
        ("bad.ttl", "<a> <b> .", "cannot be read"),
        ("missing.ttl", None, "There is no file"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(
    name: str, content: str | None, words: str, tmp_path: Path, mea_kg: Run
) -> None:
    if content is not None:
        (tmp_path / name).write_text(content, "utf-8")
    done = mea_kg("validate", tmp_path / name, "--data", tmp_path / "none")
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr
