"""SPARQL 1.1 Protocol and Service Description over HTTP, rule by rule."""

from __future__ import annotations

import json
from urllib.parse import quote, urlencode

import httpx2
import pyoxigraph as ox
import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, VOID

from kg.terms import SD

TITLES = "PREFIX ex: <http://example.org/> SELECT ?t { ?s ex:title ?t }"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s <http://example.org/n> ?o }"
CONSTRUCT = "CONSTRUCT WHERE { ?s <http://example.org/title> ?o }"
G1, G2 = "http://example.org/g1", "http://example.org/g2"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query"}
JSON = "application/sparql-results+json"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def count(response: httpx2.Response) -> int:
    assert response.status_code == 200, response.text
    return int(response.json()["results"]["bindings"][0]["n"]["value"])


def problem(response: httpx2.Response, status: int) -> str:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["access-control-allow-origin"] == "*"
    body = response.json()
    assert body["status"] == status
    return str(body["title"])


def parse(response: httpx2.Response) -> Graph:
    """The graph in a response, read by the engine and handed to rdflib."""
    assert response.status_code == 200, response.text
    format_ = ox.RdfFormat.from_media_type(response.headers["content-type"].partition(";")[0])
    triples = [quad.triple for quad in ox.parse(response.content, format_)]
    return Graph().parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")


def test_query_by_get(client: httpx2.Client) -> None:
    response = client.get("/sparql", params={"query": COUNT})
    assert count(response) == 1000
    assert response.headers["content-type"] == JSON
    assert "Accept" in response.headers["vary"]
    assert response.headers["access-control-allow-origin"] == "*"


def test_query_by_posted_form(client: httpx2.Client) -> None:
    assert count(client.post("/sparql", data={"query": COUNT})) == 1000


@pytest.mark.parametrize("parameter", ["", "; charset=utf-8", "; charset=UTF-8", '; charset="utf-8"'])
def test_query_by_direct_post(client: httpx2.Client, parameter: str) -> None:
    headers = {"Content-Type": f"application/sparql-query{parameter}"}
    assert count(client.post("/sparql", content=COUNT, headers=headers)) == 1000


def test_non_ascii_query_in_all_three_forms(client: httpx2.Client) -> None:
    query = 'ASK { FILTER("ртуть 汞" = "ртуть 汞") }'
    answers = [
        client.get("/sparql", params={"query": query}),
        client.post("/sparql", data={"query": query}),
        client.post("/sparql", content=query.encode(), headers=DIRECT),
    ]
    assert [a.json()["boolean"] for a in answers] == [True] * 3


def test_escapes_outside_strings(client: httpx2.Client) -> None:
    query = (
        r"PREFIX ex: <http://example.org/> \u0053ELECT ?\u0074 { ?s ex:t\u0069tle ?t FILTER(?t = '\u0068ash\u0027') }"
    )
    assert client.get("/sparql", params={"query": query}).json()["results"]["bindings"] == []
    query = r"PREFIX ex: <http://example.org/> \u0053ELECT ?\u0074 { ?s ex:t\u0069tle ?t FILTER(?t = 's\u0070ace') }"
    assert len(client.get("/sparql", params={"query": query}).json()["results"]["bindings"]) == 1


def test_unknown_function_is_an_error_of_its_expression_only(client: httpx2.Client) -> None:
    unknown = "<http://example.org/unknown>(1), <http://example.org/other>()"
    query = f"SELECT (COALESCE({unknown}, 'none') AS ?x) (<http://example.org/unknown>(1) AS ?y) {{}}"
    rows = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    assert rows == [{"x": {"type": "literal", "value": "none"}}]


def test_default_graph_is_the_union_of_all_graphs(client: httpx2.Client) -> None:
    query = "ASK { ?a <http://example.org/title> ?t . ?b <http://example.org/n> 5 }"
    assert client.get("/sparql", params={"query": query}).json()["boolean"] is True


