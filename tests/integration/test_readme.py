"""Every command that the README shows runs."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import COMMAND

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
LINES = [line.partition("  #")[0].strip() for block in BLOCKS for line in block.splitlines()]


def starting_with(word: str) -> list[str]:
    return [line for line in LINES if line.startswith(word)]


@pytest.fixture(scope="module")
def data(starter_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("readme") / "data"
    shutil.copytree(starter_data, copy)
    return copy


@pytest.mark.parametrize("line", starting_with("mea-kg "))
def test_a_command_of_the_readme(line: str, data: Path, tmp_path: Path) -> None:
    (tmp_path / "path" / "to" / "documents").mkdir(parents=True)
    (tmp_path / "path" / "to" / "documents" / "note.md").write_text("# A note\n\n1. On mercury.\n", "utf-8")
    call = [*COMMAND, *shlex.split(line)[1:], "--data", str(data)]
    done = subprocess.run(call, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout or done.stderr


@pytest.mark.parametrize("line", starting_with("curl "))
def test_an_address_of_the_readme(line: str, starter_server: str) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    call = shlex.split(line.replace("http://localhost:8000/", starter_server))
    done = subprocess.run([*call, "--silent", "--show-error", "--fail"], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout


@pytest.mark.parametrize("line", starting_with("make "))
def test_a_target_of_the_readme_is_in_the_makefile(line: str) -> None:
    target = line.split()[1]
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)


def test_links_of_the_readme_lead_somewhere() -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / link).exists(), link
    assert sys.version_info >= (3, 11)
