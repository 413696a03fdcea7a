"""A second process finds the same candidates, follows the base, and may end at any time."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
import psutil
import pytest
from fastapi.testclient import TestClient

from ingest.pipeline import Pipeline
from kg.base import KnowledgeBase
from kg.search.elsewhere import Task
from kg.search.model import SearchRequest
from kg.search.understanding import understand
from kg.settings import Settings
from kg.writer import Writer
from search_api import search_helper
from search_api.app import create_app
from search_api.search_helper import AT_A_TIME, SearchHelper
from search_api.service import Service
from tests.integration.hashing_encoder import HashingEncoder

QUESTIONS = (
    SearchRequest("Which parties report on mercury trade?"),
    SearchRequest("Что решила Конференция Сторон о ртути?"),
    SearchRequest("汞的贸易", language="zh"),
    SearchRequest('"Conference of the Parties"', convention="minamata"),
    SearchRequest("Qu'est-ce que le FEM finance ?", group="none"),
)


@pytest.fixture(scope="module")
def base(starter_data: Path) -> Iterator[KnowledgeBase]:
    with closing(KnowledgeBase(Settings(data=starter_data))) as opened:
        opened.warm()
        opened.learn_words()
        yield opened


@pytest.fixture
def small(vocabulary_data: Path) -> Iterator[KnowledgeBase]:
    with closing(KnowledgeBase(Settings(data=vocabulary_data), HashingEncoder())) as opened:
        yield opened


@contextmanager
def helping(base: KnowledgeBase) -> Iterator[SearchHelper]:
    """A worker over a base, where it is."""
    with closing(SearchHelper(base.settings)) as helper:
        follow(helper, base)
        yield helper


def follow(helper: SearchHelper, base: KnowledgeBase) -> None:
    helper.follow(base.encoder, base.snapshot.generation, base.words_edition)


def task(base: KnowledgeBase, request: SearchRequest) -> Task:
    """As the engine asks, without the words, which an encoder need not have."""
    vector = base.encoder.encode_questions([request.text])[0]
    return Task(base.snapshot.generation, request, understand(base.snapshot, request.text), vector, {})


def test_responses_are_the_same_from_either_process(base: KnowledgeBase) -> None:
    alone = [base.search(request) for request in QUESTIONS]
    with helping(base) as helper, KnowledgeBaseWith(base, helper) as other, ThreadPoolExecutor(5) as clients:
        assert helper.pid is not None
        before = sum(psutil.Process(helper.pid).cpu_times()[:2])
        for _ in range(3):  # the first to come may be the only one under way
            both = list(clients.map(other.search, QUESTIONS))
        assert sum(psutil.Process(helper.pid).cpu_times()[:2]) > before
    for here, there in zip(alone, both, strict=True):
        assert [hit.passage for hit in there.hits] == [hit.passage for hit in here.hits]
        assert np.allclose([hit.score for hit in there.hits], [hit.score for hit in here.hits], atol=1e-3)
        assert (there.total, there.facets, there.query) == (here.total, here.facets, here.query)


class KnowledgeBaseWith:
    """The same base without lists of earlier questions, with a helper."""

    def __init__(self, base: KnowledgeBase, helper: SearchHelper) -> None:
        self._base = KnowledgeBase(base.settings, base.encoder)
        self._helper = helper

    def __enter__(self) -> KnowledgeBase:
        self._base.warm()
        self._base.learn_words()
        self._base.search_elsewhere(self._helper)
        return self._base

    def __exit__(self, *_: object) -> None:
        self._base.close()


def test_a_killed_worker_is_replaced_and_questions_are_answered_meanwhile(
    small: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = task(small, QUESTIONS[0])
    monkeypatch.setattr(search_helper, "_PAUSE", 3600.0)
    with helping(small) as helper:
        first = helper.pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        psutil.wait_procs([psutil.Process(first)] if psutil.pid_exists(first) else [], timeout=1)
        assert [helper.find(wanted) for _ in range(AT_A_TIME + 1)] == [None] * (AT_A_TIME + 1)
        assert not helper.is_at(small.snapshot.generation)
        follow(helper, small)
        assert helper.pid is None  # not at once: what ends it may last
        helper._next_start = 0.0
        follow(helper, small)
        assert helper.is_at(small.snapshot.generation)
        assert helper.pid != first
        last = helper.pid
    assert not psutil.pid_exists(last)


def test_a_question_that_is_not_answered_ends_the_worker(small: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    with helping(small) as helper, ThreadPoolExecutor(1) as asking:
        assert helper.pid is not None
        os.kill(helper.pid, signal.SIGSTOP)
        monkeypatch.setattr(search_helper, "_PATIENCE", 0.1)
        asked = asking.submit(helper.find, task(small, QUESTIONS[0]))
        time.sleep(0.3)
        follow(helper, small)
        assert asked.result(timeout=5) is None
        assert helper.pid is None


def test_it_follows_a_base_that_changes(tmp_path: Path, vocabulary_data: Path) -> None:
    data = shutil.copytree(vocabulary_data, tmp_path / "data")
    settings, encoder = Settings(data=data), HashingEncoder()
    with closing(KnowledgeBase(settings, encoder)) as base, helping(base) as helper:
        assert base.words_edition is None  # this encoder has no words to learn
        old = task(base, SearchRequest("cadmium"))
        nothing = helper.find(old)
        assert nothing is not None
        assert len(nothing.passages) == 0
        note = tmp_path / "note.md"
        note.write_text("---\ntitle: Note\ndate: 2020-05-01\n---\n\nThis note speaks of cadmium and its trade.\n")
        with Writer(settings) as writer, Pipeline(settings, writer, encoder) as pipeline:
            assert all(result.taken for result in pipeline.run([note]))
        assert base.refresh()
        new = task(base, SearchRequest("cadmium"))
        assert not helper.is_at(new.generation)
        assert helper.find(new) is None
        follow(helper, base)
        assert helper.is_at(new.generation)
        assert helper.find(old) is None
        found = helper.find(new)
        assert found is not None
        assert base.snapshot.passages.rows(found.passages).min() >= 0
        assert found.groups(base.snapshot) is not None


def test_a_server_has_one_where_it_is_wanted(vocabulary_data: Path) -> None:
    settings, encoder = Settings(data=vocabulary_data, search_worker=True), HashingEncoder()
    with closing(KnowledgeBase(settings, encoder)) as base:
        assert Service(settings.model_copy(update={"search_worker": False}), base).helper is None
        if (os.cpu_count() or 1) == 1:
            assert Service(settings, base).helper is None
            return
    base = KnowledgeBase(settings, encoder)
    app = create_app(settings, base)
    with TestClient(app) as client:
        for _ in range(300):
            if client.get("/readyz").status_code == 200:
                break
            time.sleep(0.05)
        helper = app.state.service.helper
        assert helper.is_at(base.snapshot.generation)
        pid = helper.pid
    assert not psutil.pid_exists(pid)
