"""What a named graph says, read statement by statement."""

from __future__ import annotations

import pyoxigraph as ox
from hypothesis import given
from hypothesis import strategies as st
from rdflib.namespace import XSD
from rdflib.term import BNode, Identifier, Literal, URIRef

from kg.graph.oxigraph import OxigraphStore
from kg.graph.statements import Said, said_once_stored

GRAPH = "http://base.example/graph"
TRIPLES = rb"""
<http://base.example/a> <http://base.example/p> "one\n\"two\" . \u00e9"@fr .
<http://base.example/a> <http://base.example/p> "007"^^<http://www.w3.org/2001/XMLSchema#integer> .
<http://base.example/a> <http://base.example/p> "." .
<http://base.example/a> <http://base.example/q> <http://base.example/\u00e9> .
<http://base.example/a> <http://base.example/q> _:b .
_:b <http://base.example/p> "2025-11-03"^^<http://www.w3.org/2001/XMLSchema#date> .
"""


def named(term: Identifier) -> str:
    return f"_:{term}" if isinstance(term, BNode) else str(term)


def test_they_are_what_a_query_finds() -> None:
    store = OxigraphStore(ox.Store())
    store.replace(GRAPH, TRIPLES)
    store.replace("http://base.example/other", TRIPLES.replace(b"example/p", b"example/other"))
    rows = store.select("SELECT ?graph ?s ?p ?o WHERE { GRAPH ?graph { ?s ?p ?o } }", graph=URIRef(GRAPH))
    found = {(named(row["s"]), str(row["p"]), repr(row["o"])) for row in rows}
    assert flat(store.statements({GRAPH: b""})[GRAPH]) == flat(store.statements({GRAPH: TRIPLES})[GRAPH]) == found
    assert len(found) == 6


def flat(said: Said) -> set[tuple[str, str, str]]:
    every = [(thing, name, repr(v)) for thing, its in said.items() for name, values in its.items() for v in values]
    assert len(set(every)) == len(every)
    return set(every)


SAID = st.lists(
    st.tuples(
        st.sampled_from([b"<o:a>", b"<o:b>", b"_:c"]),
        st.sampled_from([b"<o:p>", b"<o:q>"]),
        st.sampled_from(
            [
                b"<o:a>",
                b"_:c",
                b'"1"',
                b'"a \\u00e9"',
                '"a é"'.encode(),
                b'"x"@en',
                b'"x"@EN',
                b'"x"@en-GB',
                b'"x@en-GB"',
            ]
        )
        | st.builds(
            lambda text, kind: f'"{text}"^^<{kind}>'.encode(),
            st.sampled_from(["1", "-1", "0", "007", "1.50", "+2", "x", "2024-02-30", "2024-02-29", "2024-02-29Z"]),
            st.sampled_from([XSD.integer, XSD.decimal, XSD.date, XSD.double, XSD.string]),
        ),
    ),
    max_size=8,
)


@given(SAID)
def test_what_a_graph_was_made_of_is_read_as_the_store_has_it(said: list[tuple[bytes, bytes, bytes]]) -> None:
    triples = b"".join(b"%b %b %b .\n" % statement for statement in said)
    store = OxigraphStore(ox.Store())
    store.replace(GRAPH, triples)
    assert flat(store.statements({GRAPH: triples})[GRAPH]) == flat(store.statements({GRAPH: b""})[GRAPH])


def test_numbers_are_read_as_a_store_writes_them() -> None:
    said = said_once_stored({GRAPH: b'<o:a> <o:p> "x"@en .\n<o:a> <o:q> "1.00"^^<%b> .\n' % XSD.decimal.encode()})
    assert said[GRAPH] == {"o:a": {"o:p": [Literal("x", lang="en")], "o:q": [Literal("1", datatype=XSD.decimal)]}}


def test_an_empty_graph_says_nothing() -> None:
    assert OxigraphStore(ox.Store()).statements({GRAPH: b""}) == {GRAPH: {}}
