"""Things, pages and errors as browsers, search engines and programs get them, on the starter base."""

from __future__ import annotations

import json
import re

import httpx2
import pytest

HTML = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}
NAMES = {"en": "Mercury wastes", "fr": "Déchets de mercure"}
THEME = "id/concept/topics.mercury-wastes"


def get(server: str, path: str, **headers: str) -> httpx2.Response:
    return httpx2.get(f"{server}{path}", headers=HTML | headers, timeout=30)


@pytest.mark.parametrize("language", ["en", "fr", "ar", "zh"])
def test_a_page_is_negotiated_by_language(starter_server: str, language: str) -> None:
    page = get(starter_server, THEME, **{"Accept-Language": f"de, {language};q=0.8, en;q=0.1"})
    assert page.headers["Content-Language"] == language
    assert {"Accept", "Accept-Language"} <= {part.strip() for part in page.headers["Vary"].split(",")}
    assert f'<html lang="{language}"' in page.text
    links = page.headers["Link"]
    assert all(f'hreflang="{code}"' in links for code in ("ar", "zh", "en", "fr", "ru", "es"))
    assert 'rel="describedby"' in links


def test_a_description_says_where_to_read_on(starter_server: str) -> None:
    turtle = httpx2.get(f"{starter_server}{THEME}", headers={"Accept": "text/turtle"}, timeout=30)
    assert re.search(
        r"(rdfs:seeAlso|rdf-schema#seeAlso>) <http://localhost:8000/themes/topics.mercury-wastes>", turtle.text
    )
    assert "Accept-Language" not in turtle.headers["Vary"]


@pytest.mark.parametrize(
    ("path", "kind", "field"),
    [
        ("themes/topics.mercury-wastes", "DefinedTerm", "inDefinedTermSet"),
        ("parties/FRA", "Country", "name"),
        ("meetings/mc-cop-6", "Event", "startDate"),
        ("projects/10218", "ResearchProject", "identifier"),
        ("decisions/mc-5-16", "Legislation", "legislationIdentifier"),
        ("id/treaty/minamata", "Thing", "name"),
        ("catalog", "Dataset", "distribution"),
    ],
)
def test_search_engines_find_schema_org_in_pages(starter_server: str, path: str, kind: str, field: str) -> None:
    page = get(starter_server, path)
    assert page.status_code == 200, path
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page.text, re.DOTALL)
    assert found is not None
    data = json.loads(found[1])
    assert (data["@context"], data["@type"]) == ("https://schema.org", kind)
    assert data[field]
    assert data["@id"].startswith("http://localhost:8000/")


def test_documents_say_their_translations(starter_server: str) -> None:
    documents = httpx2.get(f"{starter_server}api/documents?k=50", timeout=30).json()["items"]
    several = next(d for d in documents if len(d["languages"]) > 1)
    page = get(starter_server, f"documents/{several['key']}")
    data = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.text, re.DOTALL)[0])
    assert data["inLanguage"] == several["languages"][0]
    assert {t["inLanguage"] for t in data["workTranslation"]} == set(several["languages"][1:])


@pytest.mark.parametrize(
    "path", ["nowhere", "id/document/nowhere", "graph/document/nowhere", "documents/nowhere", "id/nothing/x"]
)
def test_browsers_are_told_in_a_page_what_is_missing(starter_server: str, path: str) -> None:
    page = get(starter_server, path, **{"Accept-Language": "fr"})
    assert (page.status_code, page.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert '<html lang="fr"' in page.text


@pytest.mark.parametrize("path", ["nowhere", "id/document/nowhere", "api/nowhere", "api/documents/nowhere"])
def test_programs_are_told_in_a_problem_document(starter_server: str, path: str) -> None:
    accept = HTML if path.startswith("api/") else {"Accept": "*/*"}
    told = httpx2.get(f"{starter_server}{path}", headers=accept, timeout=30)
    assert (told.status_code, told.headers["Content-Type"]) == (404, "application/problem+json")
