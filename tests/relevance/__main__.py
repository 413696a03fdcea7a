"""``make eval``: build the bases, ask every case, print the tables.

The starter base with its own questions always; beside the developers' trial data also its two documents, the texts
of three treaties, and a pool of passages in six languages (one question in ``POOL_STEP``, 6; 1 for all of them).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from search_api.client import Client
from tests.conftest import serving
from tests.relevance.pools import Pool, Search, lone_figures, make_base, parallel_figures

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "tests" / "relevance"
SHARED = ROOT.parent / "shared"
BUILD = ROOT / "build" / "relevance"
COMMAND = [sys.executable, "-c", "from search_api.cli import main; main()"]
ARTICLES_IN_ONE_LANGUAGE = 1
"""Seed of the draw."""


def main() -> None:
    data = BUILD / "base"
    _run("init", "--starter", "--data", data)
    subprocess.run([sys.executable, "-m", "tests.relevance.report", str(data)], check=True, cwd=ROOT)
    cases = [CASES / "starter.jsonl"]
    if (SHARED / "corpus").is_dir():
        treaties = BUILD / "treaties"
        shutil.rmtree(treaties, ignore_errors=True)
        shutil.copytree(data, treaties)
        _run("ingest", SHARED / "corpus", "--data", data)
        _run("ingest", *sorted((SHARED / "data" / "treaties").glob("*.md")), "--data", treaties)
        cases.append(SHARED / "gold" / "seed_questions.jsonl")
        _run("eval", CASES / "treaties.jsonl", "--data", treaties, *sys.argv[1:])
    _run("eval", *cases, "--data", data, *sys.argv[1:])
    if (SHARED / "gold" / "retrieval_dev").is_dir():
        _pools(Pool.read(SHARED / "gold" / "retrieval_dev").every(int(os.environ.get("POOL_STEP", "6"))))


def _pools(pool: Pool) -> None:
    parallel = make_base(pool, BUILD / "parallel", COMMAND)
    with serving(parallel) as url, Client(url) as client:
        _print("every passage in all languages", parallel_figures(pool, _searching(client)).as_table())
    lone = pool.in_one_language_each(ARTICLES_IN_ONE_LANGUAGE)
    shutil.rmtree(BUILD / "lone", ignore_errors=True)
    with serving(make_base(lone, BUILD / "lone", COMMAND)) as url, Client(url) as client:
        _print("every article in one language", lone_figures(lone, _searching(client)).as_table())


def _searching(client: Client) -> Search:
    def search(text: str, k: int, language: str | None) -> list[str]:
        only = {"language": language} if language else {}
        hits = client.search(text, k=k, group="none", **only)["hits"]
        return [hit["document"]["source"].removesuffix(".txt") for hit in hits]

    return search


def _run(*arguments: object) -> None:
    subprocess.run([*COMMAND, *map(str, arguments)], check=True)


def _print(title: str, table: str) -> None:
    sys.stdout.write(f"\n{title}\n{table}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
