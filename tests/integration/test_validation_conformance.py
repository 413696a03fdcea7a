"""Our engine against pySHACL, the reference: the same shapes and data give the same findings."""

from __future__ import annotations

import logging
import random
from collections.abc import Iterator
from functools import cache

import pytest
from pyshacl import validate
from rdflib import Graph
from rdflib.collection import Collection
from rdflib.namespace import RDF, SH, XSD
from rdflib.term import BNode, Literal, Node, URIRef

from kg.validation import Validator, read_shapes
from kg.validation.files import in_memory
from kg.validation.paths import read_path
from kg.validation.report import report_graph
from kg.validation.shapes import shapes_graph
from tests.unit.validation_examples import BREAKS, GOOD, Break, broken, parsed

Finding = tuple[str, ...]
ROUNDS = 8
GROUPS = 10
"""Examples are broken several at once: pySHACL takes a second for each graph."""


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    """rdflib logs each literal that is not of its type, with a traceback; here they are wrong on purpose."""
    caplog.set_level(logging.ERROR, "rdflib.term")


@cache
def shapes() -> Graph:
    return shapes_graph()


def term(node: Node | None) -> str:
    """A term so that equal ones are the same text: plain strings have no type, blank nodes no name."""
    if isinstance(node, BNode):
        return "_:"
    if isinstance(node, Literal) and node.datatype == XSD.string:
        return Literal(str(node)).n3()
    return "" if node is None else node.n3()


def findings(report: Graph) -> set[Finding]:
    return set(_findings(report))


def _findings(report: Graph) -> Iterator[Finding]:
    for result in report.subjects(RDF.type, SH.ValidationResult):
        path = report.value(result, SH.resultPath)
        yield (
            term(report.value(result, SH.focusNode)),
            "" if path is None else str(read_path(report, path)),
            term(report.value(result, SH.value)),
            term(report.value(result, SH.resultSeverity)),
            str(report.value(result, SH.resultMessage)),
            term(report.value(result, SH.sourceShape)),
            term(report.value(result, SH.sourceConstraintComponent)),
        )


def by_peer(graph: Graph) -> set[Finding]:
    conforms, report, _ = validate(graph, shacl_graph=shapes())
    assert isinstance(report, Graph)
    found = findings(report)
    assert conforms == (not found)
    return found


def by_us(graph: Graph) -> set[Finding]:
    store = in_memory({"http://base.example/graph": graph.serialize(format="nt", encoding="utf-8")})
    return findings(report_graph(Validator(store).validate()))


def reparsed(graph: Graph) -> Graph:
    """As the store gives it back (it writes 1.00 as 1), so that both sides start from the same terms."""
    store = in_memory({"http://base.example/graph": graph.serialize(format="nt", encoding="utf-8")})
    rows = store.select("SELECT ?s ?p ?o WHERE { ?s ?p ?o }")
    kept = Graph()
    for row in rows:
        value = row["o"]
        plain = Literal(str(value)) if isinstance(value, Literal) and value.datatype == XSD.string else value
        kept.add((row["s"], row["p"], plain))
    return kept


def test_the_shapes_are_valid_shacl() -> None:
    conforms, _, text = validate(shapes(), shacl_graph=Graph(), meta_shacl=True)
    assert conforms, text


def test_good_data() -> None:
    assert by_peer(reparsed(parsed(GOOD))) == by_us(parsed(GOOD)) == set()


@pytest.mark.slow
def test_every_broken_example() -> None:
    told: set[str] = set()
    for first in range(GROUPS):
        graph = broken(*BREAKS[first::GROUPS])
        ours = by_us(graph)
        assert by_peer(reparsed(graph)) == ours
        told |= {finding[5] for finding in ours}
    assert len(told) == len({how.rule for how in BREAKS})


@pytest.mark.slow
def test_data_broken_at_random() -> None:
    rng = random.Random(20260427)
    for _ in range(ROUNDS):
        graph = parsed(GOOD)
        triples = sorted(graph)
        objects = [o for _, _, o in triples]
        for triple in rng.sample(triples, 12):
            graph.remove(triple)
        for s, p, _ in rng.sample(triples, 12):
            if p != RDF.type:
                graph.add((s, p, rng.choice(objects)))
        assert by_peer(reparsed(graph)) == by_us(graph)


def test_parts_of_the_language_that_our_shapes_do_not_use() -> None:
    data = Graph().parse(
        data="""@prefix : <http://x.example/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        :a a :Thing ; :n 1 , 5 , "x" ; :tag "a" , "b" , "c" ; :name "Abc" , "abc"@en , <http://x.example/abc> ; :of :b .
        :b a :Thing , :Other ; :n 2.5 , "7"^^xsd:integer ; :name "a" ; :of :c .
        :c :n 9 ; :name "abcdef" . :d :of :a , :missing .
        """,
        format="turtle",
    )
    rules = Graph().parse(
        data="""@prefix : <http://x.example/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        :S a sh:NodeShape ; sh:targetClass :Thing ; sh:targetNode :c , :nowhere ; sh:targetSubjectsOf :of ;
          sh:targetObjectsOf :of ; sh:property :s1 , :s2 , :s3 , :s4 , :s5 , :s6 , :s7 , :s8 , :s9 .
        :s1 sh:path :n ; sh:datatype xsd:integer ; sh:message "not a whole number" .
        :s2 sh:path :tag ; sh:minCount 2 ; sh:maxCount 2 ; sh:message "not two tags" .
        :s3 sh:path :name ; sh:pattern "^abc" ; sh:flags "i" ; sh:maxLength 5 ; sh:message "bad name" .
        :s4 sh:path :tag ; sh:hasValue "a" ; sh:severity sh:Warning ; sh:message "no a" .
        :s5 sh:path ( :of :of ) ; sh:minCount 1 ; sh:message "no second step" .
        :s6 sh:path [ sh:inversePath :of ] ; sh:class :Other ; sh:message "of no other" .
        :s7 sh:path :name ; sh:nodeKind sh:Literal ; sh:message "no words" .
        :s8 sh:path :n ; sh:minInclusive 2 ; sh:maxInclusive 6 ; sh:in ( 1 5 2.5 ) ; sh:message "out of bounds" .
        :s9 sh:path :n ; sh:minCount 9 ; sh:deactivated true ; sh:message "off" .
        """,
        format="turtle",
    )
    _, report, _ = validate(data, shacl_graph=rules)
    assert isinstance(report, Graph)
    store = in_memory({"http://x.example/graph": data.serialize(format="nt", encoding="utf-8")})
    ours = findings(report_graph(Validator(store, read_shapes(rules)).validate()))
    assert findings(report) == ours
    assert len({finding[5] for finding in ours}) == 8


def test_what_cannot_be_compared_is_out_of_bounds() -> None:
    """As the standard says (4.4.2); pySHACL takes true for 1."""
    graph = broken(Break("", "meeting mea:session", "<meeting> mea:session true ."))
    components = {finding[6].rpartition("#")[2].strip(">") for finding in by_us(graph)}
    assert components == {"DatatypeConstraintComponent", "MinInclusiveConstraintComponent"}


def test_paths_survive_the_way_to_rdf_and_back() -> None:
    graph = Graph()
    one, two = URIRef("http://x.example/one"), URIRef("http://x.example/two")
    inverse = BNode()
    graph.add((inverse, SH.inversePath, two))
    sequence = Collection(graph, BNode(), [one, inverse]).uri
    path = read_path(graph, sequence)
    assert path.sparql() == "(<http://x.example/one>/^<http://x.example/two>)"
    copy = Graph()
    assert read_path(copy, path.describe(copy)) == path
