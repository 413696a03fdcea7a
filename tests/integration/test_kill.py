"""Killed at any moment, thirty times over: nothing reported as done is lost, nothing half-done is seen."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from kg import generations
from kg.base import KnowledgeBase, recover
from kg.catalog import Catalog
from kg.export import nquads
from kg.graph.oxigraph import OxigraphReader
from kg.settings import Settings
from tests.integration.hashing_encoder import HashingEncoder

DOCUMENTS = 200
KILLS = 30
ROOT = Path(__file__).resolve().parents[2]

TEXTS = (
    "The secretariat shall report on mercury wastes of lot {n} before 3 March 2026.",
    "Секретариат представляет доклад о ртутных отходах партии {n} до 3 марта 2026 года.",
    "秘书处应在 2026 年 3 月 3 日前报告第 {n} 批汞废物。",
    "Le secrétariat fait rapport sur les déchets de mercure du lot {n}.",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("documents")
    for n in range(DOCUMENTS):
        text = TEXTS[n % len(TEXTS)]
        paragraphs = "\n\n".join(f"{i}. {text.format(n=f'{n}-{i}')}" for i in range(1, 6))
        (root / f"report-{n:03}.md").write_text(f"# Report {n} of the test series\n\n{paragraphs}\n", "utf-8")
    return root


class Run:
    """One ingest process; ``done`` grows as it reports."""

    def __init__(self, data: Path, folder: Path) -> None:
        self.done: list[str] = []
        self.ready = threading.Event()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.integration.ingest_worker", str(data), str(folder)],
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
            cwd=ROOT,
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            word, _, source = line.strip().partition(" ")
            if word == "ready":
                self.ready.set()
            else:
                assert word in {"created", "unchanged"}, line
                self.done.append(source)
        self.ready.set()

    def finish(self) -> None:
        self.process.wait(timeout=300)
        self._reader.join()
        assert self.process.stdout is not None
        self.process.stdout.close()

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.finish()


def check_state(settings: Settings, reported: set[str]) -> None:
    """Everything reported is whole in catalog, graph and search; nothing is there in part."""
    recover(settings)
    catalog = Catalog.read(settings.data / "catalog.db")
    items = {i.source: i for i in catalog.items("document")}
    assert reported <= set(items)
    generation, held = generations.hold(settings.data)
    with held:
        assert generation.sequence == catalog.sequence()
        graph = OxigraphReader.open(generation.graph)
        count = "SELECT (count(?p) AS ?n) WHERE { ?e <http://purl.org/dc/terms/hasPart> ?p }"
        assert int(str(graph.select(count)[0]["n"])) == sum(len(catalog.passages(i.id)) for i in items.values())
        assert graph.count() == sum(len(catalog.triples(i.id).splitlines()) for i in catalog.items())
    vectors = {i for i, _, _ in catalog.vectors()}
    assert vectors == {p.id for i in items.values() for p in catalog.passages(i.id)}
    assert all(len(catalog.passages(i.id)) >= 5 for i in items.values())
    catalog.close()


@pytest.mark.slow
def test_a_killed_ingest_loses_nothing_and_shows_nothing_partial(folder: Path, tmp_path: Path) -> None:
    rng = random.Random(7)
    settings = Settings(data=tmp_path / "killed")
    reported: set[str] = set()
    for _ in range(KILLS):
        run = Run(settings.data, folder)
        # Some die while they start, most at some moment of the work.
        if rng.random() < 0.9:
            assert run.ready.wait(60)
        with contextlib.suppress(subprocess.TimeoutExpired):
            run.process.wait(timeout=rng.uniform(0.0, 0.7))
        run.kill()
        reported |= set(run.done)
        if (settings.data / "generations" / "current").exists():
            check_state(settings, reported)
    last = Run(settings.data, folder)
    last.finish()
    assert last.process.returncode == 0
    assert len(last.done) == DOCUMENTS

    undisturbed = Settings(data=tmp_path / "undisturbed")
    run = Run(undisturbed.data, folder)
    run.finish()
    assert list(nquads(settings)) == list(nquads(undisturbed))
    for one in (settings, undisturbed):
        catalog = Catalog.read(one.data / "catalog.db")
        assert len(catalog.changes()) == DOCUMENTS, "each document was created once"
        catalog.close()
        check_state(one, set(run.done))
        base = KnowledgeBase(one, HashingEncoder())
        assert len(base.snapshot.documents) == DOCUMENTS
        assert len(base.snapshot.words.scores("lot 17-3", ["en"], 5)["en"][0]) > 0
        base.close()
