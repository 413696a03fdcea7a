"""Every rule lets the good example pass and tells of the broken one, in its own words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, SH

import ontology
from kg.errors import BadInput
from kg.validation import Severity, Validator, Violation, our_shapes, read_shapes
from kg.validation.files import in_memory
from kg.validation.report import report_graph
from tests.unit.validation_examples import BREAKS, GOOD, Break, broken, parsed

GRAPH = "http://base.example/graph"
SHAPES = "https://w3id.org/mea-kg/shapes#"
RULES = {c.shape.removeprefix(SHAPES): c for shape in our_shapes() for c in shape.constraints}


def found(graph: Graph) -> list[Violation]:
    triples = graph.serialize(format="nt", encoding="utf-8")
    store = in_memory({GRAPH: triples})
    whole = Validator(store).validate()
    assert Validator(store).validate_graph(GRAPH) == whole
    assert Validator(store).validate_graphs({GRAPH: triples})[GRAPH].violations == whole
    return whole


def test_the_good_example_conforms() -> None:
    assert found(parsed(GOOD)) == []


def test_every_rule_has_a_broken_example() -> None:
    assert {how.rule for how in BREAKS} == set(RULES)


@pytest.mark.parametrize("how", BREAKS, ids=lambda how: how.rule)
def test_a_broken_example_is_told_in_the_words_of_its_rule(how: Break) -> None:
    results = found(broken(how))
    told = {v.shape.removeprefix(SHAPES) for v in results}
    assert told == {how.rule, *how.also}
    for v in results:
        rule = v.shape.removeprefix(SHAPES)
        patterns = [c.message for s in our_shapes() for c in s.constraints if c.shape == v.shape]
        words = [re.sub(r"\\\{\\\?\w+\\\}", ".+", re.escape(message)) for message in patterns]
        assert any(re.fullmatch(pattern, v.message) for pattern in words), (rule, v.message)
        assert "{" not in v.message
        assert v.severity is RULES[rule].severity


def test_messages_name_the_value_that_is_wrong() -> None:
    same_name = next(how for how in BREAKS if how.rule == "ConceptSameName")
    assert {v.message for v in found(broken(same_name))} == {
        f"“leaf” is also the preferred label of http://base.example/{other} in the same scheme. "
        "Give one of them another name."
        for other in ("leaf", "copy")
    }
    no_russian = next(how for how in BREAKS if how.rule == "ConceptLanguages")
    (violation,) = found(broken(no_russian))
    assert violation.message == (
        "The concept has no preferred label in Russian. Add one, marked as from memory until it is checked."
    )
    assert str(violation.value) == "ru"
    assert violation.severity is Severity.WARNING


def test_messages_are_whole_sentences_that_say_what_to_do() -> None:
    for name, rule in RULES.items():
        assert re.fullmatch(r"[A-Z“{].*\. [A-Z].*\.", rule.message), name


def test_every_class_with_records_has_a_shape() -> None:
    about = {str(t.term).rpartition("#")[2] for shape in our_shapes() for t in shape.targets}
    assert about >= {
        "Document", "LegalExpression", "Passage", "OperativeParagraph", "Mention", "Decision", "Meeting", "Project",
        "FundingAmount", "AgreementTag", "Party", "PartyStatus", "Treaty", "Provision", "Concept", "ConceptScheme",
        "Collection", "AnnexListing",
    }  # fmt: skip


def test_a_marked_label_must_be_a_label() -> None:
    (violation,) = found(broken(Break("", "", '<top> mea:labelFromMemory "cime"@fr .')))
    assert violation.message == (
        "“cime” has a label status but is no label of the concept. Correct the mark, or add the label."
    )


def test_blank_nodes_are_validated_too() -> None:
    amount = "<project> mea:amount [ a mea:FundingAmount ; mea:value 1 ; mea:amountKind 'grant' ] ."
    (violation,) = found(broken(Break("", "", amount)))
    assert violation.shape == URIRef(f"{SHAPES}FundingAmount-currency")


def test_what_another_graph_says_of_a_thing_counts() -> None:
    good = parsed(GOOD).serialize(format="nt", encoding="utf-8")
    extra = parsed('<meeting> dcterms:title "COP-6"@en .').serialize(format="nt", encoding="utf-8")
    store = in_memory({GRAPH: good, "http://base.example/other": extra})
    for graph in (GRAPH, "http://base.example/other"):
        assert [v.shape for v in Validator(store).validate_graph(graph)] == [URIRef(f"{SHAPES}Meeting-titleOnce")]


def test_several_graphs_at_once_are_validated_as_each_alone() -> None:
    graphs = {
        f"http://base.example/{n}": parsed_text.replace("base.example/", f"base.example/{n % 2}/").encode()
        for n, parsed_text in enumerate(broken(how).serialize(format="nt") for how in BREAKS[::9])
    }
    blank = parsed("<project> mea:amount [ a mea:FundingAmount ; mea:value 1 ] .").serialize(format="nt").encode()
    validator = Validator(in_memory(graphs | {"http://base.example/blank": blank}))
    names = [*graphs, "http://base.example/blank"]
    together = {
        name: findings.violations for name, findings in validator.validate_graphs(dict.fromkeys(names, b"")).items()
    }
    assert together == {name: validator.validate_graph(name) for name in names}
    assert all(together.values())


def test_the_same_statement_in_two_graphs_is_one_value() -> None:
    good = parsed(GOOD).serialize(format="nt", encoding="utf-8")
    assert Validator(in_memory({GRAPH: good, "http://base.example/copy": good})).validate() == []


def test_the_report_is_that_of_the_standard() -> None:
    how = next(how for how in BREAKS if how.rule == "Project-country")
    report = report_graph(found(broken(how)))
    (node,) = report.subjects(RDF.type, SH.ValidationReport)
    assert report.value(node, SH.conforms) == Literal(False)
    (result,) = report.objects(node, SH.result)
    assert report.value(result, SH.resultSeverity) == SH.Violation
    assert report.value(result, SH.focusNode) == URIRef("http://base.example/project")
    path = report.value(result, SH.resultPath)
    assert path is not None
    assert report.value(path, SH.alternativePath) is not None
    empty = report_graph([])
    assert [str(o) for o in empty.objects(predicate=SH.conforms)] == ["true"]


SHAPE = "<http://s.example/s> a sh:NodeShape ; sh:targetClass skos:Concept ; sh:property <http://s.example/p> ."


@pytest.mark.parametrize(
    ("turtle", "words"),
    [
        ("<http://s.example/p> sh:path rdfs:label ; sh:message 'm' ; sh:qualifiedMinCount 1 .", "qualifiedMinCount"),
        ("<http://s.example/p> sh:path rdfs:label ; sh:minCount 1 .", "no message"),
        ("<http://s.example/p> sh:minCount 1 ; sh:message 'm' .", "no sh:path"),
        ("<http://s.example/p> sh:path [ sh:zeroOrMorePath rdfs:label ] ; sh:minCount 1 ; sh:message 'm' .", "path"),
    ],
)
def test_what_is_not_understood_is_refused(turtle: str, words: str) -> None:
    graph = Graph().parse(
        data="@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> . "
        f"@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . {SHAPE} {turtle}",
        format="turtle",
    )
    with pytest.raises(BadInput, match=words):
        read_shapes(graph)


def test_every_file_of_shapes_is_read() -> None:
    files = list((Path(ontology.__file__).parent / "shapes").glob("*.ttl"))
    assert len(files) >= 9
    named = {s for file in files for s in Graph().parse(file).subjects(SH.message) if isinstance(s, URIRef)}
    assert named <= {c.shape for shape in our_shapes() for c in shape.constraints}
