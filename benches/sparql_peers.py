"""Systems that answer SPARQL, each started over the same statements: ours, the store without a server, and others."""

from __future__ import annotations

import http.client
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol
from urllib.parse import urlencode, urlsplit

import pyoxigraph as ox

from kg import generations
from kg.settings import Settings

_JSON, _N_TRIPLES = "application/sparql-results+json", "application/n-triples"
_IDLE = 3.0
"""Seconds after which a connection is not used again; servers close idle ones after five."""

_START = 900.0
"""Seconds that a system may take to load and start."""

RDFLIB_ENDPOINT = """
import sys, uvicorn
from rdflib import Graph
from rdflib_endpoint import SparqlEndpoint
graph = Graph()
graph.parse(sys.argv[1], format="nt")
uvicorn.run(SparqlEndpoint(graph=graph), host="127.0.0.1", port=int(sys.argv[2]), log_level="error")
"""

VIRTUOSO_INI = """[Database]
DatabaseFile = {folder}/v.db
ErrorLogFile = {folder}/v.log
LockFile = {folder}/v.lck
TransactionFile = {folder}/v.trx
[Parameters]
ServerPort = {sql}
DirsAllowed = {source}
NumberOfBuffers = 170000
MaxDirtyBuffers = 130000
[HTTPServer]
ServerPort = 127.0.0.1:{port}
[SPARQL]
ResultSetMaxRows = 1000000
"""


class System(Protocol):
    """Answers one query after the other."""

    def ask(self, query: str) -> bytes:
        """The serialised result: JSON for SELECT, N-Triples for CONSTRUCT."""


class InProcess:
    """The store itself, read as our workers read it."""

    def __init__(self, settings: Settings) -> None:
        generation = generations.current(settings.data)
        assert generation is not None
        self._store = ox.Store.read_only(str(generation.graph))

    def ask(self, query: str) -> bytes:
        """See ``System``."""
        found = self._store.query(query, use_default_graph_as_union=True)
        if isinstance(found, ox.QueryTriples):
            return found.serialize(format=ox.RdfFormat.N_TRIPLES) or b""
        return found.serialize(format=ox.QueryResultsFormat.JSON) or b""


class OverHttp:
    """An endpoint on this machine, over one connection that stays open.

    ``fresh`` asks for an answer that is made for this question (RFC 9111: Cache-Control).
    """

    def __init__(self, url: str, *, fresh: bool = False) -> None:
        self._headers = {"Cache-Control": "no-cache"} if fresh else {}
        self._path = urlsplit(url).path
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=120)
        self._used = 0.0

    def ask(self, query: str) -> bytes:
        """See ``System``. Raises OSError when the answer is no success."""
        accept = _N_TRIPLES if "CONSTRUCT" in query else _JSON
        target = f"{self._path}?{urlencode({'query': query})}"
        if time.monotonic() - self._used > _IDLE:
            self._connection.close()  # the server may have done so already; the next request connects again
        try:
            self._connection.request("GET", target, headers={"Accept": accept, **self._headers})
            response = self._connection.getresponse()
            body = response.read()
        except http.client.HTTPException as error:
            self._connection.close()
            raise OSError(str(error)) from error
        self._used = time.monotonic()
        if response.status != 200:
            raise OSError(f"{response.status} {body[:200]!r}")
        return body


@contextmanager
def ours(settings: Settings) -> Iterator[tuple[System, System]]:
    """``mea-kg serve``: evaluating each question, and as it serves them, from results that it keeps."""
    port = free_port()
    environment = {"MEA_KG_DATA": str(settings.data), "MEA_KG_REQUEST_RATE": ""}
    code = "from search_api.cli import main; main()"
    with _process([sys.executable, "-c", code, "serve", "--port", str(port)], environment, settings.data):
        url = f"http://127.0.0.1:{port}/sparql"
        yield _ready(OverHttp(url, fresh=True)), OverHttp(url)


@contextmanager
def rdflib_endpoint(triples: Path, folder: Path) -> Iterator[System | None]:
    """rdflib-endpoint over rdflib's store in memory; None where it is not installed."""
    if importlib.util.find_spec("rdflib_endpoint") is None:
        yield None
        return
    port = free_port()
    with _process([sys.executable, "-c", RDFLIB_ENDPOINT, str(triples), str(port)], {}, folder):
        yield _ready(OverHttp(f"http://127.0.0.1:{port}/"))


@contextmanager
def virtuoso(triples: Path, folder: Path) -> Iterator[System | None]:
    """Virtuoso (Debian: virtuoso-opensource) with its files in ``folder``; None where it is not installed."""
    program, client = shutil.which("virtuoso-t"), shutil.which("isql-vt")
    if program is None or client is None:
        yield None
        return
    port, sql = free_port(), free_port()
    ini = folder / "virtuoso.ini"
    ini.write_text(VIRTUOSO_INI.format(folder=folder, source=triples.parent, port=port, sql=sql))
    with _process([program, "-f", "-c", str(ini)], {}, folder):
        system = _ready(OverHttp(f"http://127.0.0.1:{port}/sparql"))
        load = f"ld_dir('{triples.parent}', '{triples.name}', 'urn:bench'); rdf_loader_run(); checkpoint;"
        subprocess.run([client, str(sql), "dba", "dba", f"EXEC={load}"], check=True, capture_output=True)
        yield system


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _ready(system: OverHttp) -> OverHttp:
    end = time.monotonic() + _START
    while time.monotonic() < end:
        with suppress(OSError):
            system.ask("SELECT * WHERE { ?s ?p ?o } LIMIT 1")
            return system
        time.sleep(0.5)
    raise TimeoutError("a system did not start")


@contextmanager
def _process(command: list[str], environment: dict[str, str], folder: Path) -> Iterator[None]:
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env=os.environ | environment, cwd=folder, stdout=quiet, stderr=quiet) as process:
        try:
            yield
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=20)
            process.kill()
