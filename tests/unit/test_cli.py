"""The command line: quick to start, documented, honest about wrong use."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from search_api.cli import COMMANDS
from search_api.cli.reference import PAGES

ROOT = Path(__file__).resolve().parents[2]
HEAVY = (
    "torch",
    "transformers",
    "spacy",
    "faiss",
    "numpy",
    "rdflib",
    "pyoxigraph",
    "fastapi",
    "pydantic",
    "onnxruntime",
    "lxml",
)


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    code = "from search_api.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | environment,
    )


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from search_api.cli import cli\n"
        "try: cli(['--help'], standalone_mode=True)\n"
        f"except SystemExit: pass\nprint([m for m in {HEAVY!r} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("[]")
    assert "ingest" in done.stdout


def test_help_answers_in_half_a_second_of_cpu() -> None:
    resource = pytest.importorskip("resource")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert run("--help").returncode == 0
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime) < 0.5


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    done = run(command, "--help")
    assert done.returncode == 0, done.stderr
    assert "Usage:" in done.stdout


def test_wrong_use_is_exit_code_2() -> None:
    assert run("ingest").returncode == 2
    assert run("no-such-command").returncode == 2


def test_a_missing_base_is_told_in_words(tmp_path: Path) -> None:
    done = run("stats", "--data", str(tmp_path / "nothing"))
    assert done.returncode == 1
    assert "There is no base" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", PAGES)
def test_reference_pages_are_in_step_with_the_code(name: str) -> None:
    assert (ROOT / "docs" / name).read_text("utf-8") == PAGES[name](), "run `make docs`"
