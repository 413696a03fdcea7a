"""Search over many passages through HTTP, against the encoder alone and against txtai with the same encoder.

Run: ``python -m benches search_at_scale`` (100,000 passages), ``python -m benches.search_at_scale 1000000``, or with a
base that is kept: ``python -m benches.search_at_scale 100000 FOLDER``. Text and vectors are made up with the statistics
of the starter documents (``benches/made_base.py``); questions are those of the relevance suite, each with a number of
its own, so that none comes twice; a row beside shows questions that were asked before. Beyond the encoder's own time a
question may take 25 ms (p95) from one client; sixteen clients may bring the server no error.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http import HTTPStatus
from http.client import HTTPConnection, HTTPResponse, RemoteDisconnected
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import httpx2
import numpy as np
import psutil

from benches.made_base import fill, models
from kg.base import KnowledgeBase
from kg.catalog import Catalog
from kg.embedding import open_encoder
from kg.embedding.encoder import Encoder, Vectors
from kg.large_pages import use_large_pages
from kg.settings import Settings
from tests.conftest import COMMAND, serving

QUESTIONS = Path(__file__).parent.parent / "tests" / "relevance" / "starter.jsonl"
ROUNDS, CLIENTS, SECONDS = 3, 16, 15
ITSELF = (sys.executable, "-m", "benches.search_at_scale")
BEYOND_MS, RESIDENT = 25.0, 3 << 30


def main() -> int:
    passages = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        data = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(folder) / "data"
        if not data.is_dir():
            made(Path(folder) / "starter", data, passages)
        return measure(data)


def made(starter: Path, data: Path, passages: int) -> None:
    subprocess.run([*COMMAND, "init", "--starter", "--data", str(starter)], check=True, stderr=subprocess.DEVNULL)
    shutil.copytree(starter, data)
    start = time.perf_counter()
    fill(Settings(data=data), models(Catalog.read(starter / "catalog.db")), passages)
    print(f"{passages:,} passages made in {time.perf_counter() - start:.0f} s, nothing encoded")


def measure(data: Path) -> int:
    encoder = open_encoder(Settings(data=data))
    questions = asked()
    encoder.encode_questions([next(questions)])
    use_large_pages()  # as servers do: each of those that are compared here may have what helps the encoder
    alone = milliseconds(lambda q: encoder.encode_questions([q]), questions)
    limit = rate(lambda q: encoder.encode_questions([q]), questions)
    opened(data)
    start = time.perf_counter()
    server = serving(data)
    with server as url:
        wait_for(url)
        print(f"the server is ready after {time.perf_counter() - start:.1f} s")
        search = Searcher(url)
        through = milliseconds(search, questions)
        reached = rate(search, questions)
        again = asked(numbered=False)
        repeated = milliseconds(search, again), rate(search, again)
        process = psutil.Process(server.process.pid)
        helpers = [each for each in process.children() if "search_api.search_worker" in each.cmdline()]
        own = sum(each.memory_full_info().uss for each in helpers)  # the files that it maps are the server's too
        resident, most = process.memory_info().rss + own, most_resident(process.pid) + own
    print(f"{'':28} {'p50 ms':>8} {'p95 ms':>8} {f'{CLIENTS} clients /s':>16}")
    print(row("the encoder alone", alone, limit))
    print(row("/api/search", through, reached))
    print(row("the same, asked before", *repeated))
    beyond = p95(through) - p95(alone)
    print(
        f"beyond the encoder, p95: {beyond:.1f} ms (may be {BEYOND_MS:.0f}); "
        f"throughput: {reached / limit:.2f} × its limit"
    )
    print(f"resident: {resident / 2**20:,.0f} MiB, at most {most / 2**20:,.0f} (may be {RESIDENT >> 20:,})")
    print(f"of it the search worker's own: {own / 2**20:,.0f} MiB")
    beside_txtai(data)
    return 0 if beyond <= BEYOND_MS and most <= RESIDENT else 1


def opened(data: Path) -> None:
    """Open a base once in a process of its own; it makes and keeps what is not kept yet: quantised vectors, words."""
    start = time.perf_counter()
    child = subprocess.Popen([*ITSELF, "--open", str(data)])
    _, _, used = os.wait4(child.pid, 0)
    print(f"opened in {time.perf_counter() - start:.1f} s, at most {used.ru_maxrss / 2**10:,.0f} MiB")


class Searcher:
    """Searches over a connection for each thread. Nothing but HTTP, for it takes of the machine that it measures."""

    def __init__(self, url: str) -> None:
        self._host = urlsplit(url).netloc
        self._own = threading.local()

    def __call__(self, question: str) -> bytes:
        """The response.

        Raises:
            RuntimeError: it is an error.
        """
        target = "/api/search?" + urlencode({"q": question})
        if not hasattr(self._own, "connection"):
            self._own.connection = HTTPConnection(self._host, timeout=60)
        self._own.connection.request("GET", target)
        try:
            response: HTTPResponse = self._own.connection.getresponse()
        except RemoteDisconnected:  # servers close what has been idle for some seconds
            self._own.connection.close()
            self._own.connection.request("GET", target)
            response = self._own.connection.getresponse()
        content = response.read()
        if response.status != HTTPStatus.OK:
            raise RuntimeError(f"{response.status} for “{question}”: {content[:500]!r}")
        return content


def wait_for(url: str) -> None:
    while not httpx2.get(f"{url}readyz").is_success:
        time.sleep(0.1)


def most_resident(process: int) -> int:
    """The most memory that a process has had resident, in bytes; pages of mapped files count."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) << 10 for line in lines if line.startswith("VmHWM"))


