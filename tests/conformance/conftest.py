"""A SPARQL endpoint over a small real store, in a process of its own."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import psutil
import pyoxigraph as ox
import pytest

TIME = 1.5
WORKERS = 2
SLOW = 2
LIMITS: dict[str, Any] = {
    "query_time": TIME,
    "query_workers": WORKERS,
    "query_slow_workers": SLOW,
    "query_client_slow": 12,
    "trusted_proxies": ["127.0.0.1"],
    "query_memory": 300 << 20,
    "query_rows": 250_000,
    "base_uri": "http://kg.example/",
    "request_rate": "",
}
THINGS = 1000


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A running server. ``url`` is the address of the endpoint, ``root`` of the server."""

    root: str
    data: Path
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"{self.root}/sparql"

    def workers(self) -> set[int]:
        return {child.pid for child in psutil.Process(self.process.pid).children()}

    def publish(self, number: int) -> None:
        new = self.data / "current.new"
        new.write_text(str(number))
        new.rename(self.data / "current")


def make_store(directory: Path, generation: int) -> None:
    """Two named graphs, a few documents and a heap of things."""
    store = ox.Store(str(directory))
    turtle = f"""
      @prefix ex: <http://example.org/> .
      @prefix doc: <http://kg.example/id/document/> .
      ex:generation ex:number {generation} .
      doc:a.en ex:title "Mercury in products"@en .
      doc:a.en ex:part <http://kg.example/id/document/a.en#p1>, [ ex:note "blank" ] .
      <http://kg.example/id/document/a.en#p1> ex:text "hash" .
      ex:reader ex:reads doc:a.en, doc:removed .
      <http://kg.example/id/document/b%20c> ex:title "space" .
      <http://example.org/elsewhere> ex:title "elsewhere" .
      ex:odd ex:text "a\\rb\\u0001c" .
    """
    store.load(turtle.encode(), ox.RdfFormat.TURTLE, to_graph=ox.NamedNode("http://example.org/g1"))
    things = "".join(f"<http://example.org/t{i}> <http://example.org/n> {i} .\n" for i in range(THINGS))
    store.load(things.encode(), ox.RdfFormat.TURTLE, to_graph=ox.NamedNode("http://example.org/g2"))
    store.flush()


@pytest.fixture(scope="session")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    data = tmp_path_factory.mktemp("sparql")
    for generation in (1, 2):
        make_store(data / str(generation), generation)
    with served(data, LIMITS) as running:
        yield running


@contextmanager
def served(data: Path, settings: dict[str, Any]) -> Iterator[Endpoint]:
    """A running endpoint over the stores in ``data``."""
    (data / "current").write_text("1")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        script = Path(__file__).with_name("sparql_server.py")
        command = [sys.executable, str(script), str(listening.fileno()), str(data), json.dumps(settings)]
        with subprocess.Popen(command, pass_fds=[listening.fileno()]) as process:
            running = Endpoint(f"http://127.0.0.1:{port}", data, process)
            try:
                wait_until_up(running)
                yield running
            finally:
                process.terminate()


@pytest.fixture(scope="session")
def client(endpoint: Endpoint) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=endpoint.root, timeout=20) as client:
        yield client


def wait_until_up(endpoint: Endpoint) -> None:
    end = time.monotonic() + 20
    while True:
        try:
            httpx2.get(endpoint.url, timeout=20)
        except httpx2.TransportError:
            if endpoint.process.poll() is not None or time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return
