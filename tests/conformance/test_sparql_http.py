"""HTTP at ``/sparql`` (RFC 9110): conditional requests, content codings, methods, old clients, broken answers."""

from __future__ import annotations

import gzip
import json
import socket
import zlib
from urllib.parse import quote
from xml.etree import ElementTree as ET

import httpx2
import pytest

from tests.conformance.conftest import Endpoint

TITLES = "SELECT ?t { ?s <http://example.org/title> ?t }"
NUMBERS = "SELECT ?s ?n { ?s <http://example.org/n> ?n } ORDER BY ?n"
DIRECT = {"Content-Type": "application/sparql-query"}


def get(client: httpx2.Client, query: str, **headers: str) -> httpx2.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get("/sparql", params={"query": query}, headers=named)


def raw(endpoint: Endpoint, request: str) -> bytes:
    """All bytes of the answer to a request, sent as it stands."""
    with socket.create_connection(("127.0.0.1", int(endpoint.root.rpartition(":")[2])), timeout=20) as connection:
        connection.sendall(request.encode())
        pieces = []
        while piece := connection.recv(65536):
            pieces.append(piece)
    return b"".join(pieces)


def test_any_copy_is_enough_for_who_wants_none(client: httpx2.Client) -> None:
    known = get(client, TITLES, If_None_Match="*")
    assert (known.status_code, known.content) == (304, b"")
    assert get(client, TITLES, If_None_Match="*", Cache_Control="no-cache").status_code == 304
    assert client.head("/sparql", params={"query": TITLES}, headers={"If-None-Match": "*"}).status_code == 304
    assert get(client, "SELEC", If_None_Match="*").status_code == 400


def test_tags_are_compared_weakly_and_exactly(client: httpx2.Client) -> None:
    tag = get(client, TITLES).headers["etag"]
    assert tag.startswith('W/"')
    for known in (tag, tag.removeprefix("W/"), f'"x", {tag}', f'{tag},"y"'):
        answer = get(client, TITLES, If_None_Match=known)
        assert answer.status_code == 304
        assert answer.headers["etag"] == tag
        assert {"vary", "cache-control"} <= set(answer.headers)
    for other in (tag[:-2] + '"', f'"{tag}"', '""', "x"):
        assert get(client, TITLES, If_None_Match=other).status_code == 200
    assert client.head("/sparql", params={"query": TITLES}, headers={"If-None-Match": tag}).status_code == 304
    assert client.post("/sparql", data={"query": TITLES}, headers={"If-None-Match": tag}).status_code == 200


def test_tag_depends_on_everything_that_the_result_depends_on(client: httpx2.Client) -> None:
    graphs = {"default-graph-uri": "http://example.org/g1"}
    named = {"named-graph-uri": "http://example.org/g1"}
    tags = [
        client.get("/sparql", params={"query": TITLES, **more}, headers={"Accept": accept}).headers["etag"]
        for more in ({}, graphs, named)
        for accept in ("application/json", "text/csv")
    ]
    assert len(set(tags)) == len(tags)


def test_if_match_wants_that_very_copy(client: httpx2.Client) -> None:
    assert get(client, TITLES, If_Match="*").status_code == 200
    assert get(client, TITLES, If_Match='"another"').status_code == 412


def test_dates_and_ranges_change_nothing(client: httpx2.Client) -> None:
    headers = {"If_Modified_Since": "Sat, 01 Jan 2050 00:00:00 GMT", "Range": "bytes=0-3"}
    answer = get(client, TITLES, **headers)
    assert (answer.status_code, answer.content) == (200, get(client, TITLES).content)


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip", "gzip"),
        ("br, zstd, gzip;q=0.1", "gzip"),
        ("*", "gzip"),
        ("GZIP;Q=1.0", "gzip"),
        ("gzip, identity", "gzip"),
        ("gzip;q=0", None),
        ("gzip;q=0, *", None),
        ("gzip;q=0.2, identity;q=0.5", None),
        ("identity", None),
        ("br", None),
        ("", None),
    ],
)
def test_coding_is_negotiated(client: httpx2.Client, accepted: str, coding: str | None) -> None:
    answer = get(client, NUMBERS, Accept_Encoding=accepted)
    assert answer.headers.get("content-encoding") == coding
    assert "Accept-Encoding" in answer.headers["vary"]
    assert len(answer.json()["results"]["bindings"]) == 1000


