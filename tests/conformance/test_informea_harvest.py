"""The request sequences of the real harvesters, replayed against a real server while the base changes.

``Portal`` asks as InforMEA's portal does: the number, then pages of a hundred with a fixed tail, until a page is
empty or repeats itself, then only what changed since. ``Ecolex`` asks as ECOLEX's command does.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import httpx2
import pytest
import uvicorn
from rdflib.namespace import DCTERMS, RDF, SKOS
from rdflib.term import Literal, URIRef

from ingest.vocabulary import load_vocabulary
from kg.base import KnowledgeBase
from kg.identifiers import Uris
from kg.intake import Intake
from kg.model import Document, Key, Masthead, Passage, PassageKind, Record, RecordSet, Uri
from kg.settings import Settings
from kg.terms import MEA, SCHEMA
from kg.writer import Writer
from search_api.app import create_app
from tests.integration.hashing_encoder import HashingEncoder

DECISIONS, MEETINGS, DOCUMENTS = 9000, 900, 110
IN_A_TABLE = 300
TAILS = {
    "Decisions": "&$expand=title,keywords,files,content,summary&$orderby=updated%20desc,id",
    "Meetings": "&$expand=title,description",
    "Documents": "&$expand=authors,descriptions,files,identifiers,keywords,referenceToEntities,tags,titles,types",
}


# ---------------------------------------------------------------------- a base


class Base:
    """A base of many items, and a server over it, in this process but reached by HTTP."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.uris = Uris(settings.base_uri)
        self.writer = Writer(settings)
        self.intake = Intake(self.writer, HashingEncoder(), self.uris)
        load_vocabulary(self.intake, settings.base_uri)
        self.meetings = [f"mc-cop-{n}" for n in range(1, MEETINGS + 1)]
        for first in range(0, MEETINGS, IN_A_TABLE):
            self.put_meetings(f"meetings-{first}", self.meetings[first : first + IN_A_TABLE])
        for first in range(0, DECISIONS, IN_A_TABLE):
            self.put_decisions(f"decisions-{first}", range(first, first + IN_A_TABLE))
        for number in range(DOCUMENTS):
            self.put_document(number)
        self.writer.publish()

    def put_meetings(self, table: str, keys: list[str]) -> None:
        self._records(table, [self._meeting(key) for key in keys], "1")

    def put_decisions(self, table: str, numbers: range | list[int], version: str = "1") -> None:
        self._records(table, [self._decision(n, version) for n in numbers], version)

    def put_document(self, number: int, version: str = "1") -> None:
        text = f"Report {number} on mercury, version {version}.\n".encode()
        digest = hashlib.sha256(text).hexdigest()
        self.writer.store_blob(digest, text)
        passage = Passage(
            eid="body__para_1",  # type: ignore[arg-type]
            part="body",
            number="1",
            kind=PassageKind.PARAGRAPH,
            text=text.decode(),
            language="en",
            order=0,
        )
        work = f"unep-mc-cop.5-inf-{number}"
        head = Masthead(f"Report {number}", f"UNEP/MC/COP.5/INF/{number}", meeting="mc-cop-5", convention="minamata")
        document = Document(
            key=Key(f"{work}.en"),
            work=Key(work),
            kind="report",
            language="en",
            masthead=head,
            passages=(passage,),
            source=f"report {number}.txt",
            sha256=digest,
            media_type="text/plain",
        )
        self.intake.add_document(document, f"/reports/{number}.txt")

    def _records(self, table: str, records: list[Record], version: str) -> None:
        digest = hashlib.sha256(f"{table} {version} {len(records)}".encode()).hexdigest()
        self.intake.add_records(RecordSet(Key(table), table, table, digest, tuple(records)), table, "text/csv")

    def _meeting(self, key: str) -> Record:
        number = int(key.rpartition("-")[2])
        start = datetime(2000, 1, 1, tzinfo=UTC) + timedelta(days=number)
        said: list[tuple[URIRef, object]] = [
            (RDF.type, MEA.Meeting),
            (MEA.treaty, URIRef(self.uris.of("treaty", "minamata"))),
            (SKOS.prefLabel, Literal(f"Meeting {number}", lang="en")),
            (SCHEMA.startDate, Literal(start.date())),
            (SCHEMA.location, Literal("Geneva", lang="en")),
            (MEA.host, URIRef(self.uris.of("party", "CHE"))),
        ]
        return _record(self.uris.of("meeting", key), said)

    def _decision(self, number: int, version: str) -> Record:
        session, serial = number // 20 + 1, number % 20 + 1
        said: list[tuple[URIRef, object]] = [
            (RDF.type, MEA.Decision),
            (DCTERMS.identifier, Literal(f"MC-{session}/{serial}")),
            (MEA.treaty, URIRef(self.uris.of("treaty", "minamata"))),
            (MEA.meeting, URIRef(self.uris.of("meeting", self.meetings[session - 1]))),
            (SKOS.prefLabel, Literal(f"Decision {number}, version {version}", lang="en")),
            (DCTERMS.subject, URIRef(self.uris.of("concept", "topics.information-exchange"))),
        ]
        return _record(self.uris.of("decision", f"mc-{session}-{serial}"), said)


