"""Broken files through the real reader process and into a real base: a reason for each, and nothing left behind."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benches.fuzz import fuzz
from benches.fuzz_seeds import seeds
from ingest.readers.process import ReaderPool
from kg.catalog import Catalog
from kg.errors import MeaKgError
from kg.settings import Settings
from tests.unit.broken_files import BROKEN

LIMITS = Settings(
    upload_bytes=3_000_000, container_bytes=5_000_000, document_pages=50, reader_memory=1 << 30, reader_time=60.0
)
SLOWEST = 30.0
PICTURES = (".png", ".jpg", ".tif", ".tiff")


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    with ReaderPool(LIMITS) as readers:
        yield readers


def test_there_are_enough() -> None:
    assert len(BROKEN) >= 40


@pytest.mark.parametrize("case", BROKEN)
def test_each_is_refused_with_its_reason(case: str, pool: ReaderPool, tmp_path: Path) -> None:
    name, data, reason = BROKEN[case]
    if name.endswith(PICTURES) and shutil.which("tesseract") is None:
        reason = f"{reason}|text recognition is not installed"
    path = tmp_path / name
    path.write_bytes(data)
    start = time.monotonic()
    with pytest.raises(MeaKgError, match=reason) as refused:
        pool.read(path)
    assert time.monotonic() - start < SLOWEST
    assert refused.value.message.startswith(name)
    assert refused.value.remedy
    assert "the reader failed" not in refused.value.message
    assert "crash" not in refused.value.message


def state(data: Path) -> tuple[list[str], int, dict[str, int]]:
    """Keys of the documents in a base, number of its last change, and its counts."""
    catalog = Catalog.read(data / "catalog.db")
    found = [item.key for item in catalog.items("document", removed=True)], catalog.sequence(), catalog.counts()
    catalog.close()
    return found


def test_they_leave_no_trace_in_a_base(mea_kg: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path) -> None:
    folder, data = tmp_path / "broken", tmp_path / "data"
    for number, (name, content, _) in enumerate(BROKEN.values()):
        path = folder / f"{number:02}{Path(name).suffix}"
        path.parent.mkdir(exist_ok=True)
        if not name.endswith(PICTURES):
            path.write_bytes(content)
    limits = {"MEA_KG_CONTAINER_BYTES": "5000000", "MEA_KG_UPLOAD_BYTES": "3000000", "MEA_KG_DOCUMENT_PAGES": "50"}
    assert mea_kg("init", "--data", data).returncode == 0
    before = state(data)
    done = mea_kg("ingest", folder, "--json", "--data", data, **limits)
    assert done.returncode == 3, done.stderr
    assert state(data) == before
    assert before[0] == []


@pytest.mark.parametrize("suffix", seeds())
def test_damaged_files_are_read_or_refused(suffix: str) -> None:
    cases = 4 if suffix in PICTURES else 25
    found = fuzz(suffix, seeds()[suffix], 5_000_000, cases=cases)
    assert found["read"] + found["refused"] + found["limit"] == cases
    assert not found["fault"]
