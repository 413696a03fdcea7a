"""The W3C's SPARQL test suites as an installable package brings them, and how their results are compared.

The suites are not part of this project: the source archive of rdflib holds them, and pip fetches it. Terms are
compared by value and blank nodes by bijection, as the suites' own README asks.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.namespace import RDF

ARCHIVE = "rdflib==6.3.2"
SITE = "http://www.w3.org/2009/sparql/docs/tests/"
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
RS = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
SKIPPED = re.compile("entailment|service|http-rdf|protocol|syntax-fed|update|add|clear|copy|delete|drop|move")
"""Folders of other standards than the query language."""
_EVALUATION = {MF.QueryEvaluationTest, MF.CSVResultFormatTest}
_POSITIVE = {MF.PositiveSyntaxTest, MF.PositiveSyntaxTest11}
_NEGATIVE = {MF.NegativeSyntaxTest, MF.NegativeSyntaxTest11}
_RDF = {"ttl": ox.RdfFormat.TURTLE, "rdf": ox.RdfFormat.RDF_XML, "nt": ox.RdfFormat.N_TRIPLES}
_RESULTS = {
    "srx": ox.QueryResultsFormat.XML,
    "srj": ox.QueryResultsFormat.JSON,
    "tsv": ox.QueryResultsFormat.TSV,
}

Row = dict[str, ox.NamedNode | ox.BlankNode | ox.Literal]


@dataclass(frozen=True, slots=True)
class SuiteTest:
    """``kind`` is ``evaluation``, ``positive`` or ``negative``; the graphs and the result are IRIs under `SITE`."""

    name: str
    kind: str
    query: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    result: str

    @property
    def text(self) -> str:
        return f"BASE <{self.query}>\n{self.query_file.read_text('utf-8')}"

    @property
    def query_file(self) -> Path:
        return FOLDER / self.query.removeprefix(SITE)

    @property
    def result_file(self) -> Path:
        return FOLDER / self.result.removeprefix(SITE)


FOLDER = Path(__file__).resolve().parents[2] / "build" / "w3c"


def fetch() -> bool:
    """Have the suites in `FOLDER`; False when the archive cannot be had."""
    if (FOLDER / "sparql11").is_dir():
        return True
    target = FOLDER.parent / "archives"
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:", ARCHIVE]
    try:
        subprocess.run([*command, "--dest", str(target)], check=True, capture_output=True, timeout=120)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return False
    (archive,) = target.glob("rdflib-*.tar.gz")
    with tarfile.open(archive) as opened:
        for member in opened.getmembers():
            _, found, path = member.name.partition("/suites/w3c/")
            if found and path.startswith(("sparql11/", "dawg-data-r2/")) and member.isfile():
                member.name = path
                opened.extract(member, FOLDER, filter="data")
    return True


def tests() -> Iterator[SuiteTest]:
    """Every query evaluation and syntax test."""
    for manifest in sorted(FOLDER.glob("*/*/manifest.ttl")):
        if SKIPPED.match(manifest.parent.name) or "update" in manifest.parent.name:
            continue
        graph = Graph().parse(manifest, publicID=f"{SITE}{manifest.relative_to(FOLDER).as_posix()}", format="turtle")
        for entries in graph.objects(None, MF.entries):
            for entry in Collection(graph, entries):
                test = _read(graph, entry, f"{manifest.parent.relative_to(FOLDER)}")
                if test is not None:
                    yield test


def _read(graph: Graph, entry: object, folder: str) -> SuiteTest | None:
    assert isinstance(entry, URIRef)
    kinds = set(graph.objects(entry, RDF.type))
    action = graph.value(entry, MF.action)
    name = f"{folder}/{graph.value(entry, MF.name)}"
    if kinds & (_POSITIVE | _NEGATIVE):
        return SuiteTest(name, "positive" if kinds & _POSITIVE else "negative", str(action), (), (), "")
    # Older manifests give tests of evaluation no type.
    if (kinds & _EVALUATION or not kinds) and (query := graph.value(action, QT.query)) is not None:
        data = tuple(str(g) for g in graph.objects(action, QT.data))
        named = tuple(str(g) for g in graph.objects(action, QT.graphData))
        return SuiteTest(name, "evaluation", str(query), data, named, str(graph.value(entry, MF.result)))
    return None


def load(store: ox.Store) -> None:
    """Every data file as a graph of its own name."""
    for file in sorted(FOLDER.glob("*/*/*")):
        kind = _RDF.get(file.suffix[1:])
        if kind is None or "manifest" in file.name:
            continue
        name = f"{SITE}{file.relative_to(FOLDER).as_posix()}"
        try:
            store.load(file.read_bytes(), kind, base_iri=name, to_graph=ox.NamedNode(name))
        except SyntaxError:
            continue  # data of tests that are about bad data


def expected_graph(test: SuiteTest) -> list[ox.Triple]:
    """What a test expects of CONSTRUCT or DESCRIBE."""
    text = test.result_file.read_bytes()
    return [quad.triple for quad in ox.parse(text, _RDF[test.result_file.suffix[1:]], base_iri=test.result)]


def expected_rows(test: SuiteTest) -> bool | list[Row]:
    """What a test expects of SELECT or ASK."""
    file = test.result_file
    if file.suffix[1:] in _RESULTS:
        found = ox.parse_query_results(file.read_bytes(), _RESULTS[file.suffix[1:]])
        return read_rows(found)
    graph = Graph().parse(file, publicID=test.result, format="xml" if file.suffix == ".rdf" else "turtle")
    truth = next(graph.objects(None, RS.boolean), None)
    if truth is not None:
        return str(truth) == "true"
    rows: list[tuple[int, Row]] = []
    for solution in graph.objects(None, RS.solution):
        index = graph.value(solution, RS["index"])
        bindings = graph.objects(solution, RS.binding)
        row = {str(graph.value(b, RS.variable)): _term(graph.value(b, RS.value)) for b in bindings}
        rows.append((int(str(index)) if index is not None else 0, row))
    return [row for _, row in sorted(rows, key=lambda pair: pair[0])]


def read_rows(found: ox.QuerySolutions | ox.QueryBoolean) -> bool | list[Row]:
    """SELECT or ASK results as plain values."""
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    names = [variable.value for variable in found.variables]
    return [{name: row[name] for name in names if row[name] is not None} for row in found]


def _term(node: object) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    if isinstance(node, URIRef):
        return ox.NamedNode(str(node))
    if isinstance(node, Literal):
        if node.language:
            return ox.Literal(str(node), language=node.language)
        return (
            ox.Literal(str(node), datatype=ox.NamedNode(str(node.datatype))) if node.datatype else ox.Literal(str(node))
        )
    return ox.BlankNode(re.sub(r"\W", "", str(node)))


def same_rows(first: list[Row], second: list[Row], *, ordered: bool) -> bool:
    """Whether two tables have the same rows, blank nodes by bijection."""
    return len(first) == len(second) and same_graph(_as_triples(first, ordered), _as_triples(second, ordered))


def _as_triples(rows: list[Row], ordered: bool) -> list[ox.Triple]:
    place = ox.NamedNode("urn:place")
    triples = []
    for number, row in enumerate(rows):
        subject = ox.BlankNode()
        triples.append(ox.Triple(subject, place, ox.Literal(number if ordered else 0)))
        triples += [ox.Triple(subject, ox.NamedNode(f"urn:variable:{name}"), term) for name, term in row.items()]
    return triples


def same_graph(first: list[ox.Triple], second: list[ox.Triple]) -> bool:
    """Whether two graphs are isomorphic, numbers and dates by value."""
    return _canonical(first) == _canonical(second)


def _canonical(triples: list[ox.Triple]) -> ox.Dataset:
    # A store holds numbers and dates by value.
    store = ox.Store()
    store.extend(ox.Quad(t.subject, t.predicate, t.object, ox.DefaultGraph()) for t in triples)
    dataset = ox.Dataset(store)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return dataset