@pytest.mark.parametrize(
    ("graphs", "expected"),
    [
        ({"default-graph-uri": [G1]}, 0),
        ({"default-graph-uri": [G2]}, 1000),
        ({"default-graph-uri": [G1, G2]}, 1000),
        ({"named-graph-uri": [G2]}, 0),
        ({"default-graph-uri": ["http://example.org/absent"]}, 0),
    ],
)
def test_dataset_parameters(client: httpx2.Client, graphs: dict[str, list[str]], expected: int) -> None:
    parameters = {"query": COUNT, **graphs}
    assert count(client.get("/sparql", params=parameters)) == expected
    assert count(client.post("/sparql", content=urlencode(parameters, doseq=True), headers=FORM)) == expected
    assert count(client.post("/sparql", params=graphs, content=COUNT, headers=DIRECT)) == expected


def test_named_graph_parameter_bounds_graph_clauses(client: httpx2.Client) -> None:
    query = "SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert count(client.get("/sparql", params={"query": query})) == 2
    assert count(client.get("/sparql", params={"query": query, "named-graph-uri": G1})) == 1


@pytest.mark.parametrize(
    ("clause", "expected"),
    [(f"FROM <{G1}>", 0), (f"FROM <{G2}>", 1000), (f"FROM <{G1}> FROM <{G2}>", 1000), (f"FROM NAMED <{G2}>", 0)],
)
def test_from_replaces_the_union(client: httpx2.Client, clause: str, expected: int) -> None:
    query = COUNT.replace("{", f"{clause} {{", 1)
    assert count(client.get("/sparql", params={"query": query})) == expected


def test_dataset_parameters_win_over_from(client: httpx2.Client) -> None:
    query = COUNT.replace("{", f"FROM <{G1}> {{", 1)
    assert count(client.get("/sparql", params={"query": query, "default-graph-uri": G2})) == 1000


def test_relative_iris_are_resolved_against_the_base_uri(client: httpx2.Client) -> None:
    response = client.get("/sparql", params={"query": "SELECT ?x { BIND(<id/document/a.en> AS ?x) }"})
    assert response.json()["results"]["bindings"][0]["x"]["value"] == "http://kg.example/id/document/a.en"


