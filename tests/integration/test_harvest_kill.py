"""Harvests killed at any moment and started again end with the same base."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.harvest_bed import Bed, ODataService, row
from tests.harvest_server import HarvestServer, Reply, Request

ROOT = Path(__file__).resolve().parents[2]
ROWS = 150
DOCUMENTS = 16


def start(folder: Path, source: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.integration.harvest_worker", str(folder), source],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        cwd=ROOT,
    )


def said(process: subprocess.Popen[str]) -> list[str]:
    assert process.stdout is not None
    with process.stdout as stream:
        lines = stream.read().split()
    process.wait(timeout=120)
    return lines


def undisturbed(folder: Path, source: str) -> float:
    """A whole run; returns how long it worked, in seconds."""
    process = start(folder, source)
    assert process.stdout is not None
    process.stdout.readline()
    began = time.monotonic()
    assert said(process) == ["done"]
    return time.monotonic() - began


def kill_often(bed: Bed, folder: Path, source: str, kills: int, length: float) -> int:
    """Start and kill at any moment of the work; returns how many runs were really killed at work."""
    rng = random.Random(source)
    at_work = 0
    for _ in range(kills):
        process = start(folder, source)
        assert process.stdout is not None
        process.stdout.readline()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=rng.uniform(0.0, length))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        at_work += said(process) == []
        if (bed.settings.data / "generations" / "current").exists():
            whole_records(bed)
    return at_work


def whole_records(bed: Bed) -> None:
    """Whatever is there is there as a whole: every record has its identifier, its label and its title."""
    properties = (b"terms/identifier>", b"terms/title>", b"rdf-schema#label>")
    quads = [q for q in bed.quads() if b"/id/report/" in q]
    counts = {sum(p in q for q in quads) for p in properties}
    assert len(counts) == 1


@pytest.mark.slow
def test_a_killed_harvest_of_records_ends_with_the_same_base(tmp_path: Path) -> None:
    service = ODataService([row(n) for n in range(ROWS)])

    service.on_page = lambda _: time.sleep(0.03)
    with HarvestServer({"/svc/*": service}) as server:
        declaration = {"kind": "odata", "url": f"{server.url}/svc", "set": "Things", "page_size": 10, "updated": None}
        killed, other = Bed(tmp_path / "killed"), Bed(tmp_path / "other")
        for bed in (killed, other):
            bed.declare("things", **declaration)
        length = undisturbed(tmp_path / "other", "things")
        assert kill_often(killed, tmp_path / "killed", "things", 10, length / 2) >= 4
        assert said(start(tmp_path / "killed", "things")) == ["ready", "done"]
        assert killed.quads() == other.quads()
        assert len(killed.titles()) == ROWS
        assert len(killed.catalog().changes()) == len(other.catalog().changes()), "each record came once"
        for run in killed.store().runs("things"):
            if run.outcome == "done":
                assert run.created + run.unchanged == ROWS, "rows met before a kill are counted once"


@pytest.mark.slow
def test_a_killed_harvest_of_documents_ends_with_the_same_base(tmp_path: Path) -> None:
    pages = {
        f"/docs/{n}.md": f"# Report {n}\n\n1. The secretariat shall report on lot {n}.\n\n2. Lot {n} is of mercury.\n"
        for n in range(DOCUMENTS)
    }

    def answer(request: Request) -> Reply:
        time.sleep(0.03)
        return Reply(pages[request.path], type="text/markdown", headers={"ETag": f'"{request.path}"'})

    with HarvestServer({"/docs/*": answer}) as server:
        listed = "".join(f"<url><loc>{server.url}{path}</loc></url>" for path in pages)
        urlset = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</urlset>'
        server.routes["/sitemap.xml"] = Reply(urlset, type="text/xml")
        killed, other = Bed(tmp_path / "killed"), Bed(tmp_path / "other")
        for bed in (killed, other):
            bed.declare("site", kind="site", url=f"{server.url}/docs/", suffixes=[".md"], mapping=None)
        length = undisturbed(tmp_path / "other", "site")
        assert kill_often(killed, tmp_path / "killed", "site", 6, length / 3) >= 3
        assert said(start(tmp_path / "killed", "site")) == ["ready", "done"]
        assert len(killed.catalog().items("document")) == DOCUMENTS
        assert killed.quads() == other.quads()
        assert len(killed.catalog().changes()) == DOCUMENTS, "each document was created once"
