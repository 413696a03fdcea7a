from __future__ import annotations

import pytest

from kg.search.model import SearchRequest
from search_api.pages.asking import search_request


@pytest.mark.parametrize(
    ("given", "understood"),
    [
        ({"q": " mercury "}, SearchRequest("mercury")),
        ({}, SearchRequest("")),
        ({"q": "x", "k": "30", "language": "ru"}, SearchRequest("x", 30, language="ru")),
        ({"q": "x", "k": "9999"}, SearchRequest("x", 200)),
        ({"q": "x", "k": "-4"}, SearchRequest("x", 10)),
        ({"q": "x", "language": "xx", "date_from": "soon", "date_to": ""}, SearchRequest("x")),
        ({"q": "x", "date_from": "2025-02-30"}, SearchRequest("x")),
        (
            {"q": "x", "date_from": "2025-02-03", "party": "KEN"},
            SearchRequest("x", party="KEN", date_from="2025-02-03"),
        ),
    ],
)
def test_a_form_never_fails(given: dict[str, str], understood: SearchRequest) -> None:
    assert search_request(given) == understood
