"""Readers in their own process: limits, crashes, and what becomes of the worker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ingest.readers.process import ReaderPool
from kg.errors import BadInput, LimitReached
from kg.settings import Settings

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "note.md"
    path.write_text("# Title\n\n1. Text.\n", encoding="utf-8")
    return path


def exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def worker_of(pool: ReaderPool) -> subprocess.Popen[bytes]:
    """The first of its workers, which is the only one unless several files wait."""
    worker = pool._readers[0]._worker
    assert worker is not None
    return worker


def test_one_worker_reads_many_files(note: Path) -> None:
    with ReaderPool(Settings()) as pool:
        document = pool.read(note)
        first = worker_of(pool).pid
        assert [block.text for block in document.blocks] == ["Title", "Text."]
        assert pool.read(note) == document
        assert worker_of(pool).pid == first
    assert not exists(first)


def test_a_refused_file_is_an_error_here_and_leaves_the_worker(note: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"%PDF-1.7 nothing")
    with ReaderPool(Settings()) as pool:
        pool.read(note)
        pid = worker_of(pool).pid
        with pytest.raises(BadInput, match=r"bad\.pdf: the PDF is broken") as refused:
            pool.read(bad)
        assert refused.value.remedy
        assert pool.read(note).blocks
        assert worker_of(pool).pid == pid


def test_a_file_that_takes_too_long_is_ended_and_the_next_one_read(note: Path, tmp_path: Path) -> None:
    endless = tmp_path / "endless.md"
    os.mkfifo(endless)  # reading it waits for a writer that never comes
    with ReaderPool(Settings(reader_time=0.5)) as pool:
        pool.read(note)
        first = worker_of(pool).pid
        start = time.monotonic()
        with pytest.raises(LimitReached, match=r"endless\.md: reading took longer than 0\.5 seconds"):
            pool.read(endless)
        assert time.monotonic() - start < 5
        assert not exists(first)
        assert pool.read(note).blocks


def test_a_file_that_takes_too_much_memory(note: Path, tmp_path: Path) -> None:
    big = tmp_path / "big.txt"
    big.write_bytes(b"word " * 12_000_000)
    with ReaderPool(Settings(reader_memory=400 << 20)) as pool:
        with pytest.raises(LimitReached, match=r"big\.txt"):
            pool.read(big)
        assert pool.read(note).blocks


def test_a_crash_is_an_error_of_that_file_only(note: Path) -> None:
    with ReaderPool(Settings()) as pool:
        pool.read(note)
        os.kill(worker_of(pool).pid, signal.SIGSTOP)
        os.kill(worker_of(pool).pid, signal.SIGSEGV)
        os.kill(worker_of(pool).pid, signal.SIGCONT)
        with pytest.raises(BadInput, match=r"note\.md: the file made its reader crash \(SIGSEGV\)"):
            pool._readers[0]._ask(worker_of(pool), note)  # not ``read``, which would see the death and begin anew
        assert pool.read(note).blocks


def test_a_worker_that_died_between_two_files_is_replaced(note: Path) -> None:
    with ReaderPool(Settings()) as pool:
        pool.read(note)
        worker_of(pool).kill()
        worker_of(pool).wait()
        assert pool.read(note).blocks


def test_files_that_wait_are_read_at_a_time_as_many_as_the_settings_allow(note: Path, tmp_path: Path) -> None:
    waiting = [tmp_path / f"{number}.md" for number in range(3)]
    for path in waiting:
        os.mkfifo(path)  # read when somebody writes into it
    with ReaderPool(Settings(reader_processes=2)) as pool:
        pool.read(note)
        assert pool._readers[1]._worker is None  # one file at a time needs one worker only
        begun = [pool.begin(path) for path in waiting]
        for number in (1, 0, 2):
            waiting[number].write_text(f"Text {number}.", encoding="utf-8")
            assert [block.text for block in begun[number].result(10).blocks] == [f"Text {number}."]
            assert begun[2].running() == (number != 2)
        workers = [reader._worker.pid for reader in pool._readers if reader._worker]
        assert len(workers) == 2
    assert not any(map(exists, workers))


def test_a_pool_that_closes_does_not_wait_for_what_is_read(tmp_path: Path) -> None:
    endless = tmp_path / "endless.md"
    os.mkfifo(endless)
    with ReaderPool(Settings()) as pool:
        begun = [pool.begin(endless) for _ in range(3)]
        while not all(reader._worker for reader in pool._readers):
            time.sleep(0.05)
    assert all(reading.done() for reading in begun)


def test_the_worker_ends_with_a_parent_that_was_killed(note: Path, tmp_path: Path) -> None:
    endless = tmp_path / "endless.md"
    os.mkfifo(endless)
    script = (
        "import sys; from pathlib import Path; from ingest.readers.process import ReaderPool\n"
        "from kg.settings import Settings\n"
        "pool = ReaderPool(Settings()); pool.read(Path(sys.argv[1])); print(pool._readers[0]._worker.pid, flush=True)\n"
        "pool.read(Path(sys.argv[2]))"
    )
    for busy in (False, True):
        command = [sys.executable, "-c", script, str(note), str(endless) if busy else "/dev/stdin"]
        parent = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)
        assert parent.stdout is not None
        assert parent.stdin is not None
        worker = int(parent.stdout.readline())
        assert exists(worker)
        time.sleep(0.2)
        parent.kill()
        parent.wait()
        parent.stdin.close()
        parent.stdout.close()
        deadline = time.monotonic() + 10
        while exists(worker) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert not exists(worker)


def test_samples_through_the_process(shared: Path) -> None:
    with ReaderPool(Settings()) as pool:
        for suffix in ("pdf", "docx", "html"):
            assert len(pool.read(shared / "samples" / f"report_ar.{suffix}").blocks) > 25
