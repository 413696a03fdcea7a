"""Keys and URIs: what they look like, and that they can be read back."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kg.errors import BadInput
from kg.identifiers import (
    KINDS,
    Uris,
    annex_key,
    article_key,
    document_key,
    find_symbols,
    fold,
    meeting_key,
    parse_meeting_key,
)
from kg.identifiers.bodies import BODIES, BODY_HINTS, Body
from kg.model import Masthead

BASE = "https://kb.example.org/mea/"
SHA = "0123456789abcdef" * 4


def test_a_stated_symbol_is_the_work() -> None:
    masthead = Masthead("Note", symbol="UNEP/MC/COP.6/INF/26", meeting="mc-cop-6", agenda_item="4 (k)")
    assert document_key(masthead, "en", SHA) == ("unep-mc-cop.6-inf-26", "unep-mc-cop.6-inf-26.en")


def test_without_symbol_the_meeting_item_and_title_are() -> None:
    work, key = document_key(Masthead("Менеджмент знаний", meeting="mc-cop-6", agenda_item="4 к)"), "ru", SHA)
    assert re.fullmatch(r"mc-cop-6-item-4-[0-9a-f]{8}", work)
    assert key == f"{work}.ru"
    assert document_key(Masthead("x", meeting="mc-cop-2", agenda_item="5(k)"), "zh", SHA)[0].startswith(
        "mc-cop-2-item-5-k-"
    )


def test_spaces_case_and_punctuation_of_the_title_do_not_count() -> None:
    def work(title: str) -> str:
        return document_key(Masthead(title, meeting="mc-cop-6", agenda_item="4"), "en", SHA)[0]

    assert work("Knowledge  management: progress.") == work("KNOWLEDGE MANAGEMENT progress")
    assert work("Knowledge management") != work("Knowledge")


@pytest.mark.parametrize(
    "masthead", [Masthead("T"), Masthead("T", meeting="mc-cop-6"), Masthead("", meeting="mc-cop-6", agenda_item="4")]
)
def test_else_the_content_is(masthead: Masthead) -> None:
    assert document_key(masthead, "fr", SHA) == ("sha-0123456789abcdef", "sha-0123456789abcdef.fr")


def test_meeting_keys() -> None:
    assert meeting_key("minamata", "COP", 6) == "mc-cop-6"
    assert meeting_key("rc", "crc", 17) == "rc-crc-17"
    assert parse_meeting_key("sc-poprc-2") == ("stockholm", "poprc", 2)
    assert parse_meeting_key("unep-mc-cop.6-1") is None
    for arguments in (("ozone", "cop", 1), ("basel", "cop", 0), ("basel", "c/p", 1)):
        with pytest.raises(BadInput):
            meeting_key(*arguments)


def test_provision_keys() -> None:
    assert article_key("minamata", 17) == "minamata.art_17"
    assert annex_key("basel", "VIII") == "basel.annex_viii"


def test_uris() -> None:
    uris = Uris(BASE)
    assert uris.of("decision", "mc-5-16") == f"{BASE}id/decision/mc-5-16"
    assert uris.passage("unep-mc-cop.6-inf-26.en", "body__para_4") == (
        f"{BASE}id/passage/unep-mc-cop.6-inf-26.en/body__para_4"
    )
    assert uris.graph("taxonomy", "topics") == f"{BASE}graph/taxonomy/topics"
    assert uris.key_of(uris.passage("d.en", "body__para_4")) == ("passage", "d.en/body__para_4")


@pytest.mark.parametrize(
    "uri", ["", "http://elsewhere/id/document/x", f"{BASE}id/thing/x", f"{BASE}id/document/", f"{BASE}graph/document/x"]
)
def test_what_is_no_uri_of_a_thing_here(uri: str) -> None:
    assert Uris(BASE).key_of(uri) is None


def test_wrong_kinds_keys_and_bases_are_refused() -> None:
    uris = Uris(BASE)
    for kind, key in (("thing", "x"), ("document", ""), ("document", ".."), ("document", "a/../b"), ("document", "/x")):
        with pytest.raises(BadInput):
            uris.of(kind, key)
    with pytest.raises(BadInput):
        uris.graph("meeting", "x")
    with pytest.raises(BadInput):
        Uris("http://localhost:8000")


def test_records_may_have_a_graph_named_outside_the_base() -> None:
    uris = Uris(BASE)
    for name in ("urn:x", "http://example.org/a?b=c#d", "https://kb.example.org/other/"):
        assert uris.graph_of(name) == ("records", f"<{name}>")
        assert uris.graph("records", f"<{name}>") == name
    for key in ("<x>", "<http://a b>", "<urn:x", f"<{BASE}graph/document/x>", "<urn:x>>"):
        with pytest.raises(BadInput):
            uris.graph("records", key)
    assert uris.graph_of("no name") is None
    assert uris.graph_of(f"{BASE}graph/records/%3Curn:x%3E") is None


@given(kind=st.sampled_from(sorted(KINDS)), key=st.text(min_size=1))
def test_uri_round_trip(kind: str, key: str) -> None:
    assume(all(segment not in {"", ".", ".."} for segment in key.split("/")))
    uris = Uris(BASE)
    uri = uris.of(kind, key)
    assert uris.key_of(uri) == (kind, key)
    assert re.fullmatch(r"[A-Za-z0-9\-._~%/:]+", uri)
    assert not urlsplit(uri).query
    assert not urlsplit(uri).fragment


@given(st.text(st.one_of(st.sampled_from("a\u00ad\u200f\u0640٣–"), st.characters())))
def test_folding_keeps_the_way_back(text: str) -> None:
    folded = fold(text)
    for place in range(len(folded.text)):
        start, end = folded.span((place, place + 1))
        assert end - start == 1
        assert fold(text[start:end]).text == folded.text[place]
        assert not any(character in text[start:end] for character in "\u00ad\u200f\u0640")


def test_spans_are_of_the_original_text() -> None:
    text = "см. \u200fUNEP/MC/\u00adCOP.6/3\u200f."
    (match,) = find_symbols(text)
    assert text[slice(*match.span)] == "UNEP/MC/\u00adCOP.6/3"


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body.key)
@given(st.data())
def test_no_name_of_a_body_is_without_the_words_that_are_looked_for_first(body: Body, data: st.DataObject) -> None:
    name = data.draw(st.from_regex(re.compile(body.names), fullmatch=True))
    assert any(hint in name.lower() for hint in BODY_HINTS)
