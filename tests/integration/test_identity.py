"""The same project from three sources is one node; what may be the same is listed, decided, and stays decided."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Self

import pytest

from ingest.pipeline import Pipeline
from kg.base import KnowledgeBase
from kg.errors import BadInput
from kg.export import nquads
from kg.identifiers import Uris
from kg.identity import Identities, decide
from kg.model import Outcome
from kg.settings import Settings
from kg.views.duplicates import duplicates
from kg.views.listing import JsonObject
from kg.views.things import thing, things
from kg.writer import Writer
from search_api.routes.thing_history import Removed, Renamed, catalog_history
from tests.harvest_bed import Bed
from tests.harvest_server import HarvestServer, Reply
from tests.integration.hashing_encoder import HashingEncoder

HEAD = "ID,Title,Focal Areas,Grant,Cofinancing,Implementing Agencies,Countries,Fund Source,Period,Status"
OTHER_HEAD = "Title,ID,Countries,Focal Areas,Type,Agencies,GEF Grant,Cofinancing,Status,Funding Source,GEF Period"
SHEET = "Identifier,Title (en),Status,Funder,Implementing agencies,Countries and regions,Grant,Cofinancing,Start,End"
UNEP = "United Nations Environment Programme"
BASE = "http://localhost:8000/id/project/"
AREA, FUND = "Chemicals and Waste", "GEF Trust Fund,GEF - 7"


def gef(*rows: str) -> str:
    return "\n".join([HEAD, *rows, ""])


TITLE = "Mercury-free gold mining in Chad"
MINE = f'10349,{TITLE},{AREA},"$1,234,567 ","$5,000,000 ",{UNEP},Chad,{FUND},Project Approved'
AMALGAM = "Phasing out dental amalgam"
DENTAL = f'10350,{AMALGAM} in Uruguay,{AREA},"$2,000,000 ","$3,000,000 ",{UNEP},Uruguay,{FUND},Concept Approved'


def activity(
    identifier: str, title: str, other: str = "", country: str = "TD", amount: int = 1234567, status: int = 4
) -> str:
    ref = f'<other-identifier ref="{other}" type="A1"/>' if other else ""
    return f"""<iati-activity xml:lang="en" default-currency="USD"><iati-identifier>{identifier}</iati-identifier>