def test_short_answers_are_coded_for_who_takes_no_plain_ones(client: httpx2.Client) -> None:
    answer = get(client, "ASK {}", Accept_Encoding="gzip, identity;q=0")
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.json()["boolean"] is True
    known = get(client, "ASK {}", Accept_Encoding="gzip, identity;q=0", If_None_Match="*")
    assert (known.status_code, known.content) == (304, b"")
    assert get(client, "ASK {}", Accept_Encoding="br, identity;q=0").status_code == 406
    assert get(client, "ASK {}", Accept_Encoding="*;q=0").status_code == 406


def test_coded_stream_is_whole(endpoint: Endpoint) -> None:
    query = "SELECT ?s ?t { ?s <http://example.org/n> ?n . ?t <http://example.org/n> ?m FILTER(?m < 40) }"
    with httpx2.stream(
        "GET", endpoint.url, params={"query": query, "format": "csv"}, headers={"Accept-Encoding": "gzip"}, timeout=20
    ) as answer:
        assert answer.headers["content-encoding"] == "gzip"
        body = gzip.decompress(b"".join(answer.iter_raw()))
    assert body.count(b"\n") == 40_001


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_result_that_breaks_off_is_no_whole_message(endpoint: Endpoint, coding: str) -> None:
    query = quote("SELECT ?n { ?s <http://example.org/n> ?n . ?t <http://example.org/n> ?m }")
    answer = raw(
        endpoint,
        f"GET /sparql?query={query} HTTP/1.1\r\nHost: a\r\nAccept-Encoding: {coding}\r\nConnection: close\r\n\r\n",
    )
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200")
    assert b"transfer-encoding: chunked" in head.lower()
    assert not body.endswith(b"0\r\n\r\n")
    assert len(body) > 100_000 or coding == "gzip"


@pytest.mark.parametrize("rows", [1000, 50_000])
def test_old_client_gets_whole_answers(endpoint: Endpoint, rows: int) -> None:
    query = "SELECT ?s ?t { ?s <http://example.org/n> ?n . ?t <http://example.org/n> ?m } LIMIT"
    answer = raw(endpoint, f"GET /sparql?query={quote(f'{query} {rows}')} HTTP/1.0\r\n\r\n")
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b" 200 " in head.splitlines()[0]
    assert b"chunked" not in head.lower()
    assert len(json.loads(body)["results"]["bindings"]) == rows


def test_methods_and_where_they_are_told(client: httpx2.Client) -> None:
    allowed = client.options("/sparql")
    assert allowed.status_code == 204
    assert {part.strip() for part in allowed.headers["allow"].split(",")} == {"GET", "HEAD", "POST", "OPTIONS"}
    preflight = client.options(
        "/sparql",
        headers={
            "Origin": "http://a.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization, cache-control, content-type, if-none-match",
        },
    )
    assert preflight.is_success
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert "if-none-match" in preflight.headers["access-control-allow-headers"].lower()
    read = get(client, TITLES, Origin="http://a.example")
    assert read.headers["access-control-allow-origin"] == "*"
    assert "ETag" in read.headers["access-control-expose-headers"]


@pytest.mark.parametrize("coding", ["gzip", "identity"])
@pytest.mark.parametrize("query", [TITLES, NUMBERS, "CONSTRUCT WHERE { ?s <http://example.org/title> ?o }", None])
def test_head_has_the_headers_of_get(client: httpx2.Client, query: str | None, coding: str) -> None:
    parameters = {"query": query} if query else {}
    headers = {"Accept-Encoding": coding, "Cache-Control": "no-cache"}
    head = client.head("/sparql", params=parameters, headers=headers)
    got = client.get("/sparql", params=parameters, headers=headers)
    assert (head.status_code, head.content) == (got.status_code, b"")
    for name in ("content-type", "etag", "cache-control", "access-control-allow-origin"):
        assert head.headers.get(name) == got.headers.get(name)
    assert {v.strip() for v in head.headers["vary"].split(",")} == {v.strip() for v in got.headers["vary"].split(",")}
    # It may be left out, but not be another (section 8.6).
    assert head.headers.get("content-length") in (None, got.headers.get("content-length"))


