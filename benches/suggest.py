"""How long ``/api/suggest`` takes over HTTP, against a route that does nothing, in the same run.

Run: ``python benches/suggest.py [labels] [requests]``. A base is made for it with all taxonomies; names put together
from the words of theirs bring it to at least as many labels as asked for. Server and client share one core. Requests
are what a person sends while typing: beginnings of names in six languages, a third of them with one wrong keystroke.
"""

from __future__ import annotations

import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import httpx2

from ingest.vocabulary import load_vocabulary
from kg.base import KnowledgeBase
from kg.embedding import open_encoder
from kg.identifiers import Uris
from kg.intake import Intake
from kg.model import Uri
from kg.settings import Settings
from kg.suggest import Name, NameIndex, Role
from kg.writer import Writer

LIMIT_MS = 20.0
COMMAND = "from search_api.cli import main; main()"
MADE = "http://www.w3.org/2004/02/skos/core#prefLabel"


def main() -> int:
    labels = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    requests = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder) / "data")
        names = fill(settings, labels)
        with Server(settings) as client:
            typed = list(what_people_type(names, requests))
            floor = milliseconds(client, "/healthz", [{}] * requests)
            suggest = milliseconds(client, "/api/suggest", typed)
    print(f"{len(names)} labels, {requests} requests, server and client on one core")
    print(f"{'route':16} {'p50 ms':>8} {'p95 ms':>8} {'max ms':>8}")
    for route, times in (("/healthz", floor), ("/api/suggest", suggest)):
        print(f"{route:16} {statistics.median(times):8.2f} {p95(times):8.2f} {max(times):8.2f}")
    print(f"beyond the floor, p95: {p95(suggest) - p95(floor):.2f} ms; limit {LIMIT_MS:.0f} ms")
    build(names)
    return 0 if p95(suggest) < LIMIT_MS else 1


def fill(settings: Settings, labels: int) -> list[Name]:
    """Make the base; returns its names."""
    with Writer(settings) as writer:
        intake = Intake(writer, open_encoder(settings), Uris(settings.base_uri))
        load_vocabulary(intake, settings.base_uri)
        names = names_of(settings)
        made = "".join(made_up(names, labels - len(names), settings.base_uri)).encode()
        if made:
            intake.add_graph("records", "made", "Made", "bench:made", "application/n-triples", "made", made, {})
    return names_of(settings)


def names_of(settings: Settings) -> list[Name]:
    base = KnowledgeBase(settings)
    names = [n for n in base.snapshot.names.prepare().names if n.role is not Role.CODE]
    base.close()
    return names


def made_up(names: Sequence[Name], count: int, base_uri: str) -> Iterator[str]:
    """Labels made of the beginning of one name and the end of another, in its language."""
    chance = random.Random(1)
    by_language = {code: [n.text for n in names if n.language == code] for code in ("ar", "zh", "en", "fr", "ru", "es")}
    for number in range(max(0, count)):
        code, texts = chance.choice(list(by_language.items()))
        first, last = chance.choice(texts), chance.choice(texts)
        middle = "" if code == "zh" else " "
        text = f"{first[: len(first) // 2 + 1]}{middle}{last[len(last) // 2 :]}".replace("\\", "").replace('"', "")
        yield f'<{base_uri}id/project/made-{number}> <{MADE}> "{text}"@{code} .\n'


def what_people_type(names: Sequence[Name], count: int) -> Iterator[dict[str, str]]:
    chance = random.Random(2)
    for number in range(count):
        name = chance.choice(names)
        size = chance.randint(1, min(14, len(name.text)))
        typed = name.text[:size].strip() or name.text[:1]
        if number % 3 == 0 and len(typed) > 5:
            place = chance.randrange(len(typed) - 2)
            typed = typed[:place] + typed[place + 1] + typed[place] + typed[place + 2 :]
        yield {"q": typed, "language": chance.choice(["ar", "zh", "en", "fr", "ru", "es"])}


def milliseconds(client: httpx2.Client, route: str, queries: Sequence[dict[str, str]]) -> list[float]:
    for query in queries[:20]:
        client.get(route, params=query).raise_for_status()
    times = []
    for query in queries:
        start = time.perf_counter()
        client.get(route, params=query).raise_for_status()
        times.append((time.perf_counter() - start) * 1000)
    return times


def p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def build(names: Sequence[Name]) -> None:
    start = time.perf_counter()
    NameIndex([replace(n, uri=Uri(n.uri + "#")) for n in names]).prepare()
    print(f"the index is built in {time.perf_counter() - start:.2f} s, once for each change of the vocabulary")


class Server:
    """A server process, bound to the first core together with this one."""

    def __init__(self, settings: Settings) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        self._arguments = ["serve", "--data", str(settings.data), "--port", str(self._port)]

    def __enter__(self) -> httpx2.Client:
        if hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
        environment = os.environ | {"MEA_KG_REQUEST_RATE": ""}
        command = [sys.executable, "-c", COMMAND, *self._arguments]
        self._process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
        client = httpx2.Client(base_url=f"http://127.0.0.1:{self._port}", timeout=30)
        for _ in range(600):
            try:
                if client.get("/readyz").is_success:
                    return client
            except httpx2.TransportError:
                time.sleep(0.1)
        raise RuntimeError("the server did not become ready in a minute")

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(timeout=20)


if __name__ == "__main__":
    sys.exit(main())