<reporting-org ref="XM-X" type="40"><narrative>{UNEP}</narrative></reporting-org>
<title><narrative>{title}</narrative></title>
<participating-org role="1"><narrative>Global Environment Facility</narrative></participating-org>
<participating-org role="4"><narrative>{UNEP}</narrative></participating-org>{ref}
<activity-status code="4"/><recipient-country code="{country}"/>
<budget><value currency="USD" value-date="2020-01-01">{amount}</value></budget></iati-activity>"""


def iati(*rows: str) -> str:
    return f'<iati-activities version="2.03">{"".join(rows)}</iati-activities>'


def sheet(*rows: str) -> str:
    return "\n".join([SHEET, *rows, ""])


@pytest.fixture
def settings(vocabulary_data: Path, tmp_path: Path) -> Settings:
    return base(vocabulary_data, tmp_path / "data")


def base(start: Path, data: Path) -> Settings:
    shutil.copytree(start, data)
    return Settings(data=data, publish_delay=0.05)


def take(settings: Settings, folder: Path, **files: str) -> None:
    """Take in files, named ``stem_ending``, in this order."""
    folder.mkdir(exist_ok=True)
    with Writer(settings, wait=10) as writer, Pipeline(settings, writer, HashingEncoder()) as pipeline:
        for name, content in files.items():
            path = folder / name.replace("_", ".")
            path.write_text(content, "utf-8")
            result = pipeline.take(path)
            assert result.outcome is not Outcome.REFUSED, result.refusals
            assert result.refusals == ()


class Seen:
    """What readers see."""

    def __init__(self, settings: Settings) -> None:
        self.base = KnowledgeBase(settings, HashingEncoder())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.base.close()

    @property
    def keys(self) -> list[str]:
        return sorted(str(p["key"]) for p in things(self.base.snapshot, "projects"))

    def project(self, key: str) -> JsonObject:
        return thing(self.base.snapshot, "projects", key)

    @property
    def suspected(self) -> list[tuple[str, str]]:
        snapshot = self.base.snapshot
        pairs = duplicates(snapshot, Identities(snapshot.catalog).pairs())
        return [(p["one"]["uri"].removeprefix(BASE), p["other"]["uri"].removeprefix(BASE)) for p in pairs]


BY_HAND = f'10349,Gold without mercury,Completed,GEF,{UNEP},Chad,"USD 1,200,000","USD 5,000,000",2020-01-01,2024-12-31'
THREE = {
    "gef_csv": gef(MINE, DENTAL),
    "iati_xml": iati(activity("XM-X-1", "Gold mining without mercury", "GEF-10349", amount=1300000)),
    "sheet_csv": sheet(BY_HAND),
}


def test_three_sources_one_node(settings: Settings, tmp_path: Path) -> None:
    take(settings, tmp_path / "in", **THREE)
    with Seen(settings) as seen:
        assert seen.keys == ["10349", "10350"]
        project = seen.project("10349")
        assert sorted(s["uri"].rpartition("/")[2] for s in project["sources"]) == ["gef", "iati", "sheet"]
        assert all(s["date"] and s["title"] for s in project["sources"])
        titles = next(c for c in project["contradictions"] if c["property"].endswith("terms/title"))
        assert {v["value"] for v in titles["values"]} == {
            "Mercury-free gold mining in Chad", "Gold mining without mercury", "Gold without mercury",
        }  # fmt: skip
        assert [v["shown"] for v in titles["values"]] == [True, False, False]
        assert project["title"] == titles["values"][0]["value"]
        grants = next(c for c in project["contradictions"] if c["property"].endswith("#value"))
        assert {v["value"] for v in grants["values"]} == {"1234567", "1200000"}
        assert seen.project("10350")["contradictions"] == []
        history = catalog_history(seen.base.uris, lambda: seen.base.snapshot.catalog)
        assert history("project", "xm-x-1") == Renamed("10349")
        assert history("project", "10350") is None
        assert seen.suspected == []
    take(settings, tmp_path / "in", gef_csv=gef(MINE))
    with Seen(settings) as seen:
        history = catalog_history(seen.base.uris, lambda: seen.base.snapshot.catalog)
        assert isinstance(history("project", "10350"), Removed)
        assert history("project", "10349") is None
        assert history("nonsense", "..") is None


def test_the_order_in_which_sources_come_does_not_matter(vocabulary_data: Path, tmp_path: Path) -> None:
    bases = []
    for number, order in enumerate((tuple(THREE), tuple(reversed(THREE)))):
        settings = base(vocabulary_data, tmp_path / f"data{number}")
        take(settings, tmp_path / f"in{number}", **{name: THREE[name] for name in order})
        bases.append(list(nquads(settings)))
    assert bases[0] == bases[1]


def test_the_source_with_the_lower_precedence_is_shown(vocabulary_data: Path, tmp_path: Path) -> None:
    bed = Bed(tmp_path, vocabulary_data)
    with HarvestServer({f"/{name}": Reply(content, type="text/plain") for name, content in THREE.items()}) as server:
        for name, precedence in (("gef_csv", 30), ("iati_xml", 10), ("sheet_csv", 20)):
            stem, _, ending = name.partition("_")
            declared = {"kind": "file", "format": ending, "url": f"{server.url}/{name}", "precedence": precedence}
            bed.declare(stem, **declared, mapping=None)
            assert bed.harvest(stem).outcome == "done"
        with Seen(bed.settings) as seen:
            project = seen.project("10349")
            assert [(s["precedence"], s["title"]) for s in project["sources"]] == [
                (10, "Iati"),
                (20, "Sheet"),
                (30, "Gef"),
            ]
            assert project["sources"][0]["address"] == f"{server.url}/iati_xml"
            assert project["title"] == "Gold mining without mercury"
            grants = next(a for a in project["amounts"] if a["kind"] == "grant")
            assert grants["value"] == 1200000, "IATI does not tell the grant, so the next one does"
        bed.declare("sheet", kind="file", format="csv", url=f"{server.url}/sheet_csv", precedence=5, mapping=None)
        server.routes["/sheet_csv"] = Reply(THREE["sheet_csv"] + "\n", type="text/plain")
        bed.harvest("sheet")
        with Seen(bed.settings) as seen:
            assert seen.project("10349")["title"] == "Gold without mercury"


def test_a_second_layout_of_the_same_data_makes_no_duplicates(settings: Settings, tmp_path: Path) -> None:
    row = f'{TITLE},10349,Chad,{AREA},FSP,{UNEP},"$1,234,567 ","$5,000,000 ",Completed,{FUND}'
    take(settings, tmp_path / "in", gef_csv=gef(MINE, DENTAL), other_csv=f"{OTHER_HEAD}\n{row}\n")
    with Seen(settings) as seen:
        assert seen.keys == ["10349", "10350"]
        project = seen.project("10349")
        assert [c["property"].rpartition("#")[2] for c in project["contradictions"]] == ["status"]
        assert len(project["amounts"]) == 2


# ---------------------------------------------------------------------- what identifiers are believed


def test_a_bare_number_needs_support(settings: Settings, tmp_path: Path) -> None:
    take(
        settings,
        tmp_path / "in",
        gef_csv=gef(MINE, DENTAL),
        iati_xml=iati(
            activity("XM-X-1", "A programme on mining", "10349"),
            activity("XM-X-2", "School meals", "10350", country="NP"),
        ),
    )
    with Seen(settings) as seen:
        assert seen.keys == ["10349", "10350", "xm-x-2"]


def test_two_records_of_one_source_with_one_id_are_left_to_a_person(settings: Settings, tmp_path: Path) -> None:
    parts = (
        activity("XM-X-1", "Gold mining, part 1", "GEF-10349"),
        activity("XM-X-2", "Gold mining, part 2", "GEF-10349"),
    )
    take(settings, tmp_path / "in", gef_csv=gef(MINE), iati_xml=iati(*parts))
    with Seen(settings) as seen:
        assert seen.keys == ["10349", "xm-x-1", "xm-x-2"]


# ---------------------------------------------------------------------- decided by a person


ALIKE = {
    "gef_csv": gef(MINE, DENTAL),
    "iati_xml": iati(
        activity("XM-X-1", "Mercury-free gold mining in Chad"),
        activity("XM-X-2", "Phasing out dental amalgam", country="UY", amount=777),
        activity("XM-X-3", "School meals in Nepal", country="NP", amount=5),
    ),
}


def say(settings: Settings, one: str, other: str, *, same: bool) -> None:
    with Writer(settings, wait=10) as writer:
        decide(writer, Uris(settings.base_uri), BASE + one, BASE + other, same=same)


def test_what_looks_the_same_is_listed_and_a_decision_is_remembered(settings: Settings, tmp_path: Path) -> None:
    take(settings, tmp_path / "in", **ALIKE)
    before = list(nquads(settings))
    with Seen(settings) as seen:
        assert seen.suspected == [("10349", "xm-x-1"), ("10350", "xm-x-2")]
    say(settings, "10349", "xm-x-1", same=True)
    say(settings, "xm-x-2", "10350", same=False)
    with Seen(settings) as seen:
        assert seen.suspected == []
        assert seen.keys == ["10349", "10350", "xm-x-2", "xm-x-3"]
        assert len(seen.project("10349")["sources"]) == 2
    # A later version of the source, and a rebuilt base, know it still.
    later = [activity("XM-X-1", f"{TITLE}, phase 1"), activity("XM-X-2", AMALGAM, country="UY")]
    take(settings, tmp_path / "in", iati_xml=iati(*later))
    with Writer(settings) as writer:
        writer.rebuild()
    with Seen(settings) as seen:
        assert seen.suspected == []
        assert seen.keys == ["10349", "10350", "xm-x-2"]
        assert len(seen.project("10349")["contradictions"]) >= 1
    # And it can be taken back: what the sources gave was kept.
    take(settings, tmp_path / "in", iati_xml=ALIKE["iati_xml"])
    say(settings, "10349", "xm-x-1", same=False)
    assert list(nquads(settings)) == before
    with Seen(settings) as seen:
        assert seen.suspected == []
        assert catalog_history(seen.base.uris, lambda: seen.base.snapshot.catalog)("project", "xm-x-1") is None


def test_a_rule_is_overruled(settings: Settings, tmp_path: Path) -> None:
    take(settings, tmp_path / "in", **THREE)
    say(settings, "10349", "xm-x-1", same=False)
    take(settings, tmp_path / "in", iati_xml=iati(activity("XM-X-1", "Another title", "GEF-10349")))
    with Seen(settings) as seen:
        assert seen.keys == ["10349", "10350", "xm-x-1"]
        assert [(p.same, p.by) for p in Identities(seen.base.snapshot.catalog).pairs()] == [(False, "person")]


def test_decisions_that_contradict_each_other_are_refused(settings: Settings, tmp_path: Path) -> None:
    take(settings, tmp_path / "in", **ALIKE)
    say(settings, "10349", "xm-x-1", same=True)
    say(settings, "10349", "xm-x-2", same=False)
    with pytest.raises(BadInput, match="told apart"):
        say(settings, "xm-x-1", "xm-x-2", same=True)
    with pytest.raises(BadInput, match="cannot be compared"):
        say(settings, "10349", "10349", same=True)
    with pytest.raises(BadInput, match="cannot be compared"), Writer(settings) as writer:
        decide(writer, Uris(settings.base_uri), f"{BASE}10349", "http://elsewhere.example/1", same=True)


def test_the_command(
    settings: Settings, tmp_path: Path, mea_kg: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    take(settings, tmp_path / "in", **ALIKE)

    def run(*arguments: str) -> JsonObject:
        done = mea_kg("duplicates", *arguments, "--data", settings.data, "--json")
        assert done.returncode == 0, done.stderr
        found: JsonObject = json.loads(done.stdout)
        return found

    first = run()["items"][0]
    assert first["score"] > 0.9
    assert {s["title"] for s in first["one"]["sources"]} == {"Projects of the Global Environment Facility"}
    run("confirm", first["one"]["uri"], "xm-x-1", "--why", "same contract")
    assert [(p["same"], p["by"], p["why"]) for p in run("--decided")["items"]] == [(True, "person", "same contract")]
    assert run()["total"] == 1
    human: Sequence[str] = mea_kg("duplicates", "--data", settings.data).stdout.splitlines()
    assert any("xm-x-2" in line for line in human)