@pytest.mark.parametrize(
    ("query", "accept", "expected"),
    [
        (TITLES, None, JSON),
        (TITLES, "*/*", JSON),
        (TITLES, "application/json", JSON),
        (TITLES, "application/sparql-results+xml", "application/sparql-results+xml"),
        (TITLES, "text/xml", "application/sparql-results+xml"),
        (TITLES, "text/csv", "text/csv; charset=utf-8"),
        (TITLES, "text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        (TITLES, "text/csv;q=0.4, application/sparql-results+xml;q=0.7", "application/sparql-results+xml"),
        (TITLES, f"{JSON};q=0, */*", "application/sparql-results+xml"),
        (TITLES, "text/*", "text/csv; charset=utf-8"),
        (TITLES, "text/turtle, text/csv;q=0.1", "text/csv; charset=utf-8"),
        ("ASK {}", None, JSON),
        ("ASK {}", "application/sparql-results+xml", "application/sparql-results+xml"),
        (CONSTRUCT, None, "text/turtle; charset=utf-8"),
        (CONSTRUCT, "application/n-triples", "application/n-triples"),
        (CONSTRUCT, "application/rdf+xml", "application/rdf+xml"),
        (CONSTRUCT, "application/ld+json", "application/ld+json"),
        (CONSTRUCT, "application/json", "application/ld+json"),
        (CONSTRUCT, f"{JSON}, application/rdf+xml;q=0.2", "application/rdf+xml"),
        ("DESCRIBE <http://kg.example/id/document/a.en>", "text/turtle", "text/turtle; charset=utf-8"),
    ],
)
def test_negotiation(client: httpx2.Client, query: str, accept: str | None, expected: str) -> None:
    headers = {"Accept": accept} if accept else {}
    request = client.build_request("GET", "/sparql", params={"query": query}, headers=headers)
    if accept is None:
        del request.headers["accept"]
    response = client.send(request)
    assert response.status_code == 200
    assert response.headers["content-type"] == expected


@pytest.mark.parametrize("short", ["json", "xml", "csv", "tsv"])
def test_format_parameter_wins_over_the_header(client: httpx2.Client, short: str) -> None:
    response = client.get("/sparql", params={"query": TITLES, "format": short}, headers={"Accept": BROWSER})
    assert short in response.headers["content-type"].replace("tab-separated-values", "tsv")


@pytest.mark.parametrize(
    ("query", "accept"), [(TITLES, "text/turtle"), ("ASK {}", "text/csv"), (CONSTRUCT, JSON), (TITLES, "image/png")]
)
def test_no_acceptable_format(client: httpx2.Client, query: str, accept: str) -> None:
    assert "formats" in problem(client.get("/sparql", params={"query": query}, headers={"Accept": accept}), 406)


def test_results_in_four_formats_say_the_same(client: httpx2.Client) -> None:
    query = "SELECT ?n { ?s <http://example.org/n> ?n } ORDER BY ?n LIMIT 3"
    bodies = {
        short: client.get("/sparql", params={"query": query, "format": short}).text
        for short in ("json", "xml", "csv", "tsv")
    }
    values = [row["n"]["value"] for row in json.loads(bodies["json"])["results"]["bindings"]]
    assert values == ["0", "1", "2"]
    assert bodies["csv"] == "n\r\n0\r\n1\r\n2\r\n"
    assert bodies["tsv"] == "?n\n0\n1\n2\n"
    assert [f">{value}</literal>" in bodies["xml"] for value in values] == [True] * 3


@pytest.mark.parametrize(
    "accept", ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"]
)
def test_graphs_in_four_formats_say_the_same(client: httpx2.Client, accept: str) -> None:
    response = client.get("/sparql", params={"query": CONSTRUCT}, headers={"Accept": accept})
    assert len(parse(response)) == 3


@pytest.mark.parametrize(
    ("method", "url", "body", "headers", "status"),
    [
        ("GET", f"?query={quote('ASK {}')}&query={quote('ASK {}')}", None, {}, 400),
        ("POST", "", f"query={quote('ASK {}')}&query={quote('ASK {}')}", FORM, 400),
        ("POST", f"?query={quote('ASK {}')}", "ASK {}", DIRECT, 400),
        ("POST", "", "", FORM, 400),
        ("POST", "", "", DIRECT, 400),
        ("GET", "?query=", None, {}, 400),
        ("GET", "?default-graph-uri=http%3A%2F%2Fexample.org%2Fg1", None, {}, 400),
        ("GET", "?query=SELEC", None, {}, 400),
        ("POST", "", "SELECT * {", DIRECT, 400),
        ("POST", "", "ASK {}", {}, 415),
        ("POST", "", "ASK {}", {"Content-Type": "text/plain"}, 415),
        ("POST", "", '{"query": "ASK {}"}', {"Content-Type": "application/json"}, 415),
        ("POST", "", "ASK {}", {"Content-Type": "application/sparql-query; charset=utf-16"}, 415),
        ("POST", "", "ASK {}".encode("utf-16"), DIRECT, 400),
        ("POST", "", b"query=ASK%20%7B%7D%FF", FORM, 400),
        ("GET", "?query=ASK%20%7B%7D%20%23%FF", None, {}, 400),
        ("GET", "?query=ASK%20%7B%7D%ZZ", None, {}, 400),
        ("GET", f"?query={quote('ASK {}')}&default-graph-uri={quote('not an iri')}", None, {}, 400),
        ("PUT", f"?query={quote('ASK {}')}", None, {}, 405),
        ("DELETE", "", None, {}, 405),
        ("PATCH", "", "ASK {}", DIRECT, 405),
        ("POST", "", "ASK {}" + " " * 1_100_000, DIRECT, 413),
        ("POST", "", "ASK {}" + " " * 100_000, DIRECT, 413),
    ],
)
def test_bad_requests(
    client: httpx2.Client, method: str, url: str, body: str | bytes | None, headers: dict[str, str], status: int
) -> None:
    response = client.request(method, f"/sparql{url}", content=body, headers=headers)
    assert len(problem(response, status)) > 10
    if status == 405:
        assert {"GET", "POST"} <= {part.strip() for part in response.headers["allow"].split(",")}


@pytest.mark.parametrize(
    "update", ["INSERT DATA { <a:a> <a:b> 1 }", "DELETE WHERE { ?s ?p ?o }", "LOAD <http://127.0.0.1/>", "DROP ALL"]
)
def test_updates_are_refused_in_every_form(client: httpx2.Client, update: str) -> None:
    problem(client.post("/sparql", data={"update": update}), 403)
    problem(client.get("/sparql", params={"update": update}), 403)
    problem(client.post("/sparql", content=update, headers={"Content-Type": "application/sparql-update"}), 403)
    assert "only reads" in problem(client.get("/sparql", params={"query": update}), 400)


def test_head_has_the_headers_of_get_and_no_body(client: httpx2.Client) -> None:
    get = client.get("/sparql", params={"query": TITLES})
    head = client.head("/sparql", params={"query": TITLES})
    assert (head.status_code, head.content) == (200, b"")
    for name in ("content-type", "etag", "vary", "cache-control"):
        assert head.headers[name] == get.headers[name]
    assert client.head("/sparql", params={"query": "SELEC"}).status_code == 400
    assert client.head("/sparql").status_code == 200


def test_same_query_on_same_data_is_not_sent_again(client: httpx2.Client) -> None:
    first = client.get("/sparql", params={"query": TITLES})
    assert first.headers["cache-control"] == "no-cache"
    known = {"If-None-Match": f'"other", {first.headers["etag"]}'}
    again = client.get("/sparql", params={"query": TITLES}, headers=known)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert client.get("/sparql", params={"query": COUNT}, headers=known).status_code == 200
    assert client.get("/sparql", params={"query": TITLES, "format": "csv"}, headers=known).status_code == 200
    assert client.get("/sparql", params={"query": TITLES, "default-graph-uri": G1}, headers=known).status_code == 200


def test_result_that_was_held_is_the_same_and_a_fresh_one_can_be_had(client: httpx2.Client) -> None:
    query = {"query": "SELECT ?n { ?s <http://example.org/n> ?n } ORDER BY ?n LIMIT 7"}
    first, again = client.get("/sparql", params=query), client.get("/sparql", params=query)
    fresh = client.get("/sparql", params=query, headers={"Cache-Control": "no-cache"})
    for name in ("content-type", "content-length", "etag", "vary"):
        assert first.headers[name] == again.headers[name] == fresh.headers[name]
    assert first.content == again.content == fresh.content


def test_volatile_results_have_no_tag(client: httpx2.Client) -> None:
    assert "etag" not in client.get("/sparql", params={"query": "SELECT (NOW() AS ?now) {}"}).headers


@pytest.mark.parametrize("accept", ["*/*", "text/turtle", "application/rdf+xml", "application/ld+json", "image/png"])
def test_service_description(client: httpx2.Client, accept: str) -> None:
    response = client.get("/sparql", headers={"Accept": accept})
    graph = parse(response)
    endpoint = URIRef(f"{client.base_url}/sparql".replace("//sparql", "/sparql"))
    service = graph.value(None, SD.endpoint, endpoint)
    assert (service, RDF.type, SD.Service) in graph
    assert (service, SD.supportedLanguage, SD.SPARQL11Query) in graph
    assert (service, SD.feature, SD.UnionDefaultGraph) in graph
    assert len(list(graph.objects(service, SD.resultFormat))) == 8
    dataset = graph.value(service, SD.defaultDataset)
    assert (dataset, RDF.type, SD.Dataset) in graph
    assert (graph.value(dataset, SD.defaultGraph), RDF.type, SD.Graph) in graph
    assert str(graph.value(dataset, VOID.triples)) == "7"


def test_browsers_get_the_editor(client: httpx2.Client) -> None:
    response = client.get("/sparql", headers={"Accept": BROWSER})
    assert response.headers["content-type"].startswith("text/html")
    assert "Editor" in response.text
    assert "Accept" in response.headers["vary"]
