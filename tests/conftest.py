"""Fixtures that every test may use."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import hypothesis
import pytest

# Other work on the machine must not fail a test.
hypothesis.settings.register_profile("steady", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("steady")

ROOT = Path(__file__).resolve().parent.parent
COMMAND = [sys.executable, "-c", "from search_api.cli import main; main()"]


@pytest.fixture(scope="session", autouse=True)
def without_search_worker() -> None:
    """Servers of tests have no second process to search, which takes two seconds to start, unless they ask for one."""
    os.environ["MEA_KG_SEARCH_WORKER"] = "0"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The developers' trial data beside the project; tests that use it skip where it is absent."""
    path = ROOT.parent / "shared"
    if not (path / "corpus").is_dir():
        pytest.skip("the developers' trial data (../shared) is not here")
    return path


@pytest.fixture(scope="session")
def mea_kg() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs the command as a person would; the result holds stdout, stderr and the exit code."""

    def run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*COMMAND, *map(str, arguments)], capture_output=True, text=True, check=False, env=os.environ | environment
        )

    return run


@pytest.fixture(scope="session")
def starter_data(
    tmp_path_factory: pytest.TempPathFactory, mea_kg: Callable[..., subprocess.CompletedProcess[str]]
) -> Path:
    """The starter base, made by the real command with the real encoder. Read it; do not write to it."""
    data = tmp_path_factory.mktemp("starter") / "data"
    done = mea_kg("init", "--starter", "--data", data)
    assert done.returncode == 0, done.stderr
    return data


@pytest.fixture(scope="session")
def vocabulary_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A base with ontology and taxonomies and the tests' own encoder. Copy it; do not write to it."""
    from ingest.vocabulary import load_vocabulary
    from kg.identifiers import Uris
    from kg.intake import Intake
    from kg.settings import Settings
    from kg.writer import Writer
    from tests.integration.hashing_encoder import HashingEncoder

    settings = Settings(data=tmp_path_factory.mktemp("vocabulary") / "data")
    with Writer(settings) as writer:
        load_vocabulary(Intake(writer, HashingEncoder(), Uris(settings.base_uri)), settings.base_uri)
    return settings.data


@pytest.fixture(scope="session")
def starter_server(starter_data: Path) -> Iterator[str]:
    """Address of a real server over the starter base."""
    with serving(starter_data) as url:
        yield url


class serving:  # noqa: N801 - reads as a verb where it is used
    """A real server process over a base, on a free port, ended by its process id."""

    def __init__(self, data: Path, **environment: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._arguments = ["serve", "--data", str(data), "--port", str(self.port)]
        self._environment = os.environ | {"MEA_KG_REQUEST_RATE": ""} | environment

    def __enter__(self) -> str:
        self.process = subprocess.Popen(
            [*COMMAND, *self._arguments], env=self._environment, stderr=subprocess.PIPE, text=True
        )
        url = f"http://127.0.0.1:{self.port}/"
        for _ in range(600):
            if self.process.poll() is not None:
                raise RuntimeError(self.process.stderr.read() if self.process.stderr else "the server ended")
            try:
                if httpx2.get(f"{url}healthz", timeout=60).is_success:
                    return url
            except httpx2.TransportError:
                time.sleep(0.1)
        self.__exit__()
        raise RuntimeError("the server did not become ready in a minute")

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)
        if self.process.stderr:
            self.process.stderr.close()
