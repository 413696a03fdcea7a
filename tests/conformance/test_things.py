"""Things at their own addresses, over HTTP."""

from __future__ import annotations

import httpx2
import pyoxigraph as ox
import pytest

A = "http://kg.example/id/document/a.en"


def triples(response: httpx2.Response) -> set[str]:
    assert response.status_code == 200, response.text
    format_ = ox.RdfFormat.from_media_type(response.headers["content-type"].partition(";")[0])
    return {str(quad.triple) for quad in ox.parse(response.content, format_)}


@pytest.mark.parametrize(
    "accept", ["text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"]
)
def test_description_is_bounded_and_whole_in_every_format(client: httpx2.Client, accept: str) -> None:
    response = client.get("/id/document/a.en", headers={"Accept": accept})
    assert response.headers["content-type"].startswith(accept)
    found = triples(response)
    assert len(found) == 6
    assert f'<{A}> <http://example.org/title> "Mercury in products"@en' in found
    assert f'<{A}#p1> <http://example.org/text> "hash"' in found
    assert f"<http://example.org/reader> <http://example.org/reads> <{A}>" in found
    assert sum('"blank"' in triple for triple in found) == 1


def test_browsers_get_the_page(client: httpx2.Client) -> None:
    response = client.get("/id/document/a.en", headers={"Accept": "text/html,application/xml;q=0.9,*/*;q=0.8"})
    assert response.headers["content-type"].startswith("text/html")
    assert f"<title>{A} 6</title>" in response.text


@pytest.mark.parametrize(("short", "media_type"), [("ttl", "text/turtle"), ("jsonld", "application/ld+json")])
def test_format_by_parameter(client: httpx2.Client, short: str, media_type: str) -> None:
    response = client.get("/id/document/a.en", params={"format": short}, headers={"Accept": "text/html"})
    assert response.headers["content-type"].startswith(media_type)


def test_headers_lead_to_the_other_formats(client: httpx2.Client) -> None:
    response = client.get("/id/document/a.en", headers={"Accept": "text/turtle"})
    assert "Accept" in response.headers["vary"]
    assert response.links["canonical"]["url"] == A
    links = [link.strip() for link in response.headers["link"].split(",")]
    assert len(links) == 7
    for link in links[:-2]:
        url, _, rest = link.lstrip("<").partition(">")
        followed = client.get(url)
        assert followed.status_code == 200
        assert f'type="{followed.headers["content-type"].partition(";")[0]}"' in rest


def test_any_uri_of_the_graph_is_a_resource(client: httpx2.Client) -> None:
    accept = {"Accept": "application/n-triples"}
    response = client.get("/resource", params={"uri": "http://example.org/elsewhere"}, headers=accept)
    assert triples(response) == {'<http://example.org/elsewhere> <http://example.org/title> "elsewhere"'}
    assert triples(client.get("/resource", params={"uri": A}, headers=accept)) == triples(
        client.get("/id/document/a.en", headers=accept)
    )


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/id/document/unknown", 404),
        ("/id/document/not%20an%20iri%3E", 404),
        ("/id/document/removed", 410),
        ("/resource?uri=http://kg.example/id/document/removed", 410),
        ("/resource?uri=nonsense", 404),
        ("/resource", 422),
        ("/id/document/a.en?format=pdf", 406),
    ],
)
def test_absent_things(client: httpx2.Client, path: str, status: int) -> None:
    response = client.get(path)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    if status == 410:
        assert "2026-01-02T03:04:05Z" in response.json()["title"]


def test_format_that_is_not_on_offer(client: httpx2.Client) -> None:
    assert client.get("/id/document/a.en", headers={"Accept": "image/png"}).status_code == 406


def test_renamed_thing_redirects(client: httpx2.Client) -> None:
    response = client.get("/id/document/old", follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (308, "/id/document/new%20name")


def test_head(client: httpx2.Client) -> None:
    response = client.head("/id/document/a.en", headers={"Accept": "text/turtle"})
    assert (response.status_code, response.content) == (200, b"")


@pytest.mark.parametrize("accept", ["text/turtle", "application/ld+json", "application/n-triples"])
def test_a_removed_thing_leaves_a_tombstone(client: httpx2.Client, accept: str) -> None:
    response = client.get("/id/document/removed", headers={"Accept": accept})
    assert response.status_code == 410
    format_ = ox.RdfFormat.from_media_type(response.headers["content-type"].partition(";")[0])
    found = {str(quad.triple) for quad in ox.parse(response.content, format_)}
    about = "<http://kg.example/id/document/removed>"
    assert (
        f"{about} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://www.w3.org/ns/activitystreams#Tombstone>"
        in found
    )
    assert any(
        t.startswith(f'{about} <https://www.w3.org/ns/activitystreams#deleted> "2026-01-02T03:04:05Z"') for t in found
    )


def test_a_key_is_read_as_it_is_written_in_a_path(client: httpx2.Client) -> None:
    response = client.get("/id/document/b%20c", headers={"Accept": "application/n-triples"})
    assert triples(response) == {'<http://kg.example/id/document/b%20c> <http://example.org/title> "space"'}
