"""Content negotiation, by example and by property."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_api.negotiation import choose, parse_accept, quality, weights

OFFERS = ("application/json", "text/csv", "text/turtle", "text/html")
types = st.sampled_from([*OFFERS, "image/png", "text/*", "*/*", "application/*"])
some_weights = st.integers(0, 1000).map(lambda n: n / 1000)


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, "application/json"),
        ("", "application/json"),
        ("nonsense", "application/json"),
        ("*/*", "application/json"),
        ("text/*", "text/csv"),
        ("TEXT/Turtle", "text/turtle"),
        ("text/turtle;charset=utf-8", "text/turtle"),
        ("text/csv;q=0.5, text/turtle;q=0.6", "text/turtle"),
        ("text/csv ; q=0.5 ,text/turtle ;Q=0.4", "text/csv"),
        ("text/*;q=0.9, text/csv;q=0.1", "text/turtle"),
        ("text/csv, */*", "text/csv"),
        ("application/json;q=0, */*;q=0.1", "text/csv"),
        ("image/png", None),
        ("image/png, */*;q=0", None),
        ("text/csv;q=high", None),
        ("text/csv;q=7", "text/csv"),
        ('text/html;level="1,2;q=0", text/csv;q=0.9', "text/html"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
    ],
)
def test_choice(accept: str | None, expected: str | None) -> None:
    assert choose(accept, OFFERS) == expected


@given(st.text(max_size=200))
def test_any_header_is_read(header: str) -> None:
    assert all(0 <= found.quality <= 1 for found in parse_accept(header))
    assert choose(header, OFFERS) in {*OFFERS, None}


@given(st.lists(st.tuples(types, some_weights), min_size=1, max_size=6))
def test_nothing_on_offer_is_better_than_the_choice(ranges: list[tuple[str, float]]) -> None:
    header = ", ".join(f"{name};q={weight}" for name, weight in ranges)
    parsed = parse_accept(header)
    best = max(quality(parsed, offer)[0] for offer in OFFERS)
    chosen = choose(header, OFFERS)
    assert (chosen is None) == (best == 0)
    assert chosen is None or quality(parsed, chosen)[0] == best


@given(st.permutations([(offer, 0.1 * (n + 1)) for n, offer in enumerate(OFFERS)]))
def test_order_in_the_header_does_not_matter(ranges: list[tuple[str, float]]) -> None:
    assert choose(",".join(f"{name};q={weight:.1f}" for name, weight in ranges), OFFERS) == "text/html"


@given(types, some_weights)
def test_exact_type_decides_over_wildcards(name: str, weight: float) -> None:
    ranges = parse_accept(f"{name};q={weight}, text/csv;q=0.5, text/*;q=0.7, */*;q=0.9")
    expected = 0.5 if name != "text/csv" else max(weight, 0.5)
    assert quality(ranges, "text/csv") == (expected, 3)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", {}),
        ("gzip", {"gzip": 1.0}),
        ("GZIP;q=0.5, *;q=0", {"gzip": 0.5, "*": 0.0}),
        (" br ; Q=0.25 ,, identity;q=nonsense", {"br": 0.25, "identity": 0.0}),
    ],
)
def test_weights_of_other_headers(header: str, expected: dict[str, float]) -> None:
    assert weights(header) == expected
