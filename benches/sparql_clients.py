"""Many clients at ``/sparql``: one, a hundred, and a hundred beside twenty hostile ones, in the same run.

Run: ``python -m benches sparql_clients`` (on the starter base, made for it) or
``python -m benches.sparql_clients DATA [seconds [part of a line's name]]``. Queries are short, of seven kinds, about
things drawn at random, so that some come again and most do not. ``evaluated`` asks for no stored result
(Cache-Control: no-cache). A client that pauses asks about once a second, as a person or a page does (one alone: a
hundred times a second, so that the server is asked as often); the others ask again at once. Whoever pauses finds
caches that others have filled meanwhile; that alone doubles the time of one client.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import quote, urlsplit

import httpx2
import psutil
import uvloop

from tests.conftest import COMMAND, serving

SKOS = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX dct: <http://purl.org/dc/terms/> "
KINDS = (
    "SELECT ?p ?o { <THING> ?p ?o }",
    "ASK { <THING> a ?type }",
    "SELECT ?s ?p { ?s ?p <THING> } LIMIT 50",
    "CONSTRUCT { <THING> ?p ?o } WHERE { <THING> ?p ?o }",
    SKOS + "SELECT ?label { <THING> skos:prefLabel|dct:title ?label FILTER(LANG(?label) = 'en') }",
    SKOS + "SELECT ?broader { <THING> (skos:broader|dct:isPartOf)* ?broader } LIMIT 20",
    "SELECT ?type (COUNT(*) AS ?n) { <THING> ?p ?o . ?o a ?type } GROUP BY ?type",
)
HOSTILE = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != 'SALT') }",
    "SELECT * { ?a ?b ?c . ?d ?e ?f FILTER(?a != 'SALT') } ORDER BY ?c ?f",
    "SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?c), STR(?f), 'SALT')) AS ?x) { ?a ?b ?c . ?d ?e ?f }",
    "SELECT (COUNT(*) AS ?n) { ?a (!<x:SALT>|^!<x:SALT>)* ?b }",
)
"""A cross product, a huge sort, a string bomb, exploding paths; never twice in the same words."""


@dataclass(slots=True)
class Seen:
    """What some clients saw: seconds of each answer, and how often each status came."""

    times: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    def line(self, name: str, seconds: float) -> str:
        times = [1000 * t for t in self.times]
        told = ", ".join(f"{status}: {count}" for status, count in sorted(self.statuses.items()))
        middle, late = statistics.median(times), statistics.quantiles(times, n=20)[-1]
        return f"{name:42} {len(times) / seconds:8.0f} {middle:9.2f} {late:9.2f} {max(times):9.2f}   {told}"


class Client:
    """One connection that is kept alive. Nothing but HTTP, so that it takes little of the machine it measures."""

    def __init__(self, url: str) -> None:
        self._host, self._port = urlsplit(url).hostname or "", urlsplit(url).port or 80

    async def __aenter__(self) -> Self:
        self._source, self._target = await asyncio.open_connection(self._host, self._port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._target.close()
        await self._target.wait_closed()

    async def ask(self, query: str, *, stored: bool) -> int:
        """The status of the answer, once it is whole."""
        control = "" if stored else "Cache-Control: no-cache\r\n"
        head = f"GET /sparql?query={quote(query, safe='')} HTTP/1.1\r\nHost: {self._host}\r\n{control}\r\n"
        self._target.write(head.encode())
        answer = (await self._source.readuntil(b"\r\n\r\n")).lower()
        if b"transfer-encoding: chunked" in answer:
            while size := int((await self._source.readline()).strip() or b"0", 16):
                await self._source.readexactly(size + 2)
            await self._source.readline()
        else:
            length = answer.partition(b"content-length:")[2].partition(b"\r\n")[0]
            await self._source.readexactly(int(length))
        return int(answer.split(b" ", 2)[1])


async def visit(url: str, things: Sequence[str], seen: Seen, until: float, *, pause: float, stored: bool) -> None:
    """One client: asks until the time is over."""
    chance = random.Random(id(seen) + len(seen.times) + random.random())
    async with Client(url) as client:
        await asyncio.sleep(pause * chance.random())
        while time.monotonic() < until:
            query = chance.choice(KINDS).replace("THING", chance.choice(things))
            start = time.monotonic()
            seen.statuses[await client.ask(query, stored=stored)] += 1
            seen.times.append(time.monotonic() - start)
            await asyncio.sleep(2 * pause * chance.random())


async def torment(url: str, number: int, until: float, seen: Seen) -> None:
    """One hostile client; it gives up after ten seconds and comes back."""
    turn = 0
    while time.monotonic() < until:
        turn += 1
        query = HOSTILE[number % len(HOSTILE)].replace("SALT", f"{number}-{turn}")
        start = time.monotonic()
        try:
            async with asyncio.timeout(10), Client(url) as client:
                status = await client.ask(query, stored=True)
        except (TimeoutError, asyncio.IncompleteReadError):
            status = 0
        seen.statuses[status] += 1
        seen.times.append(time.monotonic() - start)
        await asyncio.sleep(0.1)


async def measure(url: str, things: Sequence[str], seconds: float, process: psutil.Process, wanted: str) -> None:
    print(f"{'':42} {'answers/s':>8} {'p50 ms':>9} {'p95 ms':>9} {'max ms':>9}   statuses")
    cases = (
        ("1 client, evaluated", 1, 0.0, False, 0),
        ("1 client", 1, 0.0, True, 0),
        ("1 client that pauses, evaluated", 1, 0.01, False, 0),
        ("1 client that pauses", 1, 0.01, True, 0),
        ("100 clients that pause, evaluated", 100, 1.0, False, 0),
        ("100 clients that pause", 100, 1.0, True, 0),
        ("100 clients without pause, evaluated", 100, 0.0, False, 0),
        ("100 clients without pause", 100, 0.0, True, 0),
        ("10 clients that pause, beside 20 hostile", 10, 1.0, False, 20),
    )
    for name, clients, pause, stored, hostile in cases:
        if wanted not in name:
            continue
        seen, bad, until = Seen(), Seen(), time.monotonic() + seconds
        async with asyncio.TaskGroup() as group:
            for number in range(hostile):
                group.create_task(torment(url, number, until, bad))
            for _ in range(clients):
                group.create_task(visit(url, things, seen, until, pause=pause, stored=stored))
            largest = await group.create_task(watch(process, until))
        print(seen.line(name, seconds))
        if hostile:
            print(bad.line("    the hostile ones (0: gave up)", seconds))
            print(f"    server and workers together: at most {largest >> 20} MiB")


async def watch(process: psutil.Process, until: float) -> int:
    """The most bytes that a server and its workers occupied."""
    largest = 0
    while time.monotonic() < until:
        total = 0
        for one in (process, *process.children()):
            try:
                total += one.memory_info().rss
            except psutil.NoSuchProcess:
                continue
        largest = max(largest, total)
        await asyncio.sleep(0.25)
    return largest


def things_of(url: str, count: int = 2000) -> list[str]:
    """Some subjects of the base."""
    query = f"SELECT DISTINCT ?s {{ ?s a ?type FILTER(isIRI(?s)) }} LIMIT {count}"
    rows = httpx2.get(f"{url}sparql", params={"query": query, "format": "json"}, timeout=60).json()
    return [row["s"]["value"] for row in rows["results"]["bindings"]]


def main() -> None:
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 20.0
    wanted = sys.argv[3] if len(sys.argv) > 3 else ""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder) / "data"
        if not data.exists():
            subprocess.run([*COMMAND, "init", "--starter", "--data", str(data)], check=True)
        server = serving(data)
        with server as url:
            while not httpx2.get(f"{url}readyz").is_success:
                time.sleep(0.1)
            uvloop.run(measure(url, things_of(url), seconds, psutil.Process(server.process.pid), wanted))


if __name__ == "__main__":
    main()
