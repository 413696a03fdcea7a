"""Records judged before they are stored: what is found by what they say is what the engine finds in a graph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph
from rdflib.namespace import DCTERMS, RDF, RDFS, SH, XSD
from rdflib.term import Identifier, Literal, URIRef

from kg.graph.oxigraph import OxigraphReader
from kg.model import Record, Uri
from kg.terms import MEA, SCHEMA
from kg.validation import Validator, Violation, our_shapes
from kg.validation.files import in_memory
from kg.validation.plain import is_plain
from kg.validation.records import check_records
from kg.validation.shapes import Shape
from tests.unit.validation_examples import BREAKS, GOOD, Break, broken, parsed

GRAPH = "http://base.example/graph"
THING = URIRef("http://base.example/id/project/1")
ELSEWHERE = (
    "RecordSource",
    "Mention",
    "Passage",
    "Action",
    "Document",
    "Expression",
    "Concept",
    "Scheme",
    "Collection",
)
"""What no record is: these are left to the tests of the engine."""


def records_of(graph: Graph) -> list[Record]:
    said: dict[str, list[tuple[str, object]]] = defaultdict(list)
    for subject, name, value in graph:
        said[str(subject)].append((str(name), value))
    return [Record(Uri(uri), tuple(its), "row 1") for uri, its in said.items()]


def stored(graph: Graph) -> OxigraphReader:
    return in_memory({GRAPH: graph.serialize(format="nt", encoding="utf-8")})


def told(violations: Iterable[Violation], typed: set[str]) -> set[tuple[str, ...]]:
    return {
        (str(v.focus), str(v.path), str(v.value), v.severity.value, v.message, str(v.shape), str(v.component))
        for v in violations
        if str(v.focus) in typed
    }


def same_as_the_engine(graph: Graph, shapes: Sequence[Shape]) -> int:
    """How much both find by some shapes."""
    base = Graph()
    for statement in graph.triples((None, RDFS.subClassOf, None)):
        base.add(statement)
    typed = {str(thing) for thing in graph.subjects(RDF.type)}
    rules = {c.shape for shape in shapes for c in shape.constraints}
    found = [v for its in check_records(records_of(graph), stored(base)).values() for v in its if v.shape in rules]
    whole = told(Validator(stored(graph), shapes).validate(), typed)
    assert told(found, typed) == whole
    return len(whole)


def shapes_of(*rules: str) -> list[Shape]:
    return [s for s in our_shapes() if any(str(c.shape).rpartition("#")[2] in rules for c in s.constraints)]


def test_the_good_example_conforms() -> None:
    assert same_as_the_engine(parsed(GOOD), our_shapes()) == 0


@pytest.mark.parametrize("how", [how for how in BREAKS if not how.rule.startswith(ELSEWHERE)], ids=lambda how: how.rule)
def test_a_broken_example_is_told_as_the_engine_does(how: Break) -> None:
    assert same_as_the_engine(broken(how), shapes_of(how.rule))


def test_most_rules_are_judged_by_what_a_thing_says() -> None:
    every = [c for shape in our_shapes() for c in shape.constraints]
    left = {c.component for c in every if not is_plain(c)}
    assert left <= {SH.SPARQLConstraintComponent, SH.MinCountConstraintComponent}  # the latter of an inverse path
    assert sum(map(is_plain, every)) > 0.85 * len(every)


VALUES: st.SearchStrategy[Identifier] = st.one_of(
    st.sampled_from([THING, MEA.Project, URIRef("http://base.example/no thing")]).filter(lambda u: " " not in u),
    st.builds(Literal, st.sampled_from(["grant", "USD", "1", "", "a b", "é", "x\n", "ab/c", "2024-01-01", "٣"])),
    st.builds(Literal, st.sampled_from(["title", "x"]), lang=st.sampled_from(["en", "EN", "fr", "de", "en-GB"])),
    st.builds(
        lambda text, kind: Literal(text, datatype=kind, normalize=False),
        st.sampled_from(["1", "-1", "0", "007", "1.5", "+2", "x", "2024-02-30", "2024-02-29", "2024-02-29Z"]),
        st.sampled_from([XSD.integer, XSD.decimal, XSD.date, XSD.double, XSD.string]),
    ),
)
PROPERTIES = [
    DCTERMS.identifier, DCTERMS.title, DCTERMS.source, MEA.status, MEA.agency, DCTERMS.contributor, MEA.party,
    MEA.amount, MEA.value, MEA.currency, MEA.amountKind, MEA.confidence, MEA.agreement, MEA.funder, RDFS.comment,
    MEA.fundingPeriod, MEA.start, MEA.end, SCHEMA.startDate, SCHEMA.endDate,
]  # fmt: skip
TYPES = [MEA.Project, MEA.FundingAmount, MEA.AgreementTag, MEA.Mention, MEA.Meeting]


@given(
    st.lists(st.tuples(st.sampled_from(PROPERTIES), VALUES), max_size=12), st.sets(st.sampled_from(TYPES), min_size=1)
)
def test_whatever_a_record_says_is_judged_as_by_the_engine(
    said: list[tuple[URIRef, Identifier]], types: set[URIRef]
) -> None:
    graph = Graph()
    for kind in types:
        graph.add((THING, RDF.type, kind))
    for name, value in said:
        graph.add((THING, name, value))
    same_as_the_engine(
        graph, shapes_of("Project-id", "FundingAmount-value", "AgreementTag-reason", "Meeting-period", "Mention-span")
    )