def test_coded_request_is_not_guessed_at(client: httpx2.Client) -> None:
    body = zlib.compress(b"ASK {}")
    assert client.post("/sparql", content=body, headers={**DIRECT, "Content-Encoding": "deflate"}).status_code == 415
    assert client.post("/sparql", content="ASK {}", headers={**DIRECT, "Content-Encoding": "identity"}).is_success


def test_byte_order_mark_is_no_part_of_the_query(client: httpx2.Client) -> None:
    assert client.post("/sparql", content=b"\xef\xbb\xbfASK {}", headers=DIRECT).json()["boolean"] is True


def test_parameters_of_media_types_and_white_space(client: httpx2.Client) -> None:
    for accept, expected in (
        ("application/sparql-results+json;charset=utf-8", "application/sparql-results+json"),
        ("application/sparql-results+xml ; q=0.9 , text/csv;q=0.8", "application/sparql-results+xml"),
        ("text/csv;q=0, text/*", "text/tab-separated-values; charset=utf-8"),
        ("application/*;q=0.1, text/csv;q=0.1", "text/csv; charset=utf-8"),
        ("*/*;q=0.1, application/sparql-results+json;q=0", "application/sparql-results+xml"),
        ("APPLICATION/SPARQL-RESULTS+XML", "application/sparql-results+xml"),
    ):
        assert get(client, TITLES, Accept=accept).headers["content-type"] == expected


def test_format_may_be_a_media_type(client: httpx2.Client) -> None:
    answer = client.get("/sparql", params={"query": TITLES, "format": "application/sparql-results+xml"})
    assert answer.headers["content-type"] == "application/sparql-results+xml"


def test_several_accept_headers_are_one(endpoint: Endpoint) -> None:
    request = (
        f"GET /sparql?query={quote('ASK {}')} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
        "Accept: application/json;q=0.1\r\nAccept: application/sparql-results+xml\r\n\r\n"
    )
    assert b"sparql-results+xml" in raw(endpoint, request).lower().partition(b"\r\n\r\n")[0]


def test_xml_holds_what_xml_can_hold(client: httpx2.Client) -> None:
    query = "SELECT ?t { <http://example.org/odd> <http://example.org/text> ?t }"
    assert get(client, query).json()["results"]["bindings"][0]["t"]["value"] == "a\rb\x01c"
    table = ET.fromstring(get(client, query, Accept="application/sparql-results+xml").content)
    assert [node.text for node in table.iter() if node.tag.endswith("literal")] == ["a\rb\ufffdc"]
    graph = get(client, query.replace("SELECT ?t", "CONSTRUCT { <x:s> <x:p> ?t }"), Accept="application/rdf+xml")
    assert [node.text for node in ET.fromstring(graph.content).iter() if node.tag.endswith("p")] == ["a\rb\ufffdc"]


@pytest.mark.parametrize(
    "body",
    ["query=ASK+%7B%7D", "query=ASK%20%7b%7d", "&query=ASK {}&", "query=ASK {}&unknown=1", "%71uery=ASK%20{}"],
)
def test_forms_are_decoded(client: httpx2.Client, body: str) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert client.post("/sparql", content=body, headers=headers).json()["boolean"] is True


def test_plus_in_a_directly_posted_query_is_a_plus(client: httpx2.Client) -> None:
    assert client.post("/sparql", content="ASK { FILTER(1+1 = 2) }", headers=DIRECT).json()["boolean"] is True
    assert client.get("/sparql?query=ASK%20{FILTER(1%2B1%20=%202)}").json()["boolean"] is True


@pytest.mark.parametrize(
    ("request_text", "status", "says"),
    [
        ("GET /sparql?query=ASK%7B%7D%23{long} HTTP/1.1\r\nHost: a\r\n\r\n", 414, "POST"),
        ("GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: a\r\nX: {long}{long}{long}{long}", 431, "fields"),
        ("SELECT * WHERE\r\n\r\n", 400, "no HTTP"),
    ],
)
def test_what_is_too_long_or_no_request_is_told_so(
    endpoint: Endpoint, request_text: str, status: int, says: str
) -> None:
    answer = raw(endpoint, request_text.format(long="x" * 70_000))
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status)
    assert b"application/problem+json" in head
    assert says in str(json.loads(body))


def test_the_longest_address_is_read(client: httpx2.Client) -> None:
    query = "ASK {}#" + "x" * (65_535 - len("/sparql?query=ASK%20%7B%7D%23"))
    assert client.get(f"/sparql?query={quote(query)}").json()["boolean"] is True
