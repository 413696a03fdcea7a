"""What is refused before a worker sees it."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import BadInput
from kg.settings import Settings
from search_api.sparql.federation import calls_out
from search_api.sparql.guard import Forbidden, QueryTooLong, check
from search_api.sparql.lexer import lower_booleans, token_at, unescape

SETTINGS = Settings()
CALLING = [
    "SELECT * { SERVICE <http://x/> { ?s ?p ?o } }",
    "SELECT * { serVice #c\n silent #d {\n ?x #e\n {} }",
    r"SELECT * { \u0053ERVICE <http://x/> {} }",
    r"SELECT * { S\U00000045RVICE <http://x/> {} }",
    "SELECT * { ?s ?p 1SERVICE<http://x/>{} }",
    "SELECT * { ?s ?p 1.SERVICE<http://x/>{} }",
    "SELECT * { ?s ?p 1e0SERVICE<http://x/>{} }",
    "SELECT * { ?s ?p trueSERVICE<http://x/>{} }",
    "SELECT * { SERVICESILENT<http://x/>{} }",
    "PREFIX :<http://x/> SELECT * { SERVICE:x{} }",
    "PREFIX ex:<http://x/> SELECT * { SERVICEex:x {} }",
    "SELECT * { ?s ?p 'a'SERVICE?x{} }",
    "SELECT * { ?a <http://e/n> ?n FILTER(?n<1)SERVICE?s#>\n{} }",
    "SELECT * { BIND(<http://x/a#b> AS ?s) ?a ?p ?n FILTER(?n<1)SERVICE?s#>\n{} }",
    'SELECT * { ?a ?p """x""" . SERVICE <http://x/> {} }',
]
HARMLESS = [
    "SELECT * { ?s <http://x/service#a> ?o }",
    "SELECT * { ?s <service> ?o {} }",
    'SELECT * { ?s ?p "SERVICE <http://x/> {}" }',
    "SELECT * { # SERVICE <http://x> {\n ?s ?p ?o }",
    "SELECT ?service { ?service ex:service ?x . { } }",
    "PREFIX service: <http://x/> SELECT * { ?s service:x ?o . {} }",
    "SELECT * { ?s ?p '''it's SERVICE <http://x> { ''' }",
    "SELECT * { ?s ?p 'a\\'SERVICE <http://x> {' }",
    "SELECT * { ?s ?p 'service'@en }",
]


@pytest.mark.parametrize("query", CALLING)
def test_service_is_found(query: str) -> None:
    with pytest.raises(Forbidden, match="SERVICE"):
        check(query, SETTINGS)


@pytest.mark.parametrize("query", HARMLESS)
def test_the_word_service_is_no_offence(query: str) -> None:
    check(query, SETTINGS)


@given(
    st.sampled_from(["SERVICE", "service", "SeRvIcE", r"S\u0045RVICE", "SERVICE SILENT", "SERVICESILENT"]),
    st.sampled_from([" ", "\n", "#c\n", "# '{\n"]),
    st.sampled_from(["<http://x/>", "?x", "$x", ":x", "ex:x"]),
    st.sampled_from(["", "?s ?p 'a' .", "?s <p#q> 3 .", "FILTER(?a<?b && ?c>?d)", '"""a"b""" .', "#'\n", "?a<?b#\n"]),
)
def test_service_is_found_wherever_it_stands(keyword: str, gap: str, target: str, before: str) -> None:
    assert calls_out(f"SELECT * {{ {before} {keyword}{gap}{target}{gap}{{ ?s ?p ?o }} }}")


@pytest.mark.parametrize(
    "text",
    [
        "<service#>" * 10_000,
        "service#" * 12_000,
        '"""a' * 20_000,
        "<service" * 12_000,
        "a." * 49_000 + "service",
        "service" * 14_000,
        "'" * 99_000,
        "\\u0053" * 16_000 + "service",
        "service #\n" * 9_000,
    ],
)
def test_hostile_text_is_read_in_linear_time(text: str) -> None:
    start = time.process_time()
    with suppress(BadInput):
        check(text, SETTINGS)
    assert time.process_time() - start < 2


@given(st.text(alphabet="<>#\"'\\{}()?:.\n aSERVICEu0053", max_size=60))
def test_every_text_can_be_read(text: str) -> None:
    position = 0
    while position < len(text):
        token = token_at(text, position)
        assert text[position : token.end] == token.text != ""
        position = token.end
    calls_out(text)


@given(st.text(alphabet="ab?<\n ", max_size=20))
def test_escapes_hide_nothing(text: str) -> None:
    assert unescape("".join(f"\\u{ord(c):04X}" for c in text)) == text
    assert unescape("".join(f"\\U{ord(c):08x}" for c in text)) == text


def test_escaped_backslash_starts_no_escape() -> None:
    assert unescape(r"\\u0053") == r"\\u0053"
    assert unescape(r"\uD800 \u0000") == r"\uD800 \u0000"


@pytest.mark.parametrize(
    ("query", "plain"),
    [
        ("ASK { ?s ?p TRUE. FILTER(?p = False) }", "ASK { ?s ?p true. FILTER(?p = false) }"),
        ('ASK { ?TRUE x:TRUE \'TRUE\', <TRUE>, """FALSE"""@True } # TRUE', None),
        ("ASK { ?s ?p true, false }", None),
    ],
)
def test_booleans_have_no_case(query: str, plain: str | None) -> None:
    assert lower_booleans(query) == (plain or query)


def test_length_and_nesting_are_limited() -> None:
    settings = Settings(query_length=50, query_nesting=3)
    check("ASK {{{}}}", settings)
    with pytest.raises(BadInput, match="3 deep"):
        check("ASK {{{()}}}", settings)
    check("ASK { ?s ?p '{{{{' # {{{{\n }", settings)
    with pytest.raises(QueryTooLong, match="at most 50"):
        check("ASK {}" + " " * 45, settings)
    with pytest.raises(BadInput, match="empty"):
        check(" \n", settings)


@pytest.mark.parametrize("word", ["INSERT DATA", "delete", "LOAD", "Clear", "DROP", "CREATE", r"\u004COAD"])
def test_updates_are_refused(word: str) -> None:
    with pytest.raises(BadInput, match="only reads"):
        check(f"{word} <http://x/> {{}}", SETTINGS)
    check(f"ASK {{ ?s ?p '{word} <http://x/> {{}}' }}".replace("\\u004C", "L"), SETTINGS)


@pytest.mark.parametrize(
    ("query", "has_dataset", "volatile"),
    [
        ("ASK {}", False, False),
        ("ASK FROM <g> {}", True, False),
        ("ASKFROM<g>{}", True, False),
        ("SELECT * from named <g> {}", True, False),
        ("ASK { ?from ex:from 'FROM' } # FROM <g>", False, False),
        ("SELECT (now() AS ?x) {}", False, True),
        ("SELECT (UUID() AS ?x) {}", False, True),
    ],
)
def test_what_the_text_reveals(query: str, has_dataset: bool, volatile: bool) -> None:
    checked = check(query, SETTINGS)
    assert (checked.has_dataset, checked.volatile) == (has_dataset, volatile)