def _record(uri: Uri, said: list[tuple[URIRef, object]]) -> Record:
    return Record(uri, tuple((str(name), value) for name, value in said), "row")


@dataclass
class Running:
    """A base and the address of the server over it."""

    base: Base
    knowledge: KnowledgeBase
    url: str

    def show(self) -> None:
        """Let the server see what was written."""
        self.base.writer.publish()
        wanted = self.base.writer.catalog.sequence()
        while httpx2.get(f"{self.url}readyz", timeout=60).json()["sequence"] < wanted:
            time.sleep(0.02)

    @property
    def service(self) -> str:
        return f"{self.url}informea.svc"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    data = tmp_path_factory.mktemp("informea") / "data"
    settings = Settings(data=data, request_rate="", publish_delay=30, refresh_interval=0.05, query_workers=1)
    base = Base(settings)
    knowledge = KnowledgeBase(settings, HashingEncoder())
    config = uvicorn.Config(create_app(settings, knowledge), port=0, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield Running(base, knowledge, f"http://127.0.0.1:{port}/")
    server.should_exit = True
    thread.join()
    base.writer.close()


# ---------------------------------------------------------------------- harvesters


@dataclass
class Portal:
    """The portal's consumer. ``rows`` is what it has stored, by id."""

    service: str
    version: str = ""
    rows: dict[str, Any] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    highwater: int = 0

    def count(self, name: str) -> int:
        return int(httpx2.get(f"{self.service}{self.version}/{name}/$count", timeout=60).text)

    def run(self, name: str, between: Callable[[int], None] = lambda _: None) -> int:
        """One run; ``between`` is called after each page. Returns how many rows it took."""
        skip, previous, taken = 0, None, 0
        newest = self.highwater
        self.seen = []
        while rows := self._page(name, skip):
            if rows == previous:
                break
            for row in rows:
                self.seen.append(row["id"])
                updated = milliseconds(row["updated"])
                newest = max(newest, updated)
                # New rows, and those that changed since the last run.
                if row["id"] not in self.rows or updated > self.highwater:
                    self.rows[row["id"]] = row
                    taken += 1
            previous = rows
            skip += 100
            between(skip)
        self.highwater = newest
        return taken

    def _page(self, name: str, skip: int) -> list[Any]:
        url = f"{self.service}{self.version}/{name}?$top=100&$skip={skip}{TAILS[name]}"
        answer = httpx2.get(url, headers={"Accept": "application/json"}, timeout=60)
        assert answer.status_code == 200
        body = answer.json()
        if "value" in body:
            return list(body["value"])
        found = body["d"]
        return list(found["results"] if isinstance(found, dict) else found)

    def exists(self, name: str, key: str) -> bool:
        return httpx2.get(f"{self.service}/{name}('{key}')", timeout=60).status_code in {200, 301}


def milliseconds(written: str) -> int:
    if written.startswith("/Date("):
        return int(written[6:-2])
    return round(datetime.fromisoformat(written).timestamp() * 1000)


ECOLEX_FIELDS = (
    "id", "link", "type", "status", "number", "treaty", "published", "updated", "meetingId", "meetingTitle",
    "meetingUrl", "treatyUUID",
)  # fmt: skip


def ecolex(service: str, since: str, size: int = 500) -> list[dict[str, Any]]:
    """All decisions changed after a time, as ECOLEX's command asks for them."""
    found: list[dict[str, Any]] = []
    changed = quote(f"updated gt datetime'{since}'")
    while True:
        url = (
            f"{service}/Decisions?$top={size}&$skip={len(found)}&$format=json"
            "&$expand=title,longTitle,keywords,content,files"
            f"&$filter={changed}&$orderby=updated%20asc"
        )
        answer = httpx2.get(url, timeout=60)
        assert answer.status_code == 200, "ECOLEX asks again for ever on anything else"
        rows = answer.json()["d"]["results"]
        if not rows:
            return found
        found += [{name: row[name] for name in ECOLEX_FIELDS} | {"title": row["title"]["results"]} for row in rows]


# ---------------------------------------------------------------------- harvests


@pytest.mark.slow
@pytest.mark.parametrize("version", ["", "/v3", "/v4"])
def test_a_complete_harvest(running: Running, version: str) -> None:
    portal = Portal(running.service, version)
    for name, number in (("Decisions", DECISIONS), ("Meetings", MEETINGS), ("Documents", DOCUMENTS)):
        portal = Portal(running.service, version)
        assert portal.count(name) == number
        portal.run(name)
        assert len(portal.seen) == len(set(portal.seen)) == number
        assert portal.run(name) == 0, "nothing has changed"


@pytest.mark.slow
def test_a_harvest_while_the_base_changes_and_the_next_run(running: Running) -> None:
    base, portal = running.base, Portal(running.service)
    before = DECISIONS

    def change(skip: int) -> None:
        if skip == 1000:  # a table that was read, and one that was not, lose rows; another comes in
            base.put_decisions("decisions-0", range(10, 300), "2")
            base.put_decisions("decisions-8700", range(8700, 8990), "2")
            base.put_decisions("decisions-9000", range(9000, 9030), "2")
            running.show()
        if skip == 4000:  # an update, and a whole table goes
            base.put_decisions("decisions-4500", range(4500, 4800), "2")
            base.intake.remove("records", "decisions-600")
            running.show()

    portal.run("Decisions", change)
    assert len(portal.seen) == len(set(portal.seen)) == before, "no row twice and none lost between two pages"
    now = {row["id"] for row in rows_of(running, "Decisions")}
    assert len(now) == before - 10 - 10 + 30 - 300
    portal.run("Decisions")
    # What was removed answers 404, by which the portal knows; the rest is what the base holds now.
    gone = set(portal.rows) - now
    assert len(gone) == 320
    assert not any(portal.exists("Decisions", key) for key in sorted(gone)[:5])
    assert set(portal.rows) - gone == now
    titles = {key: row["title"]["results"][0]["value"] for key, row in portal.rows.items() if key in now}
    assert titles == {row["id"]: row["title"]["results"][0]["value"] for row in rows_of(running, "Decisions")}
    assert sum("version 2" in title for title in titles.values()) == 290 + 290 + 30 + 300


@pytest.mark.slow
def test_incremental_harvests_miss_nothing_within_a_second(running: Running) -> None:
    base = running.base
    portal = Portal(running.service)
    portal.run("Documents")
    for number in range(5):
        base.put_document(number, "3")
        running.show()
        assert portal.run("Documents") == 1
    base.put_document(5, "3")
    base.put_document(6, "3")
    base.intake.remove("document", "unep-mc-cop.5-inf-7.en")
    running.show()
    assert portal.run("Documents") == 2
    assert not portal.exists("Documents", "unep-mc-cop.5-inf-7")
    since = datetime.fromtimestamp(portal.highwater / 1000, UTC).replace(tzinfo=None).isoformat("T", "milliseconds")
    assert ask(running, "Documents/$count", **{"$filter": f"updated gt datetime'{since}'"}).text == "0"
    assert ask(running, "Documents/$count", **{"$filter": f"updated ge {since}Z"}).text == "1"


@pytest.mark.slow
def test_ecolex(running: Running) -> None:
    total = int(ask(running, "Decisions/$count").text)
    found = ecolex(running.service, "2000-01-01T00:00:00")
    assert len({row["id"] for row in found}) == len(found) == total
    updates = [milliseconds(row["updated"]) for row in found]
    assert updates == sorted(updates)
    assert {row["treatyUUID"] for row in found} == {"fb7708d6-7a42-4f8e-9e5a-f03da26db46f"}
    newest = datetime.fromtimestamp(updates[-1] / 1000, UTC)
    running.base.put_decisions("decisions-300", range(300, 600), "4")
    running.show()
    again = ecolex(running.service, newest.replace(tzinfo=None).isoformat("T", "milliseconds"))
    assert len(again) == 300
    assert all("version 4" in row["title"][0]["value"] for row in again)
    assert ecolex(running.service, "2099-01-01T00:00:00") == []


@pytest.mark.slow
def test_a_page_is_quick(running: Running) -> None:
    ask(running, "Decisions/$count")
    begin = time.perf_counter()
    for skip in range(0, 1000, 100):
        ask(running, "Decisions", **{"$top": "100", "$skip": str(skip), "$expand": "title,keywords,files"})
    assert time.perf_counter() - begin < 5


def ask(running: Running, path: str, **parameters: str) -> httpx2.Response:
    answer = httpx2.get(f"{running.service}/{path}", params=parameters, timeout=60)
    assert answer.status_code == 200, answer.text
    return answer


def rows_of(running: Running, name: str) -> list[dict[str, Any]]:
    """All rows, following the server's own pages."""
    found: list[dict[str, Any]] = []
    url: str | None = f"{running.service}/{name}?$expand=title"
    while url:
        body = httpx2.get(url, timeout=60).json()["d"]
        found += body["results"]
        url = body.get("__next")
    return found
