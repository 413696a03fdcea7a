"""Similar passages and documents of the starter base, with the real encoder, over HTTP."""

from __future__ import annotations

import httpx2
import pytest

KEY = "mea-kg-doc.1.en/body__para_10"
"""Session documents can be found within two seconds; there in six languages."""


def test_similar_passages_are_others_in_any_language(starter_server: str) -> None:
    found = httpx2.get(f"{starter_server}api/passages/{KEY}/similar", params={"k": 20}, timeout=60).json()
    places = [hit["passage"]["uri"].rpartition("/id/passage/")[2] for hit in found["hits"]]
    assert len(places) == len(set(places)) == 20
    assert not any(place.startswith("mea-kg-doc.1.") and place.endswith("/body__para_10") for place in places)
    assert len({hit["passage"]["language"] for hit in found["hits"]}) >= 2
    scores = [hit["score"] for hit in found["hits"]]
    assert scores == sorted(scores, reverse=True)


def test_two_paragraphs_on_the_same_matter_find_each_other(starter_server: str) -> None:
    """The grants of GEF projects: said in the note on taxonomies, and in Spanish by the team of the workshop."""
    found = httpx2.get(f"{starter_server}api/passages/mea-kg-doc.8.es/body__para_10/similar", timeout=60).json()
    assert "mea-kg-doc.3" in " ".join(hit["document"]["uri"] for hit in found["hits"][:3])


def test_similar_documents_are_other_works(starter_server: str) -> None:
    found = httpx2.get(f"{starter_server}api/documents/mea-kg-doc.2.en/similar", params={"k": 3}, timeout=60).json()
    assert len(found["items"]) == 3
    assert not any(item["key"].startswith("mea-kg-doc.2.") for item in found["items"])
    assert len({item["key"].rpartition(".")[0] for item in found["items"]}) == 3


@pytest.mark.parametrize("address", ["passages/nothing.en/body__para_1/similar", "documents/nothing.en/similar"])
def test_what_is_not_there_has_nothing_similar(starter_server: str, address: str) -> None:
    assert httpx2.get(f"{starter_server}api/{address}", timeout=60).status_code == 404


def test_the_page_of_similar_passages(starter_server: str) -> None:
    page = httpx2.get(f"{starter_server}similar/{KEY}", headers={"Accept-Language": "ru"}, timeout=60)
    assert page.status_code == 200
    assert page.text.count('class="hit"') == 10
    assert "Похожие фрагменты" in page.text


def test_a_reading_is_a_chip_that_can_be_taken_off_and_put_back(starter_server: str) -> None:
    page = httpx2.get(f"{starter_server}search", params={"q": "GEF grants in Kenya"}, timeout=60).text
    assert "ignore=party%3AKEN" in page
    without = httpx2.get(
        f"{starter_server}search", params={"q": "GEF grants in Kenya", "ignore": "party:KEN"}, timeout=60
    ).text
    assert 'class="off"' in without
    read = httpx2.get(
        f"{starter_server}api/search", params={"q": "GEF grants in Kenya", "ignore": "party"}, timeout=60
    ).json()
    assert "party" not in {reading["name"] for reading in read["query"]["readings"]}