def asked(*, numbered: bool = True) -> Iterator[str]:
    """Questions in six languages, without end, none twice; or, not numbered, the same ones again and again."""
    texts = [json.loads(line)["question"] for line in QUESTIONS.read_text("utf-8").splitlines() if line.strip()]
    number = 0
    while True:
        for text in texts:
            number += 1
            yield f"{text} {number}" if numbered else text


def milliseconds(call: Callable[[str], object], questions: Iterator[str]) -> list[float]:
    """Times of single calls, one after the other."""
    for _ in range(20):
        call(next(questions))
    times = []
    for _ in range(ROUNDS * 84):
        question = next(questions)
        start = time.perf_counter()
        call(question)
        times.append((time.perf_counter() - start) * 1000)
    return times


def rate(call: Callable[[str], object], questions: Iterator[str]) -> float:
    """Calls a second that ``CLIENTS`` threads bring about; an error ends the bench."""
    taken = [[next(questions) for _ in range(400)] for _ in range(CLIENTS)]
    end = time.perf_counter() + SECONDS

    def client(mine: Sequence[str]) -> int:
        done = 0
        while time.perf_counter() < end:
            call(mine[done % len(mine)] + " " * (done // len(mine)))
            done += 1
        return done

    with ThreadPoolExecutor(CLIENTS) as pool:
        return sum(pool.map(client, taken)) / SECONDS


def beside_txtai(data: Path) -> None:
    """The same texts and vectors in txtai, and our vectors alone, each in a process of its own, without HTTP."""
    for mode in ("--vectors", "--txtai", "--txtai-hybrid"):
        command = [*ITSELF, mode, str(data)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        print(done.stdout.strip() or f"{mode} ended: {done.stderr.strip().splitlines()[-1]}")


def vectors(data: Path) -> None:
    """Encoding and the vector indexes of all languages, without words, linking, texts and facets."""
    with closing(KnowledgeBase(Settings(data=data))) as base:
        encoder, indexes = base.encoder, base.snapshot.vectors
        encoder.encode_questions(["?"])
        use_large_pages()

        def search(question: str) -> None:
            vector = encoder.encode_questions([question])[0]
            for language in indexes.languages():
                indexes.search(vector, "en", language, 10)

        times = milliseconds(search, asked())
        print(row("our vectors alone, in process", times, rate(search, asked())))
        print(f"our vectors alone: resident {psutil.Process().memory_info().rss / 2**20:,.0f} MiB")


def txtai(data: Path, *, hybrid: bool) -> None:
    """txtai with its defaults: dense search, or that and BM25."""
    from txtai import Embeddings

    encoder: Encoder = open_encoder(Settings(data=data))
    catalog = Catalog.read(data / "catalog.db")
    texts = [(int(i), str(text)) for i, text in catalog.rows("SELECT id, text FROM passage ORDER BY id")]
    wholes = {i: vector for i, _, vector in catalog.vectors()}
    known = {text: wholes[i] for i, text in texts}

    def encoded(asked_for: list[str]) -> Vectors:  # txtai wants a plain function
        return np.stack([known[t] if t in known else encoder.encode_questions([t])[0] for t in asked_for])

    peer = Embeddings({"method": "external", "transform": encoded, "content": False, "hybrid": hybrid})
    start = time.perf_counter()
    peer.index((passage, text, None) for passage, text in texts)
    built = time.perf_counter() - start
    for each in (texts, wholes, known):
        each.clear()
    peer.search("?", 10)
    use_large_pages()
    name = f"txtai{', hybrid' if hybrid else ''}, in process"
    times = milliseconds(lambda q: peer.search(q, 10), asked())
    resident = psutil.Process().memory_info().rss
    print(row(name, times, rate(lambda q: peer.search(q, 10), asked())))
    print(f"{name}: indexed in {built:.1f} s, resident {resident / 2**20:,.0f} MiB")


def row(name: str, times: Sequence[float], reached: float) -> str:
    return f"{name:28} {statistics.median(times):8.1f} {p95(times):8.1f} {reached:16.1f}"


def p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


if __name__ == "__main__":
    if sys.argv[1:2] == ["--vectors"]:
        vectors(Path(sys.argv[2]))
    elif sys.argv[1:2] in (["--txtai"], ["--txtai-hybrid"]):
        txtai(Path(sys.argv[2]), hybrid=sys.argv[1] == "--txtai-hybrid")
    elif sys.argv[1:2] == ["--open"]:
        with closing(KnowledgeBase(Settings(data=Path(sys.argv[2])))) as opening:
            opening.learn_words()
    else:
        sys.exit(main())
