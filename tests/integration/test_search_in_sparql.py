"""Search inside SPARQL, over HTTP and by the command, on the starter base."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import httpx2

from search_api.pages.tools import examples

P = "PREFIX mea: <https://w3id.org/mea-kg/ontology#> PREFIX schema: <https://schema.org/> "
TEXT = "Who confirms a mention?"


def select(server: str, query: str) -> httpx2.Response:
    return httpx2.get(f"{server}sparql", params={"query": P + query, "format": "json"}, timeout=30)


def test_the_hits_are_those_of_search(starter_server: str) -> None:
    query = f'SELECT ?p ?s {{ (?p ?s) mea:search ("{TEXT}" 5) ; schema:text ?t }} ORDER BY DESC(?s)'
    rows = select(starter_server, query).json()["results"]["bindings"]
    hits = httpx2.get(f"{starter_server}api/search", params={"q": TEXT, "k": 5, "group": "none"}, timeout=30).json()[
        "hits"
    ]
    assert [row["p"]["value"] for row in rows] == [hit["passage"]["uri"] for hit in hits]
    assert [float(row["s"]["value"]) for row in rows] == [round(hit["score"], 6) for hit in hits]


def test_words_are_found_in_one_language(starter_server: str) -> None:
    query = 'SELECT ?t { ?p mea:words ("Сторон" 5 "ru") ; schema:text ?t }'
    texts = [row["t"] for row in select(starter_server, query).json()["results"]["bindings"]]
    assert texts
    assert {text["xml:lang"] for text in texts} == {"ru"}
    assert any("сторон" in text["value"].lower() for text in texts)


def test_what_cannot_be_asked_is_said_clearly(starter_server: str) -> None:
    for query in (
        'SELECT * { ?p mea:search ("x" 10 "de") }',
        "SELECT * { ?p mea:search ?x }",
        'SELECT * { ?p mea:words " " }',
    ):
        refused = select(starter_server, query)
        assert refused.status_code == 400
        assert refused.json()["detail"]


def test_the_same_question_is_known_by_its_tag(starter_server: str) -> None:
    first = select(starter_server, f'SELECT * {{ ?p mea:search "{TEXT}" }}')
    again = httpx2.get(first.url, headers={"If-None-Match": first.headers["ETag"]}, timeout=30)
    assert (first.status_code, again.status_code) == (200, 304)


def test_the_example_of_the_query_editor(starter_server: str) -> None:
    query = next(example.query for example in examples() if example.name == "search")
    assert len(select(starter_server, query.replace(P, "")).json()["results"]["bindings"]) == 20


def test_the_command(mea_kg: Callable[..., subprocess.CompletedProcess[str]], starter_data: Path) -> None:
    query = f'{P}SELECT ?p {{ ?p mea:search ("{TEXT}" 3) }}'
    done = mea_kg("sparql", query, "--json", "--data", starter_data)
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)["results"]["bindings"]) == 3
