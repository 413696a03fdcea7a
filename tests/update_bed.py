"""A base for tests of writing over HTTP, behind the real application, and a client of it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from kg.base import KnowledgeBase
from kg.catalog import NewItem
from kg.settings import Settings
from kg.writer import Writer
from search_api.app import create_app
from tests.integration.hashing_encoder import HashingEncoder

BASE = "http://kg.example/"
OUTSIDE = "http://example.org/outside?a=1#g"
"""A graph's name that lies outside the base."""
MINE = f"{BASE}graph/records/mine"
TABLE = f"{BASE}graph/records/table"
DOCUMENT = f"{BASE}graph/document/d.en"
KEY = "a key for the tests"
TURTLE = {"Content-Type": "text/turtle"}
UPDATE = {"Content-Type": "application/sparql-update"}
EX = "PREFIX ex: <http://example.org/> "


def make_base(directory: Path, **changes: Any) -> Settings:
    """A base with a document and a table, each with one statement."""
    key = hashlib.sha256(KEY.encode()).hexdigest()
    settings = Settings(
        data=directory,
        base_uri=BASE,
        request_rate="",
        update_endpoint=True,
        api_key_sha256=key,
        query_workers=1,
        **changes,
    )
    with Writer(settings) as writer:
        for kind, name in (("document", "d.en"), ("records", "table")):
            triples = f'<http://example.org/{name}> <http://example.org/p> "{kind}" .\n'.encode()
            digest = hashlib.sha256(triples).hexdigest()
            new = NewItem(kind, name, None, name, "en", f"{name}.csv", f"/{name}", "text/csv", digest, {}, triples)
            writer.put(new, None, {})
    return settings


class Client:
    """The application in this process, asked as a writer would, with the key unless said otherwise."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.base = KnowledgeBase(settings, HashingEncoder())
        self.http = TestClient(create_app(settings, self.base), base_url=BASE)

    def ask(self, method: str, path: str, *, key: str | None = KEY, **more: Any) -> Any:
        headers = more.pop("headers", {}) | ({"Authorization": f"Bearer {key}"} if key else {})
        return self.http.request(method, path, headers=headers, **more)

    def update(self, text: str, **parameters: Any) -> Any:
        return self.ask("POST", "/update", content=EX + text, headers=UPDATE, params=parameters)

    def values(self, where: str) -> set[str]:
        body = self.http.get("/sparql", params={"query": f"{EX}SELECT ?v {{ {where} }}", "format": "json"}).json()
        return {row["v"]["value"] for row in body["results"]["bindings"]}

    def graph(self, name: str) -> set[str]:
        """The statements of a graph, as N-Triples."""
        found = self.http.get("/graph-store", params={"graph": name}, headers={"Accept": "application/n-triples"})
        assert found.status_code == 200, found.text
        return set(found.text.splitlines())


def emptied(client: Client) -> Client:
    """The same when its clients keep nothing in the base any more."""
    catalog = client.base.snapshot.catalog
    for item in catalog.items("records"):
        if item.key != "table":
            client.ask("DELETE", "/graph-store", params={"graph": client.base.uris.graph("records", item.key)})
    return client
