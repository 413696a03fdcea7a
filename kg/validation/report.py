"""Findings as a validation report of the SHACL standard (section 3.6)."""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import Graph
from rdflib.namespace import RDF, SH
from rdflib.term import BNode, Literal

from kg.terms import PREFIXES
from kg.validation.model import Severity, Violation

_SEVERITIES = {Severity.VIOLATION: SH.Violation, Severity.WARNING: SH.Warning, Severity.INFO: SH.Info}


def report_graph(violations: Iterable[Violation]) -> Graph:
    """An ``sh:ValidationReport``. By the standard, data with so much as an info does not conform."""
    graph = Graph()
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    report = BNode()
    graph.add((report, RDF.type, SH.ValidationReport))
    conforms = True
    for v in violations:
        conforms = False
        result = BNode()
        graph.add((report, SH.result, result))
        graph.add((result, RDF.type, SH.ValidationResult))
        graph.add((result, SH.focusNode, v.focus))
        graph.add((result, SH.resultSeverity, _SEVERITIES[v.severity]))
        graph.add((result, SH.resultMessage, Literal(v.message, lang="en")))
        graph.add((result, SH.sourceShape, v.shape))
        graph.add((result, SH.sourceConstraintComponent, v.component))
        if v.path is not None:
            graph.add((result, SH.resultPath, v.path.describe(graph)))
        if v.value is not None:
            graph.add((result, SH.value, v.value))
    graph.add((report, SH.conforms, Literal(conforms)))
    return graph
