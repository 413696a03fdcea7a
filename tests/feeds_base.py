"""A small real base whose feeds are served in this process, for the tests of the feeds."""

from __future__ import annotations

import hashlib
import itertools
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI
from starlette.testclient import TestClient

from kg.base import KnowledgeBase
from kg.catalog import Change, NewItem
from kg.settings import Settings
from kg.writer import Writer
from search_api import problems
from search_api.routes.feeds import create_feeds
from search_api.service import Service
from tests.integration.hashing_encoder import HashingEncoder

BASE = "http://kg.example/"


class FeedsBase:
    """Items can be put and removed; each change is seen by the next request."""

    def __init__(self, directory: Path, **settings: Any) -> None:
        self.settings = Settings(data=directory, base_uri=BASE, publish_delay=3600, **settings)
        self.writer = Writer(self.settings)
        self.base = KnowledgeBase(self.settings, HashingEncoder())
        self.app = FastAPI()
        problems.install(self.app)
        self.app.include_router(create_feeds(Service(self.settings, self.base)))
        self._numbers = itertools.count(1)

    def put(
        self,
        key: str,
        kind: str = "document",
        *,
        title: str = "A title",
        language: str | None = "en",
        triples: bytes | None = None,
        renames: str | None = None,
        show: bool = True,
        **metadata: Any,
    ) -> Change:
        """Write an item; without triples it gets two that no version before had."""
        version = next(self._numbers)
        node = f"<{BASE}id/document/{quote(key)}>"
        own = triples if triples is not None else (
            f'{node} <http://purl.org/dc/terms/title> "{version}" .\n'
            f"{node} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{BASE}Thing> .\n"
        ).encode()  # fmt: skip
        digest = hashlib.sha256(own).hexdigest()
        new = NewItem(kind, key, key, title, language, "a.md", f"/{key}/{version}", "text/markdown", digest,
                      metadata, own)  # fmt: skip
        change = self.writer.put(new, self.writer.catalog.item(kind, renames or key), {})
        if show:
            self.show()
        return change

    def fill(self, count: int) -> None:
        """Put documents ``d1``, ``d2`` …"""
        for number in range(1, count + 1):
            self.put(f"d{number}", show=False)
        self.show()

    def show(self) -> None:
        """Let requests see what was written."""
        self.writer.publish()
        self.base.refresh()

    def remove(self, key: str, kind: str = "document") -> Change:
        """Take an item away."""
        item = self.writer.catalog.item(kind, key)
        assert item is not None
        change = self.writer.remove(item)
        self.show()
        return change

    def client(self) -> TestClient:
        """A client of the feeds."""
        return TestClient(self.app, base_url="http://kg.example", follow_redirects=True)

    def living(self) -> dict[str, int]:
        """Key → number of the last change, of the items that are there."""
        return {item.key: item.sequence for item in self.writer.catalog.items()}

    def close(self) -> None:
        """Let go of the files."""
        self.base.close()
        self.writer.close()
