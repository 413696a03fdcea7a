"""Search functions in queries: what is read as a call, what becomes of it, what is refused."""

from __future__ import annotations

import asyncio
import time

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.settings import Settings
from search_api.sparql.jobs import QueryTimeout
from search_api.sparql.searching import Call, MalformedSearch, find_calls, search_first, with_hits

SETTINGS = Settings()
P = "PREFIX mea: <https://w3id.org/mea-kg/ontology#> "
MEA_SEARCH = "<https://w3id.org/mea-kg/ontology#search>"
HITS = [("http://example.org/a", 0.75), ("http://example.org/b", 0.5)]


def expanded(query: str) -> str:
    calls = find_calls(query, SETTINGS)
    return with_hits(query, calls, [HITS] * len(calls))


def answers(query: str) -> list[tuple[str | None, ...]]:
    """What the query gives over a graph in which each hit has a label, once it is expanded."""
    store = ox.Store()
    for uri, _ in HITS:
        store.update(f'INSERT DATA {{ <{uri}> <http://example.org/label> "{uri[-1]}" }}')
    found = store.query(expanded(query))
    assert isinstance(found, ox.QuerySolutions)
    return sorted(tuple(None if t is None else t.value for t in row) for row in found)


@pytest.mark.parametrize(
    "where",
    [
        '?p mea:search "x" . ?p <http://example.org/label> ?l',
        '?p mea:search "x" ; <http://example.org/label> ?l',
        '?p mea:search "x"@en ; <http://example.org/label> ?l ; .',
        '?p mea:search ("x" 10) . ?p <http://example.org/label> ?l .',
        '(?p ?s) mea:words ("x"@fr 2 "fr") ; <http://example.org/label> ?l . FILTER(?s > 0.1)',
        "(?p) mea:search ('''x''') . ?p <http://example.org/label> ?l",
        f'?p <http://example.org/label> ?l . ?p {MEA_SEARCH} "x"',
        '?p <http://example.org/label> ?l FILTER(?l != "c") ?p mea:search "x" ;.',
        '{ ?p mea:search "x" } ?p <http://example.org/label> ?l',
        '?p <http://example.org/label> ?l . # ?p mea:search "no"\n ?p mea:search "x" .',
        '?p mea:words "x" . ?p mea:search "x" . ?p <http://example.org/label> ?l',
    ],
)
def test_a_search_becomes_its_hits(where: str) -> None:
    assert answers(f"{P}SELECT ?l {{ {where} }}") == [("a",), ("b",)]


def test_scores_can_be_ordered_by() -> None:
    query = f'{P}SELECT ?p ?s {{ (?p ?s) mea:search "x" }} ORDER BY DESC(?s)'
    assert answers(query) == [("http://example.org/a", "0.75"), ("http://example.org/b", "0.5")]


def test_no_hits_give_no_rows() -> None:
    query = f'{P}SELECT * {{ ?p mea:search "x" }}'
    store = ox.Store()
    assert not list(store.query(with_hits(query, find_calls(query, SETTINGS), [[]])))  # type: ignore[arg-type]


def test_what_is_asked_for() -> None:
    query = f'{P}SELECT * {{ (?p ?s) mea:words ("mercury \\"waste\\"\\u00e9" 7 "fr") . ?q mea:search "q" }}'
    calls = find_calls(query, SETTINGS)
    assert [(c.function, c.variables, c.text, c.k, c.language) for c in calls] == [
        ("words", ("?p", "?s"), 'mercury "waste"é', 7, "fr"),
        ("search", ("?q",), "q", 10, None),
    ]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p ?o }",
        'SELECT * { ?s ?p "mea:search" }',
        'PREFIX mea: <http://example.org/> SELECT * { ?s mea:search "x" }',
        P + "SELECT * { mea:search ?p ?o . ?s ?q ?v . mea:words ?p ?o }",
        P + "SELECT * { ?s mea:searches ?o } # mea:search",
    ],
)
def test_what_calls_nothing_stays_as_it_is(query: str) -> None:
    assert expanded(query) == query


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("?p mea:search ?x", "text in quotes"),
        ("?p mea:search 1", "text in quotes"),
        ('?p mea:search ("x" 0)', "1 to 200"),
        ('?p mea:search ("x" 201)', "1 to 200"),
        ('?p mea:search ("x" "fr")', "1 to 200"),
        ('?p mea:search ("x" 1 fr)', "text in quotes"),
        ('?p mea:search ("x" 1 "fr" 2)', "number of hits and a language"),
        ("?p mea:search ()", "number of hits and a language"),
        ('?p mea:search "x", "y"', "one question"),
        ('<http://example.org/a> mea:search "x"', "variable as its subject"),
        ('?p a ?c ; mea:search "x"', "variable as its subject"),
        ('(?p ?s ?t) mea:search "x"', "variable as its subject"),
        ('() mea:search "x"', "variable as its subject"),
        ('?p ^mea:search "x"', "variable as its subject"),
        ('?p mea:search/mea:search "x"', "text in quotes"),
        ("?a ?b mea:search", "variable as its subject"),
        ('?a mea:search "1". ?b mea:search "2". ?c mea:search "3". ?d mea:search "4"', "searches 4 times"),
    ],
)
def test_what_is_refused(where: str, words: str) -> None:
    with pytest.raises(MalformedSearch, match=words):
        find_calls(f"{P}SELECT * {{ {where} }}", SETTINGS)


@given(st.text(alphabet="?()<>{}.;,\"' mea:search0x#\\", max_size=60))
def test_no_text_breaks_the_reading(text: str) -> None:
    query = f"{P}SELECT * {{ {text} }}"
    try:
        calls = find_calls(query, SETTINGS)
    except MalformedSearch:
        return
    assert with_hits(query, [], []) == query
    assert all(query[c.start : c.end] for c in calls)


def test_searching_has_a_time_limit() -> None:
    def slow(_: Call) -> list[tuple[str, float]]:
        time.sleep(0.3)
        return []

    settings = Settings(query_search_time=0.05)
    with pytest.raises(QueryTimeout, match=r"0\.05 seconds"):
        asyncio.run(search_first(f'{P}SELECT * {{ ?p mea:search "x" }}', slow, settings))


def test_the_number_of_hits_is_a_setting() -> None:
    with pytest.raises(MalformedSearch, match="1 to 5"):
        find_calls(f'{P}SELECT * {{ ?p mea:search ("x" 6) }}', Settings(query_search_hits=5))
