"""What tests of harvests share: a base, declared sources, and services that page through rows."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from ingest.harvest.run import Harvester
from ingest.harvest.sources import find_source
from ingest.pipeline import Pipeline
from kg.catalog import Catalog
from kg.export import nquads
from kg.harvests import Harvests, Run
from kg.settings import Settings
from kg.writer import Writer
from tests.harvest_server import Reply, Request
from tests.integration.hashing_encoder import HashingEncoder

THINGS = """
name: things
title: Things
format: json
kind: report
key: "{id}"
recognise: [id, title]
columns:
  - {header: id, required: true, property: [dcterms:identifier]}
  - {header: title, required: true, language: en, localized: true, property: [dcterms:title, rdfs:label]}
"""


class Bed:
    """A base in a folder, with declared sources beside it; ``start`` is a base to begin with."""

    def __init__(self, folder: Path, start: Path | None = None, **settings: object) -> None:
        if start is not None:
            shutil.copytree(start, folder / "data")
        self.sources = folder / "sources"
        (self.sources / "mappings").mkdir(parents=True, exist_ok=True)
        (self.sources / "mappings" / "things.yaml").write_text(THINGS)
        self.settings = Settings.model_validate(
            {
                "data": folder / "data",
                "sources": self.sources,
                "harvest_private": True,
                "harvest_pause": 0.0,
                "harvest_backoff": 0.0,
                "harvest_attempts": 3,
                "publish_delay": 0.05,
            }
            | settings
        )

    def declare(self, name: str, **declaration: object) -> None:
        said = {"name": name, "title": name.title(), "mapping": "mappings/things.yaml"} | declaration
        (self.sources / f"{name}.yaml").write_text(json.dumps(said))

    def harvest(self, name: str, *, full: bool = False, accept_removals: bool = False) -> Run:
        with Writer(self.settings, wait=10) as writer, Pipeline(self.settings, writer, HashingEncoder()) as pipeline:
            harvester = Harvester(self.settings, writer, pipeline, sleep=lambda _: None)
            source = find_source(self.settings, name)
            return harvester.harvest(source, full=full, accept_removals=accept_removals)

    def quads(self) -> list[bytes]:
        return list(nquads(self.settings))

    def titles(self) -> list[str]:
        title = b"<http://purl.org/dc/terms/title>"
        found = [q.split(title)[1].split(b'"')[1].decode() for q in self.quads() if title in q and b"/id/" in q]
        return sorted(found)

    def catalog(self) -> Catalog:
        return Catalog.read(self.settings.data / "catalog.db")

    def store(self) -> Harvests:
        return Harvests(self.catalog())


def row(number: int, title: str = "", **more: object) -> dict[str, object]:
    return {"id": f"r-{number:04}", "title": title or f"Row {number}", "updated": f"/Date({number * 1000})/"} | more


@dataclass
class ODataService:
    """An entity set that answers like those of InforMEA's providers, with what it is told to do wrong."""

    rows: list[dict[str, object]] = field(default_factory=list)
    cap: int = 1000
    ignores_skip: bool = False
    shuffles: bool = False
    counts: bool = True
    extra: int = 0
    envelope: Callable[[list[dict[str, object]]], object] = lambda page: {"d": {"results": page}}
    on_page: Callable[[Request], Reply | None] = lambda _: None
    asked: list[str] = field(default_factory=list)

    def __call__(self, request: Request) -> Reply:
        if request.path.endswith("/$count"):
            return Reply(str(len(self.rows) + self.extra), type="text/plain") if self.counts else Reply(status=404)
        self.asked.append(request.target)
        if (faulty := self.on_page(request)) is not None:
            return faulty
        found = list(self.rows)
        if "datetime'" in request.query.get("$filter", ""):
            since = request.query["$filter"].partition("datetime'")[2].partition("'")[0]
            found = [r for r in found if _iso(r) >= since]
        if self.shuffles:
            random.Random(len(self.asked)).shuffle(found)
        skip = 0 if self.ignores_skip else int(request.query.get("$skip", "0"))
        page = found[skip : skip + min(self.cap, int(request.query.get("$top", "100")))]
        return Reply(json.dumps(self.envelope(page)))


def _iso(found: dict[str, object]) -> str:
    from ingest.harvest.page import moment

    return (moment(str(found["updated"])) or "").removesuffix("Z")
